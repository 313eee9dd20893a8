import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * Batches of every action, which can be retried and undone. Owned by batches, before by sharing.
 */
export const batches: Migration = {
  async up(db) {
    await sql`alter table batch add column kind text not null default 'share', add column undoes_id bigint references batch,
      add column finished_at timestamptz`.execute(db);
    await sql`alter table batch alter column kind drop default`.execute(db);
    await sql`update batch set payload = payload || '{"kind": "share"}', finished_at = created_at where state = 'finished'`.execute(
      db,
    );
    await sql`update batch set payload = payload || '{"kind": "share"}' where state = 'running'`.execute(db);
    await sql`create unique index batch_undoes on batch (undoes_id)`.execute(db);
    await sql`drop index batch_agent`.execute(db);
    await sql`create index batch_agent on batch (agent_id, created_at)`.execute(db);
    await sql`alter table batch_item add column undo jsonb`.execute(db);
    await sql`alter table batch_item drop constraint batch_item_state_check`.execute(db);
    await sql`alter table batch_item add constraint batch_item_state_check check (state in ('waiting', 'done', 'skipped', 'refused'))`.execute(
      db,
    );
    await sql`do $$ begin
      if to_regclass('graphile_worker._private_jobs') is null then return; end if;
      delete from graphile_worker._private_jobs job using graphile_worker._private_tasks task
        where task.id = job.task_id and task.identifier = 'sharing:batch';
      perform graphile_worker.add_job('batches:run', json_build_object('batchId', id), queue_name => 'batch:' || id)
        from batch where state = 'running';
    end $$`.execute(db);
  },
};
