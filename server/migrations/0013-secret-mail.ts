import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * Marks mails with a sign-in or password link, and removes their text once they can no longer be
 * sent.
 */
export const secretMail: Migration = {
  async up(db) {
    await sql`alter table outgoing_mail add column secret_until timestamptz`.execute(db);
    await sql`update outgoing_mail set secret_until = created_at + interval '3 days'
      where message_id is null and ticket_id is null and mail->>'messageId' like 'sign-in.%'`.execute(db);
    await sql`create index outgoing_mail_secret on outgoing_mail (secret_until)
      where secret_until is not null and mail->>'text' <> ''`.execute(db);
    await sql`update outgoing_mail set mail = mail || '{"text": "", "html": null}'
      where secret_until is not null and state <> 'waiting'`.execute(db);
  },
};
