import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Owned by the platform: the event log, answers kept for Idempotency-Key, the outbox of mails. */
export const platform: Migration = {
  async up(db) {
    await sql`
      create table event (
        id bigint generated always as identity primary key,
        type text not null,
        at timestamptz not null,
        ticket_id bigint,
        message_id bigint,
        actor_kind text not null check (actor_kind in ('agent', 'contact', 'system')),
        actor_id bigint,
        actor_name text not null,
        request_id text,
        changes jsonb not null default '[]',
        data jsonb not null default '{}'
      )`.execute(db);
    await sql`create index event_ticket on event (ticket_id, id desc) where ticket_id is not null`.execute(db);
    await sql`
      create table idempotency (
        actor text not null,
        key text not null,
        fingerprint text not null,
        answer text,
        created_at timestamptz not null,
        primary key (actor, key)
      )`.execute(db);
    await sql`create index idempotency_created on idempotency (created_at)`.execute(db);
    await sql`
      create table outgoing_mail (
        id bigint generated always as identity primary key,
        ticket_id bigint,
        message_id bigint,
        mail jsonb not null,
        state text not null check (state in ('waiting', 'sent', 'failed', 'kept', 'canceled')),
        attempt_count int not null default 0,
        last_error text,
        created_at timestamptz not null,
        sent_at timestamptz
      )`.execute(db);
    await sql`
      create table worker_process (
        worker_id text primary key,
        process_key int not null
      )`.execute(db);
    await sql`
      create table socket_io_attachments (
        id bigserial unique,
        created_at timestamptz default now(),
        payload bytea
      )`.execute(db);
    await sql`create index outgoing_mail_message on outgoing_mail (message_id) where message_id is not null`.execute(
      db,
    );
  },
};
