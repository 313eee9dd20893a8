import { randomInt } from 'node:crypto';
import type { WorkerEvents } from 'graphile-worker';
import pg from 'pg';
import type { Log } from './log.ts';

/** First half of the advisory lock each process with workers holds for as long as it lives. */
const lockSpace = 727_362_004;
const sweepMs = 15_000;

/**
 * A job whose process was killed stays locked by a worker that is no more, and with it the queue it belongs to; the job library frees it after hours.
 * Here each process holds a lock of PostgreSQL that ends with its connection, and says which pool of workers is its own. Jobs of pools whose process
 * holds no lock are freed at every start and every few seconds.
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
    register(workerPool.id).catch((error: Error) =>
      log.warn({ error: error.message }, 'a worker could not be registered'),
    );
  });
  const sweep = async () => {
    const freed = await client.query<{ count: number }>(freeDeadWorkersSql, [lockSpace]);
    if (freed.rows[0]?.count)
      log.warn({ workers: freed.rows[0].count }, 'jobs of a process that was killed are taken up again');
  };
  await sweep();
  const timer = setInterval(() => {
    sweep().catch(async (error: Error) => {
      log.warn({ error: error.message }, 'the lock of this process is taken anew');
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

/** A worker nobody has registered may be one that is just starting; it is given half a minute. */
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
