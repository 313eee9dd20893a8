import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { findWrongImports } from './check-imports.ts';
import { readImports } from './imports.ts';

let folder = '';
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/**
 * Checks a small project. An array lists the imports of a file, text is its content. Imported files
 * exist.
 */
function check(files: Record<string, string[] | string>): string[] {
  folder = mkdtempSync(join(tmpdir(), 'imports-'));
  const write = (file: string, text: string) => {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  };
  for (const content of Object.values(files)) {
    for (const target of Array.isArray(content) ? content : []) if (target.includes('/')) write(target, '');
  }
  for (const [file, content] of Object.entries(files)) {
    const up = '../'.repeat(file.split('/').length - 1);
    const path = (target: string) => (/\.tsx?$/.test(target) ? `${up}${target}` : target);
    write(file, Array.isArray(content) ? content.map((to) => `import { x } from '${path(to)}';\n`).join('') : content);
  }
  return findWrongImports(folder);
}

const allowed: [string, string][] = [
  ['contracts/tickets.ts', 'contracts/scalars.ts'],
  ['contracts/tickets.ts', 'typebox'],
  ['server/platform/jobs.ts', 'contracts/scalars.ts'],
  ['server/tickets/commands.ts', 'server/access/index.ts'],
  ['server/tickets/commands.ts', 'server/tickets/rules.ts'],
  ['server/tickets/commands/close.ts', 'server/tickets/store.ts'],
  ['server/tickets/routes.ts', 'server/tickets/queries.ts'],
  ['server/tickets/tickets.test.ts', 'server/sharing/index.ts'],
  ['server/tickets/given.ts', 'server/identity/given.ts'],
  ['server/tickets/tickets.test.ts', 'server/testing/database.ts'],
  ['server/app/http.ts', 'server/tickets/routes.ts'],
  ['server/app/http.ts', 'server/channels/email/jobs.ts'],
  ['server/app/main.ts', 'server/demo/index.ts'],
  ['server/demo/company.ts', 'server/tickets/index.ts'],
  ['server/crm/sugarcrm/commands.ts', 'server/channels/email/index.ts'],
  ['server/channels/index.ts', 'server/channels/email/index.ts'],
  ['server/migrations/0001-start.ts', 'kysely'],
  ['server/platform/migrate.ts', 'server/migrations/index.ts'],
  ['web/tickets/page.tsx', 'web/ui/button.tsx'],
  ['web/app/router.tsx', 'web/tickets/page.tsx'],
  ['web/main.tsx', 'web/app/router.tsx'],
  ['e2e/reply.journey.ts', 'playwright-core'],
];

const refused: [string, string, string][] = [
  ['contracts/tickets.ts', 'kysely', 'contracts import nothing but TypeBox'],
  ['contracts/tickets.ts', 'server/platform/clock.ts', 'contracts import nothing but TypeBox'],
  ['server/platform/jobs.ts', 'server/tickets/index.ts', 'platform imports only the platform'],
  ['server/access/queries.ts', 'server/tickets/index.ts', 'tickets (6) is above access (5)'],
  ['server/sharing/commands.ts', 'server/tickets/store.ts', 'through server/tickets/index.ts'],
  ['server/sharing/commands.ts', 'server/app/main.ts', 'a module does not import server/app'],
  ['server/gossip/commands.ts', 'server/tickets/index.ts', 'not in the list of modules'],
  ['server/tickets/routes.ts', 'server/tickets/store.ts', 'routes do not import store'],
  ['server/tickets/rules.ts', 'server/tickets/store.ts', 'rules do not import store'],
  ['server/tickets/rules.ts', 'kysely', 'rules do not access the database'],
  ['server/channels/email/rules.ts', 'pg', 'rules do not access the database'],
  ['server/tickets/rules.ts', 'server/platform/database.ts', 'rules do not access the database'],
  ['server/tickets/store.ts', 'server/tickets/commands.ts', 'store do not import commands'],
  ['server/tickets/commands.ts', 'server/tickets/index.ts', 'import its own index.ts'],
  ['server/tickets/commands.ts', 'server/testing/database.ts', 'for tests'],
  ['server/tickets/commands.ts', 'server/tickets/given.ts', 'for tests'],
  ['server/tickets/tickets.test.ts', 'server/sharing/store.ts', 'through server/sharing/index.ts'],
  ['server/app/http.ts', 'server/tickets/commands.ts', 'through index.ts, routes.ts and jobs.ts'],
  ['server/demo/company.ts', 'server/tickets/commands.ts', 'through their index.ts'],
  [
    'server/channels/email/commands.ts',
    'server/channels/webchat/store.ts',
    'submodules import each other only through',
  ],
  ['server/migrations/0001-start.ts', 'server/tickets/index.ts', 'migrations imports only the platform'],
  ['server/migrations/0001-start.ts', 'graphile-worker', 'nothing but Kysely'],
  ['server/tickets/queries.ts', 'web/lib/format.ts', 'does not import web'],
  ['web/tickets/page.tsx', 'web/sharing/panel.tsx', 'web modules do not import each other'],
  ['web/tickets/page.tsx', 'web/app/router.tsx', 'web/app is not imported by others'],
  ['web/tickets/page.tsx', 'server/tickets/index.ts', 'does not import server'],
  ['web/ui/button.tsx', 'web/tickets/page.tsx', 'web modules do not import each other'],
  ['e2e/reply.journey.ts', 'server/app/main.ts', 'only the browser and the public API'],
  ['e2e/reply.journey.ts', 'contracts/scalars.ts', 'only the browser and the public API'],
];

describe('import rules between modules', () => {
  it.each(allowed)('%s may import %s', (file, target) => {
    expect(check({ [file]: [target] })).toEqual([]);
  });

  it.each(refused)('%s may not import %s', (file, target, rule) => {
    const found = check({ [file]: [target] });
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(`${file} imports `);
    expect(found[0]).toContain(rule);
  });

  it('apply to imports by package name', () => {
    const server = "import { ticket } from '@crossdesk/server/tickets/index.ts';\n";
    expect(check({ 'web/tickets/page.tsx': server, 'server/tickets/index.ts': '' })).toHaveLength(1);
  });

  it('allow journeys to import types of the contracts', () => {
    const source = "import type { Ticket } from '../contracts/tickets.ts';\n";
    expect(check({ 'e2e/reply.journey.ts': source, 'contracts/tickets.ts': '' })).toEqual([]);
  });

  it('forbid cycles, except of types', () => {
    const cycle = { 'server/tickets/a.ts': ['server/tickets/b.ts'], 'server/tickets/b.ts': ['server/tickets/a.ts'] };
    expect(check(cycle)).toEqual(['Import cycle:  server/tickets/a.ts → server/tickets/b.ts → server/tickets/a.ts.']);
    rmSync(folder, { recursive: true });
    expect(check({ ...cycle, 'server/tickets/b.ts': "import type { X } from './a.ts';\n" })).toEqual([]);
  });
});

describe('writing to tables', () => {
  it('is allowed in a store only', () => {
    const source = "await tx.updateTable('ticket').set({}).execute();\n";
    expect(check({ 'server/tickets/store.ts': source, 'server/tickets/given.ts': source })).toEqual([]);
    rmSync(folder, { recursive: true });
    expect(check({ 'server/tickets/commands.ts': source })[0]).toContain('writes to the database (updateTable)');
    rmSync(folder, { recursive: true });
    expect(check({ 'server/demo/company.ts': source })[0]).toContain('writes to the database');
    rmSync(folder, { recursive: true });
    expect(check({ 'server/tickets/queries.ts': 'sql`delete from ticket where true`' })).toHaveLength(1);
  });

  it('requires one owner for each table', () => {
    const source = "await tx.insertInto('ticket').values({}).execute();\n";
    expect(check({ 'server/tickets/store.ts': source, 'server/sla/store.ts': source })).toEqual([
      'The table ticket is written in sla and tickets: a table has one owner.',
    ]);
  });
});

describe('reading imports', () => {
  it('finds every form and distinguishes types from values', () => {
    const source = [
      "import a, { type B, c } from './a.ts';",
      "import type { D } from './d.ts';",
      "import { type E,\n  type F } from './e.ts';",
      "export * from './g.ts';",
      "import './h.css';",
      "const i = await import('./i.ts');",
      "// import { no } from './comment.ts';",
      "/* import { no } from './comment.ts'; */",
      " * import { no } from './docstring.ts';",
    ].join('\n');
    expect(readImports(source)).toEqual([
      { from: './a.ts', isType: false },
      { from: './d.ts', isType: true },
      { from: './e.ts', isType: true },
      { from: './g.ts', isType: false },
      { from: './h.css', isType: false },
      { from: './i.ts', isType: false },
    ]);
  });
});
