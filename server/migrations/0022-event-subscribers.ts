import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** The subscribers of the version before, with the task that was queued for each event. */
const subscribers = {
  'views:index': 'views:index',
  'email:dispatch': 'email:dispatch',
  'notifications:notify': 'notifications:tell',
  'conversation:delivery': 'conversation:delivery',
};

/**
 * Stores how far each subscriber has read the events, and the events it could not handle. Jobs that
 * were queued for single events are replaced by a position before the first of them.
 */
export const eventSubscribers: Migration = {
  async up(db) {
    await sql`create table event_subscriber (name text primary key, last_event_id bigint not null) with (fillfactor = 50)`.execute(
      db,
    );
    await sql`create table event_failure (
      subscriber text not null,
      event_id bigint not null,
      error text not null,
      attempt_count int not null,
      failed_at timestamptz not null,
      primary key (subscriber, event_id)
    )`.execute(db);
    for (const [name, task] of Object.entries(subscribers)) {
      await sql`insert into event_subscriber select ${name}, coalesce(max(id), 0) from event`.execute(db);
      await sql`do $$ declare first bigint; begin
        if to_regclass('graphile_worker._private_jobs') is null then return; end if;
        select min((payload->>'eventId')::bigint) into first from graphile_worker._private_jobs job
          join graphile_worker._private_tasks task on task.id = job.task_id
          where task.identifier = ${sql.lit(task)} and payload->>'eventId' is not null;
        if first is null then return; end if;
        update event_subscriber set last_event_id = first - 1 where name = ${sql.lit(name)};
        delete from graphile_worker._private_jobs job using graphile_worker._private_tasks task
          where task.id = job.task_id and task.identifier = ${sql.lit(task)} and payload->>'eventId' is not null;
      end $$`.execute(db);
    }
  },
};
