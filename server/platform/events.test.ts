import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type TestApp, testApp } from '../testing/test-app.ts';
import { runCommand, systemActor } from './context.ts';
import { emit, type LiveSignal, liveChannel } from './events.ts';
import { cancelJob, queueJob } from './jobs.ts';
import { lockSpaces } from './lock-spaces.ts';
import { readEvents, type Subscriber, startSubscribers } from './subscribers.ts';

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

describe('an event', () => {
  test('is recorded with its signal when the command commits, and queues no job', async () => {
    const before = await state();
    const number = 4711;
    await desk.inTransaction((ctx) =>
      emit(ctx, { type: 'ticket.edited', ticketId: number, changes: [{ field: 'a', before: 1, after: 2 }] }),
    );
    const after = await state();
    expect(after).toEqual({ events: before.events + 1, jobs: before.jobs, signals: before.signals + 1 });
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
      await queueJob(ctx, 'views:index', { ticketId: 1 }, { key: 'k' });
      await queueJob(ctx, 'views:index', { ticketId: 2 }, { key: 'k' });
    });
    expect((await state()).jobs).toBe(before + 1);
    await desk.inTransaction((ctx) => cancelJob(ctx, 'k'));
    expect((await state()).jobs).toBe(before);
  });

  test('for a ticket or message that no longer exists does nothing', async () => {
    await desk.inTransaction((ctx) => queueJob(ctx, 'views:index', { ticketId: 999_999 }));
    await desk.inTransaction((ctx) => queueJob(ctx, 'email:dispatch', { messageId: 999_999 }));
    await desk.runJobs();
  });
});

describe('a subscriber', () => {
  let handled: number[] = [];
  let batches: number[] = [];
  let poison: (ticketId: number) => boolean = () => false;
  afterEach(() => {
    handled = [];
    batches = [];
    poison = () => false;
  });
  /** Records the ticket ids of events in a table, so that a rollback also undoes that. */
  const subscriber = (name: string): Subscriber => ({
    name,
    types: ['ticket.edited'],
    handle: async (ctx, events) => {
      const ids = events.map((event) => event.ticket_id ?? 0);
      batches.push(ids.length);
      const failing = ids.find(poison);
      await ctx.tx
        .insertInto('event_failure')
        .values(
          events.map(({ id }) => ({
            subscriber: `${name} done`,
            event_id: id,
            error: '',
            attempt_count: 1,
            failed_at: ctx.now,
          })),
        )
        .execute();
      if (failing !== undefined) throw new Error(`ticket ${failing} is poisonous`);
      handled.push(...ids);
    },
  });
  const edit = (ticketId: number) => desk.inTransaction((ctx) => emit(ctx, { type: 'ticket.edited', ticketId }));
  const doneCount = (name: string) =>
    rows(`select count(*)::int as n from event_failure where subscriber = '${name} done'`);
  const failures = async (name: string) =>
    (
      await desk.database.pool.query<{ ticket_id: number; error: string; attempt_count: number }>(
        `select ticket_id, error, attempt_count from event_failure join event on event.id = event_id where subscriber = $1`,
        [name],
      )
    ).rows;

  test('starts with the next event, and handles those of its types in order, many at once', async () => {
    const one = subscriber('t:order');
    await edit(1);
    await readEvents(desk.services, [one]);
    expect(handled).toEqual([]);
    for (const ticketId of [5, 3, 4]) await edit(ticketId);
    await desk.inTransaction((ctx) => emit(ctx, { type: 'ticket.created', ticketId: 9 }));
    await readEvents(desk.services, [one]);
    expect([handled, batches]).toEqual([[5, 3, 4], [3]]);
    await readEvents(desk.services, [one]);
    expect(handled).toEqual([5, 3, 4]);
  });

  test('waits for a transaction with an earlier event that commits later', async () => {
    const one = subscriber('t:gap');
    await readEvents(desk.services, [one]);
    let commit = () => {};
    const isEmitted = Promise.withResolvers<void>();
    const slow = desk.inTransaction(async (ctx) => {
      await emit(ctx, { type: 'ticket.edited', ticketId: 11 });
      isEmitted.resolve();
      await new Promise<void>((resolve) => {
        commit = resolve;
      });
    });
    await isEmitted.promise;
    await edit(12);
    const reading = readEvents(desk.services, [one]);
    await edit(13);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(handled).toEqual([]);
    commit();
    await slow;
    await reading;
    await readEvents(desk.services, [one]);
    expect(handled).toEqual([11, 12, 13]);
  });

  test('is not held up by the locks of watched mailboxes and workers', async () => {
    const one = subscriber('t:locks');
    await readEvents(desk.services, [one]);
    for (const space of [lockSpaces.mailbox, lockSpaces.worker])
      await listener.query('select pg_advisory_lock($1, 1)', [space]);
    await edit(15);
    await readEvents(desk.services, [one]);
    expect(handled).toEqual([15]);
    await listener.query('select pg_advisory_unlock_all()');
  });

  test('is not held up by a transaction with an earlier event that is rolled back', async () => {
    const one = subscriber('t:rollback');
    await readEvents(desk.services, [one]);
    const failing = desk.inTransaction(async (ctx) => {
      await emit(ctx, { type: 'ticket.edited', ticketId: 21 });
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    await edit(22);
    await readEvents(desk.services, [one]);
    expect(handled).toEqual([22]);
  });

  test('misses and repeats nothing when commands commit concurrently', async () => {
    const one = subscriber('t:concurrent');
    await readEvents(desk.services, [one]);
    const wanted = Array.from({ length: 200 }, (_, index) => 1_000 + index);
    let isWriting = true;
    const reading = (async () => {
      while (isWriting) await readEvents(desk.services, [one]);
    })();
    await Promise.all(
      [0, 1, 2, 3].map(async (writer) => {
        for (const ticketId of wanted.filter((id) => id % 4 === writer)) {
          const isFailing = ticketId % 10 === 7;
          await desk
            .inTransaction(async (ctx) => {
              await emit(ctx, { type: 'ticket.edited', ticketId });
              await new Promise((resolve) => setTimeout(resolve, ticketId % 3));
              if (isFailing) throw new Error('no');
            })
            .catch((error: Error) => expect(error.message).toBe('no'));
        }
      }),
    );
    isWriting = false;
    await reading;
    await readEvents(desk.services, [one]);
    expect(handled.toSorted((a, b) => a - b)).toEqual(wanted.filter((id) => id % 10 !== 7));
  });

  test('sets an event aside that fails alone, continues, and a later attempt succeeds', async () => {
    const one = subscriber('t:poison');
    await readEvents(desk.services, [one]);
    for (let ticketId = 31; ticketId <= 50; ticketId += 1) await edit(ticketId);
    poison = (ticketId) => ticketId === 40;
    await readEvents(desk.services, [one]);
    expect(handled.toSorted((a, b) => a - b)).toEqual([
      ...Array.from({ length: 9 }, (_, index) => 31 + index),
      ...Array.from({ length: 10 }, (_, index) => 41 + index),
    ]);
    expect(await doneCount('t:poison')).toBe(19);
    expect(await failures('t:poison')).toEqual([{ ticket_id: 40, error: 'ticket 40 is poisonous', attempt_count: 1 }]);
  });

  test('that is read by two workers handles each event once, and one takes over from the other', async () => {
    const one = subscriber('t:two');
    const start = () => startSubscribers(desk.services, desk.databaseUrl, [one]);
    const [first, second] = [await start(), await start()];
    try {
      for (let ticketId = 101; ticketId <= 120; ticketId += 1) await edit(ticketId);
      await expect.poll(() => handled.length, { timeout: 10_000 }).toBe(20);
      await first.stop();
      await edit(121);
      await expect.poll(() => handled, { timeout: 10_000 }).toContain(121);
      expect(handled.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 21 }, (_, index) => 101 + index));
    } finally {
      await first.stop();
      await second.stop();
    }
  });
});
