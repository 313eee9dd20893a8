import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * Mailboxes get an outgoing server, a copy in the Sent folder and OAuth. Encryption has three
 * values, and errors are stored as codes.
 */
export const mailboxConnections: Migration = {
  async up(db) {
    await sql`
      alter table mailbox
        add column smtp jsonb,
        add column smtp_password text,
        add column has_sent_copy boolean not null default false,
        add column sent_folder text,
        add column sent_copy_error jsonb,
        add column oauth jsonb,
        add column oauth_secret text,
        add column oauth_tokens text,
        add column oauth_is_revoked boolean not null default false`.execute(db);
    await sql`
      update mailbox set imap = (imap - 'isSecure') || jsonb_build_object('signIn', 'password', 'encryption',
        case when (imap->>'isSecure')::boolean then 'tls' else 'none' end)
      where imap is not null`.execute(db);
    await sql`alter table mailbox drop column poll_error`.execute(db);
    await sql`alter table mailbox add column poll_error jsonb`.execute(db);
    await sql`
      create table mailbox_consent (
        state_hash text primary key,
        mailbox_id bigint not null references mailbox on delete cascade,
        agent_id bigint not null references agent on delete cascade,
        session_id text,
        verifier text not null,
        expires_at timestamptz not null
      )`.execute(db);
    await sql`create index mailbox_consent_mailbox on mailbox_consent (mailbox_id)`.execute(db);
    await sql`create index mailbox_consent_agent on mailbox_consent (agent_id)`.execute(db);
    await sql`alter table outgoing_mail add column mailbox_id bigint references mailbox`.execute(db);
    await sql`create index outgoing_mail_mailbox on outgoing_mail (mailbox_id)`.execute(db);
  },
};
