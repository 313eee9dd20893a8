import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Owned by sharing: ticket_share, batch, batch_item. */
export const sharing: Migration = {
  async up(db) {
    await sql`alter table company
      add column is_sharing_on boolean not null default true,
      add column most_shares int not null default 10,
      add column forward_domains text[] not null default '{}'`.execute(db);
    await sql`
      create table ticket_share (
        id bigint generated always as identity primary key,
        ticket_id bigint not null references ticket,
        department_id bigint not null references department,
        from_department_id bigint not null references department,
        level text not null check (level in ('full', 'restricted', 'read_only')),
        agent_ids bigint[],
        reason text not null,
        hidden_fields text[] not null default '{}',
        is_customer_masked boolean not null default false,
        question text not null default '',
        responsible_id bigint references agent,
        due_at timestamptz,
        done_at timestamptz,
        done_by text,
        answer text not null default '',
        expires_at timestamptz,
        shared_by_id bigint references agent,
        shared_by_name text not null,
        created_at timestamptz not null,
        updated_at timestamptz not null,
        version int not null default 1,
        revoked_at timestamptz,
        revoked_by text,
        activity_at timestamptz not null,
        is_open boolean not null,
        is_deleted boolean not null default false
      )`.execute(db);
    const indexes = [
      'create unique index ticket_share_once on ticket_share (ticket_id, department_id) where revoked_at is null',
      'create index ticket_share_open on ticket_share (department_id, activity_at desc, ticket_id desc) where revoked_at is null and is_open and not is_deleted',
      'create index ticket_share_all on ticket_share (department_id, activity_at desc, ticket_id desc) where revoked_at is null and not is_deleted',
      'create index ticket_share_out on ticket_share (from_department_id, activity_at desc, ticket_id desc) where revoked_at is null and not is_deleted',
      'create index ticket_share_expiry on ticket_share (expires_at) where revoked_at is null and expires_at is not null',
      'create index ticket_share_responsible on ticket_share (responsible_id) where responsible_id is not null',
      'create index ticket_share_by on ticket_share (shared_by_id)',
      'create index ticket_share_ticket on ticket_share (ticket_id)',
    ];
    for (const index of indexes) await sql.raw(index).execute(db);
    // What the Shared Tickets view sorts and filters by is kept with the share, so that the view follows one index whatever the number of tickets.
    await sql`
      create function keep_share_order() returns trigger language plpgsql as $$
      begin
        update ticket_share set activity_at = new.activity_at, is_open = new.is_open, is_deleted = new.deleted_at is not null
        where ticket_id = new.id and revoked_at is null;
        return null;
      end $$`.execute(db);
    await sql`
      create trigger ticket_share_order after update of activity_at, base_state, deleted_at on ticket
      for each row execute function keep_share_order()`.execute(db);
    await sql`
      create table batch (
        id bigint generated always as identity primary key,
        agent_id bigint not null references agent,
        payload jsonb not null,
        state text not null check (state in ('running', 'finished')),
        created_at timestamptz not null
      )`.execute(db);
    await sql`create index batch_agent on batch (agent_id)`.execute(db);
    await sql`
      create table batch_item (
        batch_id bigint not null references batch on delete cascade,
        ticket_id bigint not null,
        state text not null check (state in ('waiting', 'done', 'refused')),
        code text,
        detail text,
        primary key (batch_id, ticket_id)
      )`.execute(db);
  },
};
