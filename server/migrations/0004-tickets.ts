import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Owned by tickets (ticket, ticket_reading) and views (ticket_search). */
export const tickets: Migration = {
  async up(db) {
    await sql`
      create table ticket (
        id bigint generated always as identity primary key,
        type text not null check (type in ('public', 'internal')),
        subject text not null,
        requester_id bigint not null references contact,
        department_id bigint not null references department,
        assignee_id bigint references agent,
        service_id bigint references choice,
        category_id bigint references choice,
        priority_id bigint references choice,
        status_id bigint not null references choice,
        base_state text not null,
        is_open boolean not null generated always as (base_state in ('new', 'open', 'pending', 'on_hold')) stored,
        justification_id bigint references choice,
        solution_due_at timestamptz,
        is_forecast_by_hand boolean not null default false,
        cc jsonb not null default '[]',
        tags text[] not null default '{}',
        account_id bigint references account,
        product_id bigint references choice,
        channel text not null,
        mailbox_id bigint references mailbox,
        preview text not null default '',
        message_count int not null default 0,
        version int not null default 1,
        created_at timestamptz not null,
        updated_at timestamptz not null,
        activity_at timestamptz not null,
        last_message_at timestamptz not null,
        first_responded_at timestamptz,
        resolved_at timestamptz,
        deleted_at timestamptz
      )`.execute(db);
    const indexes = {
      ticket_department_open: '(department_id, activity_at desc, id desc) where deleted_at is null and is_open',
      ticket_department_all: '(department_id, activity_at desc, id desc) where deleted_at is null',
      ticket_assignee_open: '(assignee_id, activity_at desc, id desc) where deleted_at is null and is_open',
      ticket_assignee_all: '(assignee_id, activity_at desc, id desc) where assignee_id is not null',
      ticket_unassigned:
        '(department_id, activity_at desc, id desc) where deleted_at is null and is_open and assignee_id is null',
      ticket_activity_open: '(activity_at desc, id desc) where deleted_at is null and is_open',
      ticket_activity_all: '(activity_at desc, id desc) where deleted_at is null',
      ticket_deleted: '(activity_at desc, id desc) where deleted_at is not null',
      ticket_requester: '(requester_id, activity_at desc, id desc)',
      ticket_service: '(service_id)',
      ticket_category: '(category_id)',
      ticket_priority: '(priority_id)',
      ticket_status: '(status_id)',
      ticket_justification: '(justification_id)',
      ticket_product: '(product_id)',
      ticket_account: '(account_id)',
      ticket_mailbox: '(mailbox_id)',
    };
    for (const [name, columns] of Object.entries(indexes)) {
      await sql.raw(`create index ${name} on ticket ${columns}`).execute(db);
    }
    await sql`
      create table ticket_reading (
        agent_id bigint not null references agent,
        ticket_id bigint not null references ticket,
        read_at timestamptz not null,
        primary key (agent_id, ticket_id)
      )`.execute(db);
    await sql`create index ticket_reading_ticket on ticket_reading (ticket_id)`.execute(db);
    await sql`
      create table ticket_search (
        ticket_id bigint primary key references ticket,
        words tsvector not null,
        bare_words tsvector not null
      )`.execute(db);
    await sql`create index ticket_search_words on ticket_search using gin (words)`.execute(db);
  },
};
