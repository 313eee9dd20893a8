import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Password tries of an account, which slow the next ones down in every process. `account` is a keyed hash of the email address, known or not. */
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
