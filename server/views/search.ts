import type { SearchHit } from '@crossdesk/contracts/views.ts';
import { type RawBuilder, sql } from 'kysely';
import { combineMasks, isReadable, maskFlags, maskText } from '../access/index.ts';
import type { ReadContext } from '../platform/context.ts';
import { readCursor, toPage } from '../platform/keyset.ts';
import { criteriaContext } from './criteria.ts';
import { ownDepartments } from './own-departments.ts';
import { accessColumns, byActivity, type Row, rowColumns, rowJoins, rowView } from './rows.ts';
import { excerptOf, searchedNumber, searchQuery } from './rules.ts';
import { type CandidateFilter, candidateTickets, type ListPosition } from './search-candidates.ts';
import './tables.ts';

/**
 * Common words are found fastest by scanning the newest tickets, rare words by the word index,
 * which returns all matches at once and has to sort them. The newest two hundred tickets decide:
 * with enough hits among them, the scan continues far enough to fill the page. Scans have a few
 * fixed sizes, so that each gets its own query plan.
 */
const sampleCount = 200;
const commonHitCount = 3;
const scanSizes = [400, 1_200, 3_000, 6_000];

const noFilter: CandidateFilter = {
  departmentIds: null,
  assigneeIds: null,
  requesterIds: null,
  isOpen: null,
  isSharedOut: false,
};

type HitRow = Row & { body: string | null };
type SearchRequest = { ctx: ReadContext; q: string; words: string; except: number };

/**
 * True for rows that a share partly hides from the actor; they are found only by their visible
 * words.
 */
const isPartlyHidden = (ctx: ReadContext) =>
  sql`exists (select 1 from unnest(${maskFlags(ctx.actor)}) mask where (mask->>'masked')::boolean or json_array_length(mask->'hidden') > 0)`;

const bodyColumn = (q: string) => sql`(select body_text from message where message.ticket_id = ticket.id
  order by position(lower(${q}) in lower(body_text)) > 0 desc, message.id desc limit 1) as body`;

/** True for rows of `ticket` whose match the actor may know about. */
const isMatchVisible = ({
  ctx,
  words,
  except,
}: SearchRequest) => sql`ticket.deleted_at is null and ticket.id <> ${except}
  and (not ${isPartlyHidden(ctx)} or (select bare.bare_words @@ to_tsquery('english', ${words}) from ticket_search bare where bare.ticket_id = ticket.id))
  and ${isReadable(ctx.actor, 'any')}`;

/** Scans one batch of candidate tickets the actor may be able to read, newest activity first. */
async function scanCandidates(request: SearchRequest, candidates: RawBuilder<unknown>, limit: number) {
  const { ctx, q } = request;
  const { rows } = await sql<
    { seen_count: number; last_id: number | null; last_at: Date | null } & { [K in keyof HitRow]: HitRow[K] | null }
  >`with found as materialized (${candidates}),
    seen as (select count(*)::int as seen_count from found),
    last as (select id as last_id, activity_at as last_at from found order by activity_at, id limit 1),
    hit as (
      select ${rowColumns}, ${accessColumns(ctx)}, ${bodyColumn(q)} from (
        select ticket.* from found join ticket on ticket.id = found.id join ticket_search on ticket_search.ticket_id = found.id
        where ticket_search.words @@ to_tsquery('english', ${request.words}) and ${isMatchVisible(request)} order by ${byActivity} limit ${limit}
      ) ticket ${rowJoins(ctx)}
    )
    select seen.*, last.*, ticket.* from seen left join last on true left join hit ticket on true order by ${byActivity}`.execute(
    ctx.db,
  );
  const [first] = rows;
  return {
    rows: rows.filter((row) => row.id !== null) as HitRow[],
    seenCount: first?.seen_count ?? 0,
    last: first?.last_id && first.last_at ? { id: first.last_id, activityAt: first.last_at.toISOString() } : null,
  };
}

/**
 * Finds all matching tickets by the word index. The ids come from a separate query, because one
 * query plan does not suit both rare and common words.
 */
async function searchWordIndex(
  request: SearchRequest,
  position: ListPosition | null,
  limit: number,
): Promise<HitRow[]> {
  const { ctx, q, words } = request;
  const matches = await sql<{ ids: number[] }>`select array(
    select ticket_id from ticket_search where words @@ to_tsquery('english', ${words})) as ids`.execute(ctx.db);
  const ids = matches.rows[0]?.ids ?? [];
  if (ids.length === 0) return [];
  const older = position ? sql`(ticket.activity_at, ticket.id) < (${position.activityAt}, ${position.id})` : sql`true`;
  const { rows } = await sql<HitRow>`
    with matched as materialized (select * from ticket where id = any(${ids}::bigint[]))
    select ${rowColumns}, ${accessColumns(ctx)}, ${bodyColumn(q)} from (
      select ticket.* from matched ticket where ${isMatchVisible(request)} and ${older} order by ${byActivity} limit ${limit}
    ) ticket ${rowJoins(ctx)} order by ${byActivity}`.execute(ctx.db);
  return rows;
}

async function newestHits(request: SearchRequest, after: ListPosition | null, limit: number): Promise<HitRow[]> {
  const { ctx } = request;
  const departments = await ownDepartments(ctx);
  const criteria = criteriaContext(ctx, true);
  const candidates = (position: ListPosition | null, size: number) =>
    candidateTickets(criteria, noFilter, departments, 'activity', position, size);
  const firstScan = await scanCandidates(request, candidates(after, sampleCount), limit);
  const rows = firstScan.rows;
  let position = firstScan.last;
  if (firstScan.seenCount < sampleCount || rows.length >= limit) return rows;
  if (rows.length >= commonHitCount) {
    const neededCount = (limit - rows.length) * (sampleCount / rows.length) * 1.5;
    const size = scanSizes.find((one) => one >= neededCount) ?? Math.max(...scanSizes);
    const nextScan = await scanCandidates(request, candidates(position, size), limit - rows.length);
    rows.push(...nextScan.rows);
    if (nextScan.seenCount < size || rows.length >= limit) return rows;
    position = nextScan.last;
  }
  return [...rows, ...(await searchWordIndex(request, position, limit - rows.length))];
}

/**
 * Tickets with matching words, newest activity first; a ticket whose number was searched for comes
 * first.
 */
export async function search(ctx: ReadContext, query: { q: string; after?: string; limit?: number }) {
  const limit = query.limit ?? 50;
  const after = readCursor(query.after, ['instant', 'number']);
  const words = searchQuery(query.q);
  const number = searchedNumber(query.q);
  if (!words) return { items: [], next: null };
  const request: SearchRequest = { ctx, q: query.q, words, except: number ?? 0 };
  const position = after ? { activityAt: String(after[0]), id: Number(after[1]) } : null;
  const toHit = (row: HitRow): SearchHit => ({
    ...rowView(row),
    excerpt: excerptOf(maskText(combineMasks(row.masks), row.body ?? row.preview, { everyAddress: true }), query.q),
  });
  const hits = await newestHits(request, position, limit + 1);
  const result = toPage(hits, limit, (row) => [row.activity_at.toISOString(), row.id], toHit);
  if (number === null || after) return result;
  const numberHit =
    await sql<HitRow>`select ${rowColumns}, ${accessColumns(ctx)}, null as body from ticket ${rowJoins(ctx)}
    where ticket.id = ${number} and ${isReadable(ctx.actor, 'any')}`.execute(ctx.db);
  return { items: [...numberHit.rows.map(toHit), ...result.items], next: result.next };
}
