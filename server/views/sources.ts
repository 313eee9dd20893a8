import { type RawBuilder, sql } from 'kysely';
import type { CheckedCondition, CheckedCriteria, CheckedGroup, OneOfField } from './conditions.ts';
import type { CriteriaContext } from './criteria.ts';
import { subjectPartQuery } from './search-words.ts';

/** The tickets of an index: their ids, or only as many rows, which is cheaper. */
type Select = (limit: number, columns: 'id' | 'count') => RawBuilder<unknown>;

/**
 * An index that contains all tickets matching some criteria, and perhaps others: statements that
 * select at most `limit` of them each. `needsFullRead`: how many there are cannot be found out
 * without reading the index; `condition` tells it from a sample of `ticket`.
 */
export type Source = { needsFullRead: boolean; condition: RawBuilder<unknown>; selects: Select[] };

const indexedColumns: Partial<Record<OneOfField, RawBuilder<unknown>>> = {
  accountId: sql.ref('ticket.account_id'),
  productId: sql.ref('ticket.product_id'),
  serviceId: sql.ref('ticket.service_id'),
  categoryId: sql.ref('ticket.category_id'),
  priorityId: sql.ref('ticket.priority_id'),
  statusId: sql.ref('ticket.status_id'),
  requesterId: sql.ref('ticket.requester_id'),
  assigneeId: sql.ref('ticket.assignee_id'),
};

/**
 * The tickets with one of the values of a column. The range and the order make PostgreSQL read the
 * column's index: for an equality it expects enough rows to scan the table.
 */
const withValues =
  (column: RawBuilder<unknown>, ids: readonly number[]): Select =>
  (limit, columns) =>
    sql`select found.id from unnest(${ids}::bigint[]) as wanted (value) cross join lateral (
      select ${columns === 'id' ? sql`ticket.id` : sql`1 as id`} from ticket
      where ${column} between wanted.value and wanted.value order by ${column} limit ${sql.lit(limit)}) found limit ${sql.lit(limit)}`;

const withoutValue =
  (column: RawBuilder<unknown>): Select =>
  (limit, columns) =>
    sql`select ${columns === 'id' ? sql`ticket.id` : sql`1 as id`} from ticket
      where ${column} is null order by ${column} limit ${sql.lit(limit)}`;

/** The tickets with tags that meet a condition. */
export const withTags = (condition: RawBuilder<unknown>): Source => ({
  needsFullRead: true,
  condition,
  selects: [
    (limit) => sql`select ticket.id from ticket where ticket.tags <> '{}' and ${condition} limit ${sql.lit(limit)}`,
  ],
});

/** The tickets whose subject may match a tsquery: by the search index, or not in it yet. */
const withSubject = (query: string, text: string): Source => ({
  needsFullRead: true,
  condition: sql`position(lower(${text}) in lower(ticket.subject)) > 0`,
  selects: [
    (limit) => sql`select ticket_id as id from search_pending limit ${sql.lit(limit)}`,
    (limit) => sql`select ticket_search.ticket_id as id from ticket_search
      where ticket_search.words @@ to_tsquery('search_words', ${query}) limit ${sql.lit(limit)}`,
  ],
});

/** `isSearchReady`: the search index contains all tickets in its current format. */
function sourceOfTest(context: CriteriaContext, test: CheckedCondition, isSearchReady: boolean): Source | null {
  if (test.kind === 'words') {
    if (test.operator === 'has_none') return null;
    const operator = sql.raw(test.operator === 'has_any' ? '&&' : '@>');
    return withTags(sql`ticket.tags ${operator} ${test.words}::text[]`);
  }
  if (test.kind === 'text') {
    const query = test.isNegated || !isSearchReady ? null : subjectPartQuery(test.text);
    return query === null ? null : withSubject(query, test.text);
  }
  if (test.kind !== 'one_of' || test.isNone) return null;
  const column = indexedColumns[test.field];
  if (!column || test.words.includes('nobody')) return null;
  const ids = test.words.includes('me') ? [...test.ids, context.actor.agentId] : test.ids;
  const isNone = test.words.includes('none') ? sql`or ${column} is null` : sql``;
  return {
    needsFullRead: false,
    condition: sql`(${column} = any(${ids}::bigint[]) ${isNone})`,
    selects: [
      ...(ids.length > 0 ? [withValues(column, ids)] : []),
      ...(test.words.includes('none') ? [withoutValue(column)] : []),
    ],
  };
}

/** For each group, the indexes of which any one contains all its tickets. */
function sourcesOfGroup(group: CheckedGroup, inner: Source[][], sourceOf: (test: CheckedCondition) => Source | null) {
  const ofTests = group.tests.map((test) => {
    const source = sourceOf(test);
    return source ? [source] : [];
  });
  const parts = [...ofTests, ...inner];
  if (group.match === 'all' || parts.length === 1) return parts.flat();
  if (parts.some((sources) => sources.length === 0)) return [];
  // Any of the conditions: the tickets of all their indexes together.
  const firsts = parts
    .map((sources) => sources.find((one) => !one.needsFullRead) ?? sources[0])
    .filter((one) => one != null);
  const condition = sql`(${sql.join(
    firsts.map((one) => one.condition),
    sql` or `,
  )})`;
  const needsFullRead = firsts.some((one) => one.needsFullRead);
  return [{ needsFullRead, condition, selects: firsts.flatMap((one) => one.selects) }];
}

/** Indexes of which any one contains all tickets that match the criteria. */
export function sourcesOf(context: CriteriaContext, criteria: CheckedCriteria, isSearchReady: boolean): Source[] {
  const sourceOf = (test: CheckedCondition) => sourceOfTest(context, test, isSearchReady);
  return sourcesOfGroup(
    criteria,
    criteria.groups.map((group) => sourcesOfGroup(group, [], sourceOf)),
    sourceOf,
  );
}

/** The rows of a source, at most `limit` of each of its statements. */
export const sourceRows = (source: Source, limit: number, columns: 'id' | 'count'): RawBuilder<unknown> =>
  sql`select id from (${sql.join(
    source.selects.map((select) => sql`(${select(limit, columns)})`),
    sql` union all `,
  )}) source limit ${sql.lit(limit)}`;
