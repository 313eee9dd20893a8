import { type Insertable, sql, type Updateable } from 'kysely';
import type { Tables, Tx } from '../../platform/database.ts';
import './tables.ts';

export const insertIncoming = (tx: Tx, row: Insertable<Tables['incoming_mail']>) =>
  tx.insertInto('incoming_mail').values(row).returning('id').executeTakeFirstOrThrow();

export const updateIncoming = (tx: Tx, id: number, change: Updateable<Tables['incoming_mail']>) =>
  tx.updateTable('incoming_mail').set(change).where('id', '=', id).execute();

/** Adds an attempt, or removes one, of a waiting mail. Returns its row. */
export const countAttempt = (tx: Tx, id: number, count: 1 | -1) =>
  tx
    .updateTable('incoming_mail')
    .set({ attempt_count: sql`greatest(0, attempt_count + ${count})` })
    .where('id', '=', id)
    .where('state', '=', 'waiting')
    .returningAll()
    .executeTakeFirst();

export const insertConsent = (tx: Tx, row: Insertable<Tables['mailbox_consent']>) =>
  tx.insertInto('mailbox_consent').values(row).execute();

/** Deletes a consent, so that its state works once, and returns it. */
export const takeConsent = (tx: Tx, stateHash: string) =>
  tx.deleteFrom('mailbox_consent').where('state_hash', '=', stateHash).returningAll().executeTakeFirst();

export const deleteConsents = (tx: Tx, mailboxId: number, expiredBefore: Date) =>
  tx
    .deleteFrom('mailbox_consent')
    .where((where) => where.or([where('mailbox_id', '=', mailboxId), where('expires_at', '<', expiredBefore)]))
    .execute();
