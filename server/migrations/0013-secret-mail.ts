import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Mails that carry a sign-in or password link are marked, and lose their text once they can no longer be sent. */
export const secretMail: Migration = {
  async up(db) {
    await sql`alter table outgoing_mail add column is_secret boolean not null default false`.execute(db);
    await sql`update outgoing_mail set is_secret = true
      where message_id is null and ticket_id is null and mail->>'messageId' like 'sign-in.%'`.execute(db);
    await sql`update outgoing_mail set mail = mail || '{"text": "", "html": null}'
      where is_secret and state <> 'waiting'`.execute(db);
  },
};
