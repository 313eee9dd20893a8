import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, join, sep } from 'node:path';
import { node24, root, runQuietly, withLock } from './run-process.mjs';

const modules = join(root, 'node_modules');
const lockFile = join(root, 'package-lock.json');
const stampFile = join(modules, '.crossdesk-install');

/**
 * Installs dependencies if they are missing or differ from package-lock.json. Prints to standard
 * error only.
 */
export async function install() {
  if (isInstalled()) return;
  await withLock('install', async () => {
    if (isInstalled()) return;
    console.error('Installing dependencies (only the first time and after an update) …');
    let { code, output } = await runNpm('ci');
    // Some registries lack optional builds for other platforms; "ci" then reports an incomplete
    // lock file. "install" uses the same versions and skips missing ones.
    if (code !== 0 && output.includes('from lock file')) ({ code, output } = await runNpm('install', '--no-save'));
    if (code !== 0) throw new Error(`${output}\nInstallation failed (npm exit code ${code}).`);
    writeFileSync(stampFile, lockHash());
  });
}

function runNpm(...npmArgs) {
  const [program, args] = npm();
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
  return runQuietly(program, [...args, ...npmArgs, ...quiet], { env: withoutOwnPrograms() });
}

function isInstalled() {
  if (!existsSync(node24)) return false;
  if (existsSync(stampFile)) return readFileSync(stampFile, 'utf8') === lockHash();
  // Installed manually: npm writes this file last.
  const hidden = statSync(join(modules, '.package-lock.json'), { throwIfNoEntry: false });
  if (!hidden || hidden.mtimeMs < statSync(lockFile).mtimeMs) return false;
  writeFileSync(stampFile, lockHash());
  return true;
}

function lockHash() {
  return createHash('sha256').update(readFileSync(lockFile)).digest('hex');
}

/** The npm that called us, run by a Node that the installation does not delete. */
function npm() {
  const { npm_execpath: script, npm_node_execpath: node } = process.env;
  if (!script) return ['npm', []];
  const isOwnNode = process.execPath.startsWith(modules + sep);
  return [
    isOwnNode && node && !node.startsWith(modules + sep) ? node : isOwnNode ? 'node' : process.execPath,
    [script],
  ];
}

function withoutOwnPrograms() {
  const path = (process.env.PATH ?? '').split(delimiter).filter((folder) => !folder.startsWith(modules));
  return { ...process.env, PATH: path.join(delimiter) };
}
