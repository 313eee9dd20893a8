import { type Insertable, sql, type Updateable } from 'kysely';
import type { Tables, Tx } from '../platform/database.ts';
import './tables.ts';

export const insertCannedReply = (tx: Tx, row: Insertable<Tables['canned_reply']>) =>
  tx.insertInto('canned_reply').values(row).returning('id').executeTakeFirstOrThrow();

export const updateCannedReply = (tx: Tx, id: number, change: Updateable<Tables['canned_reply']>) =>
  tx
    .updateTable('canned_reply')
    .set({ ...change, version: sql`version + 1` })
    .where('id', '=', id)
    .execute();

export const deleteCannedReply = (tx: Tx, id: number) => tx.deleteFrom('canned_reply').where('id', '=', id).execute();

/** Locks the row until the transaction ends. */
export const lockCannedReply = (tx: Tx, id: number) =>
  tx.selectFrom('canned_reply').select('id').where('id', '=', id).forUpdate().execute();

/** The number of replies an agent owns; null: of shared ones. */
export const countCannedReplies = async (tx: Tx, ownerId: number | null): Promise<number> => {
  const { count } = await tx
    .selectFrom('canned_reply')
    .select((from) => from.fn.countAll<number>().as('count'))
    .where('owner_id', ownerId === null ? 'is' : '=', ownerId)
    .executeTakeFirstOrThrow();
  return Number(count);
};
