import { randomBytes } from 'node:crypto';
import { createReadStream, existsSync, statSync } from 'node:fs';
import { type FileHandle, link, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import pg from 'pg';
import { demoAccountsFile } from '../demo/index.ts';
import { type Config, readConfig } from '../platform/config.ts';
import { startupMessage } from '../platform/startup-error.ts';
import {
  ArchiveWriter,
  type BackupHeader,
  demoAccountsName,
  headerName,
  secretName,
  syncFolder,
  verifyArchive,
} from './backup-archive.ts';
import { appliedMigrations, isSaved, listTables, saveSequences, saveTable } from './backup-tables.ts';
import { CommandError } from './cli-error.ts';
import { print, withDatabase } from './cli-services.ts';

const progressMs = 5_000;

/** Prints a line at most every five seconds. */
export function createProgress(): (sentence: () => string) => void {
  let printedAt = Date.now();
  return (sentence) => {
    if (Date.now() - printedAt < progressMs) return;
    printedAt = Date.now();
    print(sentence());
  };
}

/** A signal that is aborted by Ctrl-C and SIGTERM, so that a command can remove what it began. */
export async function untilStopped<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const stopped = new AbortController();
  const stop = () => stopped.abort(new CommandError('Stopped. Nothing was changed.'));
  process.on('SIGINT', stop).on('SIGTERM', stop);
  try {
    return await work(stopped.signal);
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
  }
}

export const megabytes = (byteCount: number): string => `${(byteCount / 1e6).toFixed(1)} MB`;

/** The file to write: `given`, or a new file in it if it is a folder. */
function targetFile(given: string): string {
  const path = resolve(given);
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) return path;
  const time = new Date().toISOString().slice(0, 19).replaceAll(':', '-');
  return join(path, `crossdesk-${time}.tar`);
}

/** Refuses what would otherwise be created on the way: a new database or a new secret. */
function checkSource(env: NodeJS.ProcessEnv): void {
  const dataDir = resolve(env.CROSSDESK_DATA || 'data');
  if (!env.DATABASE_URL && !existsSync(join(dataDir, 'postgres')))
    throw new CommandError(
      `There is no database in ${dataDir}. Set CROSSDESK_DATA to the data folder of the server, or DATABASE_URL.`,
    );
  if (!env.CROSSDESK_SECRET && !existsSync(join(dataDir, 'secret')))
    throw new CommandError(
      `There is no secret in ${dataDir}. Set CROSSDESK_DATA to the data folder of the server, or CROSSDESK_SECRET to its secret.`,
    );
}

/** The message for an error with the backup file itself; null for other errors. */
export function archiveErrorMessage(error: unknown, path: string): string | null {
  const { code = '', syscall = '' } = error as NodeJS.ErrnoException;
  if (!(error instanceof Error) || syscall === '') return null;
  if (code === 'EEXIST') return `${path} already exists. Choose another name; a backup is never overwritten.`;
  if (code === 'ENOENT' || code === 'ENOTDIR') return `There is no folder ${dirname(path)}. Create it first.`;
  if (['EACCES', 'EPERM', 'EROFS'].includes(code)) return `This user may not write to ${dirname(path)}.`;
  if (code === 'ENOSPC' || code === 'EDQUOT') return `There is no space left in ${dirname(path)} for the backup.`;
  return null;
}

/**
 * Saves database, files and secret in one tar file, whether or not the server is running. Returns
 * its path.
 */
export async function backup(env: NodeJS.ProcessEnv, given: string): Promise<string> {
  const path = targetFile(given);
  if (existsSync(path))
    throw new CommandError(`${path} already exists. Choose another name; a backup is never overwritten.`);
  checkSource(env);
  const config = readConfig(env);
  const draft = `${path}.${randomBytes(4).toString('hex')}.partial`;
  let file: FileHandle;
  try {
    file = await open(draft, 'wx', 0o600);
    await file.chmod(0o600);
  } catch (error) {
    throw new CommandError(archiveErrorMessage(error, path) ?? String(error));
  }
  try {
    await untilStopped(async (signal) => {
      await writeBackup(config, file, signal);
      print('Checking the backup …');
      await verifyArchive(draft);
      signal.throwIfAborted();
    });
    await publish(draft, path);
  } catch (error) {
    if (error instanceof CommandError) throw error;
    const message = archiveErrorMessage(error, path) ?? startupMessage(error, config);
    throw message === null ? error : new CommandError(message);
  } finally {
    await file.close().catch(() => undefined);
    await rm(draft, { force: true });
  }
  return path;
}

/** Gives the complete backup its name. Fails if another file has it by now. */
async function publish(draft: string, path: string): Promise<void> {
  try {
    await link(draft, path);
  } catch (error) {
    // Some file systems have no hard links.
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].includes((error as NodeJS.ErrnoException).code ?? ''))
      throw error;
    await rename(draft, path);
  }
  await syncFolder(dirname(path));
}

async function writeBackup(config: Config, file: FileHandle, signal: AbortSignal): Promise<void> {
  const archive = new ArchiveWriter(file);
  try {
    const saved = await withDatabase(config, async (url) => {
      const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
      client.on('error', () => undefined);
      await client.connect();
      try {
        return await writeDatabase(config, client, archive, signal);
      } finally {
        await client.end().catch(() => undefined);
      }
    });
    // Files are copied after the rows: one without a row does no harm, a row without its file does.
    if (config.bucket)
      print(`The files stay in the bucket ${config.bucket.bucket}: this backup does not contain them.`);
    else await writeFiles(join(config.dataDir, 'files'), archive, signal);
    await archive.finish(saved);
  } catch (error) {
    await archive.abort();
    throw signal.aborted ? signal.reason : error;
  }
}

async function writeDatabase(config: Config, client: pg.Client, archive: ArchiveWriter, signal: AbortSignal) {
  const progress = createProgress();
  await client.query('begin isolation level repeatable read read only');
  const migrations = await appliedMigrations(client);
  if (migrations.length === 0) throw new CommandError('The database is empty: there is nothing to back up.');
  const header: BackupHeader = {
    format: 1,
    createdAt: new Date().toISOString(),
    migrations,
    bucket: config.bucket && { endpoint: config.bucket.endpoint, name: config.bucket.bucket },
  };
  await archive.add(headerName, `${JSON.stringify(header, null, 2)}\n`);
  await archive.add(secretName, `${config.secret}\n`);
  const demoAccounts = await readFile(demoAccountsFile(config.dataDir)).catch(() => null);
  if (demoAccounts) await archive.add(demoAccountsName, demoAccounts);
  const names = (await listTables(client)).filter(isSaved);
  print(`Copying ${names.length} tables …`);
  const tables = [];
  for (const table of names) {
    const addPart = async (name: string, content: Buffer) => {
      signal.throwIfAborted();
      await archive.add(name, content);
    };
    const onRead = () => progress(() => `  table ${tables.length + 1} of ${names.length}: ${table.name}`);
    tables.push(await saveTable(client, table, addPart, onRead));
  }
  const sequences = await saveSequences(client);
  await client.query('commit');
  const rowCount = tables.reduce((sum, table) => sum + table.rowCount, 0);
  print(`Copied ${rowCount} rows.`);
  return { tables, sequences };
}

async function writeFiles(folder: string, archive: ArchiveWriter, signal: AbortSignal): Promise<void> {
  const progress = createProgress();
  print('Copying the files …');
  const groups = existsSync(folder) ? (await readdir(folder)).filter((name) => /^[0-9a-f]{2}$/.test(name)).sort() : [];
  for (const group of groups) {
    for (const rest of (await readdir(join(folder, group))).sort()) {
      if (!/^[0-9a-f]{62}$/.test(rest)) continue;
      signal.throwIfAborted();
      const path = join(folder, group, rest);
      const isIntact = await archive.addFile(group + rest, (await stat(path)).size, createReadStream(path));
      if (!isIntact) print(`Warning: ${path} is damaged: its content has changed. It is saved as it is.`);
      progress(() => `  ${archive.files.count} files, ${megabytes(archive.files.byteCount)}`);
    }
  }
  print(`Copied ${archive.files.count} files, ${megabytes(archive.files.byteCount)}.`);
}
