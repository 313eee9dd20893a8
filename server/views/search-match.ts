import type { SearchTerm } from '@crossdesk/contracts/search/parse.ts';
import { type RawBuilder, sql } from 'kysely';
import { maskFlags } from '../access/index.ts';
import type { ReadContext } from '../platform/context.ts';
import { formerQuery } from './former-words.ts';
import { attachmentQuery, type WordField, wordsQuery } from './search-words.ts';
import { currentFormat } from './store.ts';

const wordFields = new Set<string>(['subject', 'from', 'to', 'requester', 'account'] satisfies WordField[]);
const isWordField = (operator: string): operator is WordField => wordFields.has(operator);

/**
 * The words of a search. `required`: a tsquery that every match satisfies; `all`: with exclusions;
 * null if there are none. `former…`: the same for rows of format 1, which lack fields and folding.
 */
export type SearchedWords = {
  required: string | null;
  all: string | null;
  formerRequired: string | null;
  formerAll: string | null;
  /** Terms that only the current format answers. */
  fieldTerms: { operator: WordField | 'attachment'; value: string; isExcluded: boolean }[];
};

const join = (parts: readonly string[]): string | null => (parts.length > 0 ? parts.join(' & ') : null);

/** The words and fields of a search; the last word may be a prefix, since it may be unfinished. */
export function searchedWords(terms: readonly SearchTerm[]): SearchedWords {
  const required: string[] = [];
  const excluded: string[] = [];
  const formerRequired: string[] = [];
  const formerExcluded: string[] = [];
  const fieldTerms: SearchedWords['fieldTerms'] = [];
  for (const [index, term] of terms.entries()) {
    const isLast = index === terms.length - 1;
    const add = (query: string | null, former: string | null) => {
      if (query !== null) (term.isExcluded ? excluded : required).push(query);
      if (former !== null) (term.isExcluded ? formerExcluded : formerRequired).push(former);
    };
    if (term.kind === 'text') {
      const isPrefix = isLast && !term.isPhrase && !term.isExcluded;
      add(wordsQuery(term.text, { isPrefix }), formerQuery(term.text, isPrefix));
    } else if (isWordField(term.operator)) {
      const isPrefix = isLast && !term.isExcluded;
      const query = wordsQuery(term.value, { field: term.operator, isPrefix });
      if (query === null) continue;
      const isIndexed = term.operator !== 'account' && term.operator !== 'to' && !term.isExcluded;
      add(query, isIndexed ? formerQuery(term.value, isPrefix) : null);
      fieldTerms.push({ operator: term.operator, value: term.value, isExcluded: term.isExcluded });
    } else if (term.operator === 'has') {
      add(attachmentQuery, null);
      fieldTerms.push({ operator: 'attachment', value: '', isExcluded: term.isExcluded });
    }
  }
  const not = (query: string) => `!${query}`;
  return {
    required: join(required),
    all: join([...required, ...excluded.map(not)]),
    formerRequired: join(formerRequired),
    formerAll: join([...formerRequired, ...formerExcluded.map((query) => not(`(${query})`))]),
    fieldTerms,
  };
}

/**
 * True for rows that a share partly hides from the actor; they are found only by their visible
 * words.
 */
export const isPartlyHidden = (ctx: ReadContext) =>
  sql`exists (select 1 from unnest(${maskFlags(ctx.actor)}) mask where (mask->>'masked')::boolean or json_array_length(mask->'hidden') > 0)`;

/** Fields of a row that format 1 did not index, as conditions. */
function formerField({ operator, value, isExcluded }: SearchedWords['fieldTerms'][number]): RawBuilder<unknown> {
  const has = (text: RawBuilder<unknown>) =>
    sql`position(${value.normalize('NFKC').toLowerCase()} in lower(${text})) > 0`;
  const conditions: Record<WordField | 'attachment', RawBuilder<unknown>> = {
    attachment: sql`exists (select 1 from attachment join message on message.id = attachment.message_id
      where message.ticket_id = ticket.id and not attachment.is_inline)`,
    account: sql`exists (select 1 from account where account.id = ticket.account_id and ${has(sql`account.name`)})`,
    to: sql`exists (select 1 from message where message.ticket_id = ticket.id and ${has(sql`recipients::text`)})`,
    subject: has(sql`ticket.subject`),
    from: sql`true`,
    requester: sql`true`,
  };
  // Without their own words, senders and requesters are found by the words of the ticket.
  return isExcluded && (operator === 'from' || operator === 'requester')
    ? sql`true`
    : isExcluded
      ? sql`not ${conditions[operator]}`
      : conditions[operator];
}

type Vectors = { words: RawBuilder<unknown>; bareWords: RawBuilder<unknown> };
const vectors: Vectors = { words: sql.ref('indexed.words'), bareWords: sql.ref('indexed.bare_words') };

/**
 * A match in one format. Of partly hidden tickets, the words without the customer decide. All words
 * of the search must be in the ticket as well, so that an index of these finds every match.
 */
function formatMatch(
  ctx: ReadContext,
  config: 'search_words' | 'english',
  required: string | null,
  all: string | null,
): RawBuilder<unknown> {
  if (all === null) return sql`true`;
  const query = (text: string) => sql`to_tsquery(${sql.lit(config)}, ${text})`;
  const visible = sql`case when ${isPartlyHidden(ctx)} then ${vectors.bareWords} else ${vectors.words} end`;
  const isVisible = sql`${visible} @@ ${query(all)}`;
  return required === null
    ? isVisible
    : sql`case when ${vectors.words} @@ ${query(required)} then ${isVisible} else false end`;
}

/** True for rows of `ticket` whose words match as far as the actor may know them. */
export function wordsMatch(ctx: ReadContext, words: SearchedWords, isReady: boolean): RawBuilder<unknown> {
  if (words.all === null) return sql`true`;
  const current = formatMatch(ctx, 'search_words', words.required, words.all);
  if (isReady) return sql`(select ${current} from ticket_search indexed where indexed.ticket_id = ticket.id)`;
  const fields = words.fieldTerms.map((term) =>
    term.operator === 'account' || term.operator === 'to'
      ? sql`not ${isPartlyHidden(ctx)} and ${formerField(term)}`
      : formerField(term),
  );
  const former = sql.join([formatMatch(ctx, 'english', words.formerRequired, words.formerAll), ...fields], sql` and `);
  return sql`(select case when indexed.format = ${sql.lit(currentFormat)} then ${current} else ${former} end
    from ticket_search indexed where indexed.ticket_id = ticket.id)`;
}

/**
 * True for rows of `ticket` that contain the required words in any order: these are read when the
 * index is searched, also for a phrase.
 */
export const containsWords = ({ required }: SearchedWords): RawBuilder<unknown> =>
  sql`exists (select 1 from ticket_search indexed where indexed.ticket_id = ticket.id
    and indexed.words @@ to_tsquery('search_words', ${(required ?? '').replaceAll('<->', '&')}))`;

/**
 * Selects the ids of all tickets with the required words, at most `limit`; null if the index cannot
 * answer: a search without required words, or, while the index is rebuilt, with new fields only.
 */
export function idsWithWords(words: SearchedWords, isReady: boolean): ((limit: number) => RawBuilder<unknown>) | null {
  const { required, formerRequired } = words;
  if (required === null || (!isReady && formerRequired === null)) return null;
  const current = sql`words @@ to_tsquery('search_words', ${required})`;
  const condition = isReady
    ? current
    : sql`(format = ${sql.lit(currentFormat)} and ${current})
        or (format < ${sql.lit(currentFormat)} and words @@ to_tsquery('english', ${formerRequired}))`;
  return (limit) => sql`select ticket_id as id from ticket_search where ${condition} limit ${sql.lit(limit)}`;
}
