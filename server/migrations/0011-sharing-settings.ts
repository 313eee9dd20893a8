import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Settings of sharing: whether Read-only access may comment (C-08), and how far Restricted access may forward (C-07). The notification of a mail is found by it. */
export const sharingSettings: Migration = {
  async up(db) {
    await sql`alter table company
      add column read_only_can_comment boolean not null default true,
      add column restricted_forward_scope text not null default 'internal_only'
        check (restricted_forward_scope in ('internal_only', 'not_customer'))`.execute(db);
    await sql`create index notification_mail on notification (mail_id) where mail_id is not null`.execute(db);
    await sql`create index notification_text on notification (text_id) where text_id is not null`.execute(db);
  },
};
