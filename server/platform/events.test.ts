import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { subscriptions } from '../app/jobs.ts';
import { type TestApp, testApp } from '../testing/test-app.ts';
import { runCommand, systemActor } from './context.ts';
import { emit, type LiveSignal, liveChannel } from './events.ts';
import { cancelJob, queueJob } from './jobs.ts';

let desk: TestApp;
let listener: Client;
const signals: LiveSignal[] = [];
beforeAll(async () => {
  desk = await testApp();
  await desk.runJobs();
  listener = new Client({ connectionString: desk.databaseUrl });
  await listener.connect();
  listener.on('notification', ({ payload }) => signals.push(JSON.parse(payload ?? '{}') as LiveSignal));
  await listener.query(`listen ${liveChannel}`);
});
afterAll(async () => {
  await listener.end();
  await desk.close();
});

const rows = async (sql: string) => (await desk.database.pool.query<{ n: number }>(sql)).rows[0]?.n ?? 0;
const state = async () => {
  // A notification of an earlier commit is delivered before the result of a later query of the same
  // session.
  await listener.query('select 1');
  return {
    events: await rows('select count(*)::int as n from event'),
    jobs: await rows('select count(*)::int as n from graphile_worker._private_jobs'),
    signals: signals.length,
  };
};

const subscriberCount = subscriptions['ticket.edited']?.length ?? 0;

describe('an event', () => {
  test('is recorded with its jobs and signal when the command commits', async () => {
    const before = await state();
    const number = 4711;
    await desk.inTransaction((ctx) =>
      emit(ctx, { type: 'ticket.edited', ticketId: number, changes: [{ field: 'a', before: 1, after: 2 }] }),
    );
    const after = await state();
    expect(after).toEqual({
      events: before.events + 1,
      jobs: before.jobs + subscriberCount,
      signals: before.signals + 1,
    });
    expect(signals.at(-1)).toMatchObject({ type: 'ticket.edited', ticketId: number, actorId: null });
    expect(JSON.stringify(signals.at(-1))).not.toContain('before');
  });

  test('is rolled back with its jobs and signal when the command fails', async () => {
    const before = await state();
    const failing = runCommand(desk.services, systemActor('test'), async (ctx) => {
      await emit(ctx, { type: 'ticket.edited', ticketId: 1 });
      await queueJob(ctx, 'views:index', {});
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await state()).toEqual(before);
  });

  test('is not recorded if nothing changed', async () => {
    const before = await state();
    await desk.inTransaction((ctx) =>
      emit(ctx, { type: 'setting.edited', changes: [{ field: 'a', before: { x: [1] }, after: { x: [1] } }] }),
    );
    expect(await state()).toEqual(before);
  });

  test('cannot be emitted by an anonymous actor', async () => {
    const failing = runCommand(desk.services, { kind: 'anyone' }, (ctx) => emit(ctx, { type: 'setting.edited' }));
    await expect(failing).rejects.toThrow();
  });
});

describe('a job', () => {
  test('with a key replaces one that has not started, and can be canceled', async () => {
    const before = (await state()).jobs;
    await desk.inTransaction(async (ctx) => {
      await queueJob(ctx, 'views:index', { eventId: 1 }, { key: 'k' });
      await queueJob(ctx, 'views:index', { eventId: 2 }, { key: 'k' });
    });
    expect((await state()).jobs).toBe(before + 1);
    await desk.inTransaction((ctx) => cancelJob(ctx, 'k'));
    expect((await state()).jobs).toBe(before);
  });

  test('for an event that no longer exists does nothing', async () => {
    for (const task of ['views:index', 'email:dispatch', 'conversation:delivery']) {
      await desk.inTransaction((ctx) => queueJob(ctx, task, { eventId: 999_999 }));
    }
    await desk.runJobs();
  });
});
