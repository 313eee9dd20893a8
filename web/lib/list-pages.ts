import type { ListOrder, TicketList, TicketRow } from '@crossdesk/contracts/views.ts';
import type { InfiniteData } from '@tanstack/react-query';

/** A list on screen: the pages loaded so far, each with its cursor; '' for the first page. */
export type ListData = InfiniteData<TicketList, string>;

/** Maps every row of the list; null removes a row. */
export const mapRows = (data: ListData, change: (row: TicketRow) => TicketRow | null): ListData => ({
  ...data,
  pages: data.pages.map((page) => ({
    ...page,
    items: page.items.flatMap((row) => {
      const changed = change(row);
      return changed ? [changed] : [];
    }),
  })),
});

/**
 * The rows of all pages, each once. A row that moved between two reads keeps its first position.
 */
export const uniqueRows = (data: Pick<ListData, 'pages'>): TicketRow[] => [
  ...data.pages
    .flatMap((page) => page.items)
    .reduce((rows, row) => (rows.has(row.number) ? rows : rows.set(row.number, row)), new Map<number, TicketRow>())
    .values(),
];

/** Whether a row sorts after the last row of the first page. */
export const isBelowFirstPage = (row: TicketRow, head: TicketList): boolean => {
  const last = head.items.at(-1);
  if (head.next === null) return false;
  if (!last) return true;
  const isByNumber = head.sort === 'created' || head.sort === 'oldest';
  const timeOf = (one: TicketRow) => (head.sort === 'due' ? (one.time?.dueAt ?? '') : one.activityAt);
  const isSame = isByNumber || timeOf(row) === timeOf(last);
  const isLess = isSame ? row.number < last.number : timeOf(row) < timeOf(last);
  return appendsNewRows(head.sort) ? !isLess && row.number !== last.number : isLess;
};

/** Whether new rows appear at the end of the list in this order. */
export const appendsNewRows = (sort: ListOrder): boolean => sort === 'waiting' || sort === 'oldest' || sort === 'due';

/**
 * Replaces the last page. Rows that moved there are removed above, except the row of `keepNumber`.
 */
export const mergeLastPage = (data: ListData, end: TicketList, keepNumber: number | null): ListData => {
  const upper = { ...data, pages: data.pages.slice(0, -1) };
  const isKept = uniqueRows(upper).some((row) => row.number === keepNumber);
  const items = end.items.filter((row) => !isKept || row.number !== keepNumber);
  const moved = new Set(items.map((row) => row.number));
  const { pages } = mapRows(upper, (row) => (moved.has(row.number) ? null : row));
  return { ...data, pages: [...pages, { ...end, items }] };
};

/**
 * Replaces the first page. Rows it contains are removed below, and so are rows that belong on it
 * but are missing. Only the row of `keepNumber` keeps its position before the rows that followed
 * it, so that the next ticket stays next. The last page stays separate, so that it can be reloaded
 * from its own cursor.
 */
export const mergeFirstPage = (data: ListData, head: TicketList, keepNumber: number | null): ListData => {
  const fresh = new Set(head.items.map((row) => row.number));
  // With a single page and new rows at the end, the rows below may be outdated: they load again.
  const isAlone = data.pages.length === 1 && appendsNewRows(head.sort);
  const { pages } = mapRows(data, (row) =>
    !fresh.has(row.number) && !isAlone && isBelowFirstPage(row, head) ? row : null,
  );
  const rest = pages.flatMap((page) => page.items);
  const known = uniqueRows(data);
  const keptIndex = known.findIndex((row) => row.number === keepNumber && !rest.includes(row));
  const inHead = head.items.find((row) => row.number === keepNumber);
  const keptRow = inHead && head.sort !== 'waiting' ? undefined : (inHead ?? known[keptIndex]);
  const items = head.items.filter((row) => row !== keptRow);
  if (keptRow && keptIndex >= 0) {
    const after = new Set(known.slice(keptIndex + 1).map((row) => row.number));
    const at = items.findIndex((row) => after.has(row.number));
    items.splice(at < 0 ? items.length : at, 0, keptRow);
  }
  if (rest.length === 0) return { pages: [{ ...head, items }], pageParams: [''] };
  const { next = null, isPartial = false } = data.pages.at(-1) ?? {};
  const apart = pages.length > 1 ? pages.slice(-1) : [];
  const upper = pages.slice(0, pages.length - apart.length).flatMap((page) => page.items);
  return {
    pages: [{ ...head, items: [...items, ...upper], next, isPartial }, ...apart],
    pageParams: ['', ...data.pageParams.slice(data.pageParams.length - apart.length)],
  };
};
