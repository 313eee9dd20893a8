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

const packagedMajor = '18';

/** The database's superuser. */
export const databaseUser = 'crossdesk';

/** How to reach the database of a data folder; port 0 means none chosen yet. */
export type Credentials = { password: string; port: number };

/** Reads the remembered password and port, or makes the password on the first start. */
export function readCredentials(dataDir: string): Credentials {
  const path = join(dataDir, 'postgres.json');
  if (existsSync(path)) {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (typeof value === 'object' && value && 'password' in value && typeof value.password === 'string') {
      return { password: value.password, port: 'port' in value ? Number(value.port) : 0 };
    }
    throw new Error(`${path} is damaged: it must hold the database's password. Restore it from a backup.`);
  }
  if (existsSync(join(dataDir, 'postgres', 'PG_VERSION'))) {
    throw new Error(
      `${path} is missing, and with it the password of the database beside it. Restore it from a backup.`,
    );
  }
  const access = { password: randomBytes(24).toString('hex'), port: 0 };
  writeCredentials(dataDir, access);
  return access;
}

/** Remembers password and port in a file that only its owner can read. */
export function writeCredentials(dataDir: string, access: Credentials): void {
  const path = join(dataDir, 'postgres.json');
  writeFileSync(`${path}.new`, `${JSON.stringify(access)}\n`, { mode: 0o600 });
  chmodSync(`${path}.new`, 0o600);
  renameSync(`${path}.new`, path);
}

/** Makes the data folder once. A half-made one is never taken for a whole one: it gets its name when it is complete. */
export async function createCluster(
  place: PostgresPaths,
  password: string,
  log: { info(message: string): void },
): Promise<void> {
  const version = join(place.folder, 'PG_VERSION');
  if (existsSync(version)) {
    const found = readFileSync(version, 'utf8').trim();
    if (found === packagedMajor) return;
    throw new Error(
      `The data in ${place.folder} was written by PostgreSQL ${found}, this release brings ${packagedMajor}. Dump it with the old release and restore it.`,
    );
  }
  log.info('Creating the database (first start).');
  const draft = `${place.folder}.new`;
  const secrets = mkdtempSync(join(tmpdir(), 'crossdesk-'));
  const passwordFile = join(secrets, 'password');
  try {
    rmSync(draft, { recursive: true, force: true });
    mkdirSync(draft, { mode: 0o700 });
    writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
    if (place.runAs)
      for (const path of [draft, secrets, passwordFile]) chownSync(path, place.runAs.uid, place.runAs.gid);
    await runInitdb(place, draft, passwordFile);
    renameSync(draft, place.folder);
  } finally {
    rmSync(secrets, { recursive: true, force: true });
  }
}

async function runInitdb(place: PostgresPaths, folder: string, passwordFile: string): Promise<void> {
  const child = spawn(
    join(place.bin, 'initdb'),
    [
      `--pgdata=${folder}`,
      `--username=${databaseUser}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
    ],
    { ...place.runAs, cwd: dirname(place.bin), stdio: ['ignore', 'pipe', 'pipe'], env: cleanEnvironment() },
  );
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  await new Promise<void>((done, fail) => {
    child.once('error', fail);
    child.once('close', (code) =>
      code === 0 ? done() : fail(new Error(`The database could not be created:\n${output}`)),
    );
  });
}

/** PG… variables of the caller's shell must not steer our database. */
export function cleanEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith('PG') && !name.startsWith('LC_'));
  return { ...Object.fromEntries(kept), LC_ALL: 'C' };
}
