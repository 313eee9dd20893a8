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

/**
 * Records an event and notifies the live channel, in one statement and in the transaction of the
 * command. An edit without actual changes emits no event.
 */
export const emit = (ctx: Context, event: NewEvent): Promise<void> => emitForEach(ctx, event, [event.data ?? {}]);

/**
 * Records an event like `emit` once for each `data`, in one statement. The live channel is notified
 * once for all of them.
 */
export async function emitForEach(
  ctx: Context,
  event: NewEvent,
  data: readonly Record<string, unknown>[],
): Promise<void> {
  if (data.length === 0) return;
  const { actor } = ctx;
  const isUnchanged = event.changes?.every((one) => JSON.stringify(one.before) === JSON.stringify(one.after)) ?? false;
  if (event.changes && event.changes.length > 0 && isUnchanged) return;
  if (actor.kind === 'anyone') throw new Error('an anonymous actor cannot emit an event');
  const actorId = actor.kind === 'agent' ? actor.agentId : actor.kind === 'contact' ? actor.contactId : null;
  const signal: LiveSignal = {
    type: event.type,
    ticketId: event.ticketId ?? null,
    messageId: event.messageId ?? null,
    actorId: actor.kind === 'agent' ? actorId : null,
    version: event.version ?? 0,
    departmentId: typeof event.data?.departmentId === 'number' ? event.data.departmentId : null,
  };
  await sql`
    with opened as materialized (
      select pg_advisory_xact_lock_shared(${sql.lit(lockSpaces.event)}, (${lastEventId} & ${sql.lit(keyBits)})::int)::text as locked
      from event_id_seq
    ), recorded as (
      insert into event (type, at, ticket_id, message_id, actor_kind, actor_id, actor_name, request_id, changes, data)
      select ${event.type}, ${ctx.now}::timestamptz, ${event.ticketId ?? null}::bigint, ${event.messageId ?? null}::bigint,
        ${actor.kind}, ${actorId}::bigint, ${actor.name}, ${ctx.requestId}, ${JSON.stringify(event.changes ?? [])}::jsonb,
        data
      from opened cross join jsonb_array_elements(${JSON.stringify(data)}::jsonb) as data where locked is not null
      returning id
    )
    select pg_notify(${liveChannel}, ${JSON.stringify(signal)}) from recorded limit 1`.execute(ctx.tx);
}

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
export const publishLive = (ctx: Pick<Context, 'tx'>, signal: LiveSignal) =>
  sql`select pg_notify(${liveChannel}, ${JSON.stringify(signal)})`.execute(ctx.tx);
