import type { Change, EventType } from '@crossdesk/contracts/history.ts';
import { type ColumnType, type Generated, sql } from 'kysely';
import type { Context } from './context.ts';

/**
 * Everything that happened, append-only: the change history of a ticket, the audit log and the outbox of live updates and jobs.
 * `data` holds ids and facts a subscriber needs; `changes` the fields before and after.
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

/** For each type of event, the tasks that hear of it. Written on one page: app/subscriptions.ts. */
export type Subscriptions = Partial<Record<EventType, readonly string[]>>;

/** The channel of PostgreSQL's NOTIFY on which committed events are told to every server process. */
export const liveChannel = 'crossdesk_live';

/** What goes over that channel: ids only. */
export type LiveSignal = {
  type: EventType;
  /** Only these people hear of it, and only that there is something behind their bell. */
  agentIds?: readonly number[];
  ticketId: number | null;
  messageId: number | null;
  actorId: number | null;
  version: number;
  /** The department that was let in or out. */
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
 * Records that something happened, queues one job for each subscriber and tells the live channel: one statement, in the command's own
 * transaction, so that all of it is kept or nothing is. An edit that changes nothing did not happen.
 */
export async function emit(ctx: Context, event: NewEvent): Promise<void> {
  const { actor } = ctx;
  const isEmptyDraft = event.changes?.every((one) => JSON.stringify(one.before) === JSON.stringify(one.after)) ?? false;
  if (event.changes && event.changes.length > 0 && isEmptyDraft) return;
  if (actor.kind === 'anyone') throw new Error('nobody in particular cannot cause an event');
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
    with said as (
      insert into event (type, at, ticket_id, message_id, actor_kind, actor_id, actor_name, request_id, changes, data)
      values (${event.type}, ${ctx.now}, ${event.ticketId ?? null}, ${event.messageId ?? null}, ${actor.kind}, ${actorId},
        ${actor.name}, ${ctx.requestId}, ${JSON.stringify(event.changes ?? [])}, ${JSON.stringify(event.data ?? {})})
      returning id
    )
    select pg_notify(${liveChannel}, ${JSON.stringify(signal)}),
      (select count(*) from graphile_worker.add_jobs(array(
        select row(task, json_build_object('eventId', said.id), null, null, null, null, null, null)::graphile_worker.job_spec
        from unnest(${tasks}::text[]) task)))
    from said`.execute(ctx.tx);
}

/** Tells the live channel of something that is no event of its own, such as where a message's delivery stands now. */
export const publishLive = (ctx: Pick<Context, 'tx'>, signal: LiveSignal) =>
  sql`select pg_notify(${liveChannel}, ${JSON.stringify(signal)})`.execute(ctx.tx);

/** The event a subscriber's job is about; null when it is gone. */
export async function findEvent(ctx: Pick<Context, 'db'>, payload: Record<string, unknown>) {
  const row = await ctx.db.selectFrom('event').selectAll().where('id', '=', Number(payload.eventId)).executeTakeFirst();
  return row ?? null;
}
