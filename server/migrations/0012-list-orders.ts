import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** The open tickets in the order they came, so that a list of them in that order costs the same whatever lies behind. */
export const listOrders: Migration = {
  async up(db) {
    const indexes = {
      ticket_department_open_number: '(department_id, id desc)',
      ticket_assignee_open_number: '(assignee_id, id desc)',
      ticket_open_number: '(id desc)',
    };
    for (const [name, columns] of Object.entries(indexes)) {
      await sql.raw(`create index ${name} on ticket ${columns} where deleted_at is null and is_open`).execute(db);
    }
  },
};
