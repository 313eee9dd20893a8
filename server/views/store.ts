import { type Insertable, sql, type Updateable } from 'kysely';
import type { Tx } from '../platform/database.ts';
import type { CustomViewTable } from './tables.ts';
import './tables.ts';

/** Replaces the indexed words of a ticket. */
export const upsertWords = (tx: Tx, ticketId: number, words: string, bareWords: string) =>
  sql`insert into ticket_search (ticket_id, words, bare_words)
    values (${ticketId}, to_tsvector('english', ${words}), to_tsvector('english', ${bareWords}))
    on conflict (ticket_id) do update set words = excluded.words, bare_words = excluded.bare_words`.execute(tx);

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
