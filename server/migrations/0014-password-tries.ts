import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * Counts password attempts per account to delay further ones in every process. `account` is a keyed
 * hash of the email address, known or unknown.
 */
export const passwordTries: Migration = {
  async up(db) {
    await sql`create table password_tries (
      account text primary key,
      tries_count integer not null,
      last_at timestamptz not null,
      next_at timestamptz not null,
      warned_at timestamptz
    )`.execute(db);
    await sql`create index password_tries_last on password_tries (last_at)`.execute(db);
  },
};
