import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { node24, root, runQuietly, withLock } from './run-process.mjs';

const web = join(root, 'web');
const stampFile = join(web, 'dist/.stamp');

/** Builds the web application if it is missing or outdated. */
export async function buildWeb() {
  if (!existsSync(join(web, 'vite.config.ts')) || isBuilt()) return;
  await withLock('web', async () => {
    if (isBuilt()) return;
    console.error('Building the web application (only after a change) …');
    const stamp = fingerprint();
    const vite = join(root, 'node_modules/vite/bin/vite.js');
    const { code, output } = await runQuietly(node24, [vite, 'build', '--logLevel', 'warn'], { cwd: web });
    if (code !== 0) throw new Error(`${output}\nCould not build the web application (vite build exit code ${code}).`);
    writeFileSync(stampFile, stamp);
  });
}

function isBuilt() {
  return existsSync(stampFile) && readFileSync(stampFile, 'utf8') === fingerprint();
}

function fingerprint() {
  const hash = createHash('sha256');
  for (const file of [...filesIn(web), ...filesIn(join(root, 'contracts')), join(root, 'package-lock.json')]) {
    hash.update(file.slice(root.length)).update('\0').update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
}

function filesIn(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !['node_modules', 'dist'].includes(entry.name) && !/\.test\.tsx?$/.test(entry.name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => (entry.isDirectory() ? filesIn(join(folder, entry.name)) : [join(folder, entry.name)]));
}
