import type { Message } from '@crossdesk/contracts/conversation.ts';
import type { Ticket } from '@crossdesk/contracts/tickets.ts';
import type { TicketRow } from '@crossdesk/contracts/views.ts';
import type { InfiniteData } from '@tanstack/react-query';
import type { ApiResult } from './client.ts';
import { ApiProblem, call } from './client.ts';
import {
  appendsNewRows,
  isBelowFirstPage,
  type ListData,
  mapRows,
  mergeFirstPage,
  mergeLastPage,
  uniqueRows,
} from './list-pages.ts';
import { keys, type ListQuery, queryClient } from './queries.ts';

type MessageData = InfiniteData<ApiResult<'listMessages'>, string>;

/** Updates the row of a ticket in every list, in place; null removes it. */
export const updateRow = (number: number, change: (row: TicketRow) => TicketRow | null): void => {
  queryClient.setQueriesData<ListData>({ queryKey: keys.lists }, (data) =>
    data ? mapRows(data, (row) => (row.number === number ? change(row) : row)) : data,
  );
};

const mergeIntoRow = (row: TicketRow, ticket: Partial<Ticket>): TicketRow => ({
  ...row,
  ...(ticket.subject === undefined ? {} : { subject: ticket.subject }),
  ...(ticket.type === undefined ? {} : { type: ticket.type }),
  ...(ticket.assigneeId === undefined ? {} : { assigneeId: ticket.assigneeId }),
  ...(ticket.departmentId === undefined ? {} : { departmentId: ticket.departmentId }),
  ...(ticket.priorityId === undefined ? {} : { priorityId: ticket.priorityId }),
  ...(ticket.statusId === undefined ? {} : { statusId: ticket.statusId }),
  ...(ticket.baseState === undefined ? {} : { baseState: ticket.baseState }),
  ...(ticket.solutionDueAt === undefined ? {} : { solutionDueAt: ticket.solutionDueAt }),
  ...(ticket.tags === undefined ? {} : { tags: ticket.tags }),
  ...(ticket.version === undefined ? {} : { version: ticket.version }),
});

/** Stores a ticket for its pane and every list. Ignores an older version than the cached one. */
export const cacheTicket = (ticket: Ticket): void => {
  queryClient.setQueryData<Ticket>(keys.ticket(ticket.number), (known) =>
    known && known.version > ticket.version ? known : ticket,
  );
  updateRow(ticket.number, (row) => (row.version > ticket.version ? row : mergeIntoRow(row, ticket)));
};

const isTicket = (value: unknown): value is Ticket =>
  typeof value === 'object' && value !== null && 'number' in value && 'version' in value && 'can' in value;

/** The current ticket if a change failed because someone else changed it, otherwise null. */
export const conflictingVersion = (error: unknown): Ticket | null =>
  error instanceof ApiProblem && error.code === 'version_conflict' && isTicket(error.current) ? error.current : null;

/** Shows a change before the server confirms it. The returned function rolls it back. */
export const applyOptimistically = (number: number, change: Partial<Ticket>): (() => void) => {
  const ticket = queryClient.getQueryData<Ticket>(keys.ticket(number));
  const lists = queryClient.getQueriesData<ListData>({ queryKey: keys.lists });
  queryClient.setQueryData<Ticket>(keys.ticket(number), (known) => (known ? { ...known, ...change } : known));
  updateRow(number, (row) => mergeIntoRow(row, change));
  return () => {
    if (ticket) queryClient.setQueryData(keys.ticket(number), ticket);
    for (const [key, data] of lists) {
      const before = data?.pages.flatMap((page) => page.items).find((row) => row.number === number);
      if (before)
        queryClient.setQueryData<ListData>(key, (now) =>
          now ? mapRows(now, (row) => (row.number === number ? before : row)) : now,
        );
    }
  };
};

/** Appends a message to the conversation, or replaces the cached version. */
export const cacheMessage = (number: number, message: Message): void => {
  queryClient.setQueryData<MessageData>(keys.messages(number), (data) => {
    if (!data) return data;
    const isKnown = data.pages.some((page) => page.items.some((one) => one.id === message.id));
    return {
      ...data,
      pages: data.pages.map((page, index) => ({
        ...page,
        items: isKnown
          ? page.items.map((one) => (one.id === message.id ? message : one))
          : index === 0
            ? [...page.items, message]
            : page.items,
      })),
    };
  });
};

export const removeMessage = (number: number, messageId: number): void => {
  queryClient.setQueryData<MessageData>(
    keys.messages(number),
    (data) =>
      data && {
        ...data,
        pages: data.pages.map((page) => ({ ...page, items: page.items.filter((one) => one.id !== messageId) })),
      },
  );
};

/** A new first page that is not shown yet, with the number of its new or moved rows. */
export type PendingRows = { head: ApiResult<'listTickets'>; count: number };

const fetchPage = (list: ListQuery, after: string) =>
  call('listTickets', { query: { ...list, limit: 50, ...(after ? { after } : {}) } });

/** Reloads the last page if new rows come last and the whole list has been loaded. */
const refreshLastPage = async (list: ListQuery, keepNumber: number | null): Promise<void> => {
  const before = queryClient.getQueryData<ListData>(keys.list(list));
  const after = before?.pages.at(-1)?.next === null && before.pageParams.at(-1);
  if (!after || !appendsNewRows(list.sort)) return;
  const end = await fetchPage(list, after);
  queryClient.setQueryData<ListData>(keys.list(list), (data) =>
    data?.pageParams.at(-1) === after ? mergeLastPage(data, end, keepNumber) : data,
  );
};

/**
 * Reloads the first page. Rows on screen are updated in place and rows that left the view are
 * removed. Rows that would push others down are only counted, so that nothing moves under the
 * pointer. With `isFree` the whole page is shown immediately. `keepNumber` is the open ticket: its
 * row stays.
 */
export const refreshList = async (
  list: ListQuery,
  isFree: boolean,
  keepNumber: number | null,
): Promise<PendingRows | null> => {
  const key = keys.list(list);
  if (!queryClient.getQueryData<ListData>(key)) return null;
  const [head] = await Promise.all([fetchPage(list, ''), refreshLastPage(list, keepNumber)]);
  const fresh = new Map(head.items.map((row) => [row.number, row]));
  const known = queryClient.getQueryData<ListData>(key);
  if (!known) return null;
  const isCovered = (row: TicketRow) => !isBelowFirstPage(row, head);
  const rows = uniqueRows(known);
  const shown = new Set(rows.map((row) => row.number));
  // Sorted by longest wait, an answer moves the open ticket to the end; it stays until it is
  // closed.
  const isHeld = (row: TicketRow) => head.sort === 'waiting' && row.number === keepNumber;
  const order = rows.filter((row) => fresh.has(row.number) && !isHeld(row)).map((row) => row.number);
  const changed = head.items.filter(
    (row) => !shown.has(row.number) || row.activityAt !== rows.find((one) => one.number === row.number)?.activityAt,
  );
  const isSameOrder = head.items
    .filter((row) => shown.has(row.number) && !isHeld(row))
    .every((row, index) => row.number === order[index]);
  // Rows after the last row on screen only extend the list.
  const lastShown = head.items.findLastIndex((row) => shown.has(row.number) && !isHeld(row));
  const moved = changed.filter((row) => !isHeld(row) && (head.items.indexOf(row) <= lastShown || lastShown < 0));
  const newCount = moved.filter((row) => !shown.has(row.number)).length;
  if (isFree || (newCount === 0 && isSameOrder)) {
    showFirstPage(list, head, keepNumber);
    return null;
  }
  queryClient.setQueryData<ListData>(
    key,
    mapRows(known, (row) => {
      const renewed = fresh.get(row.number);
      if (renewed) return renewed;
      return isCovered(row) && row.number !== keepNumber ? null : row;
    }),
  );
  return { head, count: Math.max(newCount, moved.length) };
};

/** Shows a new first page at the top of the list on screen. */
export const showFirstPage = (list: ListQuery, head: ApiResult<'listTickets'>, keepNumber: number | null): void => {
  queryClient.setQueryData<ListData>(keys.list(list), (data) => data && mergeFirstPage(data, head, keepNumber));
};
