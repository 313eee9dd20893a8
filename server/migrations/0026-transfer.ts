import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * Transfers of tickets, and what former departments and agents can still see. Owned by transfer.
 */
export const transfer: Migration = {
  async up(db) {
    await sql`alter table company add column is_transfer_on boolean not null default true`.execute(db);
    await sql`alter table department_assignment add column target_ids bigint[]`.execute(db);
    await sql`
      create table ticket_transfer (
        id bigint generated always as identity primary key,
        ticket_id bigint not null references ticket on delete cascade,
        kind text not null check (kind in ('transfer', 'unit', 'reassign', 'escalation')),
        from_department_id bigint not null references department,
        from_agent_id bigint references agent,
        to_department_id bigint not null references department,
        to_agent_id bigint references agent,
        by_agent_id bigint references agent,
        by_name text not null,
        reason text not null,
        kept text not null,
        outcome text not null,
        before jsonb not null,
        version_after int not null,
        created_at timestamptz not null,
        undone_at timestamptz
      )`.execute(db);
    await sql`create index ticket_transfer_ticket on ticket_transfer (ticket_id, id)`.execute(db);
    await sql`create index ticket_transfer_from on ticket_transfer (from_department_id, created_at)`.execute(db);
    await sql`create index ticket_transfer_to on ticket_transfer (to_department_id, created_at)`.execute(db);
    await sql`
      create table ticket_trace (
        ticket_id bigint not null references ticket on delete cascade,
        department_id bigint not null references department,
        agent_id bigint references agent,
        transfer_id bigint not null references ticket_transfer on delete cascade,
        is_escalation boolean not null default false,
        created_at timestamptz not null,
        activity_at timestamptz not null,
        is_open boolean not null,
        is_deleted boolean not null default false,
        unique nulls not distinct (ticket_id, department_id, agent_id)
      )`.execute(db);
    const order = 'activity_at desc, ticket_id desc';
    for (const [name, column, condition] of [
      ['agent', 'agent_id', 'agent_id is not null'],
      ['department', 'department_id', 'agent_id is null'],
    ]) {
      await sql`create index ${sql.ref(`ticket_trace_${name}`)} on ticket_trace (${sql.raw(`${column}, ${order}`)})
        where ${sql.raw(condition ?? '')} and not is_deleted`.execute(db);
      await sql`create index ${sql.ref(`ticket_trace_${name}_open`)} on ticket_trace (${sql.raw(`${column}, ${order}`)})
        where ${sql.raw(condition ?? '')} and not is_deleted and is_open`.execute(db);
    }
    // Like ticket_share: lists of transferred tickets read one index.
    await sql`
      create or replace function keep_share_order() returns trigger language plpgsql as $$
      begin
        update ticket_share set activity_at = new.activity_at, is_open = new.is_open, is_deleted = new.deleted_at is not null
        where ticket_id = new.id and revoked_at is null;
        update ticket_trace set activity_at = new.activity_at, is_open = new.is_open, is_deleted = new.deleted_at is not null
        where ticket_id = new.id;
        return null;
      end $$`.execute(db);
    await sql`create index ticket_trace_transfer on ticket_trace (transfer_id)`.execute(db);
    await sql`update profile set permissions = permissions || array['ticket.transfer', 'ticket.escalate']
      where key in ('agent', 'supervisor', 'operator', 'admin')`.execute(db);
    await sql`update profile set permissions = permissions || array['tickets.batch_transfer']
      where key in ('supervisor', 'operator', 'admin')`.execute(db);
  },
};
