import { sql } from 'kysely';
import type { Tx } from '../platform/database.ts';

/** Replaces the indexed words of a ticket. */
export const upsertWords = (tx: Tx, ticketId: number, words: string) =>
  sql`insert into ticket_search (ticket_id, words) values (${ticketId}, to_tsvector('english', ${words}))
    on conflict (ticket_id) do update set words = excluded.words`.execute(tx);
