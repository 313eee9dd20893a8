import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * Owned by availability: agent_status, agent_availability, agent_schedule, agent_absence. Replaces
 * the column agent.availability; Offline was its default, so only the other values are kept.
 */
export const availability: Migration = {
  async up(db) {
    await sql`
      create table agent_status (
        id bigint generated always as identity primary key,
        key text unique check (key in ('available', 'away', 'offline')),
        name jsonb not null,
        receives_work boolean not null,
        is_active boolean not null default true,
        position int not null default 0,
        version int not null default 1,
        check (key is null or (is_active and receives_work = (key = 'available')))
      )`.execute(db);
    await sql`insert into agent_status (key, name, receives_work, position) values
      ('available', '{"en": "Available", "ja": "対応可能"}', true, 1),
      ('away', '{"en": "Away", "ja": "離席中"}', false, 2),
      ('offline', '{"en": "Offline", "ja": "オフライン"}', false, 3)`.execute(db);
    await sql`
      create table agent_availability (
        agent_id bigint primary key references agent,
        status_id bigint not null references agent_status,
        reason text not null default '',
        until timestamptz,
        changed_at timestamptz,
        seen_at timestamptz,
        active_at timestamptz,
        is_receiving boolean not null default false
      ) with (fillfactor = 50)`.execute(db);
    await sql`create index agent_availability_status on agent_availability (status_id)`.execute(db);
    await sql`
      create table agent_schedule (
        agent_id bigint primary key references agent,
        time_zone text not null,
        hours jsonb
      )`.execute(db);
    await sql`
      create table agent_absence (
        id bigint generated always as identity primary key,
        agent_id bigint not null references agent,
        starts_at timestamptz not null,
        ends_at timestamptz not null check (ends_at > starts_at),
        substitute_id bigint references agent check (substitute_id <> agent_id),
        reason text not null default ''
      )`.execute(db);
    await sql`create index agent_absence_agent on agent_absence (agent_id, ends_at)`.execute(db);
    await sql`create index agent_absence_substitute on agent_absence (substitute_id)`.execute(db);
    await sql`alter table company
      add column idle_minutes int check (idle_minutes between 1 and 360),
      add column disconnected_minutes int default 30 check (disconnected_minutes between 1 and 1440)`.execute(db);
    await sql`insert into agent_availability (agent_id, status_id)
      select agent.id, agent_status.id from agent join agent_status on agent_status.key = agent.availability
      where agent.availability <> 'offline' and agent.is_active`.execute(db);
    await sql`alter table agent drop column availability`.execute(db);
  },
};
