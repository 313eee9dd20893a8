import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * Rules that say which tickets a department takes, and automatic assignment. Owned by assignment.
 * Existing departments take tickets of every channel, as before, and keep assigning by hand.
 */
export const assignment: Migration = {
  async up(db) {
    await sql`
      create table routing_rule (
        id bigint generated always as identity primary key,
        name text not null,
        department_id bigint not null references department,
        position int not null,
        channels text[],
        conditions jsonb not null default '{}',
        agent_ids bigint[],
        skills text[] not null default '{}',
        max_open int check (max_open > 0),
        is_active boolean not null default true,
        version int not null default 1
      )`.execute(db);
    await sql`create index routing_rule_department on routing_rule (department_id)`.execute(db);
    await sql`insert into routing_rule (name, department_id, position)
      select coalesce(name->>'en', name->>'ja', 'Rule ' || id), id, id from department`.execute(db);
    await sql`
      create table department_assignment (
        department_id bigint primary key references department on delete cascade,
        mode text not null check (mode in ('manual', 'least_open', 'round_robin', 'sequential', 'skills')),
        tie_break text not null check (tie_break in ('least_recent', 'random')),
        when_nobody text not null check (when_nobody in ('queue', 'refuse')),
        when_away text not null check (when_away in ('keep', 'reassign')),
        may_name_unavailable boolean not null,
        counts_pending boolean not null,
        max_open int check (max_open > 0),
        unit_ids bigint[] not null default '{}',
        version int not null default 1
      )`.execute(db);
    await sql`insert into department_assignment
      select id, 'manual', 'least_recent', 'queue', 'keep', false, false, null from department`.execute(db);
    await sql`
      create table agent_assignment (
        agent_id bigint primary key references agent on delete cascade,
        max_open int check (max_open > 0),
        skills text[] not null default '{}',
        version int not null default 1
      )`.execute(db);
    await sql`
      create table agent_turn (
        department_id bigint not null references department on delete cascade,
        agent_id bigint not null references agent on delete cascade,
        assigned_at timestamptz not null,
        primary key (department_id, agent_id)
      )`.execute(db);
    await sql`create index agent_turn_agent on agent_turn (agent_id)`.execute(db);
    await sql`
      create table assignment_queue (
        ticket_id bigint primary key references ticket on delete cascade,
        department_id bigint not null references department,
        reason text not null,
        rule_id bigint,
        excluded_ids bigint[] not null default '{}',
        queued_at timestamptz not null
      )`.execute(db);
    await sql`create index assignment_queue_order on assignment_queue (department_id, queued_at, ticket_id)`.execute(
      db,
    );
    await sql`
      create table assignment_decision (
        id bigint generated always as identity primary key,
        ticket_id bigint not null references ticket on delete cascade,
        department_id bigint not null references department,
        agent_id bigint references agent,
        rule_id bigint,
        mode text not null,
        outcome text not null,
        decided_by text,
        seed bigint,
        candidates jsonb not null,
        decided_at timestamptz not null
      )`.execute(db);
    await sql`create index assignment_decision_ticket on assignment_decision (ticket_id, id)`.execute(db);
    await sql`create index assignment_decision_agent on assignment_decision (agent_id, decided_at)`.execute(db);
    await sql`create index assignment_decision_department on assignment_decision (department_id, decided_at)`.execute(
      db,
    );
  },
};
