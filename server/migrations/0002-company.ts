import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Owned by settings (company, choice) and departments (department, mailbox). */
export const company: Migration = {
  async up(db) {
    await sql`
      create table company (
        id int primary key default 1 check (id = 1),
        name text not null,
        locale text not null,
        time_zone text not null,
        hidden_fields text[] not null default '{}',
        attachment_max_bytes bigint not null default 26214400,
        reply_delay_ms int not null default 10000,
        is_demo boolean not null default false,
        set_up_at timestamptz,
        setup_token_hash text
      )`.execute(db);
    await sql`
      create table department (
        id bigint generated always as identity primary key,
        name jsonb not null,
        color text not null,
        is_active boolean not null default true,
        created_at timestamptz not null default now()
      )`.execute(db);
    await sql`create unique index department_name on department (lower(name->>'en'))`.execute(db);
    await sql`
      create table choice (
        id bigint generated always as identity primary key,
        kind text not null check (kind in ('status', 'justification', 'priority', 'service', 'category', 'product')),
        name jsonb not null,
        position int not null default 0,
        is_active boolean not null default true,
        base_state text,
        needs_justification boolean not null default false,
        status_id bigint references choice,
        weight int,
        color text,
        parent_id bigint references choice,
        department_id bigint references department,
        check ((kind = 'status') = (base_state is not null)),
        check ((kind = 'justification') = (status_id is not null))
      )`.execute(db);
    await sql`create index choice_status on choice (status_id)`.execute(db);
    await sql`create index choice_parent on choice (parent_id)`.execute(db);
    await sql`create index choice_department on choice (department_id)`.execute(db);
    await sql`
      create table mailbox (
        id bigint generated always as identity primary key,
        address text not null,
        name text not null,
        department_id bigint not null references department,
        is_active boolean not null default true,
        imap jsonb,
        imap_password text,
        imap_mark jsonb,
        polled_at timestamptz,
        poll_error text,
        created_at timestamptz not null default now()
      )`.execute(db);
    await sql`create unique index mailbox_address on mailbox (lower(address))`.execute(db);
    await sql`create index mailbox_department on mailbox (department_id)`.execute(db);
  },
};
