import type { Criteria, CustomView, ViewPreview } from '@crossdesk/contracts/custom-views.ts';
import type { TicketList } from '@crossdesk/contracts/views.ts';
import { type RawBuilder, sql } from 'kysely';
import { isReadable } from '../access/index.ts';
import type { ReadContext } from '../platform/context.ts';
import { encodeCursor, readCursor } from '../platform/keyset.ts';
import { choices, company } from '../settings/index.ts';
import { type CheckedCriteria, parseCriteria } from './conditions.ts';
import { type CriteriaContext, criteriaContext, criteriaSql } from './criteria.ts';
import { requireCriteria } from './custom-queries.ts';
import { type OwnDepartments, ownDepartments } from './own-departments.ts';
import { accessColumns, byActivity, byCreation, type Row, rowColumns, rowJoins, rowView } from './rows.ts';
import {
  type CandidateFilter,
  candidateFilter,
  candidateTickets,
  type ListPosition,
  type Order,
  type State,
} from './search-candidates.ts';

/**
 * A custom view scans at most 20,000 tickets per page, newest first, in growing rounds until the
 * page is full. Common conditions are answered by the first few hundred; rare ones cannot scan
 * millions. A page that ends early sets `isPartial`, and its cursor continues there, so no ticket
 * is left out.
 */
const roundSizes = [500, 2_500, 7_000, 10_000];
const previewRoundSizes = roundSizes.slice(0, 3);
/** Sidebar counts scan this many of the newest tickets of each view. */
const countScanSize = 2_500;

/** A view with everything needed to query its tickets. */
type PreparedView = {
  context: CriteriaContext;
  criteria: CheckedCriteria;
  filter: CandidateFilter;
  departments: OwnDepartments;
  order: Order;
  state: State;
};

const stateIs: Record<State, RawBuilder<unknown>> = {
  open: sql`ticket.is_open`,
  closed: sql`not ticket.is_open`,
  any: sql`true`,
};

/** Data shared by all views of one request, read once. */
async function viewContext(ctx: ReadContext) {
  const settings = await company(ctx);
  const states = new Map((await choices(ctx)).map((choice) => [choice.id, choice.baseState]));
  return {
    context: criteriaContext(ctx, settings.sharedVisibility === 'include_in_custom_views'),
    departments: await ownDepartments(ctx),
    isOpenStatus: (id: number) => {
      const state = states.get(id);
      return state ? ['new', 'open', 'pending', 'on_hold'].includes(state) : null;
    },
  };
}

function prepareView(
  { context, departments, isOpenStatus }: Awaited<ReturnType<typeof viewContext>>,
  criteria: CheckedCriteria,
  order: Order,
  state: State,
): PreparedView {
  return {
    context,
    criteria,
    filter: candidateFilter(criteria, context, state, isOpenStatus),
    departments,
    order,
    state,
  };
}

/** The candidates the view shows: readable by the actor and matching the criteria. */
const matchingTickets = (
  { context, criteria, state }: PreparedView,
  candidates: RawBuilder<unknown>,
) => sql`(${candidates}) found
  cross join lateral (select * from ticket where ticket.id = found.id offset 0) ticket
  where ticket.deleted_at is null and ${stateIs[state]} and ${isReadable(context.actor, context.includesShared ? 'any' : 'own')}
    and ${criteriaSql(context, criteria)}`;

type ScanProgress = { seen_count: number; last_id: number | null; last_at: Date | null };

/**
 * Scans the next `size` candidates. Returns at most `limit` rows, and the last position scanned.
 */
async function scanRound(view: PreparedView, position: ListPosition | null, size: number, limit: number) {
  const { context, order } = view;
  const orderBy = order === 'created' ? byCreation : byActivity;
  const candidates = candidateTickets(context, view.filter, view.departments, order, position, size);
  const { rows } = await sql<ScanProgress & { [K in keyof Row]: Row[K] | null }>`
    with found as materialized (${candidates}),
    seen as (select count(*)::int as seen_count from found),
    last as (select id as last_id, activity_at as last_at from found order by ${order === 'created' ? sql`id` : sql`activity_at, id`} limit 1),
    hit as (
      select ${rowColumns}, ${accessColumns(context.ctx)} from
        (select ticket.* from ${matchingTickets(view, sql`select * from found`)} order by ${orderBy} limit ${limit}) ticket ${rowJoins(context.ctx)}
    )
    select seen.*, last.*, ticket.* from seen left join last on true left join hit ticket on true order by ${orderBy}`.execute(
    context.ctx.db,
  );
  const [first] = rows;
  return {
    rows: rows.filter((row) => row.id !== null) as Row[],
    seenCount: first?.seen_count ?? 0,
    last: first?.last_id && first.last_at ? { id: first.last_id, activityAt: first.last_at.toISOString() } : null,
  };
}

/** One page, in as many rounds as needed or allowed. */
async function viewPage(
  view: PreparedView,
  after: ListPosition | null,
  limit: number,
  sizes: readonly number[],
): Promise<TicketList> {
  const rows: Row[] = [];
  let position = after;
  let isPartial = true;
  for (const size of sizes) {
    const scan = await scanRound(view, position, size, limit + 1 - rows.length);
    rows.push(...scan.rows);
    const isExhausted = scan.seenCount < size;
    if (isExhausted || rows.length > limit) {
      isPartial = false;
      break;
    }
    position = scan.last;
  }
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  const end = last ? { id: last.id, activityAt: last.activity_at.toISOString() } : isPartial ? position : null;
  const cursor = end && (view.order === 'created' ? [end.id] : [String(end.activityAt), end.id]);
  return {
    items: rows.slice(0, limit).map(rowView),
    next: cursor ? encodeCursor(cursor) : null,
    sort: view.order,
    isPartial,
  };
}

/** The criteria of a stored view; they were checked when it was saved. */
function storedCriteria(view: CustomView): CheckedCriteria {
  const read = parseCriteria(view.criteria);
  if (read.is === 'invalid') throw new Error(`the stored criteria of custom view ${view.id} are invalid`);
  return read.criteria;
}

/** The tickets of a custom view in its own order, in any state unless `state` is given. */
export async function listCustomView(
  ctx: ReadContext,
  view: CustomView,
  query: { state?: State; after?: string; limit?: number },
): Promise<TicketList> {
  const after = readCursor(query.after, view.sort === 'created' ? ['number'] : ['instant', 'number']);
  const position: ListPosition | null =
    after === null
      ? null
      : view.sort === 'created'
        ? { id: Number(after[0]), activityAt: '' }
        : { id: Number(after[1]), activityAt: String(after[0]) };
  const prepared = prepareView(await viewContext(ctx), storedCriteria(view), view.sort, query.state ?? 'any');
  return viewPage(prepared, position, query.limit ?? 50, roundSizes);
}

/**
 * Counts the tickets of each view up to `cap`, in one query. `isPartial` if the view has more
 * tickets than were scanned.
 */
async function countViews(
  views: readonly PreparedView[],
  cap: number,
): Promise<{ count: number; isPartial: boolean }[]> {
  const [first] = views;
  if (!first) return [];
  const countColumns = views.map((view) => {
    const candidates = candidateTickets(view.context, view.filter, view.departments, 'activity', null, countScanSize);
    return sql`json_build_object('count', (select count(*) from (select 1 from ${matchingTickets(view, candidates)} limit ${cap}) ticket),
      'seen', (select count(*) from (${candidates}) found))`;
  });
  const { rows } = await sql<{ counts: { count: number; seen: number }[] }>`
    select json_build_array(${sql.join(countColumns)}) as counts`.execute(first.context.ctx.db);
  return (rows[0]?.counts ?? []).map(({ count, seen }) => ({
    count,
    isPartial: count < cap && seen >= countScanSize,
  }));
}

export async function countCustomViews(ctx: ReadContext, views: readonly CustomView[], cap: number) {
  if (views.length === 0) return [];
  const shared = await viewContext(ctx);
  return countViews(
    views.map((view) => prepareView(shared, storedCriteria(view), 'activity', 'any')),
    cap,
  );
}

/** Previews a view with these criteria: the first 20 rows and the count. Nothing is stored. */
export async function previewCustomView(
  ctx: ReadContext,
  input: { criteria: Criteria; sort?: Order },
  cap: number,
): Promise<ViewPreview> {
  const criteria = await requireCriteria(ctx, input.criteria);
  const prepared = prepareView(await viewContext(ctx), criteria, input.sort ?? 'activity', 'any');
  const { items, isPartial, next } = await viewPage(prepared, null, 20, previewRoundSizes);
  if (next === null || isPartial) return { items, count: items.length, countCap: cap, isPartial };
  const [counted] = await countViews([prepared], cap);
  return {
    items,
    count: Math.max(items.length, counted?.count ?? 0),
    countCap: cap,
    isPartial: counted?.isPartial ?? false,
  };
}
