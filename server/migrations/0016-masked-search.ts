import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * Rebuilds the search index of tickets with a masked share, because it could contain names in other
 * spellings, names in addresses and unknown phone numbers.
 */
export const maskedSearch: Migration = {
  async up(db) {
    const masked = sql`select ticket_id from ticket_share where is_customer_masked and revoked_at is null`;
    await sql`update ticket_search set bare_words = to_tsvector('english', ticket_id::text) where ticket_id in (${masked})`.execute(
      db,
    );
    await sql`do $$ begin
      if exists (select 1 from pg_proc p join pg_namespace n on n.oid = p.pronamespace
          where n.nspname = 'graphile_worker' and p.proname = 'add_job') then
        perform graphile_worker.add_job('views:index', json_build_object('ticketId', ticket_id))
          from ticket_share where is_customer_masked and revoked_at is null;
      end if;
    end $$`.execute(db);
  },
};
