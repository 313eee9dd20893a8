import { type RawBuilder, sql } from 'kysely';
import {
  type CandidateFilter,
  candidateTickets,
  type ListPosition,
  type Order,
  olderThan,
  ticketColumns,
} from './candidates.ts';
import type { CriteriaContext } from './criteria.ts';
import type { OwnDepartments } from './own-departments.ts';
import { accessColumns, byActivity, byCreation, type Row, rowColumns, rowJoins } from './rows.ts';
import { type Source, sourceIds } from './sources.ts';

/**
 * Tickets are found in one of two ways, decided by a bounded look at the newest:
 *
 * - common conditions by scanning tickets in list order until the page is full, at most 20,000 of
 *   them;
 * - selective conditions by an index that returns all their tickets at once.
 *
 * A page that ends before it is full sets `isPartial`, and its position continues there, so that no
 * ticket is left out.
 */
const maxScanned = 20_000;
/** Scans have a few fixed sizes, so that each gets its own query plan. */
const scanSizes = [400, 1_200, 3_000, 6_000, 10_000];
/** An index with at most this many tickets is read as a whole instead of scanning further. */
const selectiveCount = 5_000;
/** The same when scanning did not fill the page. */
const lastResortCount = 20_000;
/** One in so many of the newest tickets: rarer texts are read from their index. */
const rareOneIn = 67;

/** What to find. `where` is a condition on rows of `ticket` that includes readability. */
export type TicketQuery = {
  context: CriteriaContext;
  filter: CandidateFilter;
  departments: OwnDepartments;
  order: Order;
  where: RawBuilder<unknown>;
  sources: Source[];
  /** Further columns of each row. */
  columns?: RawBuilder<unknown>;
};

/** A page of rows and where the next begins; null if there are no more. */
export type FoundPage<R> = { rows: R[]; isPartial: boolean; end: ListPosition | null };

const orderByOf = (order: Order) => (order === 'created' ? byCreation : byActivity);

const selectRows = (query: TicketQuery, tickets: RawBuilder<unknown>, limit: number) => {
  const { context, order, columns } = query;
  return sql`select ${rowColumns}, ${accessColumns(context.ctx)} ${columns ? sql`, ${columns}` : sql``} from
    (select ticket.* from ${tickets} order by ${orderByOf(order)} limit ${limit}) ticket ${rowJoins(context.ctx)}`;
};

/** The candidates that match. */
const matching = (query: TicketQuery, candidates: RawBuilder<unknown>) => sql`(${candidates}) found
  cross join lateral (select * from ticket where ticket.id = found.id offset 0) ticket
  where ticket.deleted_at is null and ${query.where}`;

const candidatesOf = (query: TicketQuery, position: ListPosition | null, size: number) =>
  candidateTickets(query.context, query.filter, query.departments, query.order, position, size);

type ScanProgress = { seen_count: number; last_id: number | null; last_at: Date | null };

/** Scans the next `size` candidates. Returns at most `limit` rows, and the last position scanned. */
async function scan<R extends Row>(query: TicketQuery, position: ListPosition | null, size: number, limit: number) {
  const { context, order } = query;
  const { rows } = await sql<ScanProgress & { [K in keyof R]: R[K] | null }>`
    with found as materialized (${candidatesOf(query, position, size)}),
    seen as (select count(*)::int as seen_count from found),
    last as (select id as last_id, activity_at as last_at from found order by ${order === 'created' ? sql`id` : sql`activity_at, id`} limit 1),
    hit as (${selectRows(query, matching(query, sql`select * from found`), limit)})
    select seen.*, last.*, ticket.* from seen left join last on true left join hit ticket on true order by ${orderByOf(order)}`.execute(
    context.ctx.db,
  );
  const [first] = rows;
  return {
    rows: rows.filter((row) => row.id !== null) as unknown as R[],
    seenCount: first?.seen_count ?? 0,
    last: first?.last_id && first.last_at ? { id: first.last_id, activityAt: first.last_at.toISOString() } : null,
  };
}

/** The ids of the smallest source with at most `limit` tickets; null if all have more. */
async function selectiveIds(query: TicketQuery, limit: number, isTextRare: boolean): Promise<number[] | null> {
  const { db } = query.context.ctx;
  const countable = query.sources.filter((source) => !source.isText);
  if (countable.length > 0) {
    const columns = countable.map((source) => sql`(select count(*)::int from (${sourceIds(source, limit + 1)}) one)`);
    const { rows } = await sql<{ counts: number[] }>`select array[${sql.join(columns)}] as counts`.execute(db);
    const counts = rows[0]?.counts ?? [];
    const smallest = Math.min(...counts);
    const source = countable[counts.indexOf(smallest)];
    if (source && smallest <= limit) return idsOf(query, source, limit + 1);
  }
  if (!isTextRare) return null;
  for (const source of query.sources.filter((one) => one.isText)) {
    const ids = await idsOf(query, source, lastResortCount + 1);
    if (ids.length <= lastResortCount) return ids;
  }
  return null;
}

async function idsOf({ context }: TicketQuery, source: Source, limit: number): Promise<number[]> {
  const { rows } = await sql<{ ids: number[] }>`select array(${sourceIds(source, limit)}) as ids`.execute(
    context.ctx.db,
  );
  return [...new Set(rows[0]?.ids ?? [])];
}

const inOrder = (query: TicketQuery, ids: readonly number[], position: ListPosition | null) =>
  // Sorted first, so that only as many are checked as the page needs.
  sql`(select ticket.* from ticket where ticket.id = any(${ids}::bigint[]) and ticket.deleted_at is null
    and ${olderThan(query.order, ticketColumns, position)} order by ${orderByOf(query.order)} offset 0) ticket where ${query.where}`;

async function pageOfIds<R extends Row>(
  query: TicketQuery,
  ids: readonly number[],
  position: ListPosition | null,
  limit: number,
): Promise<R[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<R>`${selectRows(query, inOrder(query, ids, position), limit)}
    order by ${orderByOf(query.order)}`.execute(query.context.ctx.db);
  return rows;
}

/** Whether few of the newest tickets match the text sources. */
async function isTextRareAmong(query: TicketQuery, rarity: RawBuilder<unknown> | null, size: number) {
  if (rarity === null) return true;
  const { rows } = await sql<{
    count: number;
  }>`select count(*)::int as count from (${candidatesOf(query, null, size)}) found
    cross join lateral (select * from ticket where ticket.id = found.id offset 0) ticket where ${rarity}`.execute(
    query.context.ctx.db,
  );
  return (rows[0]?.count ?? 0) * rareOneIn < size;
}

/**
 * The size of the next scan that should fill the page, judging by the rate so far; 0 if the limit is
 * reached.
 */
function nextScanSize(scanned: number, hitCount: number, missingCount: number): number {
  const needed = hitCount === 0 ? scanned * 4 : (missingCount * scanned * 1.5) / hitCount;
  const allowed = scanSizes.filter((size) => scanned + size <= maxScanned);
  return allowed.find((size) => size >= needed) ?? allowed.at(-1) ?? 0;
}

/**
 * One page of at most `limit` rows after a position. `firstSize`: how many of the newest tickets to
 * look at first. `textCondition`: the part of `where` that the text sources answer, if there is
 * more to it.
 */
export async function findPage<R extends Row>(
  query: TicketQuery,
  { after, limit, firstSize }: { after: ListPosition | null; limit: number; firstSize: number },
  textCondition: RawBuilder<unknown> | null = null,
): Promise<FoundPage<R>> {
  const rows: R[] = [];
  const toPage = (isPartial: boolean, position: ListPosition | null): FoundPage<R> => {
    const last = rows.length > limit ? rows[limit - 1] : undefined;
    const end = last ? { id: last.id, activityAt: last.activity_at.toISOString() } : isPartial ? position : null;
    return { rows: rows.slice(0, limit), isPartial: isPartial && !last, end };
  };
  let position = after;
  let scanned = 0;
  let size = firstSize;
  let isTextRare: boolean | null = null;
  while (size > 0) {
    const found = await scan<R>(query, position, size, limit + 1 - rows.length);
    rows.push(...found.rows);
    scanned += found.seenCount;
    position = found.last ?? position;
    if (found.seenCount < size || rows.length > limit) return toPage(false, null);
    const expectedCount = (rows.length / scanned) * maxScanned;
    if (query.sources.length > 0 && isTextRare === null && expectedCount <= limit * 4) {
      isTextRare =
        query.sources.some((one) => one.isText) &&
        rows.length * rareOneIn < scanned &&
        (await isTextRareAmong(query, textCondition, firstSize));
      const ids = await selectiveIds(query, selectiveCount, isTextRare);
      if (ids) {
        rows.push(...(await pageOfIds<R>(query, ids, position, limit + 1 - rows.length)));
        return toPage(false, null);
      }
    }
    size = nextScanSize(scanned, rows.length, limit + 1 - rows.length);
  }
  const ids = query.sources.length > 0 ? await selectiveIds(query, lastResortCount, isTextRare ?? false) : null;
  if (!ids) return toPage(true, position);
  rows.push(...(await pageOfIds<R>(query, ids, position, limit + 1 - rows.length)));
  return toPage(false, null);
}

/** How many tickets match, up to `cap`. `isPartial`: there may be more, further back. */
export type FoundCount = { count: number; isPartial: boolean };

/** Counts scan this many of the newest tickets, unless an index contains all. */
const countScanSize = 2_500;

/** Counts the tickets of each query up to `cap`, in one statement for those with common conditions. */
export async function countTickets(queries: readonly TicketQuery[], cap: number): Promise<FoundCount[]> {
  const [first] = queries;
  if (!first) return [];
  const columns = queries.map((query) => {
    const candidates = candidatesOf({ ...query, order: 'activity' }, null, countScanSize);
    return sql`json_build_object('count', (select count(*) from (select 1 from ${matching(query, candidates)} limit ${cap}) ticket),
      'seen', (select count(*) from (${candidates}) found))`;
  });
  const { rows } = await sql<{ counts: { count: number; seen: number }[] }>`
    select json_build_array(${sql.join(columns)}) as counts`.execute(first.context.ctx.db);
  const counts = rows[0]?.counts ?? [];
  const result: FoundCount[] = [];
  for (const [index, query] of queries.entries()) {
    const { count, seen } = counts[index] ?? { count: 0, seen: 0 };
    const isPartial = count < cap && seen >= countScanSize;
    result.push(isPartial ? await countByIndex(query, count, cap) : { count, isPartial });
  }
  return result;
}

async function countByIndex(query: TicketQuery, scannedCount: number, cap: number): Promise<FoundCount> {
  const isTextRare = scannedCount * rareOneIn < countScanSize;
  const ids = query.sources.length > 0 ? await selectiveIds(query, selectiveCount, isTextRare) : null;
  if (!ids) return { count: scannedCount, isPartial: true };
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from
    (select 1 from ${inOrder({ ...query, order: 'activity' }, ids, null)} limit ${cap}) ticket`.execute(
    query.context.ctx.db,
  );
  return { count: rows[0]?.count ?? 0, isPartial: false };
}
