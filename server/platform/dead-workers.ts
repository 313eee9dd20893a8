import { randomInt } from 'node:crypto';
import type { WorkerEvents } from 'graphile-worker';
import pg from 'pg';
import type { Log } from './log.ts';

/** First key of the advisory lock each worker process holds while it runs. */
const lockSpace = 727_362_004;
const sweepMs = 15_000;

/**
 * Releases jobs of killed worker processes. Such a job and its queue stay locked, and the job
 * library releases them only after hours. Each process therefore holds an advisory lock that ends
 * with its connection, and registers its worker pools. At startup and every 15 seconds, jobs of
 * pools whose process holds no lock are released.
 */
export async function watchForDeadWorkers(
  url: string,
  events: WorkerEvents,
  log: Log,
): Promise<{ stop(): Promise<void> }> {
  const key = randomInt(1, 2 ** 31 - 1);
  let client = await acquireLock(url, key);
  const ownWorkerIds = new Set<string>();
  const register = (workerId: string) =>
    client.query('insert into worker_process (worker_id, process_key) values ($1, $2) on conflict do nothing', [
      workerId,
      key,
    ]);
  events.on('pool:create', ({ workerPool }) => {
    ownWorkerIds.add(workerPool.id);
    register(workerPool.id).catch((error: Error) => log.warn({ error: error.message }, 'could not register a worker'));
  });
  const sweep = async () => {
    const freed = await client.query<{ count: number }>(freeDeadWorkersSql, [lockSpace]);
    if (freed.rows[0]?.count) log.warn({ workers: freed.rows[0].count }, 'released jobs of a killed worker process');
  };
  await sweep();
  const timer = setInterval(() => {
    sweep().catch(async (error: Error) => {
      log.warn({ error: error.message }, 'lost the worker lock, acquiring it again');
      await client.end().catch(() => undefined);
      client = await acquireLock(url, key).catch(() => client);
      for (const workerId of ownWorkerIds) await register(workerId).catch(() => undefined);
    });
  }, sweepMs);
  return {
    stop: async () => {
      clearInterval(timer);
      await client.query('delete from worker_process where process_key = $1', [key]).catch(() => undefined);
      await client.end().catch(() => undefined);
    },
  };
}

async function acquireLock(url: string, key: number): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, keepAlive: true });
  client.on('error', () => undefined);
  await client.connect();
  await client.query('select pg_advisory_lock($1, $2)', [lockSpace, key]);
  return client;
}

/** An unregistered worker may still be starting, so it is given 30 seconds. */
const freeDeadWorkersSql = `
  with living as (
    select worker_id from worker_process where exists (select 1 from pg_locks
      where locktype = 'advisory' and classid = $1 and objid = process_key and objsubid = 2
        and database = (select oid from pg_database where datname = current_database()))
  ), held as (
    select locked_by, locked_at from graphile_worker._private_jobs where locked_by is not null
    union all select locked_by, locked_at from graphile_worker._private_job_queues where locked_by is not null
  ), dead as (
    select distinct locked_by from held where locked_by not in (select worker_id from living)
      and (locked_by in (select worker_id from worker_process) or locked_at < now() - interval '30 seconds')
  ), gone as (
    delete from worker_process where worker_id not in (select worker_id from living)
      and worker_id not in (select locked_by from held)
  )
  select count(graphile_worker.force_unlock_workers(array[locked_by]))::int as count from dead`;
