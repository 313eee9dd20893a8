import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Owned by conversation: the colleagues an internal comment speaks to. */
export const mentions: Migration = {
  async up(db) {
    await sql`alter table message add column mention_ids bigint[] not null default '{}'`.execute(db);
  },
};
