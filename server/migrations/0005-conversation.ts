import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Owned by conversation (message, revision, draft, attachment, stored_file) and the e-mail channel (mail_reference, incoming_mail). */
export const conversation: Migration = {
  async up(db) {
    await sql`
      create table message (
        id bigint generated always as identity primary key,
        ticket_id bigint not null references ticket,
        kind text not null check (kind in ('request', 'reply', 'comment', 'forward', 'auto', 'bounce')),
        visibility text not null check (visibility in ('public', 'internal')),
        author_kind text not null check (author_kind in ('agent', 'contact', 'system')),
        author_id bigint,
        author_name text not null,
        author_address text,
        html text not null,
        body_text text not null,
        quoted_html text,
        recipients jsonb not null default '{"to":[],"cc":[],"bcc":[]}',
        delivery text,
        delivery_detail text,
        authenticity jsonb,
        created_at timestamptz not null,
        sends_at timestamptz,
        edited_at timestamptz
      )`.execute(db);
    await sql`create index message_ticket on message (ticket_id, id desc)`.execute(db);
    await sql`
      create table message_revision (
        id bigint generated always as identity primary key,
        message_id bigint not null references message,
        html text not null,
        replaced_at timestamptz not null,
        replaced_by text not null
      )`.execute(db);
    await sql`create index message_revision_message on message_revision (message_id, id desc)`.execute(db);
    await sql`
      create table draft (
        agent_id bigint not null references agent,
        ticket_id bigint not null references ticket,
        kind text not null check (kind in ('reply', 'comment', 'forward')),
        html text not null,
        recipients jsonb not null,
        updated_at timestamptz not null,
        primary key (agent_id, ticket_id, kind)
      )`.execute(db);
    await sql`create index draft_ticket on draft (ticket_id)`.execute(db);
    await sql`
      create table attachment (
        id bigint generated always as identity primary key,
        hash text not null,
        name text not null,
        content_type text not null,
        byte_count bigint not null,
        content_id text,
        is_inline boolean not null default false,
        message_id bigint references message,
        draft_agent_id bigint,
        draft_ticket_id bigint,
        draft_kind text,
        uploaded_by bigint references agent,
        created_at timestamptz not null,
        foreign key (draft_agent_id, draft_ticket_id, draft_kind) references draft (agent_id, ticket_id, kind) on delete set null
      )`.execute(db);
    await sql`create index attachment_message on attachment (message_id)`.execute(db);
    await sql`create index attachment_draft on attachment (draft_agent_id, draft_ticket_id, draft_kind)`.execute(db);
    await sql`create index attachment_uploader on attachment (uploaded_by)`.execute(db);
    await sql`create index attachment_loose on attachment (created_at) where message_id is null`.execute(db);
    await sql`
      create table mail_reference (
        mail_id text not null,
        mailbox_id bigint references mailbox,
        ticket_id bigint not null references ticket,
        message_id bigint not null references message
      )`.execute(db);
    await sql`create unique index mail_reference_once on mail_reference (mail_id, coalesce(mailbox_id, 0))`.execute(db);
    await sql`create index mail_reference_message on mail_reference (message_id)`.execute(db);
    await sql`create index mail_reference_ticket on mail_reference (ticket_id)`.execute(db);
    await sql`create index mail_reference_mailbox on mail_reference (mailbox_id)`.execute(db);
    await sql`
      create table incoming_mail (
        id bigint generated always as identity primary key,
        mailbox_id bigint not null references mailbox,
        hash text not null,
        byte_count bigint not null,
        envelope_from text not null,
        envelope_to text[] not null,
        remote_address text,
        helo text,
        source text not null check (source in ('smtp', 'imap')),
        state text not null check (state in ('waiting', 'done', 'duplicate', 'ignored', 'failed')),
        subject text not null default '',
        error text,
        attempt_count int not null default 0,
        message_id bigint references message,
        received_at timestamptz not null
      )`.execute(db);
    await sql`create index incoming_mail_mailbox on incoming_mail (mailbox_id)`.execute(db);
    await sql`create index incoming_mail_message on incoming_mail (message_id)`.execute(db);
    await sql`create index incoming_mail_failed on incoming_mail (id desc) where state = 'failed'`.execute(db);
    await sql`create index incoming_mail_waiting on incoming_mail (received_at) where state = 'waiting'`.execute(db);
    await sql`create index incoming_mail_hash on incoming_mail (hash, mailbox_id)`.execute(db);
  },
};
