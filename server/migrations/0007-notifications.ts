import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Owned by notifications: notification, notification_rule, notification_preference, notification_template. By the platform: outgoing_text. */
export const notifications: Migration = {
  async up(db) {
    await sql`alter table agent add column phone text`.execute(db);
    await sql`
      create table outgoing_text (
        id bigint generated always as identity primary key,
        ticket_id bigint,
        recipient text not null,
        body text not null,
        state text not null check (state in ('waiting', 'sent', 'delivered', 'failed', 'kept', 'canceled')),
        rank int not null default 0,
        provider_id text unique,
        attempt_count int not null default 0,
        last_error text,
        created_at timestamptz not null,
        sent_at timestamptz
      )`.execute(db);
    await sql`
      create table notification (
        id bigint generated always as identity primary key,
        event_id bigint not null,
        agent_id bigint not null references agent,
        means text not null check (means in ('app', 'email', 'sms')),
        kind text not null,
        ticket_id bigint not null references ticket,
        department_id bigint references department,
        message_id bigint,
        actor_kind text not null,
        actor_name text not null,
        lead_id bigint references notification,
        is_ended boolean not null default false,
        mail_id bigint,
        text_id bigint,
        state text not null check (state in ('waiting', 'told', 'failed', 'canceled')),
        detail text,
        created_at timestamptz not null,
        read_at timestamptz
      )`.execute(db);
    const indexes = [
      'create unique index notification_once on notification (event_id, agent_id, means)',
      "create index notification_bell on notification (agent_id, id desc) where means = 'app' and lead_id is null",
      "create index notification_unread on notification (agent_id, ticket_id) where means = 'app' and lead_id is null and read_at is null",
      'create index notification_ticket on notification (ticket_id, id)',
      'create index notification_lead on notification (lead_id) where lead_id is not null',
    ];
    for (const index of indexes) await sql.raw(index).execute(db);
    await sql`
      create table notification_rule (
        department_id bigint not null references department,
        kind text not null,
        means text not null,
        is_on boolean not null,
        primary key (department_id, kind, means)
      )`.execute(db);
    await sql`
      create table notification_preference (
        agent_id bigint not null references agent,
        kind text not null,
        means text not null,
        is_on boolean not null,
        primary key (agent_id, kind, means)
      )`.execute(db);
    await sql`
      create table notification_template (
        kind text not null,
        means text not null,
        locale text not null,
        subject text not null,
        body text not null,
        primary key (kind, means, locale)
      )`.execute(db);
  },
};
