import { randomBytes } from 'node:crypto';
import { linkSync, readFileSync, renameSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { identifyProcess, isAlive, type ProcessIdentity } from './embedded-postgres-process.ts';
import { StartupError } from './startup-error.ts';

const lockName = 'crossdesk.lock';

/**
 * The lock that allows one server process per data folder. A stale lock of a dead process is
 * ignored.
 */
export type FolderLock = { isHeld(): boolean; release(): void };

/** Locks the data folder for this process. Throws an error that names the process holding it. */
export function lockDataFolder(dataDir: string): FolderLock {
  const path = join(dataDir, lockName);
  const content = JSON.stringify({ ...identifyProcess(process.pid), token: randomBytes(8).toString('hex') });
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  writeFileSync(draft, content, { mode: 0o600 });
  try {
    // Creating a link is atomic, so nobody can read a partially written lock.
    for (let attempt = 0; attempt < 10; attempt++) {
      try {
        linkSync(draft, path);
        return { isHeld: () => read(path) === content, release: () => release(path, content) };
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
      removeStale(path, dataDir);
    }
  } finally {
    unlinkSync(draft);
  }
  throw new StartupError(
    `Could not lock the data folder ${dataDir} because other processes keep locking it. Try again.`,
  );
}

/** Pid of the running process that holds this data folder, or null. */
export function dataFolderOwner(dataDir: string): number | null {
  const owner = parse(read(join(dataDir, lockName)));
  return owner && isAlive(owner) ? owner.pid : null;
}

function removeStale(path: string, dataDir: string): void {
  const staleContent = read(path);
  if (staleContent === null) return;
  const owner = parse(staleContent);
  if (owner && isAlive(owner)) {
    throw new StartupError(
      `The data folder ${dataDir} is already in use by another Crossdesk server (process ${owner.pid}). ` +
        'Stop that server, choose another folder with CROSSDESK_DATA, or share one database between servers with DATABASE_URL.',
    );
  }
  const aside = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  try {
    // Another process may have replaced the stale lock before it was moved: restore it.
    if (read(aside) !== staleContent) linkSync(aside, path);
  } finally {
    unlinkSync(aside);
  }
}

function release(path: string, content: string): void {
  if (read(path) === content) unlinkSync(path);
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

function parse(text: string | null): ProcessIdentity | null {
  try {
    const value: unknown = JSON.parse(text ?? 'null');
    if (typeof value !== 'object' || value === null || !('pid' in value) || !('born' in value)) return null;
    return typeof value.pid === 'number' && typeof value.born === 'string'
      ? { pid: value.pid, born: value.born }
      : null;
  } catch {
    return null;
  }
}
