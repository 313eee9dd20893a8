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

/** Changes whenever the maker does. A newer schema needs no new rows: the kept ones are migrated like those of any company. */
function fingerprint(): string {
  const hash = createHash('sha256');
  for (const name of ['data.ts', 'company.ts']) hash.update(readFileSync(join(import.meta.dirname, name)));
  return hash.digest('hex').slice(0, 8);
}

/** A running database with a company of so many tickets. `isNew`: it had to be made, in `seconds`. */
export type CachedData = { url: string; dataDir: string; isNew: boolean; seconds: number; close(): Promise<void> };

/** The data set of this size: the one made earlier in the folder, or a new one. Sets of an older maker are deleted. */
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

/** A copy of a data set to be changed at will; `drop` it afterwards. */
export async function copyDatabase(url: string, name: string): Promise<{ url: string; drop(): Promise<void> }> {
  const source = new URL(url).pathname.slice(1);
  const beside = new URL(url);
  beside.pathname = '/postgres';
  const copy = new URL(url);
  copy.pathname = `/${name}`;
  const admin = async (sql: string) => {
    const client = new pg.Client({ connectionString: beside.href });
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
