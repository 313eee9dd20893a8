import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Agents who follow tickets. Owned by tickets. */
export const followers: Migration = {
  async up(db) {
    await sql`
      create table ticket_follower (
        ticket_id bigint not null references ticket on delete cascade,
        agent_id bigint not null references agent on delete cascade,
        followed_at timestamptz not null,
        primary key (ticket_id, agent_id)
      )`.execute(db);
    await sql`create index ticket_follower_agent on ticket_follower (agent_id)`.execute(db);
  },
};
