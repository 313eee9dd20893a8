import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Stores the delivery state of each recipient of an outgoing mail, and on its message. */
export const mailRecipients: Migration = {
  async up(db) {
    await sql`alter table outgoing_mail add column recipients jsonb`.execute(db);
    await sql`alter table outgoing_mail drop constraint outgoing_mail_state_check`.execute(db);
    await sql`alter table outgoing_mail add constraint outgoing_mail_state_check
      check (state in ('waiting', 'sent', 'partly', 'failed', 'kept', 'canceled'))`.execute(db);
    await sql`alter table message add column delivery_recipients jsonb`.execute(db);
  },
};
