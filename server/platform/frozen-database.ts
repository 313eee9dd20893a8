import pg from 'pg';
import type { Log } from './log.ts';

/** How often a busy pool is checked, and how long the database may take to answer a check. */
export type AnswerLimits = { everyMs: number; answerMs: number };
const usualLimits: AnswerLimits = { everyMs: 5_000, answerMs: 10_000 };

/**
 * Asks for a trivial answer on a connection of its own. False only if there is none in time: an
 * error is an answer, and a refused connection is noticed by the pool itself.
 */
async function answers(connectionString: string, answerMs: number): Promise<boolean> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: answerMs, query_timeout: answerMs });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('select 1');
    return true;
  } catch (error) {
    return !/timeout/i.test(error instanceof Error ? error.message : '');
  } finally {
    client.connection.stream.destroy();
  }
}

/**
 * Ends the connections of a pool when the database has stopped answering, as a frozen server or a
 * broken network does: nothing else would end the statements that wait for it. A slow statement is
 * not affected, because the database answers others meanwhile. Returns a function that stops it.
 */
export function endFrozenConnections(
  pool: pg.Pool,
  connectionString: string,
  log: Log,
  { everyMs, answerMs }: AnswerLimits = usualLimits,
): () => void {
  const clients = new Set<pg.PoolClient>();
  pool.on('connect', (client) => clients.add(client));
  pool.on('remove', (client) => clients.delete(client));
  let isChecking = false;
  const check = async () => {
    const isBusy = pool.totalCount > pool.idleCount;
    if (isChecking || !isBusy) return;
    isChecking = true;
    const before = [...clients];
    // Twice, so that a moment of overload does not count.
    const isFrozen = !(await answers(connectionString, answerMs)) && !(await answers(connectionString, answerMs));
    isChecking = false;
    if (!isFrozen) return;
    log.error({ connections: before.length }, 'The database has stopped answering; its connections are ended');
    for (const client of before) if (clients.has(client)) (client as unknown as pg.Client).connection.stream.destroy();
  };
  const timer = setInterval(() => void check(), everyMs);
  timer.unref();
  return () => clearInterval(timer);
}
