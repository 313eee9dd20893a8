import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { subscriptions } from '../app/subscriptions.ts';
import { type TestApp, testApp } from '../testing/test-app.ts';
import { runCommand, systemActor } from './context.ts';
import { emit, type LiveSignal, liveChannel } from './events.ts';
import { cancelJob, queueJob } from './jobs.ts';

let desk: TestApp;
let listener: Client;
const heard: LiveSignal[] = [];
beforeAll(async () => {
  desk = await testApp();
  await desk.runJobs();
  listener = new Client({ connectionString: desk.databaseUrl });
  await listener.connect();
  listener.on('notification', ({ payload }) => heard.push(JSON.parse(payload ?? '{}') as LiveSignal));
  await listener.query(`listen ${liveChannel}`);
});
afterAll(async () => {
  await listener.end();
  await desk.close();
});

const rows = async (sql: string) => (await desk.database.pool.query<{ n: number }>(sql)).rows[0]?.n ?? 0;
const state = async () => {
  // A notification of an earlier commit is delivered before the answer to a later query of the same session.
  await listener.query('select 1');
  return {
    events: await rows('select count(*)::int as n from event'),
    jobs: await rows('select count(*)::int as n from graphile_worker._private_jobs'),
    signals: heard.length,
  };
};

const subscriberCount = subscriptions['ticket.edited']?.length ?? 0;

describe('an event', () => {
  test('and its jobs and its signal exist when the command is committed', async () => {
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
    expect(heard.at(-1)).toMatchObject({ type: 'ticket.edited', ticketId: number, actorId: null });
    expect(JSON.stringify(heard.at(-1))).not.toContain('before');
  });

  test('is gone with all of them when the command fails', async () => {
    const before = await state();
    const failing = runCommand(desk.services, systemActor('test'), async (ctx) => {
      await emit(ctx, { type: 'ticket.edited', ticketId: 1 });
      await queueJob(ctx, 'views:index', {});
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await state()).toEqual(before);
  });

  test('that changes nothing did not happen', async () => {
    const before = await state();
    await desk.inTransaction((ctx) =>
      emit(ctx, { type: 'setting.edited', changes: [{ field: 'a', before: { x: [1] }, after: { x: [1] } }] }),
    );
    expect(await state()).toEqual(before);
  });

  test('is never caused by nobody in particular', async () => {
    const failing = runCommand(desk.services, { kind: 'anyone' }, (ctx) => emit(ctx, { type: 'setting.edited' }));
    await expect(failing).rejects.toThrow();
  });
});

describe('a job', () => {
  test('with a key replaces one that has not started, and can be taken back', async () => {
    const before = (await state()).jobs;
    await desk.inTransaction(async (ctx) => {
      await queueJob(ctx, 'views:index', { eventId: 1 }, { key: 'k' });
      await queueJob(ctx, 'views:index', { eventId: 2 }, { key: 'k' });
    });
    expect((await state()).jobs).toBe(before + 1);
    await desk.inTransaction((ctx) => cancelJob(ctx, 'k'));
    expect((await state()).jobs).toBe(before);
  });

  test('about an event that is gone does nothing', async () => {
    for (const task of ['views:index', 'email:dispatch', 'conversation:delivery']) {
      await desk.inTransaction((ctx) => queueJob(ctx, task, { eventId: 999_999 }));
    }
    await desk.runJobs();
  });
});
