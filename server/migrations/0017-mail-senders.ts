import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What an inbound email says beyond its author and recipients, such as where answers should go. */
export const mailSenders: Migration = {
  async up(db) {
    await sql`alter table message add column mail_details jsonb`.execute(db);
  },
};
