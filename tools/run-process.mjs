import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';

/**
 * Limits heap growth, which is excessive on large machines by default. NODE_OPTIONS takes
 * precedence.
 */
const memoryFlags = JSON.parse(readFileSync(new URL('server-flags.json', import.meta.url), 'utf8')).filter(
  (flag) => !(process.env.NODE_OPTIONS ?? '').includes(flag.split('=')[0]),
);

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** The Node that npm installed for this project. */
export const node24 = join(root, 'node_modules/.bin/node');

const stopSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
// Ctrl-C reaches the whole process group: after this time, processes that still run did not get it.
const graceMs = 300;

/** Runs a program and returns its exit code and output. */
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

/** Runs Node 24 in this terminal; resolves with the exit code. */
export function runInTerminal(args, options = {}) {
  return exitCodeOf(spawn(node24, args, { cwd: root, stdio: 'inherit', ...options }));
}

/**
 * Runs a server. It gets a stop signal once, whether the signal was sent to the process group or
 * only to this process, and stops when this process is killed.
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

/** Runs several programs in parallel; when one ends or a stop signal arrives, all are stopped. */
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

/**
 * Runs `work` while holding a named lock of this checkout. The lock of a dead process is ignored.
 */
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
