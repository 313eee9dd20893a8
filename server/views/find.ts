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
import { type Source, sourceRows } from './sources.ts';

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
/** An index of words or tags is read for at most this many tickets. */
const maxFullRead = 50_000;
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

/** Scans the next candidates. Returns at most `limit` rows, and the last position scanned. */
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

/** The ids of a source if there are at most `limit`, otherwise null. */
async function idsWithin(query: TicketQuery, source: Source, limit: number): Promise<number[] | null> {
  const { rows } = await sql<{ ids: number[] }>`select array(${sourceRows(source, limit + 1, 'id')}) as ids`.execute(
    query.context.ctx.db,
  );
  const ids = rows[0]?.ids ?? [];
  return ids.length > limit ? null : [...new Set(ids)];
}

/** The sources of each query that have at most `limit` tickets, the smallest first. */
async function selectiveSources(queries: readonly TicketQuery[], limit: number): Promise<Source[][]> {
  const sources = queries.flatMap((query) => query.sources.filter((one) => !one.needsFullRead));
  const [first] = queries;
  if (!first || sources.length === 0) return queries.map(() => []);
  const columns = sources.map(
    (source) => sql`(select count(*)::int from (${sourceRows(source, limit + 1, 'count')}) one)`,
  );
  const { rows } = await sql<{ counts: number[] }>`select array[${sql.join(columns)}] as counts`.execute(
    first.context.ctx.db,
  );
  const counts = new Map(sources.map((source, index) => [source, rows[0]?.counts[index] ?? limit + 1]));
  const countOf = (source: Source) => counts.get(source) ?? limit + 1;
  return queries.map((query) =>
    query.sources.filter((one) => countOf(one) <= limit).toSorted((one, other) => countOf(one) - countOf(other)),
  );
}

/**
 * The sources of each query that have to be read as a whole and whose condition few of the newest
 * tickets meet, the rarest first.
 */
async function rareSources(queries: readonly TicketQuery[], sampleSize: number): Promise<Source[][]> {
  const [first] = queries;
  const all = queries.map((query) => query.sources.filter((one) => one.needsFullRead));
  if (!first || all.flat().length === 0) return all;
  const columns = queries.flatMap((query, index) =>
    (all[index] ?? []).map(
      (
        source,
      ) => sql`(select count(*)::int from (${candidatesOf({ ...query, order: 'activity' }, null, sampleSize)}) found
        cross join lateral (select * from ticket where ticket.id = found.id offset 0) ticket where ${source.condition})`,
    ),
  );
  const { rows } = await sql<{ counts: number[] }>`select array[${sql.join(columns)}] as counts`.execute(
    first.context.ctx.db,
  );
  const counts = new Map(all.flat().map((source, index) => [source, rows[0]?.counts[index] ?? sampleSize]));
  const countOf = (source: Source) => counts.get(source) ?? sampleSize;
  return all.map((sources) =>
    sources
      .filter((one) => countOf(one) * rareOneIn < sampleSize)
      .toSorted((one, other) => countOf(one) - countOf(other)),
  );
}

/** All tickets that can match, if a selective index has them; null otherwise. */
async function selectiveIds(query: TicketQuery, limit: number, sampleSize: number): Promise<number[] | null> {
  const [[selective] = []] = await selectiveSources([query], limit);
  if (selective) return idsWithin(query, selective, limit);
  const [rare = []] = await rareSources([query], sampleSize);
  for (const source of rare) {
    const ids = await idsWithin(query, source, maxFullRead);
    if (ids) return ids;
  }
  return null;
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

/**
 * The size of the next scan that should fill the page, judging by the rate so far; 0 at the limit.
 */
function nextScanSize(scanned: number, hitCount: number, missingCount: number, limit: number): number {
  const needed = hitCount === 0 ? scanned * 4 : (missingCount * scanned * 1.5) / hitCount;
  const allowed = scanSizes.filter((size) => scanned + size <= limit);
  return allowed.find((size) => size >= needed) ?? allowed.at(-1) ?? 0;
}

/**
 * `firstSize`: how many of the newest tickets to look at first. `scanLimit`: how many to scan at
 * most.
 */
type PageRequest = { after: ListPosition | null; limit: number; firstSize: number; scanLimit?: number };

/** One page of at most `limit` rows after a position. */
export async function findPage<R extends Row>(
  query: TicketQuery,
  { after, limit, firstSize, scanLimit = maxScanned }: PageRequest,
): Promise<FoundPage<R>> {
  const rows: R[] = [];
  const toPage = (isPartial: boolean, position: ListPosition | null): FoundPage<R> => {
    const last = rows.length > limit ? rows[limit - 1] : undefined;
    const end = last ? { id: last.id, activityAt: last.activity_at.toISOString() } : isPartial ? position : null;
    return { rows: rows.slice(0, limit), isPartial: isPartial && !last, end };
  };
  const addFrom = async (ids: readonly number[]) => {
    rows.push(...(await pageOfIds<R>(query, ids, position, limit + 1 - rows.length)));
    return toPage(false, null);
  };
  let position = after;
  let scanned = 0;
  let hasLooked = false;
  for (let size = firstSize; size > 0; size = nextScanSize(scanned, rows.length, limit + 1 - rows.length, scanLimit)) {
    const found = await scan<R>(query, position, size, limit + 1 - rows.length);
    rows.push(...found.rows);
    scanned += found.seenCount;
    position = found.last ?? position;
    if (found.seenCount < size || rows.length > limit) return toPage(false, null);
    const expectedCount = (rows.length / scanned) * maxScanned;
    if (query.sources.length > 0 && !hasLooked && expectedCount <= limit * 4) {
      hasLooked = true;
      const ids = await selectiveIds(query, selectiveCount, firstSize);
      if (ids) return addFrom(ids);
    }
  }
  const [[source] = []] = await selectiveSources([query], lastResortCount);
  const ids = source ? await idsWithin(query, source, lastResortCount) : null;
  return ids ? addFrom(ids) : toPage(true, position);
}

/** How many tickets match, up to `cap`. `isPartial`: there may be more, further back. */
export type FoundCount = { count: number; isPartial: boolean };

/** Counts scan this many of the newest tickets, unless an index contains all. */
const countScanSize = 2_500;

/** Counts look at this many of the newest tickets before they read an index as a whole. */
const countSampleSize = 200;

/** Counts the tickets of each query in ids that contain all of them. */
async function countIds(found: readonly { query: TicketQuery; ids: readonly number[] }[], cap: number) {
  const [first] = found;
  if (!first) return [];
  const columns = found.map(
    ({ query, ids }) =>
      sql`(select count(*)::int from (select 1 from ${inOrder({ ...query, order: 'activity' }, ids, null)} limit ${cap}) ticket)`,
  );
  const { rows } = await sql<{ counts: number[] }>`select array[${sql.join(columns)}] as counts`.execute(
    first.query.context.ctx.db,
  );
  return rows[0]?.counts ?? [];
}

/** Counts by scanning the newest tickets, all queries in one statement. */
async function countByScan(queries: readonly TicketQuery[], cap: number): Promise<FoundCount[]> {
  const [first] = queries;
  if (!first) return [];
  const columns = queries.map((query) => {
    const candidates = candidatesOf({ ...query, order: 'activity' }, null, countScanSize);
    return sql`json_build_object('count', (select count(*) from (select 1 from ${matching(query, candidates)} limit ${cap}) ticket),
      'seen', (select count(*) from (${candidates}) found))`;
  });
  const { rows } = await sql<{ counts: { count: number; seen: number }[] }>`
    select json_build_array(${sql.join(columns)}) as counts`.execute(first.context.ctx.db);
  return (rows[0]?.counts ?? []).map(({ count, seen }) => ({ count, isPartial: count < cap && seen >= countScanSize }));
}

/** Counts the tickets of each query up to `cap`: by a selective index, otherwise by scanning. */
export async function countTickets(queries: readonly TicketQuery[], cap: number): Promise<FoundCount[]> {
  const selective = await selectiveSources(queries, selectiveCount);
  const others = queries.filter((_, index) => selective[index]?.length === 0);
  const rare = await rareSources(others, countSampleSize);
  const found: { query: TicketQuery; ids: number[] }[] = [];
  for (const [index, query] of queries.entries()) {
    const source = selective[index]?.[0] ?? rare[others.indexOf(query)]?.[0];
    const ids = source ? await idsWithin(query, source, lastResortCount) : null;
    if (ids) found.push({ query, ids });
  }
  const counts = new Map<TicketQuery, FoundCount>();
  for (const [index, count] of (await countIds(found, cap)).entries()) {
    const query = found[index]?.query;
    if (query) counts.set(query, { count, isPartial: false });
  }
  const scanned = queries.filter((query) => !counts.has(query));
  for (const [index, count] of (await countByScan(scanned, cap)).entries()) {
    const query = scanned[index];
    if (query) counts.set(query, count);
  }
  return queries.map((query) => counts.get(query) ?? { count: 0, isPartial: true });
}
