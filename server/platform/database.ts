import { Kysely, PostgresDialect, type Transaction } from 'kysely';
import pg from 'pg';
import { type AnswerLimits, endFrozenConnections } from './frozen-database.ts';
import { useGenericPlans } from './generic-plans.ts';
import type { Log } from './log.ts';

/** All tables by name. Each module adds its own by declaration merging in its `tables.ts`. */
// biome-ignore lint/suspicious/noEmptyInterface: filled by the modules
export interface Tables {}

export type Db = Kysely<Tables>;
export type Tx = Transaction<Tables>;

export type Database = { db: Db; pool: pg.Pool; close(): Promise<void> };

/** Ids are 8-byte integers and stay below 2^53, so they are plain numbers here. */
pg.types.setTypeParser(pg.types.builtins.INT8, Number);
const int8Array = 1016 as typeof pg.types.builtins.INT8;
pg.types.setTypeParser(int8Array, (text) => (text === '{}' ? [] : text.slice(1, -1).split(',').map(Number)));

/**
 * Opens a pool of at most `max` connections. A lost connection is replaced at the next use and does
 * not end the process. A database that stops answering counts as lost.
 */
export function openDatabase(url: string, max: number, log: Log, limits?: AnswerLimits): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 60_000,
    // Planning our statements costs more than running them, and the plans do not depend on values.
    options: '-c plan_cache_mode=force_generic_plan',
  });
  const logLostConnection = (error: Error) => log.warn({ error: error.message }, 'a database connection was lost');
  pool.on('error', logLostConnection);
  // A connection can also be lost between two statements of a transaction.
  pool.on('connect', (client) => client.on('error', logLostConnection));
  pool.on('connect', useGenericPlans());
  const stopChecks = endFrozenConnections(pool, url, log, limits);
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  const close = () => {
    stopChecks();
    return db.destroy();
  };
  return { db, pool, close };
}

const retryableStates = new Set(['40001', '40P01']);

/** SQLSTATE classes for an unavailable server or exhausted resources. */
const unavailableStates = /^(08|53|57P|58)/;

/** Client errors without a code. The last two occur while this process is stopping. */
const unavailableMessages =
  /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|after calling end on the pool|driver has already been destroyed/;

const sqlState = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : '';

/**
 * Whether the database was unreachable or out of resources, so that the request may succeed later.
 */
export function isDatabaseUnavailable(error: unknown): boolean {
  const code = sqlState(error);
  if (unavailableStates.test(code) || ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ENOTFOUND', 'ETIMEDOUT'].includes(code))
    return true;
  const message = error instanceof Error ? error.message : '';
  return unavailableMessages.test(message);
}

/** Whether the error is a unique violation, optionally of one `constraint`. */
export function isDuplicate(error: unknown, constraint?: string): boolean {
  if (sqlState(error) !== '23505') return false;
  return constraint === undefined || (error as { constraint?: string }).constraint === constraint;
}

/**
 * Runs `work` in a transaction. Deadlocks and serialization failures are retried, at most three
 * attempts.
 */
export async function inTransaction<T>(db: Db, work: (tx: Tx) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await db.transaction().execute(work);
    } catch (error) {
      if (attempt >= 3 || !retryableStates.has(sqlState(error))) throw error;
    }
  }
}
