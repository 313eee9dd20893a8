import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { preparedHouse } from '@crossdesk/server/app/house.ts';
import { startEmbeddedPostgres } from '@crossdesk/server/platform/embedded-postgres.ts';
import { openLog } from '@crossdesk/server/platform/log.ts';
import { migrateDatabase } from '@crossdesk/server/platform/migrate.ts';

/** Runs `work` on a migrated and prepared database: the one given, or one of its own that is thrown away. */
export async function withDatabase(given: string | undefined, work: (url: string) => Promise<void>): Promise<void> {
  if (given) return prepareAndWork(given, work);
  const dataDir = await mkdtemp(join(tmpdir(), 'crossdesk-bench-'));
  const postgres = await startEmbeddedPostgres({ dataDir, log: openLog('warn') });
  try {
    await prepareAndWork(postgres.url, work);
  } finally {
    await postgres.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function prepareAndWork(url: string, work: (url: string) => Promise<void>): Promise<void> {
  await migrateDatabase(url);
  await preparedHouse(url);
  await work(url);
}
