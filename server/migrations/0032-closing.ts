import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * Who may reopen finished tickets and for how long, closing of resolved tickets, and the ticket a
 * follow-up continues. Owned by settings (company) and tickets.
 */
export const closing: Migration = {
  async up(db) {
    await sql`
      alter table company
        add column customers_reopen boolean not null default true,
        add column reopen_days int default 30,
        add column close_after_days int`.execute(db);
    await sql`alter table ticket add column follows_id bigint references ticket`.execute(db);
    await sql`create index ticket_follows on ticket (follows_id) where follows_id is not null`.execute(db);
    await sql`
      create index ticket_resolved on ticket (resolved_at, id)
      where base_state = 'resolved' and deleted_at is null`.execute(db);
    await sql`
      update profile set permissions = permissions || array['ticket.reopen']
      where 'ticket.set_status' = any(permissions)`.execute(db);
  },
};
