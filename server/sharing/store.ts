import { type Insertable, sql, type Updateable } from 'kysely';
import type { Tables, Tx } from '../platform/database.ts';
import type { TicketShareTable } from './tables.ts';
import './tables.ts';

export const insertShare = (tx: Tx, row: Insertable<TicketShareTable>) =>
  tx.insertInto('ticket_share').values(row).returning('id').executeTakeFirstOrThrow();

export const updateShare = (tx: Tx, id: number, change: Updateable<TicketShareTable>) =>
  tx
    .updateTable('ticket_share')
    .set({ ...change, version: sql`version + 1` })
    .where('id', '=', id)
    .execute();

export const insertBatch = (tx: Tx, row: Insertable<Tables['batch']>) =>
  tx.insertInto('batch').values(row).returning('id').executeTakeFirstOrThrow();

export const insertBatchItems = (tx: Tx, batchId: number, ticketIds: readonly number[]) =>
  sql`insert into batch_item (batch_id, ticket_id, state)
    select ${batchId}, id, 'waiting' from unnest(${[...ticketIds]}::bigint[]) id`.execute(tx);

export const recordBatchOutcome = (
  tx: Tx,
  batchId: number,
  ticketId: number,
  outcome: { state: 'done' | 'refused'; code: string | null; detail: string | null },
) =>
  tx.updateTable('batch_item').set(outcome).where('batch_id', '=', batchId).where('ticket_id', '=', ticketId).execute();

export const finishBatch = (tx: Tx, batchId: number) =>
  tx.updateTable('batch').set({ state: 'finished' }).where('id', '=', batchId).execute();
