import { type Insertable, sql, type Updateable } from 'kysely';
import type { Tables, Tx } from '../platform/database.ts';
import './tables.ts';

export const insertDepartment = (tx: Tx, row: Insertable<Tables['department']>) =>
  tx.insertInto('department').values(row).returningAll().executeTakeFirstOrThrow();

export const updateDepartment = (tx: Tx, id: number, change: Updateable<Tables['department']>) =>
  tx
    .updateTable('department')
    .set({ ...change, created_at: sql.ref('created_at') })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();

export const insertMailbox = (tx: Tx, row: Insertable<Tables['mailbox']>) =>
  tx.insertInto('mailbox').values(row).returningAll().executeTakeFirstOrThrow();

export const updateMailbox = (tx: Tx, id: number, change: Updateable<Tables['mailbox']>) =>
  tx
    .updateTable('mailbox')
    .set({ ...change, created_at: sql.ref('created_at') })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
