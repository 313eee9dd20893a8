import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import pg from 'pg';
import { migrations } from '../migrations/index.ts';
import { type Config, readConfig } from '../platform/config.ts';
import { removeAbandonedDatabase, startEmbeddedPostgres } from '../platform/embedded-postgres.ts';
import { bucketStore, type FileStore, folderStore, readAll } from '../platform/files.ts';
import { startupMessage } from '../platform/startup-error.ts';
import {
  type BackupContents,
  type BackupHeader,
  demoAccountsName,
  fileEntryPattern,
  readArchive,
  secretName,
  syncFolder,
  verifyArchive,
} from './backup-archive.ts';
import { createProgress, megabytes, untilStopped } from './cli-backup.ts';
import { CommandError } from './cli-error.ts';
import { print } from './cli-services.ts';
import { createLoader, isDatabaseEmpty } from './restore-tables.ts';

const folderPrefix = 'restoring-';

type Restore = {
  path: string;
  config: Config;
  header: BackupHeader;
  contents: BackupContents;
  /** Receives secret and files until everything is complete. In the data folder, so on its disk. */
  folder: string;
  signal: AbortSignal;
};

type Undo = () => Promise<void>;

/** Refuses a backup that this release can't read, before the rest of it is read. */
function checkHeader(header: BackupHeader): void {
  if (header.format !== 1)
    throw new CommandError('The backup was made by a newer release of Crossdesk. Restore it with that release.');
  const known = Object.keys(migrations);
  const unknown = header.migrations.find((name, index) => known[index] !== name);
  if (unknown !== undefined)
    throw new CommandError(
      `The backup was made by a newer release of Crossdesk: this one doesn't have the migration ${unknown}. Restore it with that release.`,
    );
}

/** The secret of the backup, and where the settings say that it has to go. */
async function readSecret(env: NodeJS.ProcessEnv, path: string): Promise<string> {
  let secret = '';
  for await (const { name, content } of readArchive(path)) {
    if (name !== secretName) continue;
    secret = (await readAll(content)).toString().trim();
    break;
  }
  if (secret.length < 32) throw new CommandError(`${path} is damaged: it contains no secret.`);
  if (env.CROSSDESK_SECRET && env.CROSSDESK_SECRET !== secret)
    throw new CommandError(
      'CROSSDESK_SECRET is not the secret of this backup. Unset it to use the one in the backup, or set it to the secret of the server that was saved.',
    );
  return secret;
}

async function checkDataFolder(config: Config, header: BackupHeader): Promise<void> {
  const entries = existsSync(config.dataDir) ? await readdir(config.dataDir) : [];
  for (const name of entries.filter((one) => one.startsWith(folderPrefix))) {
    if (!(await removeAbandonedDatabase(join(config.dataDir, name))))
      throw new CommandError(`Another restore is running in ${config.dataDir}.`);
    print('Removed what a restore that was interrupted had left.');
  }
  const inUse = config.databaseUrl ? ['files', 'secret', 'postgres', demoAccountsName] : null;
  const found = entries.find((name) =>
    inUse ? inUse.includes(name) : !name.startsWith(folderPrefix) && name !== 'lost+found',
  );
  if (found)
    throw new CommandError(
      `The data folder ${config.dataDir} is not empty: it contains ${found}. Restore into an empty folder; set CROSSDESK_DATA to one, or move the old one away.`,
    );
  if (header.bucket && !config.bucket)
    throw new CommandError(
      `The files of this backup are in the bucket ${header.bucket.name} at ${header.bucket.endpoint}. Set S3_ENDPOINT, S3_BUCKET and the other S3_ settings.`,
    );
}

/**
 * Restores a backup into an empty data folder and an empty database. Nothing is changed if it
 * fails. Returns a sentence about what was restored.
 */
export async function restore(env: NodeJS.ProcessEnv, given: string): Promise<string> {
  const path = resolve(given);
  let config: Config | null = null;
  try {
    return await untilStopped(async (signal) => {
      print('Checking the backup …');
      const { header, contents } = await verifyArchive(path, checkHeader);
      const secret = await readSecret(env, path);
      config = readConfig({ ...env, CROSSDESK_SECRET: secret });
      await checkDataFolder(config, header);
      const isNewFolder = !existsSync(config.dataDir);
      const folder = join(config.dataDir, folderPrefix + randomBytes(4).toString('hex'));
      await mkdir(folder, { recursive: true });
      let isDone = false;
      try {
        if (!env.CROSSDESK_SECRET) await writeFile(join(folder, secretName), `${secret}\n`, { mode: 0o600 });
        const one: Restore = { path, config, header, contents, folder, signal };
        if (config.databaseUrl) await restoreInto(one, config.databaseUrl, () => moveIntoPlace(one));
        else await restoreEmbedded(one);
        isDone = true;
      } finally {
        await removeAbandonedDatabase(folder);
        if (!isDone && isNewFolder) await rm(config.dataDir, { recursive: true, force: true });
      }
      const rowCount = contents.tables.reduce((sum, table) => sum + table.rowCount, 0);
      return `Restored the backup of ${header.createdAt}: ${rowCount} rows and ${contents.files.count} files.`;
    });
  } catch (error) {
    throw new CommandError(restoreErrorMessage(error, path, config));
  }
}

function restoreErrorMessage(error: unknown, path: string, config: Config | null): string {
  const { code, path: failedPath } = error as NodeJS.ErrnoException;
  if (failedPath === path && code === 'ENOENT') return `There is no file ${path}.`;
  if (code === 'EISDIR') return `${path} is a folder. Specify the file of a backup.`;
  if (failedPath === path) return `${path} can't be read: ${(error as Error).message}.`;
  const message = config && startupMessage(error, config);
  return message ?? (error instanceof Error ? error.message : String(error));
}

/** Restores into a new embedded database, which is moved into place with everything else. */
async function restoreEmbedded(one: Restore): Promise<void> {
  const database = await startEmbeddedPostgres({ dataDir: one.folder, log: { info: print, warn: print } });
  try {
    await restoreInto(one, database.url, async () => async () => undefined);
  } finally {
    await database.stop();
  }
  await moveIntoPlace(one);
}

/** Restores in one transaction. `beforeCommit` runs when all rows and files have been read. */
async function restoreInto(one: Restore, url: string, beforeCommit: () => Promise<Undo>): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('begin');
    if (!(await isDatabaseEmpty(client)))
      throw new CommandError(
        'The database is not empty. Restore into a new one: create it, and set DATABASE_URL to it.',
      );
    await readEntries(one, client);
    const undo = await beforeCommit();
    try {
      await client.query('commit');
    } catch (error) {
      await undo();
      throw error;
    }
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function readEntries({ path, config, header, contents, folder, signal }: Restore, client: pg.Client) {
  const progress = createProgress();
  const files: FileStore = config.bucket ? bucketStore(config.bucket) : folderStore(join(folder, 'files'));
  const loader = await createLoader(client, header.migrations.at(-1) ?? '', contents);
  let fileCount = 0;
  let byteCount = 0;
  print('Restoring tables and files …');
  for await (const { name, size, content } of readArchive(path)) {
    signal.throwIfAborted();
    if (name.startsWith('tables/')) {
      await loader.addPart(name, content);
      progress(() => `  ${name.split('/')[2]}`);
    } else if (fileEntryPattern.test(name)) {
      await files.put(content, size);
      fileCount++;
      byteCount += size;
      progress(() => `  ${fileCount} of ${contents.files.count} files, ${megabytes(byteCount)}`);
    } else if (name === demoAccountsName) {
      await writeFile(join(folder, name), content, { mode: 0o600 });
    }
  }
  print('Building the indexes …');
  await loader.finish();
  signal.throwIfAborted();
}

/**
 * Moves everything that was restored into the data folder, the database last. Returns a function
 * that moves it back.
 */
async function moveIntoPlace({ config, folder }: Restore): Promise<Undo> {
  const ignored = ['crossdesk.lock', 'postgres.log'];
  const names = (await readdir(folder)).filter((name) => !ignored.includes(name));
  names.sort((a, b) => Number(a === 'postgres') - Number(b === 'postgres'));
  const moved: string[] = [];
  const undo = async () => {
    for (const name of moved.splice(0)) await rename(join(config.dataDir, name), join(folder, name));
  };
  try {
    for (const name of names) {
      await rename(join(folder, name), join(config.dataDir, name));
      moved.push(name);
    }
  } catch (error) {
    await undo();
    throw error;
  }
  await syncFolder(config.dataDir);
  return undo;
}
