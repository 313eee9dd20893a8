import { type Insertable, sql } from 'kysely';
import type { Tables, Tx } from '../platform/database.ts';
import type { Undo } from './tables.ts';
import './tables.ts';

export const insertBatch = (tx: Tx, row: Insertable<Tables['batch']>) =>
  tx.insertInto('batch').values(row).returning('id').executeTakeFirstOrThrow();

export const insertBatchItems = (tx: Tx, batchId: number, ticketIds: readonly number[]) =>
  sql`insert into batch_item (batch_id, ticket_id, state)
    select ${batchId}, id, 'waiting' from unnest(${[...ticketIds]}::bigint[]) id`.execute(tx);

/** Adds the tickets that another batch changed, to be undone. */
export const insertUndoItems = (tx: Tx, batchId: number, undoneId: number) =>
  sql`insert into batch_item (batch_id, ticket_id, state, undo)
    select ${batchId}, ticket_id, 'waiting', undo from batch_item
    where batch_id = ${undoneId} and state = 'done' and undo is not null`.execute(tx);

export type Outcome = {
  ticketId: number;
  state: 'done' | 'skipped' | 'refused';
  code: string | null;
  detail: string | null;
  undo: Undo | null;
};

/** Stores outcomes. A refused undo keeps what it takes back, so that it can be tried again. */
export const recordOutcomes = (tx: Tx, batchId: number, outcomes: readonly Outcome[]) =>
  sql`update batch_item set state = one->>'state', code = one->>'code', detail = one->>'detail',
      undo = case when one->>'state' = 'refused' then batch_item.undo else nullif(one->'undo', 'null') end
    from jsonb_array_elements(${JSON.stringify(outcomes)}::jsonb) one
    where batch_item.batch_id = ${batchId} and batch_item.ticket_id = (one->>'ticketId')::bigint`.execute(tx);

/** Lets refused tickets wait again, all or those with one reason. Returns how many. */
export async function resetRefused(
  tx: Tx,
  batchId: number,
  { code, detail }: { code?: string; detail?: string | null },
): Promise<number> {
  const result = await tx
    .updateTable('batch_item')
    .set({ state: 'waiting', code: null, detail: null })
    .where('batch_id', '=', batchId)
    .where('state', '=', 'refused')
    .$if(code !== undefined, (query) => query.where('code', '=', code ?? ''))
    .$if(detail !== undefined, (query) => query.where('detail', 'is not distinct from', detail ?? null))
    .executeTakeFirst();
  return Number(result.numUpdatedRows);
}

export const setState = (tx: Tx, batchId: number, state: 'running' | 'finished', finishedAt: Date | null) =>
  tx.updateTable('batch').set({ state, finished_at: finishedAt }).where('id', '=', batchId).execute();

/** Deletes finished batches from before a time, up to a hundred, and returns how many. */
export async function deleteBefore(tx: Tx, before: Date): Promise<number> {
  const { rows } = await sql<{ id: number }>`delete from batch where id in (
      select id from batch old where old.state = 'finished' and old.finished_at < ${before}
        and not exists (select 1 from batch undoing where undoing.undoes_id = old.id and undoing.finished_at is distinct from null
          and undoing.finished_at >= ${before})
        and not exists (select 1 from batch undoing where undoing.undoes_id = old.id and undoing.state = 'running')
      order by id desc limit 100) returning id`.execute(tx);
  return rows.length;
}
