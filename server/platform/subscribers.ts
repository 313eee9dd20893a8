import type { EventType } from '@crossdesk/contracts/events.ts';
import { type Expression, type Selectable, sql } from 'kysely';
import { type Context, runCommand, type Services, systemActor } from './context.ts';
import { isDatabaseUnavailable, type Tx } from './database.ts';
import { type EventTable, type LiveSignal, lastReadableEvent } from './events.ts';
import { queueJob, type Task } from './jobs.ts';
import { listenForChanges } from './listen.ts';

export type StoredEvent = Selectable<EventTable>;

/**
 * Reads events in order, from where it stopped. `handle` receives the next ones in the transaction
 * that also stores the new position, so each takes effect exactly once. It writes to the database
 * only; for an effect outside it queues a job.
 */
export type Subscriber = {
  name: string;
  types: readonly EventType[];
  handle: (ctx: Context, events: readonly StoredEvent[]) => Promise<void>;
  /** Most events in one transaction; 200 by default. */
  maxEvents?: number;
  /** Events of this time are handled together; 40 ms by default. */
  gatherMs?: number;
};

declare module './database.ts' {
  interface Tables {
    /** How far each subscriber has read: every event up to `last_event_id`. */
    event_subscriber: { name: string; last_event_id: number };
    /** Events that a subscriber could not handle. A job tries them again. */
    event_failure: { subscriber: string; event_id: number; error: string; attempt_count: number; failed_at: Date };
  }
}

const maxEvents = 200;
const pollMs = 1_000;
const gatherMs = 40;
const retryTask = 'events:retry';
const retryAttempts = 7;

const contextOf = <T>(services: Services, { name }: Subscriber, work: (ctx: Context) => Promise<T>): Promise<T> =>
  runCommand(services, systemActor(name.replace(/:.*/, '')), work);

/** Locks the position of a subscriber; undefined while another process reads for it. */
const lockPosition = (tx: Tx, name: string) =>
  tx
    .selectFrom('event_subscriber')
    .select('last_event_id')
    .where('name', '=', name)
    .forUpdate()
    .skipLocked()
    .executeTakeFirst();

const setPosition = (tx: Tx, name: string, last_event_id: number) =>
  tx.updateTable('event_subscriber').set({ last_event_id }).where('name', '=', name).execute();

const eventsAfter = (tx: Tx, { types }: Subscriber, position: number, last: number, limit: number) =>
  tx
    .selectFrom('event')
    .selectAll()
    .where('id', '>', position)
    .where('id', '<=', last)
    .where(sql<boolean>`type = any(${sql.val(types)}::text[])`)
    .orderBy('id')
    .limit(limit)
    .execute();

/**
 * idle: everything committed was handled. more: there are further events. waiting: an earlier
 * transaction is still open. busy: another process reads for this subscriber.
 */
type BatchResult = 'idle' | 'more' | 'waiting' | 'busy';

/** Handles the next events of a subscriber, at most `limit`. */
const handleBatch = (services: Services, subscriber: Subscriber, limit: number): Promise<BatchResult> =>
  contextOf(services, subscriber, async (ctx) => {
    const { tx } = ctx;
    // A stopped process must not keep the position from the others.
    await sql`set local idle_in_transaction_session_timeout = '60s'`.execute(tx);
    const position = await lockPosition(tx, subscriber.name);
    if (!position) return 'busy';
    const { last, isComplete } = await lastReadableEvent(tx);
    const rest = isComplete ? ('idle' as const) : ('waiting' as const);
    if (last <= position.last_event_id) return rest;
    const events = await eventsAfter(tx, subscriber, position.last_event_id, last, limit);
    if (events.length > 0) await subscriber.handle(ctx, events);
    const isFull = events.length === limit;
    await setPosition(tx, subscriber.name, isFull ? (events.at(-1)?.id ?? last) : last);
    return isFull ? 'more' : rest;
  });

/** Stores the next event as failed and moves on; a job tries it again. */
const setAside = (services: Services, subscriber: Subscriber, error: string): Promise<void> =>
  contextOf(services, subscriber, async (ctx) => {
    const position = await lockPosition(ctx.tx, subscriber.name);
    if (!position) return;
    const { last } = await lastReadableEvent(ctx.tx);
    const [event] = await eventsAfter(ctx.tx, subscriber, position.last_event_id, last, 1);
    if (!event) return;
    services.log.error({ subscriber: subscriber.name, event: event.id, error }, 'an event could not be handled');
    await ctx.tx
      .insertInto('event_failure')
      .values({ subscriber: subscriber.name, event_id: event.id, error, attempt_count: 1, failed_at: ctx.now })
      .execute();
    await queueRetry(ctx, subscriber.name, event.id, new Date(ctx.now.getTime() + pollMs));
    await setPosition(ctx.tx, subscriber.name, event.id);
  });

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error)).slice(0, 1_000);

/** Reads for a subscriber until nothing is left. An event that fails alone is set aside. */
async function readAll(services: Services, subscriber: Subscriber, isStopped: () => boolean): Promise<BatchResult> {
  const most = subscriber.maxEvents ?? maxEvents;
  let limit = most;
  for (;;) {
    try {
      const result = await handleBatch(services, subscriber, limit);
      if (result !== 'more' || isStopped()) return result;
      limit = Math.min(most, limit * 2);
    } catch (error) {
      if (isDatabaseUnavailable(error)) throw error;
      // Fewer events at a time find the one that fails.
      if (limit > 1) limit = Math.ceil(limit / 8);
      else await setAside(services, subscriber, textOf(error));
    }
  }
}

/** Creates the position of subscribers that are new, which start with the next event. */
const preparePositions = (services: Services, subscribers: readonly Subscriber[]) =>
  sql`insert into event_subscriber (name, last_event_id)
    select name, (select coalesce(max(id), 0) from event) from unnest(${subscribers.map((one) => one.name)}::text[]) name
    on conflict do nothing`.execute(services.db);

/** Lets all subscribers but these skip the events so far. */
export const skipEvents = (ctx: Context, except: readonly string[]) =>
  sql`update event_subscriber set last_event_id = (select coalesce(max(id), 0) from event)
    where name <> all(${sql.val(except)}::text[])`.execute(ctx.tx);

/** Reads for all subscribers until nothing is left, without a worker. */
export async function readEvents(services: Services, subscribers: readonly Subscriber[]): Promise<void> {
  await preparePositions(services, subscribers);
  for (const subscriber of subscribers) {
    while ((await readAll(services, subscriber, () => false)) === 'waiting')
      await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/**
 * Reads events as they are committed, in this process or another: whichever has a subscriber's
 * position locked. A process that ends loses the lock, and another continues within a second.
 */
export async function startSubscribers(
  services: Services,
  url: string,
  subscribers: readonly Subscriber[],
): Promise<{ stop(): Promise<void> }> {
  await preparePositions(services, subscribers);
  let isStopped = false;
  const readers = subscribers.map((subscriber) => createReader(services, subscriber, () => isStopped));
  const wake = (signal?: LiveSignal) => {
    for (const reader of readers) if (!signal || reader.types.has(signal.type)) reader.wake();
  };
  const listening = listenForChanges(
    services.log,
    url,
    (signal) => !signal.agentIds && wake(signal),
    () => wake(),
  );
  const running = readers.map((reader) => reader.run());
  return {
    stop: async () => {
      isStopped = true;
      wake();
      await listening.close();
      await Promise.all(running);
    },
  };
}

/**
 * Reads for one subscriber whenever it is woken, at most every `gatherMs`, and at least once a
 * second.
 */
function createReader(services: Services, subscriber: Subscriber, isStopped: () => boolean) {
  let isWoken = false;
  let endWait = () => {};
  const wait = (ms: number, isInterruptible: boolean) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      endWait = () => {
        if (!isInterruptible && !isStopped()) return;
        clearTimeout(timer);
        resolve();
      };
    });
  return {
    types: new Set<string>(subscriber.types),
    wake: () => {
      isWoken = true;
      endWait();
    },
    run: async () => {
      while (!isStopped()) {
        isWoken = false;
        const result = await readAll(services, subscriber, isStopped).catch((error: unknown) => {
          services.log.warn({ subscriber: subscriber.name, error: textOf(error) }, 'could not read events');
          return 'busy' as const;
        });
        await wait(subscriber.gatherMs ?? gatherMs, false);
        if (!isWoken && result !== 'waiting') await wait(pollMs, result !== 'busy');
      }
    },
  };
}

/** SQL of the job key of another attempt, for columns. */
export const retryKey = (subscriber: Expression<unknown>, eventId: Expression<unknown>) =>
  sql<string>`${retryTask} || ':' || ${subscriber} || ':' || ${eventId}`;

/** Queues another attempt at an event that was set aside. */
export const queueRetry = (ctx: Context, subscriber: string, eventId: number, runAt?: Date): Promise<void> =>
  queueJob(
    ctx,
    retryTask,
    { subscriber, eventId },
    { key: `${retryTask}:${subscriber}:${eventId}`, maxAttempts: retryAttempts, ...(runAt ? { runAt } : {}) },
  );

/** The task that tries events again which were set aside. */
export const retryTasks = (subscribers: readonly Subscriber[]): Record<string, Task> => ({
  [retryTask]: async (services, payload) => {
    const subscriber = subscribers.find((one) => one.name === payload.subscriber);
    if (!subscriber) return;
    const isSame = { subscriber: subscriber.name, event_id: Number(payload.eventId) };
    try {
      await contextOf(services, subscriber, async (ctx) => {
        const failure = await ctx.tx
          .deleteFrom('event_failure')
          .where('subscriber', '=', isSame.subscriber)
          .where('event_id', '=', isSame.event_id)
          .returning('event_id')
          .executeTakeFirst();
        if (!failure) return;
        const event = await ctx.tx.selectFrom('event').selectAll().where('id', '=', isSame.event_id).executeTakeFirst();
        if (event) await subscriber.handle(ctx, [event]);
      });
    } catch (error) {
      if (!isDatabaseUnavailable(error))
        await services.db
          .updateTable('event_failure')
          .set({ error: textOf(error), failed_at: services.now(), attempt_count: sql`attempt_count + 1` })
          .where('subscriber', '=', isSame.subscriber)
          .where('event_id', '=', isSame.event_id)
          .execute();
      throw error;
    }
  },
});
