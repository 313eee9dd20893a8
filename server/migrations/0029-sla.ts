import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Calendars, contracts and the times they promise to tickets. Owned by sla. */
export const sla: Migration = {
  async up(db) {
    await sql`alter table company add column sla_on_transfer text not null default 'switch_keep_elapsed'
      check (sla_on_transfer in ('switch_keep_elapsed', 'restart', 'keep'))`.execute(db);
    await sql`
      create table calendar (
        id bigint generated always as identity primary key,
        name text not null unique,
        time_zone text not null,
        hours jsonb,
        holidays jsonb not null default '[]',
        version int not null default 1
      )`.execute(db);
    await sql`
      create table sla_contract (
        id bigint generated always as identity primary key,
        name text not null unique,
        is_default boolean not null,
        version int not null default 1
      )`.execute(db);
    await sql`create unique index sla_contract_default on sla_contract (is_default) where is_default`.execute(db);
    await sql`
      create table sla_contract_account (
        account_id bigint primary key references account on delete cascade,
        contract_id bigint not null references sla_contract on delete cascade
      )`.execute(db);
    await sql`create index sla_contract_account_contract on sla_contract_account (contract_id)`.execute(db);
    await sql`
      create table sla_rule (
        id bigint generated always as identity primary key,
        contract_id bigint not null references sla_contract on delete cascade,
        position int not null,
        name text not null,
        conditions jsonb not null,
        first_response_minutes int check (first_response_minutes > 0),
        next_response_minutes int check (next_response_minutes > 0),
        resolution_minutes int check (resolution_minutes > 0),
        calendar_id bigint not null references calendar,
        paused_states text[] not null
      )`.execute(db);
    await sql`create index sla_rule_contract on sla_rule (contract_id, position)`.execute(db);
    await sql`create index sla_rule_calendar on sla_rule (calendar_id)`.execute(db);
    // Without foreign keys to rules and calendars: deleting one must not touch every past ticket.
    await sql`
      create table sla_ticket (
        ticket_id bigint primary key references ticket on delete cascade,
        department_id bigint not null references department,
        contract_id bigint,
        facts jsonb not null,
        due_at timestamptz,
        due_kind text,
        is_paused boolean not null default false
      )`.execute(db);
    await sql`create index sla_ticket_due on sla_ticket (department_id, due_at, ticket_id)
      where due_at is not null`.execute(db);
    await sql`
      create table sla_clock (
        id bigint generated always as identity primary key,
        ticket_id bigint not null references ticket on delete cascade,
        kind text not null check (kind in ('first_response', 'next_response', 'resolution')),
        rule_id bigint,
        rule_name text not null,
        rule_fields text[] not null,
        calendar_id bigint,
        calendar_name text not null,
        target_ms bigint not null,
        started_at timestamptz not null,
        counted_at timestamptz,
        elapsed_ms bigint not null,
        due_at timestamptz,
        paused_since timestamptz,
        pause_cause text,
        met_at timestamptz,
        met_message_id bigint,
        breached_at timestamptz,
        warned_at timestamptz,
        is_breach_announced boolean not null default false,
        next_at timestamptz
      )`.execute(db);
    await sql`create index sla_clock_ticket on sla_clock (ticket_id, id)`.execute(db);
    await sql`create unique index sla_clock_open on sla_clock (ticket_id, kind) where met_at is null`.execute(db);
    await sql`create index sla_clock_next on sla_clock (next_at, id) where next_at is not null`.execute(db);
    await sql`
      create table sla_entry (
        id bigint generated always as identity primary key,
        ticket_id bigint not null references ticket on delete cascade,
        kind text not null,
        at timestamptz not null,
        reason text not null,
        fields text[] not null,
        state text,
        due_before timestamptz,
        due_after timestamptz,
        rule_name text,
        target_ms bigint
      )`.execute(db);
    await sql`create index sla_entry_ticket on sla_entry (ticket_id, id)`.execute(db);
    // A changed contract is applied to open tickets in the order of their numbers.
    await sql`create index ticket_open on ticket (id) where is_open and deleted_at is null`.execute(db);
  },
};
