import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestApp, testApp } from '../testing/test-app.ts';
import { queueJob, startWorker, type Tasks } from './jobs.ts';

let desk: TestApp;
beforeAll(async () => {
  desk = await testApp();
  await desk.runJobs();
});
afterAll(() => desk.close());

const connection = () => ({ pool: desk.database.pool, url: desk.databaseUrl });

/** Creates a job in its own queue, locked by a worker a minute ago and never released. */
async function createLockedJob(workerId: string, queue: string): Promise<void> {
  await desk.inTransaction((ctx) => queueJob(ctx, 'greet', { name: queue }, { queue }));
  const { pool } = desk.database;
  const held = "locked_by = $1, locked_at = now() - interval '1 minute'";
  await pool.query(`update graphile_worker._private_job_queues set ${held} where queue_name = $2`, [workerId, queue]);
  await pool.query(
    `update graphile_worker._private_jobs set ${held}, attempts = 1
      where job_queue_id = (select id from graphile_worker._private_job_queues where queue_name = $2)`,
    [workerId, queue],
  );
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
