import { runMigrations } from 'graphile-worker';
import { type Migration, Migrator } from 'kysely/migration';
import { migrations } from '../migrations/index.ts';
import { openDatabase } from './database.ts';
import { openLog } from './log.ts';
import { StartupError } from './startup-error.ts';

/** Minimum PostgreSQL version as `server_version_num`. */
const minVersion = 150_000;

/**
 * Migrates the database to the latest version. Concurrent calls wait for each other. Throws if the
 * server is too old.
 */
export async function migrateDatabase(url: string): Promise<void> {
  const { db, pool, close } = openDatabase(url, 2, openLog('silent'));
  try {
    const version = await pool.query<{ n: string }>("select current_setting('server_version_num') as n");
    const found = Number(version.rows[0]?.n);
    if (found < minVersion) {
      const version = Math.floor(found / 10_000);
      throw new StartupError(
        `Crossdesk needs PostgreSQL 15 or later, but the server in DATABASE_URL is ${version}. Use a newer server.`,
      );
    }
    const lock = await pool.connect();
    try {
      await lock.query('select pg_advisory_lock(727362001)');
      await runMigrations({ connectionString: url });
    } finally {
      await lock.query('select pg_advisory_unlock(727362001)').catch(() => undefined);
      lock.release();
    }
    const migrator = new Migrator({
      db,
      provider: { getMigrations: async (): Promise<Record<string, Migration>> => migrations },
    });
    const { error } = await migrator.migrateToLatest();
    if (error) throw error;
  } finally {
    await close();
  }
}
