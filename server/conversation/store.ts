import type { DraftKind } from '@crossdesk/contracts/conversation.ts';
import { type Insertable, sql, type Updateable } from 'kysely';
import type { Tables, Tx } from '../platform/database.ts';
import './tables.ts';

export const insertMessage = (tx: Tx, row: Insertable<Tables['message']>) =>
  tx.insertInto('message').values(row).returningAll().executeTakeFirstOrThrow();

export const updateMessage = (tx: Tx, id: number, change: Updateable<Tables['message']>) =>
  tx.updateTable('message').set(change).where('id', '=', id).returningAll().executeTakeFirst();

/** A message that never left is removed with all that points at it. */
export async function deleteMessage(tx: Tx, id: number): Promise<void> {
  await tx.deleteFrom('mail_reference').where('message_id', '=', id).execute();
  await tx.deleteFrom('message').where('id', '=', id).execute();
}

export const insertRevision = (tx: Tx, row: Insertable<Tables['message_revision']>) =>
  tx.insertInto('message_revision').values(row).execute();

export const insertAttachment = (tx: Tx, row: Insertable<Tables['attachment']>) =>
  tx.insertInto('attachment').values(row).returningAll().executeTakeFirstOrThrow();

/** Puts files that came in with a message on it. */
export async function attachToMessage(tx: Tx, ids: readonly number[], messageId: number): Promise<void> {
  if (ids.length === 0) return;
  await tx
    .updateTable('attachment')
    .set({ message_id: messageId })
    .where('id', 'in', [...ids])
    .execute();
}

/** Notes which files of an agent's own writing its text shows in place; the others hang below it. */
export async function markInline(tx: Tx, ids: readonly number[], shownIds: readonly number[]): Promise<void> {
  if (ids.length === 0) return;
  await tx
    .updateTable('attachment')
    .set({ is_inline: sql<boolean>`id = any(${sql.val(shownIds)}::bigint[])` })
    .where('id', 'in', [...ids])
    .execute();
}

/** Puts files the agent uploaded on a message; gives those that could be. */
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
  const none = { draft_agent_id: null, draft_ticket_id: null, draft_kind: null };
  await tx
    .updateTable('attachment')
    .set(none)
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

/** Takes the files of a message back to a draft. */
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

/** Notes a foreign Message-ID; false when that mailbox has had it before. */
export async function insertReference(tx: Tx, row: Insertable<Tables['mail_reference']>): Promise<boolean> {
  const kept = await tx
    .insertInto('mail_reference')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .returning('message_id')
    .executeTakeFirst();
  return kept !== undefined;
}

/** Removes uploads nobody attached to anything; their bytes stay while another attachment has the same content. */
export const deleteUnattachedFiles = (tx: Tx, before: Date) =>
  tx
    .deleteFrom('attachment')
    .where('message_id', 'is', null)
    .where('draft_agent_id', 'is', null)
    .where('created_at', '<', before)
    .execute();
