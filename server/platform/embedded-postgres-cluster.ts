import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { PostgresPaths } from './embedded-postgres-paths.ts';
import { databaseProgramMessage, StartupError } from './startup-error.ts';

const packagedMajor = '18';

/** Name of the database superuser. */
export const databaseUser = 'crossdesk';

/** Password and port of the database of a data folder. Port 0: not chosen yet. */
export type Credentials = { password: string; port: number };

/** Reads the stored password and port, or creates the password on the first start. */
export function readCredentials(dataDir: string): Credentials {
  const path = join(dataDir, 'postgres.json');
  if (existsSync(path)) {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (typeof value === 'object' && value && 'password' in value && typeof value.password === 'string') {
      return { password: value.password, port: 'port' in value ? Number(value.port) : 0 };
    }
    throw new StartupError(`${path} is damaged: it must contain the database password. Restore it from a backup.`);
  }
  if (existsSync(join(dataDir, 'postgres', 'PG_VERSION'))) {
    throw new StartupError(`${path} is missing. It contains the database password; restore it from a backup.`);
  }
  const access = { password: randomBytes(24).toString('hex'), port: 0 };
  writeCredentials(dataDir, access);
  return access;
}

/** Stores password and port in a file that only its owner can read. */
export function writeCredentials(dataDir: string, access: Credentials): void {
  const path = join(dataDir, 'postgres.json');
  writeFileSync(`${path}.new`, `${JSON.stringify(access)}\n`, { mode: 0o600 });
  chmodSync(`${path}.new`, 0o600);
  renameSync(`${path}.new`, path);
}

/**
 * Creates the data folder once. It is renamed to its final name when it is complete, so an
 * interrupted attempt is never used.
 */
export async function createCluster(
  paths: PostgresPaths,
  password: string,
  log: { info(message: string): void },
): Promise<void> {
  const version = join(paths.folder, 'PG_VERSION');
  if (existsSync(version)) {
    const found = readFileSync(version, 'utf8').trim();
    if (found === packagedMajor) return;
    throw new StartupError(
      `The data in ${paths.folder} was written by PostgreSQL ${found}, but this release includes ${packagedMajor}. Dump the data with the old release and restore it.`,
    );
  }
  log.info('Creating the database (first start).');
  const draft = `${paths.folder}.new`;
  const secrets = mkdtempSync(join(tmpdir(), 'crossdesk-'));
  const passwordFile = join(secrets, 'password');
  try {
    rmSync(draft, { recursive: true, force: true });
    mkdirSync(draft, { mode: 0o700 });
    writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
    if (paths.runAs)
      for (const path of [draft, secrets, passwordFile]) chownSync(path, paths.runAs.uid, paths.runAs.gid);
    await runInitdb(paths, draft, passwordFile);
    renameSync(draft, paths.folder);
  } finally {
    rmSync(secrets, { recursive: true, force: true });
  }
}

async function runInitdb(paths: PostgresPaths, folder: string, passwordFile: string): Promise<void> {
  const child = spawn(
    join(paths.bin, 'initdb'),
    [
      `--pgdata=${folder}`,
      `--username=${databaseUser}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
    ],
    { ...paths.runAs, cwd: dirname(paths.bin), stdio: ['ignore', 'pipe', 'pipe'], env: cleanEnvironment() },
  );
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  await new Promise<void>((done, fail) => {
    child.once('error', fail);
    child.once('close', (code) => (code === 0 ? done() : fail(new StartupError(databaseProgramMessage(output, null)))));
  });
}

/** The environment without PG… variables, which would affect our database. */
export function cleanEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith('PG') && !name.startsWith('LC_'));
  return { ...Object.fromEntries(kept), LC_ALL: 'C' };
}
