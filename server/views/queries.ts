import type { ListOrder, ListSort, TicketBrief, TicketList, View } from '@crossdesk/contracts/views.ts';
import { type RawBuilder, sql } from 'kysely';
import { isReadable } from '../access/index.ts';
import { departments } from '../departments/index.ts';
import { type ReadContext, requireAgent } from '../platform/context.ts';
import { toPage } from '../platform/keyset.ts';
import { problem } from '../platform/problems.ts';
import { countCustomViews, listCustomView } from './custom-lists.ts';
import { customView, visibleViews } from './custom-queries.ts';
import { type OwnDepartments, ownDepartments } from './own-departments.ts';
import {
  accessColumns,
  afterCursor,
  cursorValues,
  orderByClauses,
  type Row,
  rowColumns,
  rowJoins,
  rowView,
} from './rows.ts';
import { parseViewKey, type ViewKey } from './rules.ts';
import './tables.ts';

/**
 * Counts are exact below this cap; at the cap the view shows "99+". Counting further would only
 * read more rows.
 */
export const countCap = 100;

type PlainView = Exclude<ViewKey, { is: 'custom' }>;
type State = 'open' | 'closed' | 'any';

const stateIs: Record<State, RawBuilder<unknown>> = {
  open: sql`ticket.is_open`,
  closed: sql`not ticket.is_open`,
  any: sql`true`,
};

/**
 * A view as the index it reads: a condition, and the departments whose rows are merged. Each
 * department returns its first rows in order, so the cost does not grow with the number of tickets.
 */
type Source = { where: RawBuilder<unknown>; departmentIds: number[] | null; direction?: Direction };
/** Lists that read the index of promised times, shares or traces instead of tickets. */
type Direction = 'due_soon' | 'shared' | 'shared_out' | 'transferred' | 'transferred_department' | 'escalated';

async function viewSource(ctx: ReadContext, view: PlainView, departments: OwnDepartments): Promise<Source> {
  const actor = requireAgent(ctx);
  const notDeleted = sql`ticket.deleted_at is null`;
  switch (view.is) {
    case 'assigned':
      return { where: sql`${notDeleted} and ticket.assignee_id = ${actor.agentId}`, departmentIds: null };
    case 'unassigned':
      return { where: sql`${notDeleted} and ticket.assignee_id is null`, departmentIds: departments.departmentIds };
    case 'due_soon':
      return { where: notDeleted, departmentIds: departments.departmentIds, direction: 'due_soon' };
    case 'department':
      return { where: notDeleted, departmentIds: [view.departmentId] };
    case 'all':
      return { where: notDeleted, departmentIds: departments.isAll ? null : departments.departmentIds };
    case 'shared':
      return {
        where: notDeleted,
        departmentIds: actor.memberships.map((one) => one.departmentId),
        direction: 'shared',
      };
    case 'shared_out':
      return { where: notDeleted, departmentIds: departments.departmentIds, direction: 'shared_out' };
    case 'transferred':
    case 'transferred_department':
    case 'escalated':
      return { where: notDeleted, departmentIds: actor.memberships.map((one) => one.departmentId), direction: view.is };
    case 'trash':
      return { where: sql`ticket.deleted_at is not null`, departmentIds: null };
  }
}

/**
 * One department's tickets in order. For sorts by number the department is written as a range and
 * comes first in ORDER BY. Only then does PostgreSQL read the department's own index instead of
 * scanning all ticket numbers.
 */
const inDepartment = (id: RawBuilder<unknown>, sort: ListSort): [RawBuilder<unknown>, RawBuilder<unknown>] => {
  if (sort === 'activity' || sort === 'waiting') return [sql`ticket.department_id = ${id}`, orderByClauses[sort]];
  const departmentOrder = sort === 'created' ? sql`ticket.department_id` : sql`ticket.department_id desc`;
  return [sql`ticket.department_id between ${id} and ${id}`, sql`${departmentOrder}, ${orderByClauses[sort]}`];
};

/**
 * At most `limit` rows of a source in order that the actor can read; alias `ticket`. The limit is a
 * literal, so that the planner knows it.
 */
function sourceRows(
  ctx: ReadContext,
  source: Source,
  state: State,
  after: RawBuilder<unknown>,
  sort: ListOrder,
  limit: number,
) {
  const { direction, departmentIds } = source;
  if (direction === 'due_soon') return dueRows(ctx, departmentIds ?? [], state, after, limit);
  if (sort === 'due') throw new Error('only Due soon is in the order of promised times');
  if (direction === 'shared' || direction === 'shared_out')
    return sharedRows(ctx, direction, departmentIds ?? [], state, after, sort, limit);
  if (direction) return transferredRows(ctx, direction, departmentIds ?? [], state, after, sort, limit);
  const order = orderByClauses[sort];
  const inner = (where: RawBuilder<unknown>, by: RawBuilder<unknown>) => sql`select ticket.* from ticket
    where ${where} and ${source.where} and ${stateIs[state]} and ${after} and ${isReadable(ctx.actor, 'own')} order by ${by} limit ${sql.lit(limit)}`;
  if (source.departmentIds === null) return inner(sql`true`, order);
  const within = (id: RawBuilder<unknown>) => inner(...inDepartment(id, sort));
  if (source.departmentIds.length === 1) return within(sql`${source.departmentIds[0]}::bigint`);
  return sql`select ticket.* from unnest(${source.departmentIds}::bigint[]) as of (department_id)
    cross join lateral (${within(sql`of.department_id`)}) ticket order by ${order} limit ${sql.lit(limit)}`;
}

/** Due soon: what ends within this time, or is over. */
const dueSoonMs = 24 * 60 * 60 * 1000;

/**
 * Tickets of departments whose promised time ends soon, the earliest first. Reads the index of
 * promised times of each department.
 */
function dueRows(ctx: ReadContext, departmentIds: number[], state: State, after: RawBuilder<unknown>, limit: number) {
  return sql`select ticket.* from (
      select found.* from unnest(${departmentIds}::bigint[]) as of (department_id)
      cross join lateral (
        select entry.ticket_id, entry.due_at from sla_ticket entry
        where entry.department_id = of.department_id and entry.due_at is not null
          and entry.due_at <= ${new Date(ctx.now.getTime() + dueSoonMs)} and ${after}
        order by entry.due_at, entry.ticket_id limit ${sql.lit(limit)}
      ) found order by found.due_at, found.ticket_id limit ${sql.lit(limit)}
    ) chosen join ticket on ticket.id = chosen.ticket_id
    where ticket.deleted_at is null and ${stateIs[state]} and ${isReadable(ctx.actor, 'own')}`;
}

const shareStateIs: Record<State, RawBuilder<unknown>> = {
  open: sql`entry.is_open`,
  closed: sql`not entry.is_open`,
  any: sql`true`,
};

/**
 * Tickets shared with (`shared`) or by (`shared_out`) the agent's departments. Reads the index of
 * each department's shares, which has the order of the tickets. A ticket shared with several of the
 * departments appears once.
 */
function sharedRows(
  ctx: ReadContext,
  direction: 'shared' | 'shared_out',
  departmentIds: number[],
  state: State,
  after: RawBuilder<unknown>,
  sort: ListSort,
  limit: number,
) {
  const isLatestFirst = sort === 'activity';
  const order = (at: RawBuilder<unknown>, id: RawBuilder<unknown>) =>
    isLatestFirst ? sql`${at} desc, ${id} desc` : sql`${at}, ${id}`;
  const column = direction === 'shared' ? sql`entry.department_id` : sql`entry.from_department_id`;
  const asTicket = sql`(select entry.ticket_id as id, entry.activity_at) ticket`;
  const visible = isReadable(ctx.actor, direction === 'shared' ? 'active' : 'own');
  return sql`select ticket.* from (
      select distinct on (found.activity_at, found.ticket_id) found.ticket_id from unnest(${departmentIds}::bigint[]) as of (department_id)
      cross join lateral (
        select distinct on (entry.activity_at, entry.ticket_id) entry.ticket_id, entry.activity_at from ticket_share entry cross join lateral ${asTicket}
        where ${column} = of.department_id and entry.revoked_at is null and not entry.is_deleted and ${shareStateIs[state]}
          and (entry.expires_at is null or entry.expires_at > now()) and ${after}
          and (${direction === 'shared_out'} or entry.agent_ids is null or ${actorId(ctx)} = any(entry.agent_ids))
        order by ${order(sql`entry.activity_at`, sql`entry.ticket_id`)} limit ${sql.lit(limit)}
      ) found order by ${order(sql`found.activity_at`, sql`found.ticket_id`)} limit ${sql.lit(limit)}
    ) chosen join ticket on ticket.id = chosen.ticket_id where ${visible} order by ${order(sql`ticket.activity_at`, sql`ticket.id`)} limit ${sql.lit(limit)}`;
}

/**
 * Tickets that the agent or their departments had before. Reads the index of traces of the agent or
 * of each department. Tickets their departments own again are left out, except escalated ones.
 */
function transferredRows(
  ctx: ReadContext,
  direction: 'transferred' | 'transferred_department' | 'escalated',
  departmentIds: number[],
  state: State,
  after: RawBuilder<unknown>,
  sort: ListSort,
  limit: number,
) {
  const order = (at: RawBuilder<unknown>, id: RawBuilder<unknown>) =>
    sort === 'activity' ? sql`${at} desc, ${id} desc` : sql`${at}, ${id}`;
  const isPersonal = direction !== 'transferred_department';
  const holders = isPersonal ? [actorId(ctx)] : departmentIds;
  const holder = isPersonal
    ? sql`entry.agent_id = of.id and entry.department_id = any(${departmentIds}::bigint[])`
    : sql`entry.agent_id is null and entry.department_id = of.id`;
  const kind = isPersonal ? sql`entry.is_escalation = ${direction === 'escalated'}` : sql`true`;
  const isElsewhere = direction === 'escalated' ? sql`true` : sql`held.department_id <> entry.department_id`;
  return sql`select ticket.* from (
      select distinct on (found.activity_at, found.ticket_id) found.ticket_id from unnest(${holders}::bigint[]) as of (id)
      cross join lateral (
        select entry.ticket_id, entry.activity_at from ticket_trace entry
        cross join lateral (select entry.ticket_id as id, entry.activity_at) ticket
        join ticket held on held.id = entry.ticket_id
        where ${holder} and ${kind} and not entry.is_deleted and ${shareStateIs[state]} and ${isElsewhere} and ${after}
        order by ${order(sql`entry.activity_at`, sql`entry.ticket_id`)} limit ${sql.lit(limit)}
      ) found order by ${order(sql`found.activity_at`, sql`found.ticket_id`)} limit ${sql.lit(limit)}
    ) chosen join ticket on ticket.id = chosen.ticket_id where ${isReadable(ctx.actor, 'any')}
    order by ${order(sql`ticket.activity_at`, sql`ticket.id`)} limit ${sql.lit(limit)}`;
}

const actorId = (ctx: ReadContext): number => requireAgent(ctx).agentId;

const isDepartment = async (ctx: ReadContext, id: number): Promise<boolean> =>
  (await departments(ctx)).some((one) => one.id === id);

/**
 * The sort a view supports. Due soon has an order of its own; shared and transferred tickets and
 * the trash are indexed by activity only.
 */
const supportedSort = (view: PlainView, requested: ListSort): ListOrder => {
  if (view.is === 'due_soon') return 'due';
  const plain: PlainView['is'][] = ['assigned', 'unassigned', 'department', 'all'];
  if (plain.includes(view.is)) return requested;
  return requested === 'activity' || requested === 'created' ? 'activity' : 'waiting';
};

/**
 * The tickets of a view; throws `not_found` for an unknown department. The result names its sort.
 */
export async function listTickets(
  ctx: ReadContext,
  query: { view?: string; state?: State; requesterId?: number; sort?: ListSort; after?: string; limit?: number },
): Promise<TicketList> {
  const limit = query.limit ?? 50;
  const view = parseViewKey(query.view ?? 'all');
  if (view.is === 'custom' && !query.requesterId) {
    return listCustomView(ctx, await customView(ctx, view.viewId), query);
  }
  const requestedSort = query.sort ?? 'activity';
  const sort = query.requesterId ? requestedSort : supportedSort(view as PlainView, requestedSort);
  const after = afterCursor(sort, query.after);
  const source: Source = query.requesterId
    ? { where: sql`ticket.deleted_at is null and ticket.requester_id = ${query.requesterId}`, departmentIds: null }
    : await viewSource(ctx, view as PlainView, await ownDepartments(ctx));
  const state = query.state ?? (query.requesterId || view.is === 'trash' ? 'any' : 'open');
  const rows = await sql<Row>`select ${rowColumns}, ${accessColumns(ctx)} from
    (${sourceRows(ctx, source, state, after, sort, limit + 1)}) ticket ${rowJoins(ctx)} order by ${orderByClauses[sort]}`.execute(
    ctx.db,
  );
  if (rows.rows.length === 0 && view.is === 'department' && !(await isDepartment(ctx, view.departmentId)))
    throw problem('not_found');
  return { ...toPage(rows.rows, limit, (row) => cursorValues(sort, row), rowView), sort, isPartial: false };
}

/** The most tickets one action can cover. */
const mostNumbers = 10_000;

/** The first tickets of a view in its order, with what an action on all of them has to know. */
export async function listTicketNumbers(
  ctx: ReadContext,
  query: { view: string; state?: State; sort?: ListSort },
): Promise<{ items: TicketBrief[]; isComplete: boolean }> {
  const view = parseViewKey(query.view);
  if (view.is === 'custom') {
    const found = await listCustomView(ctx, await customView(ctx, view.viewId), { ...query, limit: mostNumbers });
    const items = found.items.map(({ number, departmentId, baseState }) => ({ number, departmentId, baseState }));
    return { items, isComplete: found.next === null };
  }
  const sort = supportedSort(view, query.sort ?? 'activity');
  const source = await viewSource(ctx, view, await ownDepartments(ctx));
  const state = query.state ?? (view.is === 'trash' ? 'any' : 'open');
  const { rows } = await sql<TicketBrief>`select ticket.id as number, ticket.department_id as "departmentId",
      ticket.base_state as "baseState"
    from (${sourceRows(ctx, source, state, sql`true`, sort, mostNumbers + 1)}) ticket
    left join sla_ticket times on times.ticket_id = ticket.id order by ${orderByClauses[sort]}`.execute(ctx.db);
  return { items: rows.slice(0, mostNumbers), isComplete: rows.length <= mostNumbers };
}

/**
 * The agent's built-in views with their counts of open tickets, in one query; then the custom
 * views, counted in any state.
 */
export async function listViews(ctx: ReadContext): Promise<{ items: View[]; countCap: number }> {
  const departments = await ownDepartments(ctx);
  const departmentKeys = departments.departmentIds.map((id) => `department:${id}`);
  const transferKeys = ['transferred', 'transferred_department', 'escalated'];
  const keys = [
    'assigned',
    'unassigned',
    'due_soon',
    'shared',
    'shared_out',
    ...transferKeys,
    ...departmentKeys,
    'all',
  ];
  const counts: RawBuilder<unknown>[] = [];
  for (const key of keys) {
    const source = await viewSource(ctx, parseViewKey(key) as PlainView, departments);
    counts.push(
      sql`(select count(*)::int from (${sourceRows(ctx, source, 'open', sql`true`, 'activity', countCap)}) ticket)`,
    );
  }
  const { rows } = await sql<{ counts: number[] }>`select array[${sql.join(counts)}] as counts`.execute(ctx.db);
  const items = keys.map((key, index) => {
    const view = parseViewKey(key);
    return {
      key,
      departmentId: view.is === 'department' ? view.departmentId : null,
      count: rows[0]?.counts[index] ?? 0,
      isPartial: false,
      custom: null,
    };
  });
  const customViews = await visibleViews(ctx);
  const counted = await countCustomViews(ctx, customViews, countCap);
  const custom = customViews.map((view, index) => ({
    key: `custom:${view.id}`,
    departmentId: null,
    count: counted[index]?.count ?? 0,
    isPartial: counted[index]?.isPartial ?? false,
    custom: { name: view.name, columns: view.columns, isMine: view.isMine },
  }));
  return { items: [...items, ...custom], countCap };
}
