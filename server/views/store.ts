import { sql } from 'kysely';
import type { Tx } from '../platform/database.ts';

/** Replaces the indexed words of a ticket. */
export const upsertWords = (tx: Tx, ticketId: number, words: string, bareWords: string) =>
  sql`insert into ticket_search (ticket_id, words, bare_words)
    values (${ticketId}, to_tsvector('english', ${words}), to_tsvector('english', ${bareWords}))
    on conflict (ticket_id) do update set words = excluded.words, bare_words = excluded.bare_words`.execute(tx);
