import type { SearchHit, TicketRow, View } from '@crossdesk/contracts/views.ts';
import { type RawBuilder, sql } from 'kysely';
import { readable } from '../access/index.ts';
import { departments } from '../departments/index.ts';
import { type AgentActor, agentOf, type ReadContext } from '../platform/context.ts';
import { page, readCursor } from '../platform/keyset.ts';
import { problem } from '../platform/problems.ts';
import { excerptOf, readView, searchedNumber, searchQuery, type ViewName } from './rules.ts';
import './tables.ts';

/** Counts are exact up to here; beyond it a view shows "999+". */
export const countCap = 1000;

type State = 'open' | 'closed' | 'any';
type Order = 'activity' | 'created';

const stateIs: Record<State, RawBuilder<unknown>> = {
  open: sql`ticket.is_open`,
  closed: sql`not ticket.is_open`,
  any: sql`true`,
};

/**
 * A view as the one index it reads: a condition, and where the rows of several departments are merged, the departments to merge. Each gives its own
 * first rows in order, so the cost does not grow with the tickets behind them.
 */
type Source = { where: RawBuilder<unknown>; departmentIds: number[] | null };

async function departmentsOf(ctx: ReadContext, actor: AgentActor): Promise<number[]> {
  if (!actor.permissions.has('tickets.all_departments')) return actor.memberships.map((one) => one.departmentId);
  return (await departments(ctx)).map((one) => one.id);
}

async function sourceOf(ctx: ReadContext, view: ViewName): Promise<Source> {
  const actor = agentOf(ctx);
  const seesAll = actor.permissions.has('tickets.all_departments');
  const alive = sql`ticket.deleted_at is null`;
  switch (view.is) {
    case 'assigned':
      return { where: sql`${alive} and ticket.assignee_id = ${actor.agentId}`, departmentIds: null };
    case 'unassigned':
      return { where: sql`${alive} and ticket.assignee_id is null`, departmentIds: await departmentsOf(ctx, actor) };
    case 'department':
      return { where: alive, departmentIds: [view.departmentId] };
    case 'all':
      return { where: alive, departmentIds: seesAll ? null : await departmentsOf(ctx, actor) };
    case 'trash':
      return { where: sql`ticket.deleted_at is not null`, departmentIds: null };
  }
}

/** The rows of a source, readable by the actor, at most `limit` in order; alias `ticket`. */
function rowsOf(
  ctx: ReadContext,
  source: Source,
  extra: RawBuilder<unknown>,
  order: RawBuilder<unknown>,
  limit: number,
) {
  const inner = (department: RawBuilder<unknown>) => sql`select ticket.* from ticket
    where ${department} and ${source.where} and ${extra} and ${readable(ctx.actor)} order by ${order} limit ${limit}`;
  if (source.departmentIds === null) return inner(sql`true`);
  if (source.departmentIds.length === 1) return inner(sql`ticket.department_id = ${source.departmentIds[0]}`);
  return sql`select ticket.* from unnest(${source.departmentIds}::bigint[]) as of (department_id)
    cross join lateral (${inner(sql`ticket.department_id = of.department_id`)}) ticket order by ${order} limit ${limit}`;
}

const activity = sql`ticket.activity_at desc, ticket.id desc`;
const created = sql`ticket.id desc`;

type Row = {
  id: number;
  type: TicketRow['type'];
  subject: string;
  preview: string;
  requester_id: number;
  requester_name: string;
  department_id: number;
  assignee_id: number | null;
  priority_id: number | null;
  status_id: number;
  base_state: TicketRow['baseState'];
  solution_due_at: Date | null;
  tags: string[];
  channel: TicketRow['channel'];
  message_count: number;
  is_unread: boolean;
  version: number;
  created_at: Date;
  activity_at: Date;
};

const shown = sql`ticket.id, ticket.type, ticket.subject, ticket.preview, ticket.requester_id, contact.name as requester_name,
  ticket.department_id, ticket.assignee_id, ticket.priority_id, ticket.status_id, ticket.base_state, ticket.solution_due_at, ticket.tags,
  ticket.channel, ticket.message_count, ticket.version, ticket.created_at, ticket.activity_at,
  (reading.read_at is null or reading.read_at < ticket.last_message_at) as is_unread`;

const joined = (agentId: number) => sql`join contact on contact.id = ticket.requester_id
  left join ticket_reading reading on reading.ticket_id = ticket.id and reading.agent_id = ${agentId}`;

const rowView = (row: Row): TicketRow => ({
  number: row.id,
  type: row.type,
  subject: row.subject,
  preview: row.preview,
  requester: { id: row.requester_id, name: row.requester_name },
  departmentId: row.department_id,
  assigneeId: row.assignee_id,
  priorityId: row.priority_id,
  statusId: row.status_id,
  baseState: row.base_state,
  solutionDueAt: row.solution_due_at?.toISOString() ?? null,
  tags: row.tags,
  channel: row.channel,
  messageCount: row.message_count,
  isUnread: row.is_unread,
  version: row.version,
  createdAt: row.created_at.toISOString(),
  activityAt: row.activity_at.toISOString(),
});

/** The tickets of a view; `not_found` for a department that is not there. Newest activity first, or newest first. */
export async function listTickets(
  ctx: ReadContext,
  query: { view?: string; state?: State; requesterId?: number; sort?: Order; after?: string; limit?: number },
) {
  const { agentId } = agentOf(ctx);
  const limit = query.limit ?? 50;
  const byCreation = query.sort === 'created';
  const after = readCursor(query.after, byCreation ? ['number'] : ['instant', 'number']);
  const view = readView(query.view ?? 'all');
  if (view.is === 'department' && !(await departments(ctx)).some((one) => one.id === view.departmentId))
    throw problem('not_found');
  const source: Source = query.requesterId
    ? { where: sql`ticket.deleted_at is null and ticket.requester_id = ${query.requesterId}`, departmentIds: null }
    : await sourceOf(ctx, view);
  const state = query.state ?? (query.requesterId || view.is === 'trash' ? 'any' : 'open');
  const older = after
    ? byCreation
      ? sql`ticket.id < ${after[0]}`
      : sql`(ticket.activity_at, ticket.id) < (${after[0]}, ${after[1]})`
    : sql`true`;
  const order = byCreation ? created : activity;
  const rows = await sql<Row>`select ${shown} from
    (${rowsOf(ctx, source, sql`${stateIs[state]} and ${older}`, order, limit + 1)}) ticket ${joined(agentId)} order by ${order}`.execute(
    ctx.db,
  );
  const cursor = (row: Row) => (byCreation ? [row.id] : [row.activity_at.toISOString(), row.id]);
  return page(rows.rows, limit, cursor, rowView);
}

/** The views of the agent with their counts of open tickets, in one query. */
export async function listViews(ctx: ReadContext): Promise<{ items: View[]; countCap: number }> {
  const actor = agentOf(ctx);
  const mine = await departmentsOf(ctx, actor);
  const keys = ['assigned', 'unassigned', ...mine.map((id) => `department:${id}`), 'all'];
  const counts: RawBuilder<unknown>[] = [];
  for (const key of keys) {
    const source = await sourceOf(ctx, readView(key));
    counts.push(sql`(select count(*)::int from (${rowsOf(ctx, source, stateIs.open, activity, countCap)}) ticket)`);
  }
  const { rows } = await sql<{ counts: number[] }>`select array[${sql.join(counts)}] as counts`.execute(ctx.db);
  const items = keys.map((key, index) => {
    const view = readView(key);
    return {
      key,
      departmentId: view.is === 'department' ? view.departmentId : null,
      count: rows[0]?.counts[index] ?? 0,
    };
  });
  return { items, countCap };
}

/** Tickets whose words match, newest activity first; one whose number is asked for comes first of all. */
export async function search(ctx: ReadContext, query: { q: string; after?: string; limit?: number }) {
  const { agentId } = agentOf(ctx);
  const limit = query.limit ?? 50;
  const after = readCursor(query.after, ['instant', 'number']);
  const words = searchQuery(query.q);
  const number = searchedNumber(query.q);
  if (!words) return { items: [], next: null };
  const older = after ? sql`(ticket.activity_at, ticket.id) < (${after[0]}, ${after[1]})` : sql`true`;
  const found = await sql<Row & { body: string | null }>`
    select ${shown}, (select body_text from message where message.ticket_id = ticket.id
        order by position(lower(${query.q}) in lower(body_text)) > 0 desc, message.id desc limit 1) as body
    from (
      select ticket.* from ticket_search join ticket on ticket.id = ticket_search.ticket_id
      where ticket_search.words @@ to_tsquery('english', ${words}) and ticket.deleted_at is null and ticket.id <> ${number ?? 0}
        and ${older} and ${readable(ctx.actor)}
      order by ${activity} limit ${limit + 1}
    ) ticket ${joined(agentId)} order by ${activity}`.execute(ctx.db);
  const hit = (row: Row & { body: string | null }): SearchHit => ({
    ...rowView(row),
    excerpt: excerptOf(row.body ?? row.preview, query.q),
  });
  const result = page(found.rows, limit, (row) => [row.activity_at.toISOString(), row.id], hit);
  if (number === null || after) return result;
  const named = await sql<Row & { body: string | null }>`select ${shown}, null as body from ticket ${joined(agentId)}
    where ticket.id = ${number} and ${readable(ctx.actor)}`.execute(ctx.db);
  return { items: [...named.rows.map(hit), ...result.items], next: result.next };
}
