import type { ListSort, TicketList, TicketRow } from '@crossdesk/contracts/views.ts';
import type { InfiniteData } from '@tanstack/react-query';

/** A list on screen: the pages read so far, each with the place it was read from, '' for the top. */
export type ListData = InfiniteData<TicketList, string>;

/** The list with each row changed; a row that becomes null is taken out. */
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

/** The rows of all pages, each once: one that moved while the pages were read stands where it was met first. */
export const rowsIn = (data: Pick<ListData, 'pages'>): TicketRow[] => [
  ...data.pages
    .flatMap((page) => page.items)
    .reduce((rows, row) => (rows.has(row.number) ? rows : rows.set(row.number, row)), new Map<number, TicketRow>())
    .values(),
];

/** True on a row that stands further down than the first page reaches, in the order of the list. */
export const isBelow = (row: TicketRow, head: TicketList): boolean => {
  const last = head.items.at(-1);
  if (head.next === null) return false;
  if (!last) return true;
  const isByNumber = head.sort === 'created' || head.sort === 'oldest';
  const isSame = isByNumber || row.activityAt === last.activityAt;
  const isLess = isSame ? row.number < last.number : row.activityAt < last.activityAt;
  return endsWithNews(head.sort) ? !isLess && row.number !== last.number : isLess;
};

/** Orders in which what is new comes last: it is met at the end of the list and not at its top. */
export const endsWithNews = (sort: ListSort): boolean => sort === 'waiting' || sort === 'oldest';

/** The list with its last page read again: rows that moved there are taken out further up, all but that of `keepNumber`. */
export const withEnd = (data: ListData, end: TicketList, keepNumber: number | null): ListData => {
  const upper = { ...data, pages: data.pages.slice(0, -1) };
  const isKept = rowsIn(upper).some((row) => row.number === keepNumber);
  const items = end.items.filter((row) => !isKept || row.number !== keepNumber);
  const moved = new Set(items.map((row) => row.number));
  const { pages } = mapRows(upper, (row) => (moved.has(row.number) ? null : row));
  return { ...data, pages: [...pages, { ...end, items }] };
};

/**
 * The list with its first page read again: rows that page holds are taken out further down, and so is what it ought to hold and does not. Only
 * `keepNumber` stays before the rows it stood before, so that the next ticket is the next in line. The last page stays apart, so that it can be read again from its own place.
 */
export const withHead = (data: ListData, head: TicketList, keepNumber: number | null): ListData => {
  const fresh = new Set(head.items.map((row) => row.number));
  // Where new rows come last, those after a first page that is the only one are asked for again: they may not be the same.
  const isAlone = data.pages.length === 1 && endsWithNews(head.sort);
  const { pages } = mapRows(data, (row) => (!fresh.has(row.number) && !isAlone && isBelow(row, head) ? row : null));
  const rest = pages.flatMap((page) => page.items);
  const known = rowsIn(data);
  const place = known.findIndex((row) => row.number === keepNumber && !rest.includes(row));
  const inHead = head.items.find((row) => row.number === keepNumber);
  const kept = inHead && head.sort !== 'waiting' ? undefined : (inHead ?? known[place]);
  const items = head.items.filter((row) => row !== kept);
  if (kept && place >= 0) {
    const after = new Set(known.slice(place + 1).map((row) => row.number));
    const at = items.findIndex((row) => after.has(row.number));
    items.splice(at < 0 ? items.length : at, 0, kept);
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
