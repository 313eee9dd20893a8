import type { Criteria, CustomView, ViewPreview } from '@crossdesk/contracts/custom-views.ts';
import type { TicketList } from '@crossdesk/contracts/views.ts';
import { type RawBuilder, sql } from 'kysely';
import { isReadable } from '../access/index.ts';
import type { ReadContext } from '../platform/context.ts';
import { encodeCursor, readCursor } from '../platform/keyset.ts';
import { choices, company } from '../settings/index.ts';
import { type CheckedCriteria, parseCriteria } from './conditions.ts';
import { criteriaSql, type CriteriaContext, criteriaContext } from './criteria.ts';
import { requireCriteria } from './custom-queries.ts';
import { byActivity, byCreation, rowJoins, type Row, rowView, rowColumns, accessColumns } from './rows.ts';
import { candidateTickets, type CandidateFilter, candidateFilter, type Order, type ListPosition, type State } from './search-candidates.ts';
import { type OwnDepartments, ownDepartments } from './own-departments.ts';

/**
 * For one page a custom view looks through at most 20,000 tickets, the newest first, in rounds that grow while the page is not full: a common condition is
 * answered by the first few hundred, and a rare one cannot run away with a company of millions. A page that ends early says so (`isPartial`) and its
 * cursor goes on from there, so nothing is ever left out.
 */
const roundSizes = [500, 2_500, 7_000, 10_000];
const previewRoundSizes = roundSizes.slice(0, 3);
/** Counts in the sidebar look at the newest so many tickets of each view. */
const countScanSize = 2_500;

/** A view made ready to be asked of tickets. */
type PreparedView = { look: CriteriaContext; plan: CheckedCriteria; known: CandidateFilter; reach: OwnDepartments; order: Order; state: State };

const stateIs: Record<State, RawBuilder<unknown>> = {
  open: sql`ticket.is_open`,
  closed: sql`not ticket.is_open`,
  any: sql`true`,
};

/** What the views of one request have in common, read once. */
async function viewContext(ctx: ReadContext) {
  const settings = await company(ctx);
  const states = new Map((await choices(ctx)).map((choice) => [choice.id, choice.baseState]));
  return {
    look: criteriaContext(ctx, settings.sharedVisibility === 'include_in_custom_views'),
    reach: await ownDepartments(ctx),
    isOpenStatus: (id: number) => {
      const state = states.get(id);
      return state ? ['new', 'open', 'pending', 'on_hold'].includes(state) : null;
    },
  };
}

function prepareView(
  { look, reach, isOpenStatus }: Awaited<ReturnType<typeof viewContext>>,
  plan: CheckedCriteria,
  order: Order,
  state: State,
): PreparedView {
  return { look, plan, known: candidateFilter(plan, look, state, isOpenStatus), reach, order, state };
}

/** The rows among the candidates that the view shows: readable first of all, then what the criteria say. */
const matchingTickets = ({ look, plan, state }: PreparedView, among: RawBuilder<unknown>) => sql`(${among}) found
  cross join lateral (select * from ticket where ticket.id = found.id offset 0) ticket
  where ticket.deleted_at is null and ${stateIs[state]} and ${isReadable(look.actor, look.includesShared ? 'any' : 'own')}
    and ${criteriaSql(look, plan)}`;

type ScanProgress = { seen_count: number; last_id: number | null; last_at: Date | null };

/** Looks at the next `size` candidates; gives at most `most` rows, and how far it came. */
async function scanRound(view: PreparedView, place: ListPosition | null, size: number, most: number) {
  const { look, order } = view;
  const by = order === 'created' ? byCreation : byActivity;
  const among = candidateTickets(look, view.known, view.reach, order, place, size);
  const { rows } = await sql<ScanProgress & { [K in keyof Row]: Row[K] | null }>`
    with found as materialized (${among}),
    seen as (select count(*)::int as seen_count from found),
    last as (select id as last_id, activity_at as last_at from found order by ${order === 'created' ? sql`id` : sql`activity_at, id`} limit 1),
    hit as (
      select ${rowColumns}, ${accessColumns(look.ctx)} from
        (select ticket.* from ${matchingTickets(view, sql`select * from found`)} order by ${by} limit ${most}) ticket ${rowJoins(look.ctx)}
    )
    select seen.*, last.*, ticket.* from seen left join last on true left join hit ticket on true order by ${by}`.execute(
    look.ctx.db,
  );
  const [first] = rows;
  return {
    rows: rows.filter((row) => row.id !== null) as Row[],
    seenCount: first?.seen_count ?? 0,
    last: first?.last_id && first.last_at ? { id: first.last_id, activityAt: first.last_at.toISOString() } : null,
  };
}

/** One page: as many rounds as it takes to fill it, or as it may take. */
async function viewPage(
  view: PreparedView,
  after: ListPosition | null,
  limit: number,
  sizes: readonly number[],
): Promise<TicketList> {
  const rows: Row[] = [];
  let place = after;
  let isPartial = true;
  for (const size of sizes) {
    const found = await scanRound(view, place, size, limit + 1 - rows.length);
    rows.push(...found.rows);
    const isOver = found.seenCount < size;
    if (isOver || rows.length > limit) {
      isPartial = false;
      break;
    }
    place = found.last;
  }
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  const end = last ? { id: last.id, activityAt: last.activity_at.toISOString() } : isPartial ? place : null;
  const cursor = end && (view.order === 'created' ? [end.id] : [String(end.activityAt), end.id]);
  return {
    items: rows.slice(0, limit).map(rowView),
    next: cursor ? encodeCursor(cursor) : null,
    sort: view.order,
    isPartial,
  };
}

/** A stored plan was checked when it was kept. */
function storedCriteria(view: CustomView): CheckedCriteria {
  const read = parseCriteria(view.criteria);
  if (read.is === 'wrong') throw new Error(`the criteria of custom view ${view.id} do not fit any more`);
  return read.plan;
}

/** The tickets of a custom view in its own order; its criteria say which states, unless one is asked for. */
export async function listCustomView(
  ctx: ReadContext,
  view: CustomView,
  query: { state?: State; after?: string; limit?: number },
): Promise<TicketList> {
  const after = readCursor(query.after, view.sort === 'created' ? ['number'] : ['instant', 'number']);
  const place: ListPosition | null =
    after === null
      ? null
      : view.sort === 'created'
        ? { id: Number(after[0]), activityAt: '' }
        : { id: Number(after[1]), activityAt: String(after[0]) };
  const ready = prepareView(await viewContext(ctx), storedCriteria(view), view.sort, query.state ?? 'any');
  return viewPage(ready, place, query.limit ?? 50, roundSizes);
}

/** How many tickets each view shows, up to `cap`, in one query; `isPartial` when it has more tickets to look at than are counted. */
async function countViews(views: readonly PreparedView[], cap: number): Promise<{ count: number; isPartial: boolean }[]> {
  const [first] = views;
  if (!first) return [];
  const each = views.map((view) => {
    const among = candidateTickets(view.look, view.known, view.reach, 'activity', null, countScanSize);
    return sql`json_build_object('count', (select count(*) from (select 1 from ${matchingTickets(view, among)} limit ${cap}) ticket),
      'seen', (select count(*) from (${among}) found))`;
  });
  const { rows } = await sql<{ countViews: { count: number; seen: number }[] }>`
    select json_build_array(${sql.join(each)}) as counts`.execute(first.look.ctx.db);
  return (rows[0]?.countViews ?? []).map(({ count, seen }) => ({ count, isPartial: count < cap && seen >= countScanSize }));
}

export async function countCustomViews(ctx: ReadContext, views: readonly CustomView[], cap: number) {
  if (views.length === 0) return [];
  const around = await viewContext(ctx);
  return countViews(
    views.map((view) => prepareView(around, storedCriteria(view), 'activity', 'any')),
    cap,
  );
}

/** What a view with these criteria would show now: the first 20 rows and the count. Nothing is kept. */
export async function previewCustomView(
  ctx: ReadContext,
  given: { criteria: Criteria; sort?: Order },
  cap: number,
): Promise<ViewPreview> {
  const plan = await requireCriteria(ctx, given.criteria);
  const ready = prepareView(await viewContext(ctx), plan, given.sort ?? 'activity', 'any');
  const { items, isPartial, next } = await viewPage(ready, null, 20, previewRoundSizes);
  if (next === null || isPartial) return { items, count: items.length, countCap: cap, isPartial };
  const [counted] = await countViews([ready], cap);
  return {
    items,
    count: Math.max(items.length, counted?.count ?? 0),
    countCap: cap,
    isPartial: counted?.isPartial ?? false,
  };
}
