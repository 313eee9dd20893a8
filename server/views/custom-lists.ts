import type { Criteria, CustomView, ViewPreview } from '@crossdesk/contracts/custom-views.ts';
import type { TicketList } from '@crossdesk/contracts/views.ts';
import { type RawBuilder, sql } from 'kysely';
import { readable } from '../access/index.ts';
import type { ReadContext } from '../platform/context.ts';
import { cursorOf, readCursor } from '../platform/keyset.ts';
import { choices, company } from '../settings/index.ts';
import { type Plan, readCriteria } from './conditions.ts';
import { criteriaSql, type Looking, looking } from './criteria.ts';
import { planOf } from './custom-queries.ts';
import { activity, created, joined, type Row, rowView, shown, stood } from './rows.ts';
import { candidates, type Narrowing, narrowingOf, type Order, type Place, type State } from './search-candidates.ts';
import { type Reach, reachOf } from './visible-scope.ts';

/**
 * For one page a custom view looks through at most 20,000 tickets, the newest first, in rounds that grow while the page is not full: a common condition is
 * answered by the first few hundred, and a rare one cannot run away with a company of millions. A page that ends early says so (`isPartial`) and its
 * cursor goes on from there, so nothing is ever left out.
 */
const rounds = [500, 2_500, 7_000, 10_000];
const previewRounds = rounds.slice(0, 3);
/** Counts in the sidebar look at the newest so many tickets of each view. */
const countedAmong = 2_500;

/** A view made ready to be asked of tickets. */
type Prepared = { look: Looking; plan: Plan; known: Narrowing; reach: Reach; order: Order; state: State };

const stateIs: Record<State, RawBuilder<unknown>> = {
  open: sql`ticket.is_open`,
  closed: sql`not ticket.is_open`,
  any: sql`true`,
};

/** What the views of one request have in common, read once. */
async function surroundings(ctx: ReadContext) {
  const settings = await company(ctx);
  const states = new Map((await choices(ctx)).map((choice) => [choice.id, choice.baseState]));
  return {
    look: looking(ctx, settings.sharedVisibility === 'include_in_custom_views'),
    reach: await reachOf(ctx),
    isOpenStatus: (id: number) => {
      const state = states.get(id);
      return state ? ['new', 'open', 'pending', 'on_hold'].includes(state) : null;
    },
  };
}

function prepared(
  { look, reach, isOpenStatus }: Awaited<ReturnType<typeof surroundings>>,
  plan: Plan,
  order: Order,
  state: State,
): Prepared {
  return { look, plan, known: narrowingOf(plan, look, state, isOpenStatus), reach, order, state };
}

/** The rows among the candidates that the view shows: readable first of all, then what the criteria say. */
const chosen = ({ look, plan, state }: Prepared, among: RawBuilder<unknown>) => sql`(${among}) found
  cross join lateral (select * from ticket where ticket.id = found.id offset 0) ticket
  where ticket.deleted_at is null and ${stateIs[state]} and ${readable(look.actor, look.includesShared ? 'any' : 'own')}
    and ${criteriaSql(look, plan)}`;

type Seen = { seen_count: number; last_id: number | null; last_at: Date | null };

/** Looks at the next `size` candidates; gives at most `most` rows, and how far it came. */
async function round(view: Prepared, place: Place | null, size: number, most: number) {
  const { look, order } = view;
  const by = order === 'created' ? created : activity;
  const among = candidates(look, view.known, view.reach, order, place, size);
  const { rows } = await sql<Seen & { [K in keyof Row]: Row[K] | null }>`
    with found as materialized (${among}),
    seen as (select count(*)::int as seen_count from found),
    last as (select id as last_id, activity_at as last_at from found order by ${order === 'created' ? sql`id` : sql`activity_at, id`} limit 1),
    hit as (
      select ${shown}, ${stood(look.ctx)} from
        (select ticket.* from ${chosen(view, sql`select * from found`)} order by ${by} limit ${most}) ticket ${joined(look.ctx)}
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
async function pageOf(
  view: Prepared,
  after: Place | null,
  limit: number,
  sizes: readonly number[],
): Promise<TicketList> {
  const rows: Row[] = [];
  let place = after;
  let isPartial = true;
  for (const size of sizes) {
    const found = await round(view, place, size, limit + 1 - rows.length);
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
    next: cursor ? cursorOf(cursor) : null,
    sort: view.order,
    isPartial,
  };
}

/** A stored plan was checked when it was kept. */
function storedPlan(view: CustomView): Plan {
  const read = readCriteria(view.criteria);
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
  const place: Place | null =
    after === null
      ? null
      : view.sort === 'created'
        ? { id: Number(after[0]), activityAt: '' }
        : { id: Number(after[1]), activityAt: String(after[0]) };
  const ready = prepared(await surroundings(ctx), storedPlan(view), view.sort, query.state ?? 'any');
  return pageOf(ready, place, query.limit ?? 50, rounds);
}

/** How many tickets each view shows, up to `cap`, in one query; `isPartial` when it has more tickets to look at than are counted. */
async function counts(views: readonly Prepared[], cap: number): Promise<{ count: number; isPartial: boolean }[]> {
  const [first] = views;
  if (!first) return [];
  const each = views.map((view) => {
    const among = candidates(view.look, view.known, view.reach, 'activity', null, countedAmong);
    return sql`json_build_object('count', (select count(*) from (select 1 from ${chosen(view, among)} limit ${cap}) ticket),
      'seen', (select count(*) from (${among}) found))`;
  });
  const { rows } = await sql<{ counts: { count: number; seen: number }[] }>`
    select json_build_array(${sql.join(each)}) as counts`.execute(first.look.ctx.db);
  return (rows[0]?.counts ?? []).map(({ count, seen }) => ({ count, isPartial: count < cap && seen >= countedAmong }));
}

export async function countCustomViews(ctx: ReadContext, views: readonly CustomView[], cap: number) {
  if (views.length === 0) return [];
  const around = await surroundings(ctx);
  return counts(
    views.map((view) => prepared(around, storedPlan(view), 'activity', 'any')),
    cap,
  );
}

/** What a view with these criteria would show now: the first 20 rows and the count. Nothing is kept. */
export async function previewCustomView(
  ctx: ReadContext,
  given: { criteria: Criteria; sort?: Order },
  cap: number,
): Promise<ViewPreview> {
  const plan = await planOf(ctx, given.criteria);
  const ready = prepared(await surroundings(ctx), plan, given.sort ?? 'activity', 'any');
  const { items, isPartial, next } = await pageOf(ready, null, 20, previewRounds);
  if (next === null || isPartial) return { items, count: items.length, countCap: cap, isPartial };
  const [counted] = await counts([ready], cap);
  return {
    items,
    count: Math.max(items.length, counted?.count ?? 0),
    countCap: cap,
    isPartial: counted?.isPartial ?? false,
  };
}
