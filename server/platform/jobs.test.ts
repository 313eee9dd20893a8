import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestApp, testApp } from '../testing/test-app.ts';
import { queueJob, startWorker, type Tasks } from './jobs.ts';

let desk: TestApp;
beforeAll(async () => {
  desk = await testApp();
  await desk.runJobs();
});
afterAll(() => desk.close());

const at = () => ({ pool: desk.database.pool, url: desk.databaseUrl });

/** A job in a queue of its own that a worker took a minute ago and never gave back. */
async function heldBy(workerId: string, queue: string): Promise<void> {
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

/** Starts a worker and gives what it greets, in order, once it has greeted so many. */
async function greetings(count: number): Promise<string[]> {
  const greeted: string[] = [];
  let enough: () => void = () => undefined;
  const all = new Promise<void>((done) => {
    enough = done;
  });
  const tasks: Tasks = {
    greet: async (_house, { name }) => {
      greeted.push(String(name));
      if (greeted.length === count) enough();
    },
  };
  const worker = await startWorker(desk.services, at(), tasks, [], 2);
  await all;
  await worker.stop();
  return greeted;
}

describe('a worker', () => {
  test('takes up at once what a killed one held, and the rest of its queue', async () => {
    await heldBy('worker-killed', 'mailbox:1');
    await desk.inTransaction((ctx) => queueJob(ctx, 'greet', { name: 'the next' }, { queue: 'mailbox:1' }));
    expect(await greetings(2)).toEqual(['mailbox:1', 'the next']);
  });

  test('leaves alone what a living one holds', async () => {
    const held = Promise.withResolvers<void>();
    const over = Promise.withResolvers<void>();
    const tasks: Tasks = {
      greet: async () => {
        held.resolve();
        await over.promise;
      },
    };
    const living = await startWorker(desk.services, at(), tasks, [], 1);
    await desk.inTransaction((ctx) => queueJob(ctx, 'greet', { name: 'mailbox:2' }, { queue: 'mailbox:2' }));
    await held.promise;
    // However long it takes: another process that starts finds the job held by somebody who lives.
    await desk.database.pool.query("update graphile_worker._private_jobs set locked_at = now() - interval '1 hour'");
    const other = await startWorker(
      desk.services,
      at(),
      { greet: async () => over.reject(new Error('taken twice')) },
      [],
      1,
    );
    const { rows } = await desk.database.pool.query('select locked_by from graphile_worker._private_jobs');
    expect(rows.every((row) => row.locked_by !== null)).toBe(true);
    over.resolve();
    await living.stop();
    await other.stop();
  });
});
