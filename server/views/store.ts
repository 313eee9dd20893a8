import { type Insertable, sql, type Updateable } from 'kysely';
import type { Tx } from '../platform/database.ts';
import type { CustomViewTable } from './tables.ts';
import './tables.ts';

/** The format of new search rows; rows of older formats are rebuilt in the background. */
export const currentFormat = 2;

type Words = { ordered: string; unordered: string };
type IndexedWords = { ticketId: number; words: Words; bareWords: Words | null };

/** Lets updates of these tickets wait for each other. `ids` are sorted. */
export const lockIndexOf = (tx: Tx, ids: readonly number[]) =>
  sql`select pg_advisory_xact_lock(hashtextextended('views:index', id)) from unnest(${sql.val(ids)}::bigint[]) id`.execute(
    tx,
  );

/** Replaces the indexed words of tickets. */
export async function upsertWords(tx: Tx, tickets: readonly IndexedWords[]): Promise<void> {
  if (tickets.length === 0) return;
  const column = (value: (one: IndexedWords) => string | undefined) => sql`${sql.val(tickets.map(value))}::text[]`;
  const vector = (name: string) =>
    sql`to_tsvector('search_words', ${sql.ref(name)}) || strip(to_tsvector('search_words', ${sql.ref(`${name}_unordered`)}))`;
  await sql`insert into ticket_search (ticket_id, words, bare_words, format)
    select ticket_id, ${vector('words')}, ${vector('bare')}, ${currentFormat}
    from unnest(${tickets.map((one) => one.ticketId)}::bigint[], ${column((one) => one.words.ordered)},
      ${column((one) => one.words.unordered)}, ${column((one) => one.bareWords?.ordered)},
      ${column((one) => one.bareWords?.unordered)}) as new (ticket_id, words, words_unordered, bare, bare_unordered)
    on conflict (ticket_id) do update set words = excluded.words, bare_words = excluded.bare_words, format = excluded.format`.execute(
    tx,
  );
}

export const deletePending = (tx: Tx, ticketIds: readonly number[]) =>
  sql`delete from search_pending where ticket_id = any(${sql.val(ticketIds)}::bigint[])`.execute(tx);

/** Adds words to correct misspelled searches. */
export async function insertSearchWords(tx: Tx, words: ReadonlyMap<string, string[]>): Promise<void> {
  const rows = [...words].map(([word, keys]) => ({ word, keys }));
  if (rows.length === 0) return;
  await sql`insert into search_word (word, keys) select word, keys from json_to_recordset(${JSON.stringify(rows)}) as new (word text, keys text[])
    where not exists (select 1 from search_word known where known.word = new.word) on conflict do nothing`.execute(tx);
}

export const setRebuild = (tx: Tx, to: { nextTicketId: number; addSkipped: number }) =>
  tx
    .updateTable('search_rebuild')
    .set({ next_ticket_id: to.nextTicketId, skipped_count: sql`skipped_count + ${to.addSkipped}` })
    .execute();

/** Ends the rebuild, or starts it again if tickets were skipped. Returns whether it did. */
export async function finishRebuild(tx: Tx): Promise<boolean> {
  const { rows } = await sql<{ is_repeated: boolean }>`update search_rebuild set skipped_count = 0,
    next_ticket_id = case when skipped_count > 0 then (select max(ticket_id) + 1 from ticket_search) end
    returning next_ticket_id is not null as is_repeated`.execute(tx);
  return rows[0]?.is_repeated ?? false;
}

export const insertCustomView = (tx: Tx, row: Insertable<CustomViewTable>) =>
  tx.insertInto('custom_view').values(row).returning('id').executeTakeFirstOrThrow();

export const updateCustomView = (tx: Tx, id: number, change: Updateable<CustomViewTable>) =>
  tx
    .updateTable('custom_view')
    .set({ ...change, version: sql`version + 1` })
    .where('id', '=', id)
    .execute();

export const deleteCustomView = (tx: Tx, id: number) => tx.deleteFrom('custom_view').where('id', '=', id).execute();

/** Locks a view until the transaction ends. */
export const lockCustomView = (tx: Tx, id: number) =>
  tx.selectFrom('custom_view').select('id').where('id', '=', id).forUpdate().execute();

export async function countViewsOf(tx: Tx, agentId: number): Promise<number> {
  const { count } = await tx
    .selectFrom('custom_view')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where('owner_id', '=', agentId)
    .executeTakeFirstOrThrow();
  return Number(count);
}
