import { EventEmitter } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { Logger, type Runner, run, type TaskList, type WorkerEvents } from 'graphile-worker';
import { sql } from 'kysely';
import type pg from 'pg';
import type { Context, Services } from './context.ts';
import { isDatabaseUnavailable } from './database.ts';
import { watchForDeadWorkers } from './dead-workers.ts';

/**
 * How a job is queued. `key`: replaces a job with the same key that has not started. `queue`: jobs
 * of a queue run sequentially.
 */
export type JobOptions = { runAt?: Date; key?: string; queue?: string; maxAttempts?: number };

/**
 * Queues a job in the command's transaction, so that it is committed with the command's changes.
 */
export async function queueJob(
  ctx: Pick<Context, 'tx'>,
  task: string,
  payload: Record<string, unknown>,
  options: JobOptions = {},
): Promise<void> {
  await sql`select graphile_worker.add_job(${task}, ${JSON.stringify(payload)}::json,
    queue_name => ${options.queue ?? null}::text, run_at => ${options.runAt ?? null}::timestamptz,
    max_attempts => ${options.maxAttempts ?? 25}::int, job_key => ${options.key ?? null}::text)`.execute(ctx.tx);
}

/** Queues several jobs of a task in the command's transaction. */
export async function queueJobs(
  ctx: Pick<Context, 'tx'>,
  task: string,
  jobs: readonly { payload: Record<string, unknown>; runAt?: Date; key?: string }[],
): Promise<void> {
  if (jobs.length === 0) return;
  const specs = jobs.map(({ payload, runAt, key }) => ({ payload, run_at: runAt ?? null, job_key: key ?? null }));
  await sql`select count(*) from graphile_worker.add_jobs(array(
    select row(${task}, payload, null, run_at, null, job_key, null, null)::graphile_worker.job_spec
    from json_to_recordset(${JSON.stringify(specs)}::json) as spec (payload json, run_at timestamptz, job_key text)
  ))`.execute(ctx.tx);
}

/** Cancels a job that has not started. */
export async function cancelJob(ctx: Pick<Context, 'tx'>, key: string): Promise<void> {
  await sql`select graphile_worker.remove_job(${key})`.execute(ctx.tx);
}

/** A task. It must be idempotent, because a job may run more than once. */
export type Task = (
  services: Services,
  payload: Record<string, unknown>,
  attempt: { count: number; isLast: boolean },
) => Promise<void>;
export type Tasks = Record<string, Task>;

/** A scheduled task with its crontab expression (UTC). */
export type Schedule = { task: string; cron: string };

/** Converts tasks to the job library's format. */
export const toTaskList = (services: Services, tasks: Tasks): TaskList =>
  Object.fromEntries(
    Object.entries(tasks).map(([name, task]) => [
      name,
      async (payload, helpers) => {
        const count = helpers.job.attempts;
        await task(services, (payload ?? {}) as Record<string, unknown>, {
          count,
          isLast: count >= helpers.job.max_attempts,
        });
      },
    ]),
  );

const reconnectMs = 500;

/**
 * A pool whose callers wait while the database is unavailable. Otherwise the job library gives up
 * recording that a job has ended, and the job stays locked for hours.
 */
function waitingPool(pool: pg.Pool): { pool: pg.Pool; stopWaiting(): void } {
  let isStopped = false;
  /** With this code the library runs the statement again. */
  const retryable = (error: unknown) =>
    isDatabaseUnavailable(error) && !isStopped
      ? Object.assign(new Error('the database is unavailable', { cause: error }), { code: '57P03' })
      : error;
  const connect = async (): Promise<pg.PoolClient> => {
    for (;;) {
      try {
        const client = await pool.connect();
        const query = async (...args: Parameters<typeof client.query>) => {
          try {
            return await client.query(...args);
          } catch (error) {
            throw retryable(error);
          }
        };
        return replaceMember(client, 'query', query);
      } catch (error) {
        if (isStopped || !isDatabaseUnavailable(error)) throw error;
        await pause(reconnectMs);
      }
    }
  };
  // With a callback, the library listens for new jobs and reconnects by itself.
  const connectAny = (callback?: Parameters<typeof pool.connect>[0]) => (callback ? pool.connect(callback) : connect());
  return {
    pool: replaceMember(pool, 'connect', connectAny),
    stopWaiting: () => {
      isStopped = true;
    },
  };
}

/** The object with another function for one of its members. */
const replaceMember = <T extends object>(object: T, name: keyof T, replacement: unknown): T =>
  new Proxy(object, {
    get(target, member) {
      if (member === name) return replacement;
      const value: unknown = Reflect.get(target, member);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });

/** Starts a worker. Jobs of a process that dies are run again by another worker. */
export async function startWorker(
  services: Services,
  { pool, url }: { pool: pg.Pool; url: string },
  tasks: Tasks,
  schedule: readonly Schedule[],
  concurrency: number,
): Promise<{ stop(): Promise<void> }> {
  const logger = new Logger((scope) => (level, message) => {
    if (level === 'error') services.log.error({ ...scope }, message);
    else if (level === 'warning') services.log.warn({ ...scope }, message);
    else services.log.debug({ ...scope }, message);
  });
  const events: WorkerEvents = new EventEmitter();
  const watch = await watchForDeadWorkers(url, events, services.log);
  const waiting = waitingPool(pool);
  const runner: Runner = await run({
    pgPool: waiting.pool,
    taskList: toTaskList(services, tasks),
    concurrency,
    pollInterval: 1000,
    noHandleSignals: true,
    events,
    logger,
    crontab: schedule.map(({ task, cron }) => `${cron} ${task}`).join('\n'),
  });
  return {
    stop: async () => {
      waiting.stopWaiting();
      await runner.stop();
      await watch.stop();
    },
  };
}
