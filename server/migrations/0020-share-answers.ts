import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Records whether a share was answered by its own department, whose text is not masked for it. */
export const shareAnswers: Migration = {
  async up(db) {
    await sql`alter table ticket_share add column is_answer_own boolean not null default true`.execute(db);
  },
};
