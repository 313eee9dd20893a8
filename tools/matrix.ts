import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { ticketPermissions } from '../contracts/lists/permissions.ts';
import { builtInProfiles, permissions, policy, relations } from '../contracts/permissions.ts';

const page = 'docs/access-matrix.md';

const factTexts = {
  deleted: 'the ticket is in the trash',
  not_deleted: 'the ticket is not in the trash',
  internal: 'the ticket is internal',
  closed: 'the ticket is closed',
} as const;

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
const yesOrDot = (isTrue: boolean): string => (isTrue ? 'yes' : '·');

/**
 * The page that shows contracts/permissions.ts as tables: permissions by relation to a ticket and
 * by access profile.
 */
export function matrixPage(): string {
  const profiles = Object.entries(builtInProfiles);
  return [
    '# Access matrix',
    '',
    'Generated from `contracts/permissions.ts` by `node tools/matrix.ts`; do not edit.',
    '',
    'An action on a ticket is permitted when the agent’s access profile contains the permission, the agent has one of the relations marked "yes",',
    'and no condition in the last column holds. A ticket an agent may not read is reported as not found.',
    '',
    '## By relation to the ticket',
    '',
    row(['Permission', ...relations, 'Never when']),
    row(['---', ...relations.map(() => ':-:'), '---']),
    ...ticketPermissions.map((permission) => {
      const { grantedTo, unless, requiresSwitch } = policy[permission];
      const never = unless.map((fact) => factTexts[fact]).join('; ') || '';
      const cells = relations.map((relation) =>
        requiresSwitch?.[relation] ? 'yes ¹' : yesOrDot(grantedTo.includes(relation)),
      );
      return row([`\`${permission}\``, ...cells, never]);
    }),
    '',
    '¹ Unless turned off in the company’s sharing settings.',
    '',
    '## By access profile',
    '',
    'The five built-in profiles. All except Admin can be changed, and others can be added.',
    '',
    row(['Permission', ...profiles.map(([, profile]) => profile.name.en)]),
    row(['---', ...profiles.map(() => ':-:')]),
    ...permissions.map((permission) =>
      row([
        `\`${permission}\``,
        ...profiles.map(([, profile]) => yesOrDot((profile.permissions as readonly string[]).includes(permission))),
      ]),
    ),
    '',
  ].join('\n');
}

if (import.meta.main) {
  const text = matrixPage();
  if (!process.argv.includes('--check')) writeFileSync(page, text);
  else if (!existsSync(page) || readFileSync(page, 'utf8') !== text) {
    console.error(`${page} is out of date: run "node_modules/.bin/node tools/matrix.ts" and commit it.`);
    process.exitCode = 1;
  }
}
