import type { SearchHit } from '@crossdesk/contracts/views.ts';
import { type RawBuilder, sql } from 'kysely';
import { maskFlags, combineMasks, maskText, isReadable } from '../access/index.ts';
import type { ReadContext } from '../platform/context.ts';
import { toPage, readCursor } from '../platform/keyset.ts';
import { criteriaContext } from './criteria.ts';
import { byActivity, rowJoins, type Row, rowView, rowColumns, accessColumns } from './rows.ts';
import { excerptOf, searchedNumber, searchQuery } from './rules.ts';
import { candidateTickets, type CandidateFilter, type ListPosition } from './search-candidates.ts';
import { ownDepartments } from './own-departments.ts';
import './tables.ts';

/**
 * A word that stands in many tickets is found fastest by looking through the newest ones, a rare one by the index of words, which gives all its tickets
 * at once and has to sort them. The newest two hundred tell which it is: with this many hits among them the walk goes on, far enough to fill the page, in one of
 * few lengths, so that each is planned once.
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

type HitRow = Row & { bodyColumn: string | null };
type SearchRequest = { ctx: ReadContext; q: string; words: string; except: number };

/** True on rows of which a share hides something from the actor: those are found only by what is shown of them. */
const isPartlyHidden = (ctx: ReadContext) =>
  sql`exists (select 1 from unnest(${maskFlags(ctx.actor)}) mask where (mask->>'masked')::boolean or json_array_length(mask->'hidden') > 0)`;

const bodyColumn = (q: string) => sql`(select body_text from message where message.ticket_id = ticket.id
  order by position(lower(${q}) in lower(body_text)) > 0 desc, message.id desc limit 1) as body`;

/** On rows of `ticket` that say it: that the actor may know. */
const isMatchVisible = ({ ctx, words, except }: SearchRequest) => sql`ticket.deleted_at is null and ticket.id <> ${except}
  and (not ${isPartlyHidden(ctx)} or (select bare.bare_words @@ to_tsquery('english', ${words}) from ticket_search bare where bare.ticket_id = ticket.id))
  and ${isReadable(ctx.actor, 'any')}`;

/** Looks through the next `size` tickets that may be the actor's to read, newest activity first. */
async function scanCandidates(asked: SearchRequest, among: RawBuilder<unknown>, most: number) {
  const { ctx, q } = asked;
  const { rows } = await sql<
    { seen_count: number; last_id: number | null; last_at: Date | null } & { [K in keyof HitRow]: HitRow[K] | null }
  >`with found as materialized (${among}),
    seen as (select count(*)::int as seen_count from found),
    last as (select id as last_id, activity_at as last_at from found order by activity_at, id limit 1),
    hit as (
      select ${rowColumns}, ${accessColumns(ctx)}, ${bodyColumn(q)} from (
        select ticket.* from found join ticket on ticket.id = found.id join ticket_search on ticket_search.ticket_id = found.id
        where ticket_search.words @@ to_tsquery('english', ${asked.words}) and ${isMatchVisible(asked)} order by ${byActivity} limit ${most}
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

/** All tickets that say it, by the index of words. Their numbers come first, since what is planned for words nobody knows yet suits none. */
async function searchWordIndex(asked: SearchRequest, place: ListPosition | null, most: number): Promise<HitRow[]> {
  const { ctx, q, words } = asked;
  const said = await sql<{ ids: number[] }>`select array(
    select ticket_id from ticket_search where words @@ to_tsquery('english', ${words})) as ids`.execute(ctx.db);
  const ids = said.rows[0]?.ids ?? [];
  if (ids.length === 0) return [];
  const older = place ? sql`(ticket.activity_at, ticket.id) < (${place.activityAt}, ${place.id})` : sql`true`;
  const { rows } = await sql<HitRow>`
    with said as materialized (select * from ticket where id = any(${ids}::bigint[]))
    select ${rowColumns}, ${accessColumns(ctx)}, ${bodyColumn(q)} from (
      select ticket.* from said ticket where ${isMatchVisible(asked)} and ${older} order by ${byActivity} limit ${most}
    ) ticket ${rowJoins(ctx)} order by ${byActivity}`.execute(ctx.db);
  return rows;
}

async function newestHits(asked: SearchRequest, after: ListPosition | null, most: number): Promise<HitRow[]> {
  const { ctx } = asked;
  const reach = await ownDepartments(ctx);
  const look = criteriaContext(ctx, true);
  const among = (place: ListPosition | null, size: number) => candidateTickets(look, noFilter, reach, 'activity', place, size);
  const sample = await scanCandidates(asked, among(after, sampleCount), most);
  const rows = sample.rows;
  let place = sample.last;
  if (sample.seenCount < sampleCount || rows.length >= most) return rows;
  if (rows.length >= commonHitCount) {
    const enough = (most - rows.length) * (sampleCount / rows.length) * 1.5;
    const size = scanSizes.find((one) => one >= enough) ?? Math.max(...scanSizes);
    const further = await scanCandidates(asked, among(place, size), most - rows.length);
    rows.push(...further.rows);
    if (further.seenCount < size || rows.length >= most) return rows;
    place = further.last;
  }
  return [...rows, ...(await searchWordIndex(asked, place, most - rows.length))];
}

/** Tickets whose words match, newest activity first; one whose number is asked for comes first of all. */
export async function search(ctx: ReadContext, query: { q: string; after?: string; limit?: number }) {
  const limit = query.limit ?? 50;
  const after = readCursor(query.after, ['instant', 'number']);
  const words = searchQuery(query.q);
  const number = searchedNumber(query.q);
  if (!words) return { items: [], next: null };
  const asked: SearchRequest = { ctx, q: query.q, words, except: number ?? 0 };
  const place = after ? { activityAt: String(after[0]), id: Number(after[1]) } : null;
  const hit = (row: HitRow): SearchHit => ({
    ...rowView(row),
    excerpt: excerptOf(maskText(combineMasks(row.masks), row.bodyColumn ?? row.preview, { everyAddress: true }), query.q),
  });
  const found = await newestHits(asked, place, limit + 1);
  const result = toPage(found, limit, (row) => [row.activity_at.toISOString(), row.id], hit);
  if (number === null || after) return result;
  const named = await sql<HitRow>`select ${rowColumns}, ${accessColumns(ctx)}, null as body from ticket ${rowJoins(ctx)}
    where ticket.id = ${number} and ${isReadable(ctx.actor, 'any')}`.execute(ctx.db);
  return { items: [...named.rows.map(hit), ...result.items], next: result.next };
}
