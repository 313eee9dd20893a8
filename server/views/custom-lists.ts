import type { Criteria, CustomView, ViewPreview } from '@crossdesk/contracts/custom-views.ts';
import { openStates } from '@crossdesk/contracts/settings.ts';
import type { TicketList } from '@crossdesk/contracts/views.ts';
import { type RawBuilder, sql } from 'kysely';
import { isReadable } from '../access/index.ts';
import type { ReadContext } from '../platform/context.ts';
import { encodeCursor, readCursor } from '../platform/keyset.ts';
import { choices, company } from '../settings/index.ts';
import { type CandidateFilter, candidateFilter, type ListPosition, type Order, type State } from './candidates.ts';
import { type CheckedCriteria, parseCriteria } from './conditions.ts';
import { criteriaContext, criteriaSql } from './criteria.ts';
import { requireCriteria } from './custom-queries.ts';
import { countTickets, findPage, type TicketQuery } from './find.ts';
import { ownDepartments } from './own-departments.ts';
import { rowView } from './rows.ts';
import { isSearchReady } from './search-state.ts';
import { sourcesOf } from './sources.ts';

/** The number of the newest tickets a view looks at first. */
const firstSize = 500;

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
    isSearchReady: await isSearchReady(ctx),
    isOpenStatus: (id: number) => {
      const state = states.get(id);
      return state ? openStates.includes(state) : null;
    },
  };
}

/** The query of the tickets a view shows: readable by the actor and matching the criteria. */
function viewQuery(
  { context, departments, isSearchReady, isOpenStatus }: Awaited<ReturnType<typeof viewContext>>,
  criteria: CheckedCriteria,
  order: Order,
  state: State,
): TicketQuery {
  const filter: CandidateFilter = candidateFilter(criteria, context, state, isOpenStatus);
  return {
    context,
    filter,
    departments,
    order,
    where: sql`${stateIs[state]} and ${isReadable(context.actor, context.includesShared ? 'active' : 'own')}
      and ${criteriaSql(context, criteria)}`,
    sources: sourcesOf(context, criteria, isSearchReady),
  };
}

/** One page of a view. */
async function viewPage(query: TicketQuery, after: ListPosition | null, limit: number): Promise<TicketList> {
  const { rows, isPartial, end } = await findPage(query, { after, limit, firstSize });
  const cursor = end && (query.order === 'created' ? [end.id] : [String(end.activityAt), end.id]);
  return { items: rows.map(rowView), next: cursor ? encodeCursor(cursor) : null, sort: query.order, isPartial };
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
  const prepared = viewQuery(await viewContext(ctx), storedCriteria(view), view.sort, query.state ?? 'any');
  return viewPage(prepared, position, query.limit ?? 50);
}

export async function countCustomViews(ctx: ReadContext, views: readonly CustomView[], cap: number) {
  if (views.length === 0) return [];
  const shared = await viewContext(ctx);
  return countTickets(
    views.map((view) => viewQuery(shared, storedCriteria(view), 'activity', 'any')),
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
  const prepared = viewQuery(await viewContext(ctx), criteria, input.sort ?? 'activity', 'any');
  const { items, isPartial, next } = await viewPage(prepared, null, 20);
  if (next === null || isPartial) return { items, count: items.length, countCap: cap, isPartial };
  const [counted] = await countTickets([prepared], cap);
  return {
    items,
    count: Math.max(items.length, counted?.count ?? 0),
    countCap: cap,
    isPartial: counted?.isPartial ?? false,
  };
}
