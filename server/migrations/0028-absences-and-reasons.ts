import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * What happens during an absence: alerts and substitutes. Owned by availability and assignment. And
 * the company's reasons for transfers, owned by settings and transfer.
 */
export const absencesAndReasons: Migration = {
  async up(db) {
    await sql`alter table agent_availability add column away_since timestamptz`.execute(db);
    await sql`update agent_availability set away_since = coalesce(changed_at, now()) where not is_receiving`.execute(
      db,
    );
    await sql`alter table department_assignment drop constraint department_assignment_when_away_check,
      add constraint department_assignment_when_away_check check (when_away in ('keep', 'reassign', 'alert'))`.execute(
      db,
    );
    await sql`
      create table absence_alert (
        ticket_id bigint primary key references ticket on delete cascade,
        agent_id bigint not null references agent,
        away_since timestamptz
      )`.execute(db);
    await sql`alter table assignment_queue add column substitute_id bigint`.execute(db);
    await sql`alter table choice drop constraint choice_kind_check,
      add constraint choice_kind_check check (kind in
        ('status', 'justification', 'priority', 'service', 'category', 'product', 'transfer_reason'))`.execute(db);
    await sql`alter table company add column is_transfer_reason_required boolean not null default false`.execute(db);
    await sql`alter table ticket_transfer add column reason_id bigint references choice`.execute(db);
    await sql`create index ticket_transfer_reason on ticket_transfer (reason_id)`.execute(db);
  },
};
