import type { DraftKind } from '@crossdesk/contracts/conversation.ts';
import { type Insertable, sql, type Updateable } from 'kysely';
import type { Tables, Tx } from '../platform/database.ts';
import './tables.ts';

/**
 * Inserts a message and deletes the draft it was written as. `isDelayed`: it is sent when the time
 * to undo is over.
 */
export function insertMessage(
  tx: Tx,
  row: Insertable<Tables['message']> & { created_at: Date },
  { isDelayed, draft }: { isDelayed: boolean; draft: DraftKey | null },
) {
  const sendsAt = sql<Date>`${row.created_at}::timestamptz
    + (select reply_delay_ms from company) * interval '1 millisecond'`;
  const values = isDelayed ? { ...row, sends_at: sendsAt } : row;
  if (!draft) return tx.insertInto('message').values(values).returningAll().executeTakeFirstOrThrow();
  return tx
    .with('written', (db) =>
      db
        .deleteFrom('draft')
        .where('agent_id', '=', draft.agent_id)
        .where('ticket_id', '=', draft.ticket_id)
        .where('kind', '=', draft.kind),
    )
    .insertInto('message')
    .values(values)
    .returningAll()
    .executeTakeFirstOrThrow();
}

export const insertMessages = (tx: Tx, rows: readonly Insertable<Tables['message']>[]) =>
  tx
    .insertInto('message')
    .values([...rows])
    .returning(['id', 'ticket_id'])
    .execute();

export const updateMessage = (tx: Tx, id: number, change: Updateable<Tables['message']>) =>
  tx.updateTable('message').set(change).where('id', '=', id).returningAll().executeTakeFirst();

/** Removes a message that was never sent, with its mail references. */
export async function deleteMessage(tx: Tx, id: number): Promise<void> {
  await tx.deleteFrom('mail_reference').where('message_id', '=', id).execute();
  await tx.deleteFrom('message').where('id', '=', id).execute();
}

export const insertRevision = (tx: Tx, row: Insertable<Tables['message_revision']>) =>
  tx.insertInto('message_revision').values(row).execute();

export const insertAttachment = (tx: Tx, row: Insertable<Tables['attachment']>) =>
  tx.insertInto('attachment').values(row).returningAll().executeTakeFirstOrThrow();

/** Attaches the files of an inbound message to it. */
export async function attachToMessage(tx: Tx, ids: readonly number[], messageId: number): Promise<void> {
  if (ids.length === 0) return;
  await tx
    .updateTable('attachment')
    .set({ message_id: messageId })
    .where('id', 'in', [...ids])
    .execute();
}

/** Marks the files that the text shows inline; the others are listed below it. */
export async function markInline(tx: Tx, ids: readonly number[], inlineIds: readonly number[]): Promise<void> {
  if (ids.length === 0) return;
  await tx
    .updateTable('attachment')
    .set({ is_inline: sql<boolean>`id = any(${sql.val(inlineIds)}::bigint[])` })
    .where('id', 'in', [...ids])
    .execute();
}

/** Attaches the agent's uploads to a message. Returns those that could be attached. */
export const moveToMessage = (tx: Tx, ids: readonly number[], messageId: number, agentId: number) =>
  tx
    .updateTable('attachment')
    .set({ message_id: messageId, draft_agent_id: null, draft_ticket_id: null, draft_kind: null })
    .where('id', 'in', [...ids])
    .where('message_id', 'is', null)
    .where('uploaded_by', '=', agentId)
    .returningAll()
    .execute();

type DraftKey = { agent_id: number; ticket_id: number; kind: DraftKind };

export async function setDraftAttachments(tx: Tx, key: DraftKey, ids: readonly number[]): Promise<number> {
  const noDraft = { draft_agent_id: null, draft_ticket_id: null, draft_kind: null };
  await tx
    .updateTable('attachment')
    .set(noDraft)
    .where('draft_agent_id', '=', key.agent_id)
    .where('draft_ticket_id', '=', key.ticket_id)
    .where('draft_kind', '=', key.kind)
    .execute();
  if (ids.length === 0) return 0;
  const rows = await tx
    .updateTable('attachment')
    .set({ draft_agent_id: key.agent_id, draft_ticket_id: key.ticket_id, draft_kind: key.kind })
    .where('id', 'in', [...ids])
    .where('message_id', 'is', null)
    .where('uploaded_by', '=', key.agent_id)
    .returning('id')
    .execute();
  return rows.length;
}

/** Moves the files of a message back to a draft. */
export const moveToDraft = (tx: Tx, messageId: number, key: DraftKey) =>
  tx
    .updateTable('attachment')
    .set({ message_id: null, draft_agent_id: key.agent_id, draft_ticket_id: key.ticket_id, draft_kind: key.kind })
    .where('message_id', '=', messageId)
    .execute();

export const upsertDraft = (tx: Tx, row: Insertable<Tables['draft']>) =>
  tx
    .insertInto('draft')
    .values(row)
    .onConflict((conflict) =>
      conflict
        .columns(['agent_id', 'ticket_id', 'kind'])
        .doUpdateSet({ html: row.html, recipients: row.recipients, updated_at: row.updated_at }),
    )
    .execute();

export const deleteDraft = (tx: Tx, key: DraftKey) =>
  tx
    .deleteFrom('draft')
    .where('agent_id', '=', key.agent_id)
    .where('ticket_id', '=', key.ticket_id)
    .where('kind', '=', key.kind)
    .execute();

/** Stores the Message-ID of an inbound mail; false if that mailbox has received it before. */
export async function insertReference(tx: Tx, row: Insertable<Tables['mail_reference']>): Promise<boolean> {
  const inserted = await tx
    .insertInto('mail_reference')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .returning('message_id')
    .executeTakeFirst();
  return inserted !== undefined;
}

/**
 * Deletes uploads that were never attached. A stored file stays while another attachment uses it.
 */
export const deleteUnattachedFiles = (tx: Tx, before: Date) =>
  tx
    .deleteFrom('attachment')
    .where('message_id', 'is', null)
    .where('draft_agent_id', 'is', null)
    .where('created_at', '<', before)
    .execute();
