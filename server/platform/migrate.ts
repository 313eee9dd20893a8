import { EventEmitter } from 'node:events';
import { runMigrations } from 'graphile-worker';
import { Kysely, PostgresDialect } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import pg from 'pg';
import { migrations } from '../migrations/index.ts';
import { openDatabase } from './database.ts';
import { lockSpaces } from './lock-spaces.ts';
import { openLog } from './log.ts';
import { StartupError } from './startup-error.ts';

/** Minimum PostgreSQL version as `server_version_num`. */
const minVersion = 150_000;

const provider = { getMigrations: async (): Promise<Record<string, Migration>> => migrations };

async function checkVersion(client: { query: pg.ClientBase['query'] }): Promise<void> {
  const version = await client.query<{ n: string }>("select current_setting('server_version_num') as n");
  const found = Number(version.rows[0]?.n);
  if (found < minVersion) {
    const version = Math.floor(found / 10_000);
    throw new StartupError(
      `Crossdesk needs PostgreSQL 15 or later, but the server in DATABASE_URL is ${version}. Use a newer server.`,
    );
  }
}

/**
 * Migrates the database to the latest version. Concurrent calls wait for each other. Throws if the
 * server is too old.
 */
export async function migrateDatabase(url: string): Promise<void> {
  const { db, pool, close } = openDatabase(url, 2, openLog('silent'));
  try {
    await checkVersion(pool);
    const lock = await pool.connect();
    try {
      await lock.query(`select pg_advisory_lock(${lockSpaces.migration})`);
      await runMigrations({ connectionString: url });
    } finally {
      await lock.query(`select pg_advisory_unlock(${lockSpaces.migration})`).catch(() => undefined);
      lock.release();
    }
    const { error } = await new Migrator({ db, provider }).migrateToLatest();
    if (error) throw error;
  } finally {
    await close();
  }
}

/**
 * Migrates within the open transaction of `client`, so that it can be rolled back: up to the
 * migration `last`, or to the latest version if null. Concurrent migrations wait for the end of the
 * transaction.
 */
export async function migrateInTransaction(client: pg.ClientBase, last: string | null): Promise<void> {
  await checkVersion(client);
  await client.query(`select pg_advisory_xact_lock(${lockSpaces.migration})`);
  const pool = poolOfOneClient(client);
  await runMigrations({ pgPool: pool });
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
  const migrator = new Migrator({ db, provider, disableTransactions: true });
  const { error } = await (last === null ? migrator.migrateToLatest() : migrator.migrateTo(last));
  if (error) throw error;
}

/** A pool whose transactions are savepoints in the open transaction of `client`. */
function poolOfOneClient(client: pg.ClientBase): pg.Pool {
  const statements: Record<string, string> = {
    begin: 'savepoint migration',
    commit: 'release savepoint migration',
    rollback: 'rollback to savepoint migration',
  };
  const run = (query: string | pg.QueryConfig, values?: unknown[]) =>
    typeof query === 'string' ? client.query(query, values) : client.query(query);
  const shared = {
    async query(query: string | pg.QueryConfig, values?: unknown[]) {
      const statement = typeof query === 'string' ? statements[query] : undefined;
      if (statement) return run(statement);
      // The job library tries statements that may fail, which must not end the transaction.
      await client.query('savepoint statement');
      try {
        const result = await run(query, values);
        await client.query('release savepoint statement');
        return result;
      } catch (error) {
        await client.query('rollback to savepoint statement');
        throw error;
      }
    },
    release: () => undefined,
  };
  const pool = Object.assign(new EventEmitter(), {
    options: { max: 10 },
    Client: pg.Client,
    connect: async () => shared,
    end: async () => undefined,
  });
  // The job library warns of a pool without these.
  for (const event of ['error', 'connect']) pool.on(event, () => undefined);
  return pool as unknown as pg.Pool;
}
