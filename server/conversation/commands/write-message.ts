import type {
  Authenticity,
  CommentWrite,
  ForwardWrite,
  MessageKind,
  ReplyWrite,
  MessageResponse,
  Visibility,
} from '@crossdesk/contracts/conversation.ts';
import type { Mailbox } from '@crossdesk/contracts/scalars.ts';
import { lockTicketFor, requirePermission, type TicketAccess, ticketAccess } from '../../access/index.ts';
import { contact } from '../../identity/index.ts';
import { requireAgent, type Context } from '../../platform/context.ts';
import { emit } from '../../platform/events.ts';
import { htmlToText, sanitizeHtml, textToHtml } from '../../platform/html.ts';
import { problem } from '../../platform/problems.ts';
import { company } from '../../settings/index.ts';
import { recordMessage, replyMailbox, setStatus, ticket, ticketView } from '../../tickets/index.ts';
import { readersKnownToActor, message, messageView, newestMessageIdByOthers } from '../queries.ts';
import { distinctRecipients, fileIdInUrl, inlineFileIds, previewOf } from '../rules.ts';
import * as store from '../store.ts';
import { requireForwardable, requireUnmaskedRecipients } from './recipients.ts';

type Content = { html?: string; text?: string; attachmentIds?: number[]; mentionIds?: number[] };

/** A message as it is to be kept, its author known and its HTML clean. */
export type NewMessage = {
  kind: MessageKind;
  visibility: Visibility;
  author: { kind: 'agent' | 'contact' | 'system'; id: number | null; name: string; address: string | null };
  html: string;
  text: string;
  quotedHtml?: string | null;
  to?: Mailbox[];
  cc?: Mailbox[];
  bcc?: Mailbox[];
  /** People an unverified sender named; agents decide whether they are added. */
  offered?: Mailbox[];
  mentionIds?: readonly number[];
  isSent?: boolean;
  sendsAt?: Date | null;
  authenticity?: Authenticity | null;
  /** Automatic mail: kept, but reopens nothing. */
  isQuiet?: boolean;
};

/** Adds a message to a ticket already locked: the row, what it means for the ticket, the event. */
export async function addMessage(ctx: Context, found: TicketAccess, given: NewMessage) {
  const { ticket: on } = found;
  const row = await store.insertMessage(ctx.tx, {
    ticket_id: on.id,
    kind: given.kind,
    visibility: given.visibility,
    author_kind: given.author.kind,
    author_id: given.author.id,
    author_name: given.author.name,
    author_address: given.author.address,
    html: given.html,
    body_text: given.text,
    quoted_html: given.quotedHtml ?? null,
    recipients: JSON.stringify({
      to: given.to ?? [],
      cc: given.cc ?? [],
      bcc: given.bcc ?? [],
      offered: given.offered,
    }),
    mention_ids: [...(given.mentionIds ?? [])],
    delivery: given.isSent ? 'waiting' : null,
    delivery_detail: null,
    authenticity: given.authenticity ? JSON.stringify(given.authenticity) : null,
    created_at: ctx.now,
    sends_at: given.sendsAt ?? null,
    edited_at: null,
  });
  await recordMessage(ctx, found, {
    preview: previewOf(given.text),
    from: given.author.kind === 'contact' ? 'customer' : given.author.kind,
    isPublicReply: given.visibility === 'public' && given.kind !== 'request',
    isQuiet: given.isQuiet ?? false,
  });
  await emit(ctx, {
    type: 'message.added',
    ticketId: on.id,
    messageId: row.id,
    version: on.version,
    data: {
      kind: given.kind,
      visibility: given.visibility,
      isSent: given.isSent ?? false,
      ...(given.mentionIds?.length ? { mentionIds: given.mentionIds } : {}),
    },
  });
  return row;
}

/** Cleans what an agent wrote; of images of ours those stay that are among its own files, of mentions those that are meant. */
export const sanitizeMessage = (
  html: string,
  attachmentIds: readonly number[],
  isMention: (agentId: number) => boolean = () => false,
): string => sanitizeHtml(html, { isOwnImage: (url) => attachmentIds.includes(fileIdInUrl(url) ?? 0), isMention });

/** Cleans what an agent wrote, or makes HTML of plain text. Throws `empty_message` when nothing is there to read and no file goes with it. */
export function parseContent(given: Content): { html: string; text: string } {
  const html =
    given.html === undefined
      ? textToHtml(given.text ?? '')
      : sanitizeMessage(given.html, given.attachmentIds ?? [], (id) => given.mentionIds?.includes(id) ?? false);
  const text = given.html === undefined ? (given.text ?? '') : htmlToText(html);
  const isEmpty = text.trim() === '' && !/<img\b/i.test(html);
  if (isEmpty && !given.attachmentIds?.length) throw problem('empty_message');
  return { html, text };
}

/** Puts the agent's uploads on the message; those its text shows are marked so. */
export async function attachFiles(
  ctx: Context,
  messageId: number,
  html: string,
  ids: readonly number[] | undefined,
  path = '/body/attachmentIds',
): Promise<void> {
  if (!ids?.length) return;
  const moved = await store.moveToMessage(ctx.tx, ids, messageId, requireAgent(ctx).agentId);
  if (moved.length !== new Set(ids).size) {
    throw problem('unknown_reference', {
      fields: [{ path, message: 'names a file that is not yours to attach' }],
    });
  }
  await store.markInline(ctx.tx, ids, inlineFileIds(html, ids));
}

/** Says something as the agent: the message, its files, the end of the draft; what follows for the ticket is shown in the answer. */
async function writeMessage(
  ctx: Context,
  found: TicketAccess,
  content: Content,
  given: Pick<NewMessage, 'kind' | 'visibility' | 'to' | 'cc' | 'bcc' | 'isSent' | 'mentionIds'>,
  then?: () => Promise<void>,
): Promise<MessageResponse> {
  const agent = requireAgent(ctx);
  const delayMs = given.isSent ? (await company(ctx)).replyDelayMs : 0;
  const { html, text } = parseContent(content);
  const row = await addMessage(ctx, found, {
    ...given,
    html,
    text,
    author: { kind: 'agent', id: agent.agentId, name: agent.name, address: agent.email },
    sendsAt: given.isSent ? new Date(ctx.now.getTime() + delayMs) : null,
  });
  await attachFiles(ctx, row.id, html, content.attachmentIds);
  if (given.kind === 'reply' || given.kind === 'comment' || given.kind === 'forward') {
    await store.deleteDraft(ctx.tx, { agent_id: agent.agentId, ticket_id: found.ticket.id, kind: given.kind });
  }
  await then?.();
  const number = found.ticket.id;
  const said = content.attachmentIds?.length ? await message(ctx, number, row.id) : { ...row, attachments: [] };
  return {
    message: messageView(ctx, said, found.mask),
    ticket: await ticket(ctx, number),
  };
}

/** The requester as a recipient; empty when nothing but a phone number is known. */
export async function requesterMailbox(ctx: Context, requesterId: number): Promise<Mailbox[]> {
  const { name, emails } = await contact(ctx, requesterId);
  return emails.slice(0, 1).map((address) => ({ name, address }));
}

/** Refuses when somebody else's message has come in that the writer had not seen, so that nobody answers twice. */
async function requireNoNewerMessage(ctx: Context, found: TicketAccess, lastSeen: number | undefined): Promise<void> {
  if (lastSeen === undefined) return;
  if ((await newestMessageIdByOthers(ctx, found.ticket.id, requireAgent(ctx).agentId)) > lastSeen) {
    throw problem('version_conflict', {
      detail: 'Somebody wrote on this ticket since you last saw it.',
      current: await ticketView(ctx, found),
    });
  }
}

/** Who gets a reply. What the writer cannot see, the customer or the Cc, is filled in, and what they give is added to it. */
async function replyRecipients(ctx: Context, found: TicketAccess, given: ReplyWrite): Promise<Mailbox[][]> {
  const { mask, ticket: on } = found;
  const customer = await replyMailbox(ctx, on);
  const isCcHidden = mask?.hiddenFields.has('cc') ?? false;
  if (!mask?.isCustomerMasked) {
    const cc = isCcHidden ? [...on.cc, ...(given.cc ?? [])] : (given.cc ?? on.cc);
    return distinctRecipients(given.to ?? customer, cc, given.bcc ?? []);
  }
  await requireUnmaskedRecipients(ctx, found, given);
  return distinctRecipients([...customer, ...(given.to ?? [])], [...on.cc, ...(given.cc ?? [])], given.bcc ?? []);
}

/**
 * Answers the customer. To is the address the requester last wrote from unless given, Cc the ticket's Cc unless given. With `statusId` the ticket takes that
 * status too, or the whole is refused.
 */
export async function reply(ctx: Context, number: number, given: ReplyWrite): Promise<MessageResponse> {
  const found = await lockTicketFor(ctx, number, 'ticket.reply');
  await requireNoNewerMessage(ctx, found, given.lastSeenMessageId);
  const [to = [], cc = [], bcc = []] = await replyRecipients(ctx, found, given);
  if (to.length === 0) throw problem('no_recipient');
  const { statusId } = given;
  if (statusId !== undefined) requirePermission(found, 'ticket.set_status');
  return writeMessage(ctx, found, given, { kind: 'reply', visibility: 'public', to, cc, bcc, isSent: true }, async () => {
    if (statusId === undefined) return;
    const now = await ticketAccess(ctx, number);
    await setStatus(ctx, now, { statusId, justificationId: given.justificationId ?? null });
  });
}

/**
 * Refuses to speak to somebody who cannot see the ticket: they would be told of something they may not know (rule A). Those of `known` are spoken to
 * already: they may stay, whatever they can see by now.
 */
export async function requireMentionable(
  ctx: Context,
  found: TicketAccess,
  agentIds: readonly number[],
  known: readonly number[] = [],
): Promise<void> {
  const readers = await readersKnownToActor(ctx, found, agentIds);
  const fields = agentIds.flatMap((id, place) =>
    readers.has(id) || known.includes(id)
      ? []
      : [{ path: `/body/mentionIds/${place}`, message: 'cannot see this ticket' }],
  );
  if (fields.length > 0) throw problem('mention_refused', { fields });
}

/** Adds an internal comment; only agents see it. Those it speaks to are told. */
export async function comment(ctx: Context, number: number, given: CommentWrite): Promise<MessageResponse> {
  const found = await lockTicketFor(ctx, number, 'ticket.comment');
  await requireMentionable(ctx, found, given.mentionIds ?? []);
  const mentionIds = [...new Set(given.mentionIds)];
  return writeMessage(ctx, found, given, { kind: 'comment', visibility: 'internal', mentionIds });
}

/** Sends the conversation on to somebody else. The forward stays internal: the customer does not see it. */
export async function forward(ctx: Context, number: number, given: ForwardWrite): Promise<MessageResponse> {
  const found = await lockTicketFor(ctx, number, 'ticket.forward');
  const [to = [], cc = [], bcc = []] = distinctRecipients(given.to, given.cc ?? [], given.bcc ?? []);
  await requireForwardable(ctx, found, [...to, ...cc, ...bcc]);
  return writeMessage(ctx, found, given, { kind: 'forward', visibility: 'internal', to, cc, bcc, isSent: true });
}
