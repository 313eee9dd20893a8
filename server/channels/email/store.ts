import { type Insertable, sql, type Updateable } from 'kysely';
import type { Tables, Tx } from '../../platform/database.ts';
import './tables.ts';

export const insertIncoming = (tx: Tx, row: Insertable<Tables['incoming_mail']>) =>
  tx.insertInto('incoming_mail').values(row).returning('id').executeTakeFirstOrThrow();

export const updateIncoming = (tx: Tx, id: number, change: Updateable<Tables['incoming_mail']>) =>
  tx
    .updateTable('incoming_mail')
    .set({ ...change, attempt_count: sql`attempt_count + 1` })
    .where('id', '=', id)
    .execute();
