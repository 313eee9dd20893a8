import { type Static, Type } from 'typebox';
import { endpoints } from './endpoint.ts';
import { listSorts, viewColumns } from './lists/views.ts';
import { Id, Instant, Nullable, Page, pageQuery } from './scalars.ts';
import { BaseState } from './settings.ts';
import { Channel, ShareSummary, TicketType } from './tickets.ts';

const exact = { additionalProperties: false } as const;

/** One line of a list, complete in itself. Ids become names through the catalog. */
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

/** `assigned`, `unassigned`, `shared` (with my departments), `shared_out` (by mine with others), `all`, `trash`, `department:7`, or a custom view, `custom:12`. */
export const ViewKey = Type.String({
  pattern: '^(assigned|unassigned|shared|shared_out|all|trash|department:[1-9][0-9]{0,8}|custom:[1-9][0-9]{0,14})$',
});

export const ViewColumn = Type.Enum(viewColumns);
export type ViewColumn = (typeof viewColumns)[number];

/**
 * A view in the sidebar. `count` is exact up to `countCap`; at the cap it means "that many or more", and so it does when `isPartial`: only the
 * newest tickets were looked at. `custom` is set on the views people make.
 */
export const View = Type.Object({
  key: Type.String(),
  departmentId: Nullable(Id),
  count: Type.Integer(),
  isPartial: Type.Boolean(),
  custom: Nullable(Type.Object({ name: Type.String(), columns: Type.Array(ViewColumn), isMine: Type.Boolean() })),
});
export type View = Static<typeof View>;

/** open: somebody still owes something. closed: resolved, closed or cancelled. */
export const StateFilter = Type.Union([Type.Literal('open'), Type.Literal('closed'), Type.Literal('any')]);
export const ListSort = Type.Enum(listSorts);
export type ListSort = (typeof listSorts)[number];

export const SearchHit = Type.Object({ ...TicketRow.properties, excerpt: Type.String() });
export type SearchHit = Static<typeof SearchHit>;

/**
 * A page of a view. `sort` is the order it is in, which is not the one asked for where the view does not know that. `isPartial`: a custom view looked
 * through as many tickets as it may for one page and found fewer rows than asked for, perhaps none; `next` goes on from there.
 */
export const TicketList = Type.Object({ ...Page(TicketRow).properties, sort: ListSort, isPartial: Type.Boolean() });
export type TicketList = Static<typeof TicketList>;

export const viewEndpoints = endpoints({
  listViews: {
    method: 'GET',
    path: '/views',
    summary: 'The views I have, with live counts',
    caller: 'agent',
    response: Type.Object({ items: Type.Array(View), countCap: Type.Integer() }),
    problems: [],
  },
  listTickets: {
    method: 'GET',
    path: '/tickets',
    summary:
      'The tickets of a view, latest activity first unless another order is asked for; a custom view keeps its own',
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
  search: {
    method: 'GET',
    path: '/search',
    summary: 'Tickets whose subject, messages, requester or number match, in English and Japanese',
    caller: 'agent',
    query: Type.Object({ q: Type.String({ minLength: 1, maxLength: 200 }), ...pageQuery }, exact),
    response: Page(SearchHit),
    problems: [],
  },
});
