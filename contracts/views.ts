import { type Static, Type } from 'typebox';
import { endpoints } from './endpoint.ts';
import { listOrders, listSorts, viewColumns } from './lists/views.ts';
import { Id, Instant, Nullable, Page, pageQuery } from './scalars.ts';
import { BaseState } from './settings.ts';
import { ClockKind } from './sla.ts';
import { Channel, ShareSummary, TicketType } from './tickets.ts';

const exact = { additionalProperties: false } as const;

/**
 * The promised time of a ticket that ends first. `dueAt` null: all are paused (`isPaused`), or none
 * ends in its calendar.
 */
export const RowTime = Type.Object({ kind: Nullable(ClockKind), dueAt: Nullable(Instant), isPaused: Type.Boolean() });

/**
 * One row of a list. Names for the ids are in the catalog. `time` null: nothing is promised, or it
 * is hidden.
 */
export const TicketRow = Type.Object({
  number: Id,
  type: TicketType,
  subject: Type.String(),
  preview: Type.String(),
  requester: Type.Object({ id: Nullable(Id), name: Type.String() }),
  departmentId: Id,
  assigneeId: Nullable(Id),
  priorityId: Nullable(Id),
  statusId: Id,
  justificationId: Nullable(Id),
  baseState: BaseState,
  solutionDueAt: Nullable(Instant),
  time: Nullable(RowTime),
  tags: Type.Array(Type.String()),
  channel: Channel,
  messageCount: Type.Integer(),
  isUnread: Type.Boolean(),
  version: Type.Integer(),
  createdAt: Instant,
  activityAt: Instant,
  isOwn: Type.Boolean(),
  shares: Type.Array(ShareSummary),
});
export type TicketRow = Static<typeof TicketRow>;

/**
 * `assigned`, `unassigned`, `due_soon` (promised times of my departments that end within a day or
 * are over), `shared` (with my departments), `shared_out` (by my departments),
 * `transferred` (by me or from me), `transferred_department` (by my departments), `escalated` (by
 * me or from me), `all`, `trash`, `department:7`, or a custom view, `custom:12`.
 */
export const ViewKey = Type.String({
  pattern:
    '^(assigned|unassigned|due_soon|shared|shared_out|transferred|transferred_department|escalated|all|trash|department:[1-9][0-9]{0,8}|custom:[1-9][0-9]{0,14})$',
});

export const ViewColumn = Type.Enum(viewColumns);
export type ViewColumn = (typeof viewColumns)[number];

/**
 * A view in the sidebar. `count` is exact up to `countCap` and means "at least" at the cap or when
 * `isPartial` is set (only the newest tickets were counted). `custom` is set on custom views.
 */
export const View = Type.Object({
  key: Type.String(),
  departmentId: Nullable(Id),
  count: Type.Integer(),
  isPartial: Type.Boolean(),
  custom: Nullable(Type.Object({ name: Type.String(), columns: Type.Array(ViewColumn), isMine: Type.Boolean() })),
});
export type View = Static<typeof View>;

/** open: still needs work. closed: resolved, closed or cancelled. */
export const StateFilter = Type.Union([Type.Literal('open'), Type.Literal('closed'), Type.Literal('any')]);
export const ListSort = Type.Enum(listSorts);
export type ListSort = (typeof listSorts)[number];
export type ListOrder = (typeof listOrders)[number];

export const SearchHit = Type.Object({ ...TicketRow.properties, excerpt: Type.String() });
export type SearchHit = Static<typeof SearchHit>;

/**
 * A page of hits, latest activity first. `isPartial`: the page ended early, possibly without hits;
 * `next` continues further back. `suggestion`: a search with hits that may have been meant, if it
 * has none. `unknown`: operators whose value names nothing, as written.
 */
export const SearchPage = Type.Object({
  ...Page(SearchHit).properties,
  isPartial: Type.Boolean(),
  suggestion: Nullable(Type.String()),
  unknown: Type.Array(Type.String()),
});
export type SearchPage = Static<typeof SearchPage>;

/**
 * A page of a view. `sort` is the actual order, which differs from the requested one if the view
 * does not support that. `isPartial`: a custom view reached its search limit with fewer rows than
 * requested, possibly none; `next` continues from there.
 */
export const TicketList = Type.Object({
  ...Page(TicketRow).properties,
  sort: Type.Enum(listOrders),
  isPartial: Type.Boolean(),
});
export type TicketList = Static<typeof TicketList>;

/** Tickets that an action on a whole view covers. */
export const TicketBrief = Type.Object({ number: Id, departmentId: Id, baseState: BaseState });
export type TicketBrief = Static<typeof TicketBrief>;

export const viewEndpoints = endpoints({
  listViews: {
    method: 'GET',
    path: '/views',
    summary: 'List my views with ticket counts',
    caller: 'agent',
    response: Type.Object({ items: Type.Array(View), countCap: Type.Integer() }),
    problems: [],
  },
  listTickets: {
    method: 'GET',
    path: '/tickets',
    summary: 'List the tickets of a view, latest activity first by default; custom views have their own order',
    caller: 'agent',
    query: Type.Object(
      {
        view: Type.Optional(ViewKey),
        state: Type.Optional(StateFilter),
        requesterId: Type.Optional(Id),
        sort: Type.Optional(ListSort),
        ...pageQuery,
      },
      exact,
    ),
    response: TicketList,
    problems: ['not_found'],
  },
  listTicketNumbers: {
    method: 'GET',
    path: '/tickets/numbers',
    summary: 'List the first 10,000 tickets of a view in its order, for an action on all of them',
    caller: 'agent',
    query: Type.Object({ view: ViewKey, state: Type.Optional(StateFilter), sort: Type.Optional(ListSort) }, exact),
    response: Type.Object({ items: Type.Array(TicketBrief), isComplete: Type.Boolean() }),
    problems: ['not_found'],
  },
  search: {
    method: 'GET',
    path: '/search',
    summary: 'Search tickets by words, "phrases", -exclusions, number and operators such as from:, tag: and before:',
    caller: 'agent',
    query: Type.Object({ q: Type.String({ minLength: 1, maxLength: 200 }), ...pageQuery }, exact),
    response: SearchPage,
    problems: [],
  },
});
