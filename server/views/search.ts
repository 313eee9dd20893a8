import { createHighlighter, type Highlighter } from '@crossdesk/contracts/search/highlight.ts';
import { type OperatorTerm, parseSearch } from '@crossdesk/contracts/search/parse.ts';
import type { SearchHit, SearchPage } from '@crossdesk/contracts/views.ts';
import { sql } from 'kysely';
import { combineMasks, isReadable, maskText } from '../access/index.ts';
import type { ReadContext } from '../platform/context.ts';
import { encodeCursor, readCursor } from '../platform/keyset.ts';
import { candidateFilter, type State } from './candidates.ts';
import type { CheckedCriteria } from './conditions.ts';
import { criteriaContext, criteriaSql, isSharedSql } from './criteria.ts';
import { bestText, excerptOf } from './excerpts.ts';
import { findPage, type TicketQuery } from './find.ts';
import { ownDepartments } from './own-departments.ts';
import { accessColumns, type Row, rowColumns, rowJoins, rowView } from './rows.ts';
import { searchedNumber } from './rules.ts';
import { isUnreadSql, type SearchFilters, searchFilters } from './search-filters.ts';
import { containsWords, idsWithWords, isPartlyHidden, searchedWords, wordsMatch } from './search-match.ts';
import { isSearchReady } from './search-state.ts';
import { type Source, sourcesOf, withTags } from './sources.ts';
import { correctedSearches } from './suggestions.ts';
import './tables.ts';

/** The number of the newest tickets a search looks at first. */
const firstSize = 200;
/** Searches answer sooner than views and continue on request. */
const scanLimit = 8_000;

type HitRow = Row & { bodies: string[] };

/** The newest messages, from which the excerpt is taken. */
const bodyColumn = sql`array(select left(body_text, 3000) from message where message.ticket_id = ticket.id order by id desc limit 8) as bodies`;

const stateIs = { open: sql`ticket.is_open`, closed: sql`not ticket.is_open`, any: sql`true` } as const;
const isOpenState = (state: State): boolean | null => (state === 'any' ? null : state === 'open');

function toHit(row: HitRow, highlight: Highlighter): SearchHit {
  const mask = combineMasks(row.masks);
  const bodies = row.bodies.length > 0 ? row.bodies : [row.preview];
  const visible = mask ? bodies.map((body) => maskText(mask, body, { everyAddress: true })) : bodies;
  return { ...rowView(row), excerpt: excerptOf(bestText(visible, highlight), highlight) };
}

const isTagged = (words: readonly string[]) => sql`ticket.tags && ${words}::text[]`;

/** Of partly hidden tickets the tags are not searched, since they may name the customer. */
const hasTag = (ctx: ReadContext, { words, isExcluded }: SearchFilters['tags'][number]) => {
  const isVisible = sql`(${isTagged(words)} and not ${isPartlyHidden(ctx)})`;
  return isExcluded ? sql`and not ${isVisible}` : sql`and ${isVisible}`;
};

/** A search as a query; null if it has neither words nor operators. */
async function searchQuery(ctx: ReadContext, q: string, filters: SearchFilters): Promise<TicketQuery | null> {
  const terms = parseSearch(q);
  const words = searchedWords(terms);
  const { tests, tags, state, isUnread, isShared } = filters;
  const hasFilters = tests.length > 0 || tags.length > 0 || state !== 'any' || isUnread !== null || isShared !== null;
  if (words.all === null && !hasFilters) return null;
  const isReady = await isSearchReady(ctx);
  const context = { ...criteriaContext(ctx, true), includesTransferred: true };
  const criteria: CheckedCriteria = { match: 'all', tests, groups: [] };
  const hasWords = wordsMatch(ctx, words, isReady);
  const wordIds = idsWithWords(words, isReady);
  const tagSources = tags.filter((tag) => !tag.isExcluded).map((tag) => withTags(isTagged(tag.words)));
  const wordSource: Source[] = wordIds
    ? [{ needsFullRead: true, condition: containsWords(words), selects: [wordIds] }]
    : [];
  const unread = isUnread === null ? sql`true` : isUnread ? isUnreadSql(ctx) : sql`not ${isUnreadSql(ctx)}`;
  const shared = isShared === null ? sql`true` : isShared ? isSharedSql(context) : sql`not ${isSharedSql(context)}`;
  const hasTags = tags.map((tag) => hasTag(ctx, tag));
  const except = searchedNumber(q) ?? 0;
  const criteriaMatch = tests.length > 0 ? criteriaSql(context, criteria) : sql`true`;
  return {
    context,
    filter: { ...candidateFilter(criteria, context, state, () => null), isOpen: isOpenState(state) },
    departments: await ownDepartments(ctx),
    order: 'activity',
    where: sql`${stateIs[state]} and ticket.id <> ${except} and ${criteriaMatch} and ${hasWords}
        and ${isReadable(ctx.actor, 'any')} and ${unread} and ${shared} ${hasTags.length > 0 ? sql.join(hasTags, sql` `) : sql``}`,
    sources: [...sourcesOf(context, criteria, isReady), ...tagSources, ...wordSource],
    columns: bodyColumn,
  };
}

const operatorsOf = (q: string) => parseSearch(q).filter((term): term is OperatorTerm => term.kind === 'operator');

async function hasHits(ctx: ReadContext, q: string): Promise<boolean> {
  const query = await searchQuery(ctx, q, await searchFilters(ctx, operatorsOf(q)));
  if (!query) return false;
  const { rows } = await findPage<HitRow>(query, { after: null, limit: 1, firstSize, scanLimit });
  return rows.length > 0;
}

async function suggestedSearch(ctx: ReadContext, q: string): Promise<string | null> {
  for (const suggestion of await correctedSearches(ctx, q)) if (await hasHits(ctx, suggestion)) return suggestion;
  return null;
}

async function hitWithNumber(ctx: ReadContext, number: number): Promise<HitRow[]> {
  const { rows } =
    await sql<HitRow>`select ${rowColumns}, ${accessColumns(ctx)}, ${bodyColumn} from ticket ${rowJoins(ctx)}
    where ticket.id = ${number} and ${isReadable(ctx.actor, 'any')}`.execute(ctx.db);
  return rows;
}

/**
 * Tickets that match words and operators, latest activity first; a ticket whose number was searched
 * for is first.
 */
export async function search(
  ctx: ReadContext,
  { q, after, limit = 50 }: { q: string; after?: string; limit?: number },
): Promise<SearchPage> {
  const cursor = readCursor(after, ['instant', 'number']);
  const filters = await searchFilters(ctx, operatorsOf(q));
  const unknown = filters.unknown.map(({ start, end }) => q.slice(start, end));
  const nothing: SearchPage = { items: [], next: null, isPartial: false, suggestion: null, unknown };
  const prepared = unknown.length > 0 ? null : await searchQuery(ctx, q, filters);
  if (!prepared) return nothing;
  const highlight = createHighlighter(q);
  const position = cursor ? { activityAt: String(cursor[0]), id: Number(cursor[1]) } : null;
  const { rows, isPartial, end } = await findPage<HitRow>(prepared, { after: position, limit, firstSize, scanLimit });
  const number = searchedNumber(q);
  const numbered = number === null || cursor ? [] : await hitWithNumber(ctx, number);
  const items = [...numbered, ...rows].map((row) => toHit(row, highlight));
  const isEmpty = items.length === 0 && !cursor && !isPartial;
  return {
    items,
    next: end && encodeCursor([String(end.activityAt), end.id]),
    isPartial,
    suggestion: isEmpty ? await suggestedSearch(ctx, q) : null,
    unknown,
  };
}
