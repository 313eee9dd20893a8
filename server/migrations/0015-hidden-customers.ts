import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * Adds the setting of who may look up customer records, an index to find changes of a contact, and
 * rebuilds the search index of tickets with a masked share, because it could contain the customer's
 * name.
 */
export const hiddenCustomers: Migration = {
  async up(db) {
    await sql`alter table company add column contact_lookup text not null default 'everyone'
      check (contact_lookup in ('everyone', 'with_ticket'))`.execute(db);
    await sql`create index event_contact on event (((data->>'contactId')::bigint), id desc)
      where type in ('contact.created', 'contact.edited')`.execute(db);
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
