import { type Insertable, sql, type Updateable } from 'kysely';
import type { Tx } from '../platform/database.ts';
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
