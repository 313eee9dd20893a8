import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { node24, root, runQuietly } from './run-process.mjs';

const installed = (program) => join(root, 'node_modules/.bin', program);

function checks() {
  const own = [
    ['import rules', 'tools/check-imports.ts'],
    ['no file over 400 lines', 'tools/check-length.ts'],
    ['interface text in every language', 'tools/check-interface-text.ts'],
    ['links and images in documents', 'tools/check-links.ts'],
    ['requirements page is up to date', 'tools/requirements.ts', '--check'],
  ].filter(([, file]) => existsSync(join(root, file)));
  return [
    ['types (server)', installed('tsc'), '--noEmit', '-p', '.'],
    ['types (web)', installed('tsc'), '--noEmit', '-p', 'web/tsconfig.json'],
    ['dead code', installed('knip'), '--no-progress'],
    ['format and lint', installed('biome'), 'check', '--error-on-warnings'],
    ...own,
  ];
}

/** Runs all checks, two at a time; prints a line for each and the output of failed ones. */
export async function runChecks() {
  const waiting = checks();
  let passed = 0;
  let failed = 0;
  const next = async () => {
    for (let check = waiting.shift(); check; check = waiting.shift()) {
      const [name, ...args] = check;
      const { code, output } = await runQuietly(node24, args);
      if (code === 0) passed++;
      else failed++;
      console.log(code === 0 ? `ok      ${name}` : `failed  ${name}\n${output.trimEnd()}\n`);
    }
  };
  await Promise.all([next(), next()]);
  return { passed, failed };
}
