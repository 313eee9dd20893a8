import { type Insertable, type Selectable, sql, type Updateable } from 'kysely';
import type { Tables, Tx } from '../platform/database.ts';
import './tables.ts';

export const insertTicket = (tx: Tx, row: Insertable<Tables['ticket']>) =>
  tx.insertInto('ticket').values(row).returning('id').executeTakeFirstOrThrow();

/** Updates fields of the ticket and increments its version. */
export const updateTicket = (tx: Tx, id: number, change: Updateable<Tables['ticket']>) =>
  tx
    .updateTable('ticket')
    .set({ ...change, version: sql`version + 1` })
    .where('id', '=', id)
    .execute();

/** Sets the assignee of tickets that have none. Returns those that were changed. */
export async function assignMany(
  tx: Tx,
  assignments: readonly { ticketId: number; agentId: number }[],
  now: Date,
): Promise<{ id: number; version: number; assignee_id: number }[]> {
  const { rows } = await sql<{ id: number; version: number; assignee_id: number }>`
    update ticket set assignee_id = new.agent_id, version = ticket.version + 1, updated_at = ${now}
    from unnest(${assignments.map((one) => one.ticketId)}::bigint[], ${assignments.map((one) => one.agentId)}::bigint[]) as new (ticket_id, agent_id)
    where ticket.id = new.ticket_id and ticket.assignee_id is null
    returning ticket.id, ticket.version, ticket.assignee_id`.execute(tx);
  return rows;
}

/** Takes tickets from these assignees, unless somebody else is responsible by now. */
export async function unassignMany(
  tx: Tx,
  assignments: readonly { ticketId: number; agentId: number }[],
  now: Date,
): Promise<{ id: number; version: number; agent_id: number }[]> {
  const { rows } = await sql<{ id: number; version: number; agent_id: number }>`
    update ticket set assignee_id = null, version = ticket.version + 1, updated_at = ${now}
    from unnest(${assignments.map((one) => one.ticketId)}::bigint[], ${assignments.map((one) => one.agentId)}::bigint[]) as old (ticket_id, agent_id)
    where ticket.id = old.ticket_id and ticket.assignee_id = old.agent_id
    returning ticket.id, ticket.version, old.agent_id`.execute(tx);
  return rows;
}

/** Sets the forecast of tickets, unless it was set by hand. Returns those that were changed. */
export async function setForecasts(
  tx: Tx,
  forecasts: readonly { ticketId: number; dueAt: Date | null }[],
): Promise<{ id: number; version: number }[]> {
  const ids = forecasts.map((one) => one.ticketId);
  // Locked in order, so that two transactions do not wait for each other.
  const { rows } = await sql<{ id: number; version: number }>`
    with locked as materialized (
      select id from ticket where id = any(${ids}::bigint[]) order by id for no key update
    )
    update ticket set solution_due_at = new.due_at
    from locked join unnest(${ids}::bigint[], ${forecasts.map((one) => one.dueAt)}::timestamptz[]) as new (ticket_id, due_at)
      on new.ticket_id = locked.id
    where ticket.id = locked.id and not ticket.is_forecast_by_hand
      and ticket.solution_due_at is distinct from new.due_at
    returning ticket.id, ticket.version`.execute(tx);
  return rows;
}

/**
 * Closes tickets resolved before a time, oldest first. Tickets that somebody is changing are left
 * for the next run. Returns their new version and what they had before.
 */
export async function closeResolved(
  tx: Tx,
  { statusId, resolvedBefore, now, limit }: { statusId: number; resolvedBefore: Date; now: Date; limit: number },
): Promise<{ id: number; version: number; old_status_id: number; old_justification_id: number | null }[]> {
  const { rows } = await sql<{
    id: number;
    version: number;
    old_status_id: number;
    old_justification_id: number | null;
  }>`
    update ticket set status_id = ${statusId}, base_state = 'closed', justification_id = null,
      version = ticket.version + 1, updated_at = ${now}
    from (select id, status_id, justification_id from ticket
      where base_state = 'resolved' and deleted_at is null and resolved_at < ${resolvedBefore}
      order by resolved_at, id limit ${limit} for update skip locked) old
    where ticket.id = old.id
    returning ticket.id, ticket.version, old.status_id as old_status_id, old.justification_id as old_justification_id`.execute(
    tx,
  );
  return rows;
}

const upsertReadingQuery = (tx: Pick<Tx, 'insertInto'>, agentId: number, ticketId: number, readAt: Date) =>
  tx
    .insertInto('ticket_reading')
    .values({ agent_id: agentId, ticket_id: ticketId, read_at: readAt })
    .onConflict((conflict) =>
      conflict
        .columns(['agent_id', 'ticket_id'])
        .doUpdateSet({ read_at: sql`greatest(ticket_reading.read_at, excluded.read_at)` }),
    );

export const upsertReading = (tx: Tx, agentId: number, ticketId: number, readAt: Date) =>
  upsertReadingQuery(tx, agentId, ticketId, readAt).execute();

export const upsertReadings = (tx: Tx, agentId: number, ticketIds: readonly number[], readAt: Date) =>
  sql`insert into ticket_reading (agent_id, ticket_id, read_at)
    select ${agentId}::bigint, id, ${readAt}::timestamptz from unnest(${sql.val(ticketIds)}::bigint[]) id
    on conflict (agent_id, ticket_id) do update set read_at = greatest(ticket_reading.read_at, excluded.read_at)`.execute(
    tx,
  );

/** Makes tickets unread for everybody but one agent. */
export const deleteReadingsOfOthers = (tx: Tx, ticketIds: readonly number[], agentId: number) =>
  tx.deleteFrom('ticket_reading').where('ticket_id', 'in', ticketIds).where('agent_id', '<>', agentId).execute();

/**
 * Sets department and assignee of each ticket, and fields of all, with a new version.
 * `notePreview`: of a message that was added to each; null: none was.
 */
export async function moveTickets(
  tx: Tx,
  moves: readonly { id: number; departmentId: number; assigneeId: number | null }[],
  fields: Updateable<Tables['ticket']> & { activity_at: Date },
  notePreview: string | null,
): Promise<void> {
  const note =
    notePreview === null
      ? {}
      : { preview: notePreview, last_message_at: fields.activity_at, message_count: sql<number>`message_count + 1` };
  const rows = sql<{ id: number; department_id: number; assignee_id: number | null }>`(select * from unnest(
    ${moves.map((one) => one.id)}::bigint[], ${moves.map((one) => one.departmentId)}::bigint[],
    ${moves.map((one) => one.assigneeId)}::bigint[]) as one (id, department_id, assignee_id))`;
  await tx
    .updateTable('ticket')
    .from(rows.as('move'))
    .set((set) => ({
      ...fields,
      ...note,
      department_id: set.ref('move.department_id'),
      assignee_id: set.ref('move.assignee_id'),
      version: sql<number>`ticket.version + 1`,
    }))
    .whereRef('ticket.id', '=', 'move.id')
    .execute();
}

export const deleteReading = (tx: Tx, agentId: number, ticketId: number) =>
  tx.deleteFrom('ticket_reading').where('agent_id', '=', agentId).where('ticket_id', '=', ticketId).execute();

/**
 * Updates the ticket for a new message without a new version: a message does not change
 * classifications. `readBy` has read up to this message. Returns the new row.
 */
export async function recordMessage(
  tx: Tx,
  id: number,
  change: { preview: string; activity_at: Date; count: number; first_responded_at?: Date | null; readBy?: number },
): Promise<Selectable<Tables['ticket']>> {
  const { readBy } = change;
  const fields = {
    preview: change.preview,
    activity_at: change.activity_at,
    last_message_at: change.activity_at,
    updated_at: change.activity_at,
    message_count: sql<number>`message_count + ${change.count}`,
    first_responded_at: change.first_responded_at,
  };
  const query =
    readBy === undefined
      ? tx.updateTable('ticket')
      : tx
          .with('reading', (database) => upsertReadingQuery(database, readBy, id, change.activity_at))
          .updateTable('ticket');
  return query.set(fields).where('id', '=', id).returningAll().executeTakeFirstOrThrow();
}

/** Adds a follower of a ticket, unless they follow it already. */
export const insertFollower = (tx: Tx, ticketId: number, agentId: number, followedAt: Date) =>
  tx
    .insertInto('ticket_follower')
    .values({ ticket_id: ticketId, agent_id: agentId, followed_at: followedAt })
    .onConflict((conflict) => conflict.doNothing())
    .execute();

export const deleteFollowers = (tx: Tx, pairs: readonly { ticketId: number; agentId: number }[]) =>
  sql`delete from ticket_follower using unnest(${pairs.map((one) => one.ticketId)}::bigint[],
    ${pairs.map((one) => one.agentId)}::bigint[]) as gone (ticket_id, agent_id)
    where ticket_follower.ticket_id = gone.ticket_id and ticket_follower.agent_id = gone.agent_id`.execute(tx);
