import type { Message } from '@crossdesk/contracts/conversation.ts';
import type { Ticket } from '@crossdesk/contracts/tickets.ts';
import type { TicketRow } from '@crossdesk/contracts/views.ts';
import type { InfiniteData } from '@tanstack/react-query';
import type { Answer } from './client.ts';
import { call } from './client.ts';
import { endsWithNews, isBelow, type ListData, mapRows, rowsIn, withEnd, withHead } from './list-pages.ts';
import { keys, type ListQuery, queryClient } from './queries.ts';

type MessageData = InfiniteData<Answer<'listMessages'>, string>;

/** Changes the row of a ticket wherever it is listed; null takes it out. Its place stays. */
export const changeRow = (number: number, change: (row: TicketRow) => TicketRow | null): void => {
  queryClient.setQueriesData<ListData>({ queryKey: keys.lists }, (data) =>
    data ? mapRows(data, (row) => (row.number === number ? change(row) : row)) : data,
  );
};

const rowFrom = (row: TicketRow, ticket: Partial<Ticket>): TicketRow => ({
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

/** Shows a ticket as given, in its pane and in every list. An older version than the one on screen is ignored. */
export const cacheTicket = (ticket: Ticket): void => {
  queryClient.setQueryData<Ticket>(keys.ticket(ticket.number), (known) =>
    known && known.version > ticket.version ? known : ticket,
  );
  changeRow(ticket.number, (row) => (row.version > ticket.version ? row : rowFrom(row, ticket)));
};

/** Shows a change before the server has agreed; the returned function brings the former state back. */
export const applyOptimistically = (number: number, change: Partial<Ticket>): (() => void) => {
  const ticket = queryClient.getQueryData<Ticket>(keys.ticket(number));
  const lists = queryClient.getQueriesData<ListData>({ queryKey: keys.lists });
  queryClient.setQueryData<Ticket>(keys.ticket(number), (known) => (known ? { ...known, ...change } : known));
  changeRow(number, (row) => rowFrom(row, change));
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

/** Adds a message at the end of the conversation, or puts the newer form of a known one in its place. */
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

export const dropMessage = (number: number, messageId: number): void => {
  queryClient.setQueryData<MessageData>(
    keys.messages(number),
    (data) =>
      data && {
        ...data,
        pages: data.pages.map((page) => ({ ...page, items: page.items.filter((one) => one.id !== messageId) })),
      },
  );
};

/** Rows of the first page that the list on screen does not show yet, or shows further down. */
export type Waiting = { head: Answer<'listTickets'>; count: number };

const ask = (list: ListQuery, after: string) =>
  call('listTickets', { query: { ...list, limit: 50, ...(after ? { after } : {}) } });

/** Reads the last page again where new rows come last and the list has been read to its end, which then is no end any more. */
const renewEnd = async (list: ListQuery, keepNumber: number | null): Promise<void> => {
  const before = queryClient.getQueryData<ListData>(keys.list(list));
  const after = before?.pages.at(-1)?.next === null && before.pageParams.at(-1);
  if (!after || !endsWithNews(list.sort)) return;
  const end = await ask(list, after);
  queryClient.setQueryData<ListData>(keys.list(list), (data) =>
    data?.pageParams.at(-1) === after ? withEnd(data, end, keepNumber) : data,
  );
};

/**
 * Looks at the first page again. Rows on screen are renewed where they stand, rows that left the view go, and what would push other rows
 * down is not shown but counted, so that nothing moves under the reader's pointer. With `isFree` everything is put in its place at once.
 */
export const renewList = async (
  list: ListQuery,
  isFree: boolean,
  keepNumber: number | null,
): Promise<Waiting | null> => {
  const key = keys.list(list);
  if (!queryClient.getQueryData<ListData>(key)) return null;
  const [head] = await Promise.all([ask(list, ''), renewEnd(list, keepNumber)]);
  const fresh = new Map(head.items.map((row) => [row.number, row]));
  const known = queryClient.getQueryData<ListData>(key);
  if (!known) return null;
  const isCovered = (row: TicketRow) => !isBelow(row, head);
  const rows = rowsIn(known);
  const shown = new Set(rows.map((row) => row.number));
  // By the longest wait the ticket at hand goes to the end with each answer; it stays where it is until another is opened.
  const isHeld = (row: TicketRow) => head.sort === 'waiting' && row.number === keepNumber;
  const order = rows.filter((row) => fresh.has(row.number) && !isHeld(row)).map((row) => row.number);
  const changed = head.items.filter(
    (row) => !shown.has(row.number) || row.activityAt !== rows.find((one) => one.number === row.number)?.activityAt,
  );
  const isSameOrder = head.items
    .filter((row) => shown.has(row.number) && !isHeld(row))
    .every((row, index) => row.number === order[index]);
  // What follows the last row on screen only lengthens the list; it disturbs nobody.
  const lastShown = head.items.findLastIndex((row) => shown.has(row.number) && !isHeld(row));
  const moved = changed.filter((row) => !isHeld(row) && (head.items.indexOf(row) <= lastShown || lastShown < 0));
  const arrived = moved.filter((row) => !shown.has(row.number)).length;
  if (isFree || (arrived === 0 && isSameOrder)) {
    placeHead(list, head, keepNumber);
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
  return { head, count: Math.max(arrived, moved.length) };
};

/** Puts the first page in its place at the top of the list on screen. */
export const placeHead = (list: ListQuery, head: Answer<'listTickets'>, keepNumber: number | null): void => {
  queryClient.setQueryData<ListData>(keys.list(list), (data) => data && withHead(data, head, keepNumber));
};
