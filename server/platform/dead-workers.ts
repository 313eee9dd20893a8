import { randomInt } from 'node:crypto';
import type { WorkerEvents } from 'graphile-worker';
import pg from 'pg';
import { lockSpaces } from './lock-spaces.ts';
import type { Log } from './log.ts';

const sweepMs = 15_000;

/**
 * Releases jobs of killed worker processes. Such a job and its queue stay locked, and the job
 * library releases them only after hours. Each process therefore holds an advisory lock that ends
 * with its connection, and registers its worker pools. At startup and every 15 seconds, jobs of
 * pools whose process holds no lock are released, and those of this process that it is not running:
 * the connection was lost before it received or recorded them.
 */
export async function watchForDeadWorkers(
  url: string,
  events: WorkerEvents,
  log: Log,
  everyMs = sweepMs,
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
  const runningIds = new Set<string>();
  events.on('job:start', ({ job }) => runningIds.add(String(job.id)));
  events.on('job:complete', ({ job }) => runningIds.delete(String(job.id)));
  let formerlyIdle = new Set<string>();
  /** Jobs just fetched or ended look idle for a moment, so only those seen twice are released. */
  const releaseIdleJobs = async () => {
    const locked = await client.query<{ id: string }>(ownLockedJobsSql, [[...ownWorkerIds]]);
    const idle = locked.rows.map(({ id }) => id).filter((id) => !runningIds.has(id));
    const lost = idle.filter((id) => formerlyIdle.has(id));
    formerlyIdle = new Set(idle);
    if (lost.length === 0) return;
    await client.query(releaseJobsSql, [lost, [...ownWorkerIds]]);
    log.warn({ jobs: lost.length }, 'released jobs that were lost with a database connection');
  };
  const sweep = async () => {
    await releaseIdleJobs();
    const freed = await client.query<{ count: number }>(freeDeadWorkersSql, [lockSpaces.worker]);
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
  }, everyMs);
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
  await client.query('select pg_advisory_lock($1, $2)', [lockSpaces.worker, key]);
  return client;
}

const ownLockedJobsSql = 'select id::text as id from graphile_worker._private_jobs where locked_by = any($1::text[])';

const releaseJobsSql = `
  with released as (
    update graphile_worker._private_jobs set locked_by = null, locked_at = null
    where id = any($1::bigint[]) and locked_by = any($2::text[]) returning job_queue_id
  )
  update graphile_worker._private_job_queues set locked_by = null, locked_at = null
  where id in (select job_queue_id from released) and locked_by = any($2::text[])`;

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
