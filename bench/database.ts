import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openHouse } from '@crossdesk/server/app/house.ts';
import { prepare } from '@crossdesk/server/identity/index.ts';
import { readConfig } from '@crossdesk/server/platform/config.ts';
import { openLog } from '@crossdesk/server/platform/log.ts';

/** Runs `work` on a database brought up to date: the one given, or one of its own that is thrown away. */
export async function withDatabase(given: string | undefined, work: (url: string) => Promise<void>): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'crossdesk-bench-'));
  const config = readConfig({ CROSSDESK_DATA: dataDir, ...(given ? { DATABASE_URL: given } : {}) });
  const open = await openHouse(config, openLog('warn'));
  try {
    await prepare(open.house);
    await work(open.databaseUrl);
  } finally {
    await open.close();
    await rm(dataDir, { recursive: true, force: true });
  }
}
