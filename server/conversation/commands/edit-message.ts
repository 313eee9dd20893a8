import type { Draft, DraftKind, DraftWrite, Message, MessageEdit } from '@crossdesk/contracts/conversation.ts';
import type { Mailbox } from '@crossdesk/contracts/scalars.ts';
import { lockTicketFor, type Mask, requirePermission, ticketAccess } from '../../access/index.ts';
import { canonicalAddress } from '../../platform/addresses.ts';
import { type Context, requireAgent } from '../../platform/context.ts';
import { emit } from '../../platform/events.ts';
import { htmlToText } from '../../platform/html.ts';
import { cancelMessageMails } from '../../platform/outbox.ts';
import { problem } from '../../platform/problems.ts';
import { recordMessageUndone } from '../../tickets/index.ts';
import { draft, message, messageView } from '../queries.ts';
import { canWrite, inlineFileIds, previewOf, validateMessageEdit } from '../rules.ts';
import * as store from '../store.ts';
import type { Recipients } from '../tables.ts';
import { requireMentionable, sanitizeMessage } from './write-message.ts';

/**
 * Edits an internal comment (C-01). The previous version is kept as a revision. Newly mentioned
 * agents are notified; without `mentionIds` the mentions stay as they are.
 */
export async function editMessage(
  ctx: Context,
  number: number,
  messageId: number,
  input: MessageEdit,
): Promise<Message> {
  const agent = requireAgent(ctx);
  const access = await lockTicketFor(ctx, number, 'ticket.comment');
  const { mask } = access;
  const before = await message(ctx, number, messageId);
  const verdict = validateMessageEdit(before, agent, ctx.now);
  if (verdict !== true) throw problem(verdict);
  const mentionIds = [...new Set(input.mentionIds ?? before.mention_ids)];
  await requireMentionable(ctx, access, input.mentionIds ?? [], before.mention_ids);
  const addedIds = mentionIds.filter((id) => !before.mention_ids.includes(id));
  const clean = sanitizeMessage(
    input.html,
    before.attachments.map((file) => file.id),
    (id) => mentionIds.includes(id),
  );
  const text = htmlToText(clean);
  if (text.trim() === '' && before.attachments.length === 0) throw problem('empty_message');
  if (clean === before.html && addedIds.length === 0) return messageView(ctx, before, mask);
  await store.insertRevision(ctx.tx, {
    message_id: messageId,
    html: before.html,
    replaced_at: ctx.now,
    replaced_by: agent.name,
  });
  await store.updateMessage(ctx.tx, messageId, {
    html: clean,
    body_text: text,
    mention_ids: mentionIds,
    edited_at: ctx.now,
  });
  await emit(ctx, {
    type: 'message.edited',
    ticketId: number,
    messageId,
    ...(addedIds.length > 0 ? { data: { mentionIds: addedIds } } : {}),
  });
  return messageView(ctx, await message(ctx, number, messageId), mask);
}

/**
 * The recipients of a reply that its writer can see: without the customer and the Cc where these
 * are hidden.
 */
function visibleRecipients(mask: Mask | null, { to, cc, bcc }: Recipients): Recipients {
  const hidden = new Set(mask?.customer?.addresses.map(canonicalAddress));
  const visible = (people: Mailbox[]) => people.filter((one) => !hidden.has(canonicalAddress(one.address)));
  return { to: visible(to), cc: mask?.hiddenFields.has('cc') ? [] : visible(cc), bcc: visible(bcc) };
}

/** Cancels the agent's own message before it is sent. Its text and files become the draft again. */
export async function undoSend(ctx: Context, number: number, messageId: number): Promise<Draft> {
  const agent = requireAgent(ctx);
  const access = await lockTicketFor(ctx, number, 'ticket.comment');
  const before = await message(ctx, number, messageId);
  const isOwn = before.author_kind === 'agent' && before.author_id === agent.agentId;
  const isPending = before.delivery !== null && before.sends_at !== null && before.sends_at > ctx.now;
  const kind = before.kind === 'forward' ? 'forward' : 'reply';
  if (!isOwn || !isPending || before.kind === 'request') throw problem('original_immutable');
  if (!(await cancelMessageMails(ctx, messageId))) throw problem('original_immutable');
  const key = { agent_id: agent.agentId, ticket_id: number, kind } as const;
  await store.upsertDraft(ctx.tx, {
    ...key,
    html: before.html,
    recipients: JSON.stringify(
      kind === 'reply' ? visibleRecipients(access.mask, before.recipients) : before.recipients,
    ),
    updated_at: ctx.now,
  });
  await store.moveToDraft(ctx.tx, messageId, key);
  await store.deleteMessage(ctx.tx, messageId);
  const last = await ctx.tx
    .selectFrom('message')
    .select('body_text')
    .where('ticket_id', '=', number)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  await recordMessageUndone(ctx, access, previewOf(last?.body_text ?? ''), before.created_at);
  await emit(ctx, { type: 'message.taken_back', ticketId: number, messageId });
  return draft(ctx, number, kind);
}

/**
 * Saves a draft; an empty draft is deleted. Anyone who can read the ticket may draft: permission to
 * send is checked on sending.
 */
export async function saveDraft(
  ctx: Context,
  number: number,
  kind: DraftKind,
  input: DraftWrite,
): Promise<{ ok: true }> {
  const agent = requireAgent(ctx);
  requirePermission(await ticketAccess(ctx, number), 'ticket.read');
  if (!canWrite(agent.permissions)) throw problem('not_allowed');
  const key = { agent_id: agent.agentId, ticket_id: number, kind } as const;
  const html = sanitizeMessage(input.html, input.attachmentIds, () => kind === 'comment');
  const isEmpty = htmlToText(html).trim() === '' && !/<img\b/i.test(html) && input.attachmentIds.length === 0;
  if (isEmpty) {
    await store.setDraftAttachments(ctx.tx, key, []);
    await store.deleteDraft(ctx.tx, key);
    return { ok: true };
  }
  const { to, cc, bcc } = input;
  await store.upsertDraft(ctx.tx, { ...key, html, recipients: JSON.stringify({ to, cc, bcc }), updated_at: ctx.now });
  const attachedCount = await store.setDraftAttachments(ctx.tx, key, input.attachmentIds);
  if (attachedCount !== new Set(input.attachmentIds).size) {
    throw problem('unknown_reference', {
      fields: [{ path: '/body/attachmentIds', message: 'contains a file you cannot attach' }],
    });
  }
  await store.markInline(ctx.tx, input.attachmentIds, inlineFileIds(html, input.attachmentIds));
  return { ok: true };
}

/** Deletes uploads older than a day that belong to no message and no draft. */
export async function removeUnattachedFiles(ctx: Context): Promise<void> {
  await store.deleteUnattachedFiles(ctx.tx, new Date(ctx.now.getTime() - 24 * 60 * 60 * 1000));
}
