import { EventEmitter } from 'node:events';
import type { WorkerEvents } from 'graphile-worker';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestApp, testApp } from '../testing/test-app.ts';
import { watchForDeadWorkers } from './dead-workers.ts';
import { queueJob, startWorker, type Tasks } from './jobs.ts';

let desk: TestApp;
beforeAll(async () => {
  desk = await testApp();
  await desk.runJobs();
});
afterAll(() => desk.close());

const connection = () => ({ pool: desk.database.pool, url: desk.databaseUrl });

/**
 * Creates a job in its own queue, locked by a worker a minute ago and never released. `onCreated`
 * gets its id before it is locked.
 */
async function createLockedJob(
  workerId: string,
  queue: string,
  onCreated: (id: string) => void = () => undefined,
): Promise<void> {
  await desk.inTransaction((ctx) => queueJob(ctx, 'greet', { name: queue }, { queue }));
  const { pool } = desk.database;
  const { rows } = await pool.query<{ id: string }>(
    `select id::text as id from graphile_worker._private_jobs
      where job_queue_id = (select id from graphile_worker._private_job_queues where queue_name = $1)`,
    [queue],
  );
  onCreated(rows[0]?.id ?? '');
  const held = "locked_by = $1, locked_at = now() - interval '1 minute'";
  await pool.query(`update graphile_worker._private_job_queues set ${held} where queue_name = $2`, [workerId, queue]);
  await pool.query(`update graphile_worker._private_jobs set ${held}, attempts = 1 where id = $2`, [
    workerId,
    rows[0]?.id,
  ]);
}

/** Starts a worker and returns the names it greeted, in order, after `count` greetings. */
async function greetings(count: number): Promise<string[]> {
  const greeted: string[] = [];
  let enough: () => void = () => undefined;
  const all = new Promise<void>((done) => {
    enough = done;
  });
  const tasks: Tasks = {
    greet: async (_services, { name }) => {
      greeted.push(String(name));
      if (greeted.length === count) enough();
    },
  };
  const worker = await startWorker(desk.services, connection(), tasks, [], 2);
  await all;
  await worker.stop();
  return greeted;
}

describe('a worker', () => {
  test('runs jobs of a killed worker and the rest of its queue immediately', async () => {
    await createLockedJob('worker-killed', 'mailbox:1');
    await desk.inTransaction((ctx) => queueJob(ctx, 'greet', { name: 'the next' }, { queue: 'mailbox:1' }));
    expect(await greetings(2)).toEqual(['mailbox:1', 'the next']);
  });

  test('releases its jobs that were lost with a connection, but not those it runs', async () => {
    const { pool } = desk.database;
    const events: WorkerEvents = new EventEmitter();
    const watch = await watchForDeadWorkers(desk.databaseUrl, events, desk.services.log, 20);
    events.emit('pool:create', { workerPool: { id: 'pool-alive' } } as never);
    await expect.poll(async () => (await pool.query('select worker_id from worker_process')).rowCount).toBe(1);
    await createLockedJob('pool-alive', 'mailbox:running', (id) => events.emit('job:start', { job: { id } } as never));
    await createLockedJob('pool-alive', 'mailbox:lost');
    const lockedQueues = async () =>
      (
        await pool.query<{ queue: string }>(
          `select q.queue_name as queue from graphile_worker._private_jobs j join graphile_worker._private_job_queues q
            on q.id = j.job_queue_id where j.locked_by = 'pool-alive' and q.locked_by = 'pool-alive'`,
        )
      ).rows.map(({ queue }) => queue);
    await expect.poll(lockedQueues).toEqual(['mailbox:running']);
    // Further sweeps leave the running job alone.
    await createLockedJob('pool-alive', 'mailbox:lost too');
    await expect.poll(lockedQueues).toEqual(['mailbox:running']);
    await watch.stop();
    await pool.query('delete from graphile_worker._private_jobs');
  });

  test('does not take jobs of a running worker', async () => {
    const held = Promise.withResolvers<void>();
    const finish = Promise.withResolvers<void>();
    const tasks: Tasks = {
      greet: async () => {
        held.resolve();
        await finish.promise;
      },
    };
    const running = await startWorker(desk.services, connection(), tasks, [], 1);
    await desk.inTransaction((ctx) => queueJob(ctx, 'greet', { name: 'mailbox:2' }, { queue: 'mailbox:2' }));
    await held.promise;
    // Even after an hour, a second process must not take the job of a running worker.
    await desk.database.pool.query("update graphile_worker._private_jobs set locked_at = now() - interval '1 hour'");
    const other = await startWorker(
      desk.services,
      connection(),
      { greet: async () => finish.reject(new Error('taken twice')) },
      [],
      1,
    );
    const { rows } = await desk.database.pool.query('select locked_by from graphile_worker._private_jobs');
    expect(rows.every((row) => row.locked_by !== null)).toBe(true);
    finish.resolve();
    await running.stop();
    await other.stop();
  });
});
