import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Owned by canned: canned_reply. */
export const cannedReplies: Migration = {
  async up(db) {
    await sql`
      create table canned_reply (
        id bigint generated always as identity primary key,
        name text not null,
        html text not null,
        visibility text not null check (visibility in ('me', 'departments', 'everyone')),
        department_ids bigint[] not null default '{}',
        owner_id bigint references agent check ((owner_id is not null) = (visibility = 'me')),
        version int not null default 1,
        created_at timestamptz not null,
        updated_at timestamptz not null
      )`.execute(db);
    await sql`create index canned_reply_owner on canned_reply (owner_id)`.execute(db);
  },
};
