import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { openServices } from '@crossdesk/server/app/services.ts';
import { prepareInstallation } from '@crossdesk/server/identity/index.ts';
import { readConfig } from '@crossdesk/server/platform/config.ts';
import { removeAbandonedDatabase } from '@crossdesk/server/platform/embedded-postgres.ts';
import { openLog } from '@crossdesk/server/platform/log.ts';
import pg from 'pg';
import { fillDatabase } from './data.ts';

const cache = resolve(import.meta.dirname, '../.cache/bench');

/**
 * Changes with the data generator. A newer schema needs no new data: cached data is migrated like
 * any other.
 */
function fingerprint(): string {
  const hash = createHash('sha256');
  for (const name of ['data.ts', 'company.ts']) hash.update(readFileSync(join(import.meta.dirname, name)));
  return hash.digest('hex').slice(0, 8);
}

/** A running database with a data set. `isNew`: it was just created, in `seconds`. */
export type CachedData = { url: string; dataDir: string; isNew: boolean; seconds: number; close(): Promise<void> };

/**
 * Opens the cached data set of this size, or creates it. Data sets of older generators are deleted.
 */
export async function cachedData(
  ticketCount: number,
  log: (line: string) => void,
  folder: string = cache,
): Promise<CachedData> {
  const dataDir = join(folder, `${ticketCount}-${fingerprint()}`);
  const finished = join(dataDir, 'finished');
  await mkdir(folder, { recursive: true });
  for (const name of readdirSync(folder)) {
    const isOld = name.startsWith(`${ticketCount}-`) && join(folder, name) !== dataDir;
    if (isOld) await removeAbandonedDatabase(join(folder, name));
  }
  const isNew = !existsSync(finished);
  if (isNew) await removeAbandonedDatabase(dataDir);
  const before = performance.now();
  const open = await openServices(readConfig({ CROSSDESK_DATA: dataDir }), openLog('warn'));
  try {
    if (isNew) {
      await prepareInstallation(open.services);
      await fillDatabase(open.databaseUrl, ticketCount, log);
      await writeFile(finished, '');
    }
    await open.database.close();
    return {
      url: open.databaseUrl,
      dataDir,
      isNew,
      seconds: (performance.now() - before) / 1000,
      close: open.close,
    };
  } catch (error) {
    await open.close();
    throw error;
  }
}

/** Copies a database, so that the data set stays unchanged. `drop` deletes the copy. */
export async function copyDatabase(url: string, name: string): Promise<{ url: string; drop(): Promise<void> }> {
  const source = new URL(url).pathname.slice(1);
  const maintenanceUrl = new URL(url);
  maintenanceUrl.pathname = '/postgres';
  const copy = new URL(url);
  copy.pathname = `/${name}`;
  const admin = async (sql: string) => {
    const client = new pg.Client({ connectionString: maintenanceUrl.href });
    await client.connect();
    try {
      await client.query(sql);
    } finally {
      await client.end();
    }
  };
  await admin(`drop database if exists ${name} with (force)`);
  await admin(`create database ${name} template ${source} strategy file_copy`);
  return { url: copy.href, drop: () => admin(`drop database if exists ${name} with (force)`) };
}
