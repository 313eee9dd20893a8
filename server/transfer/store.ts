import { type Insertable, sql, type Updateable } from 'kysely';
import type { Tables, Tx } from '../platform/database.ts';
import './tables.ts';

/** Returns the ids of the transfers by ticket. */
export async function insertTransfers(
  tx: Tx,
  rows: readonly Insertable<Tables['ticket_transfer']>[],
): Promise<Map<number, number>> {
  const inserted = await tx
    .insertInto('ticket_transfer')
    .values([...rows])
    .returning(['id', 'ticket_id'])
    .execute();
  return new Map(inserted.map((row) => [row.ticket_id, row.id]));
}

export const updateTransfer = (tx: Tx, id: number, change: Updateable<Tables['ticket_transfer']>) =>
  tx.updateTable('ticket_transfer').set(change).where('id', '=', id).execute();

/** Adds traces; those of an earlier transfer are renewed. */
export async function upsertTraces(tx: Tx, rows: readonly Insertable<Tables['ticket_trace']>[]): Promise<void> {
  if (rows.length === 0) return;
  await tx
    .insertInto('ticket_trace')
    .values([...rows])
    .onConflict((conflict) =>
      conflict.columns(['ticket_id', 'department_id', 'agent_id']).doUpdateSet((excluded) => ({
        transfer_id: excluded.ref('excluded.transfer_id'),
        is_escalation: excluded.ref('excluded.is_escalation'),
        created_at: excluded.ref('excluded.created_at'),
        activity_at: excluded.ref('excluded.activity_at'),
        is_open: excluded.ref('excluded.is_open'),
      })),
    )
    .execute();
}

/** The traces of tickets. */
export const readTraces = (tx: Tx, ticketIds: readonly number[]) =>
  tx.selectFrom('ticket_trace').selectAll().where('ticket_id', 'in', ticketIds).execute();

/** Removes the traces of departments from tickets. */
export const deleteTraces = (tx: Tx, ended: readonly { ticketId: number; departmentId: number }[]) =>
  sql`delete from ticket_trace using unnest(${ended.map((one) => one.ticketId)}::bigint[],
      ${ended.map((one) => one.departmentId)}::bigint[]) as ended (ticket_id, department_id)
    where ticket_trace.ticket_id = ended.ticket_id and ticket_trace.department_id = ended.department_id`.execute(tx);

export const deleteTracesOfTransfer = (tx: Tx, transferId: number) =>
  tx.deleteFrom('ticket_trace').where('transfer_id', '=', transferId).execute();
