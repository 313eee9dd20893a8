import { EventEmitter } from 'node:events';
import { Logger, type Runner, run, type TaskList, type WorkerEvents } from 'graphile-worker';
import { sql } from 'kysely';
import type pg from 'pg';
import type { Context, Services } from './context.ts';
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
  const runner: Runner = await run({
    pgPool: pool,
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
      await runner.stop();
      await watch.stop();
    },
  };
}
