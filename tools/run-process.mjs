import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** Without these a server on a large machine lets its memory grow to many times what it uses. NODE_OPTIONS overrules them. */
const memoryFlags = JSON.parse(readFileSync(new URL('server-flags.json', import.meta.url), 'utf8')).filter(
  (flag) => !(process.env.NODE_OPTIONS ?? '').includes(flag.split('=')[0]),
);

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** The Node that npm installed for this project. */
export const node24 = join(root, 'node_modules/.bin/node');

const stopSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
// Ctrl-C reaches the whole process group at once: what it has not stopped by then was not told.
const graceMs = 300;

/** Runs a program to its end and gives back its exit code and everything it said. */
export function runQuietly(program, args, options = {}) {
  return new Promise((done) => {
    const child = spawn(program, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], ...options });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8');
      stream.on('data', (text) => {
        output += text;
      });
    }
    child.once('error', (error) => done({ code: 1, output: `${output}${error.message}\n` }));
    child.once('close', (code) => done({ code: code ?? 1, output }));
  });
}

/** Runs Node 24 with this terminal; resolves with the exit code. */
export function runOpenly(args, options = {}) {
  return exitCodeOf(spawn(node24, args, { cwd: root, stdio: 'inherit', ...options }));
}

/**
 * Runs a server. It hears of a wish to stop once, whether the terminal told the whole group or somebody told only this process,
 * and it stops when this process is killed.
 */
export function runUntilStopped(args) {
  const preload = pathToFileURL(join(root, 'tools/run-stop-once.mjs')).href;
  const child = spawn(node24, [...memoryFlags, '--import', preload, ...args], {
    cwd: root,
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  for (const signal of stopSignals) {
    process.on(signal, () => setTimeout(() => child.connected && child.send({ stop: signal }), graceMs));
  }
  return exitCodeOf(child);
}

/** Runs several programs side by side; when one ends, or somebody wants to stop, all stop. */
export async function runTogether(programs) {
  const children = programs.map(({ args, cwd = root }) => spawn(node24, args, { cwd, stdio: 'inherit' }));
  const stopAll = () =>
    setTimeout(() => {
      for (const child of children) if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
    }, graceMs);
  for (const signal of stopSignals) process.once(signal, stopAll);
  const codes = children.map((child) => exitCodeOf(child).finally(stopAll));
  return Math.max(...(await Promise.all(codes)));
}

/** One process at a time does the named work in this checkout; the lock of a process that died is ignored. */
export async function withLock(name, work) {
  const folder = join(root, '.cache', `${name}.lock`);
  mkdirSync(dirname(folder), { recursive: true });
  for (;;) {
    try {
      mkdirSync(folder);
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    if (isStale(folder)) rmSync(folder, { recursive: true, force: true });
    else await pause(200);
  }
  try {
    writeFileSync(join(folder, 'pid'), String(process.pid));
    return await work();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function isStale(folder) {
  try {
    process.kill(Number(readFileSync(join(folder, 'pid'), 'utf8')), 0);
    return false;
  } catch (error) {
    if (error.code === 'ESRCH') return true;
    const age = Date.now() - (statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    return error.code === 'ENOENT' && age > 5000;
  }
}

function exitCodeOf(child) {
  return new Promise((done, fail) => {
    child.once('error', fail);
    child.once('exit', (code, signal) => done(code ?? 128 + (constants.signals[signal] ?? 0)));
  });
}
