import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * Stores what became of every inbound mail: its sender, a state for each outcome, and the message
 * it repeats. Adds the index for searching the mail log.
 */
export const mailLog: Migration = {
  async up(db) {
    await sql`alter table incoming_mail
      add column from_name text not null default '',
      add column from_address text not null default '',
      add column is_ticket_forced boolean not null default false,
      add column requester_address text`.execute(db);
    await sql`alter table incoming_mail drop constraint incoming_mail_state_check`.execute(db);
    await sql`update incoming_mail set error = null,
      state = case when error = 'sent by this system' then 'own' else 'report' end
      where state = 'ignored'`.execute(db);
    await sql`alter table incoming_mail add constraint incoming_mail_state_check
      check (state in ('waiting', 'done', 'automatic', 'duplicate', 'report', 'own', 'failed'))`.execute(db);
    await sql`drop index incoming_mail_failed`.execute(db);
    await sql`create index incoming_mail_state on incoming_mail (state, id desc)`.execute(db);
    await sql`create index incoming_mail_text on incoming_mail using gin (
      lower(subject || ' ' || from_name || ' ' || from_address || ' ' || envelope_from) gin_trgm_ops)`.execute(db);
  },
};
