import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * The search index has words without the customer only for tickets of which a share hides
 * something.
 */
export const bareWords: Migration = {
  async up(db) {
    await sql`alter table ticket_search alter column bare_words drop not null`.execute(db);
  },
};
