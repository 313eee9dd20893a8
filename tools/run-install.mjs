import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, join, sep } from 'node:path';
import { node24, root, runQuietly, withLock } from './run-process.mjs';

const modules = join(root, 'node_modules');
const lockFile = join(root, 'package-lock.json');
const stampFile = join(modules, '.crossdesk-install');

/** Installs the dependencies when they are missing or no longer those of package-lock.json. Says so on standard error only. */
export async function install() {
  if (isInstalled()) return;
  await withLock('install', async () => {
    if (isInstalled()) return;
    console.error('Installing what Crossdesk needs (only the first time, and after an update) …');
    let { code, output } = await runNpm('ci');
    // Some registries lack the builds for other machines that are optional dependencies; "ci" then calls the lock file incomplete.
    // "install" takes the same versions from it and leaves out what it cannot find.
    if (code !== 0 && output.includes('from lock file')) ({ code, output } = await runNpm('install', '--no-save'));
    if (code !== 0) throw new Error(`${output}\nThe installation failed (npm, exit code ${code}).`);
    writeFileSync(stampFile, wanted());
  });
}

function runNpm(...words) {
  const [program, args] = npm();
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
  return runQuietly(program, [...args, ...words, ...quiet], { env: withoutOwnPrograms() });
}

function isInstalled() {
  if (!existsSync(node24)) return false;
  if (existsSync(stampFile)) return readFileSync(stampFile, 'utf8') === wanted();
  // Installed by hand: npm writes this file last.
  const hidden = statSync(join(modules, '.package-lock.json'), { throwIfNoEntry: false });
  if (!hidden || hidden.mtimeMs < statSync(lockFile).mtimeMs) return false;
  writeFileSync(stampFile, wanted());
  return true;
}

function wanted() {
  return createHash('sha256').update(readFileSync(lockFile)).digest('hex');
}

/** npm as it called us, run by a Node that the installation does not delete. */
function npm() {
  const { npm_execpath: script, npm_node_execpath: node } = process.env;
  if (!script) return ['npm', []];
  const own = process.execPath.startsWith(modules + sep);
  return [own && node && !node.startsWith(modules + sep) ? node : own ? 'node' : process.execPath, [script]];
}

function withoutOwnPrograms() {
  const path = (process.env.PATH ?? '').split(delimiter).filter((folder) => !folder.startsWith(modules));
  return { ...process.env, PATH: path.join(delimiter) };
}
