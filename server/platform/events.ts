import type { EventType } from '@crossdesk/contracts/events.ts';
import type { Change } from '@crossdesk/contracts/history.ts';
import { type ColumnType, type Generated, sql } from 'kysely';
import type { Context } from './context.ts';
import type { Tx } from './database.ts';
import { lockSpaces } from './lock-spaces.ts';

/**
 * The append-only event log: change history of tickets, audit log, and source of live updates and
 * background work (`subscribers.ts`). `data` contains ids and facts for subscribers; `changes` the
 * fields before and after.
 */
export interface EventTable {
  id: Generated<number>;
  type: EventType;
  at: Date;
  ticket_id: number | null;
  message_id: number | null;
  actor_kind: 'agent' | 'contact' | 'system';
  actor_id: number | null;
  actor_name: string;
  request_id: string | null;
  changes: ColumnType<Change[], string, never>;
  data: ColumnType<Record<string, unknown>, string, never>;
}

declare module './database.ts' {
  interface Tables {
    event: EventTable;
  }
}

/** The PostgreSQL NOTIFY channel that announces committed events to every server process. */
export const liveChannel = 'crossdesk_live';

/** A message on that channel: ids only. */
export type LiveSignal = {
  type: EventType;
  /** Only these agents are notified, and only that they have a new notification. */
  agentIds?: readonly number[];
  ticketId: number | null;
  messageId: number | null;
  actorId: number | null;
  version: number;
  /** The department that gained or lost access. */
  departmentId: number | null;
};

export type NewEvent = {
  type: EventType;
  ticketId?: number;
  messageId?: number;
  changes?: Change[];
  data?: Record<string, unknown>;
  /** Version of the ticket after the change. */
  version?: number;
};

/**
 * The second key of the lock that a transaction with events holds until it ends: the last event id
 * before its own, in 31 bits.
 */
const keyBits = 2 ** 31 - 1;
/** Id of the last event so far, committed or not. */
const lastEventId = sql<number>`(last_value - (not is_called)::int)`;

const isUnchanged = ({ changes }: NewEvent): boolean =>
  changes !== undefined &&
  changes.length > 0 &&
  changes.every((one) => JSON.stringify(one.before) === JSON.stringify(one.after));

/**
 * Records events and notifies the live channel, in one statement and in the transaction of the
 * command. An edit without actual changes is left out.
 */
export async function emitAll(ctx: Context, events: readonly NewEvent[]): Promise<void> {
  const { actor } = ctx;
  if (actor.kind === 'anyone') throw new Error('an anonymous actor cannot emit an event');
  const actorId = actor.kind === 'agent' ? actor.agentId : actor.kind === 'contact' ? actor.contactId : null;
  const changed = events.filter((event) => !isUnchanged(event));
  if (changed.length === 0) return;
  const rows = changed.map((event) => ({
    type: event.type,
    ticket_id: event.ticketId,
    message_id: event.messageId,
    changes: event.changes ?? [],
    data: event.data ?? {},
  }));
  const signals = changed.map(
    (event): LiveSignal => ({
      type: event.type,
      ticketId: event.ticketId ?? null,
      messageId: event.messageId ?? null,
      actorId: actor.kind === 'agent' ? actorId : null,
      version: event.version ?? 0,
      departmentId: typeof event.data?.departmentId === 'number' ? event.data.departmentId : null,
    }),
  );
  await sql`
    with opened as materialized (
      select pg_advisory_xact_lock_shared(${sql.lit(lockSpaces.event)}, (${lastEventId} & ${sql.lit(keyBits)})::int)::text as locked
      from event_id_seq
    ), recorded as (
      insert into event (type, at, ticket_id, message_id, actor_kind, actor_id, actor_name, request_id, changes, data)
      select one->>'type', ${ctx.now}::timestamptz, (one->>'ticket_id')::bigint, (one->>'message_id')::bigint,
        ${actor.kind}, ${actorId}::bigint, ${actor.name}, ${ctx.requestId}, one->'changes', one->'data'
      from opened, jsonb_array_elements(${JSON.stringify(rows)}::jsonb) with ordinality given (one, place)
      where locked is not null order by place
      returning id
    )
    select count(pg_notify(${liveChannel}, signal)) from unnest(${signals.map((one) => JSON.stringify(one))}::text[]) signal,
      (select count(*) from recorded) inserted`.execute(ctx.tx);
}

/** Records an event like `emitAll`. */
export const emit = (ctx: Context, event: NewEvent): Promise<void> => emitAll(ctx, [event]);

/**
 * The last event up to which every event has been committed or rolled back. Ids are assigned before
 * a commit, so a later event can be visible while an earlier one is not. A transaction with events
 * holds a lock whose key is the last id before its own; ids above the lowest such key are still
 * uncertain. `isComplete`: no transaction with events was open.
 */
export async function lastReadableEvent(tx: Tx): Promise<{ last: number; isComplete: boolean }> {
  // Two statements: a transaction that locks after the first assigns higher ids.
  const sequence = await sql<{ last: number }>`select ${lastEventId} as last from event_id_seq`.execute(tx);
  const last = Number(sequence.rows[0]?.last ?? 0);
  const locks = await sql<{ behind: number | null }>`
    select max(behind) as behind from (
      select (${last}::bigint - objid::bigint) & ${sql.lit(keyBits)} as behind from pg_locks
      where locktype = 'advisory' and classid = ${sql.lit(lockSpaces.event)} and objsubid = 2
        and database = (select oid from pg_database where datname = current_database())
    ) open where behind <= ${sql.lit(keyBits)} / 2`.execute(tx);
  const behind = locks.rows[0]?.behind ?? null;
  return { last: last - (behind ?? 0), isComplete: behind === null };
}

/** Notifies the live channel of a change without an event, such as a new delivery state. */
export const publishLive = (ctx: Pick<Context, 'tx'>, signal: LiveSignal) => publishAllLive(ctx, [signal]);

/** Notifies the live channel of many changes in one statement. */
export const publishAllLive = (ctx: Pick<Context, 'tx'>, signals: readonly LiveSignal[]) =>
  sql`select pg_notify(${liveChannel}, signal) from unnest(${signals.map((one) => JSON.stringify(one))}::text[]) signal`.execute(
    ctx.tx,
  );
