import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import {
  type EmbeddedPostgres,
  removeAbandonedDatabase,
  startEmbeddedPostgres,
} from '../platform/embedded-postgres.ts';
import { runOnServer, type TestDatabase, withDatabaseName } from './database.ts';
import { createDatabaseFolder } from './database-folder.ts';
import { withClient } from './schema.ts';

const quiet = { info() {}, warn() {} };

/** Starts a database server on a copy of a stopped server's data folder. */
export async function startDemoServer(source: string): Promise<EmbeddedPostgres> {
  const dataDir = createDatabaseFolder();
  const from = ['postgres', 'postgres.json'].map((name) => join(source, name));
  // The system's `cp` keeps the owner, which PostgreSQL requires when the tests run as root.
  await promisify(execFile)('cp', ['-a', ...from, dataDir]);
  const { url, stop } = await startEmbeddedPostgres({ dataDir, log: quiet, durability: 'test' });
  return {
    url,
    stop: async () => {
      await stop();
      await removeAbandonedDatabase(dataDir);
    },
  };
}

/** Copies the demo company's database, to which nobody may be connected, on the same server. */
export async function copyDemoDatabase(url: string): Promise<TestDatabase> {
  const name = `desk_${randomBytes(6).toString('hex')}`;
  const server = withDatabaseName(url, 'postgres');
  await runOnServer(server, `create database ${name} template ${new URL(url).pathname.slice(1)} strategy file_copy`);
  return {
    url: withDatabaseName(url, name),
    drop: () => runOnServer(server, `drop database if exists ${name} with (force)`),
  };
}

/** Waits until every event has been read and no job is due, so that no copy has to do that work. */
export const waitUntilIdle = (url: string): Promise<void> =>
  withClient(url, async (client) => {
    const isBusy = async () => {
      const { rowCount } = await client.query(
        `select 1 from graphile_worker._private_jobs where run_at <= now() and attempts < max_attempts
          union all select 1 from event_subscriber where last_event_id < (select max(id) from event)`,
      );
      return rowCount !== 0;
    };
    while (await isBusy()) await pause(100);
  });
