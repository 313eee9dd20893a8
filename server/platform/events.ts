import type { EventType } from '@crossdesk/contracts/events.ts';
import type { Change } from '@crossdesk/contracts/history.ts';
import { type ColumnType, type Generated, sql } from 'kysely';
import type { Context } from './context.ts';

/**
 * The append-only event log: change history of tickets, audit log, and outbox of live updates and
 * jobs. `data` contains ids and facts for subscribers; `changes` the fields before and after.
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

/** The tasks that subscribe to each event type, collected in app/jobs.ts. */
export type Subscriptions = Partial<Record<EventType, readonly string[]>>;

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
 * Records an event, queues one job for each subscriber and notifies the live channel, in one
 * statement and in the transaction of the command. An edit without actual changes emits no event.
 */
export async function emit(ctx: Context, event: NewEvent): Promise<void> {
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
  const tasks = ctx.subscriptions[event.type] ?? [];
  await sql`
    with recorded as (
      insert into event (type, at, ticket_id, message_id, actor_kind, actor_id, actor_name, request_id, changes, data)
      values (${event.type}, ${ctx.now}, ${event.ticketId ?? null}, ${event.messageId ?? null}, ${actor.kind}, ${actorId},
        ${actor.name}, ${ctx.requestId}, ${JSON.stringify(event.changes ?? [])}, ${JSON.stringify(event.data ?? {})})
      returning id
    )
    select pg_notify(${liveChannel}, ${JSON.stringify(signal)}),
      (select count(*) from graphile_worker.add_jobs(array(
        select row(task, json_build_object('eventId', recorded.id), null, null, null, null, null, null)::graphile_worker.job_spec
        from unnest(${tasks}::text[]) task)))
    from recorded`.execute(ctx.tx);
}

/** Notifies the live channel of a change without an event, such as a new delivery state. */
export const publishLive = (ctx: Pick<Context, 'tx'>, signal: LiveSignal) =>
  sql`select pg_notify(${liveChannel}, ${JSON.stringify(signal)})`.execute(ctx.tx);

/** The event of a subscriber's job; null if it no longer exists. */
export async function findEvent(ctx: Pick<Context, 'db'>, payload: Record<string, unknown>) {
  const row = await ctx.db.selectFrom('event').selectAll().where('id', '=', Number(payload.eventId)).executeTakeFirst();
  return row ?? null;
}
