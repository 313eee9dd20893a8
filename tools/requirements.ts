import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import statements from './requirements.json' with { type: 'json' };

const page = 'docs/requirements.md';
const testName =
  /\b(?:it|test|describe)(?:\.\w+(?:\([^()]*(?:\([^()]*\)[^()]*)*\))?)*\s*\(\s*(['"`])((?:\\.|(?!\1)[^\\])*)\1/g;
const cited = /\b(Z[EJV]|TT|CP|C)-(\d\d)\b/g;

const chapters = [
  ['ZE', 'Sharing a ticket with other departments'],
  ['ZJ', 'Sharing, where the Japanese edition adds or differs'],
  ['ZV', 'The ticket: classifications and procedures'],
  ['TT', 'Transferring tickets'],
  ['CP', 'Customer portal, automatic assignment, CRM cases'],
  ['C', 'Decisions where the sources conflict or are silent'],
] as const;

/** For each requirement id, the tests whose names cite it: "file › name", in order. */
export function findCitations(root: string): Map<string, string[]> {
  const proofs = new Map<string, string[]>();
  const files = globSync('{contracts,server,web,widget,e2e,tools}/**/*.{test,journey}.{ts,tsx}', {
    cwd: root,
    exclude: (name) => ['node_modules', 'dist'].includes(name),
  });
  for (const file of files.sort()) {
    // The tool's own tests mention ids without testing them.
    if (file === 'tools/requirements.test.ts') continue;
    for (const match of readFileSync(join(root, file), 'utf8').matchAll(testName)) {
      const name = (match[2] ?? '').replaceAll(/\\(['"`])/g, '$1').replaceAll(/\s+/g, ' ');
      for (const id of new Set([...name.matchAll(cited)].map(([id]) => id))) {
        proofs.set(id, [...(proofs.get(id) ?? []), `${file} › ${name}`]);
      }
    }
  }
  return proofs;
}

/** The page as text. Throws if a test cites an id that is not in requirements.json. */
export function writePage(known: Record<string, string>, proofs: Map<string, string[]>): string {
  const unknown = [...proofs.keys()].filter((id) => !(id in known));
  if (unknown.length > 0) throw new Error(`Tests cite requirements that do not exist: ${unknown.join(', ')}.`);
  const ids = Object.keys(known);
  const citedCount = ids.filter((id) => proofs.has(id)).length;
  const lines = [
    '# Requirements',
    '',
    'Every numbered requirement with the tests that cite it in their names. Made by `node tools/requirements.ts`; do not edit.',
    `${citedCount} of ${ids.length} are cited by at least one test.`,
  ];
  for (const [prefix, title] of chapters) {
    lines.push('', `## ${prefix}: ${title}`, '', '| Id | Statement | Tests |', '|---|---|---|');
    for (const id of ids.filter((id) => id.startsWith(`${prefix}-`))) {
      lines.push(`| ${id} | ${cell(known[id] ?? '')} | ${(proofs.get(id) ?? ['none yet']).map(cell).join('<br>')} |`);
    }
  }
  return `${lines.join('\n')}\n`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;');
}

if (import.meta.main) {
  const text = writePage(statements, findCitations(process.cwd()));
  if (!process.argv.includes('--check')) writeFileSync(page, text);
  else if (!existsSync(page) || readFileSync(page, 'utf8') !== text) {
    console.error(`${page} is out of date: run "node_modules/.bin/node tools/requirements.ts" and commit it.`);
    process.exitCode = 1;
  }
}
