import type {
  Authenticity,
  CommentWrite,
  DraftKind,
  ForwardWrite,
  MailDetails,
  MessageKind,
  MessageResponse,
  ReplyWrite,
  Visibility,
} from '@crossdesk/contracts/conversation.ts';
import type { Mailbox } from '@crossdesk/contracts/scalars.ts';
import { requirePermission, type TicketAccess, ticketAccess } from '../../access/index.ts';
import { contact } from '../../identity/index.ts';
import { type Context, requireAgent } from '../../platform/context.ts';
import { emit, type NewEvent } from '../../platform/events.ts';
import { htmlToText, sanitizeHtml, textToHtml } from '../../platform/html.ts';
import { problem } from '../../platform/problems.ts';
import {
  lockTicketWithPeople,
  recordMessage,
  replyMailbox,
  setStatus,
  type TicketWithPeople,
  ticketAfterMessage,
  ticketView,
} from '../../tickets/index.ts';
import { message, messageView, newestMessageIdByOthers, readersKnownToActor } from '../queries.ts';
import { distinctRecipients, fileIdInUrl, inlineFileIds, previewOf } from '../rules.ts';
import * as store from '../store.ts';
import { requireForwardable, requireUnmaskedRecipients } from './recipients.ts';

const isDraftKind = (kind: MessageKind): kind is DraftKind =>
  kind === 'reply' || kind === 'comment' || kind === 'forward';

type Content = { html?: string; text?: string; attachmentIds?: number[]; mentionIds?: number[] };

/** A message to be stored, with its author resolved and its HTML sanitised. */
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
  /** People named by an unverified sender. An agent decides whether to add them. */
  offered?: Mailbox[];
  mentionIds?: readonly number[];
  isSent?: boolean;
  /** It is sent when the time to undo is over, instead of at once. */
  isDelayed?: boolean;
  /** The draft it was written as, which is deleted. */
  draft?: { agent_id: number; ticket_id: number; kind: DraftKind };
  authenticity?: Authenticity | null;
  mail?: MailDetails | null;
  /** Automatic mail: stored, but does not reopen the ticket. */
  isQuiet?: boolean;
  /** A note of a transfer: the new assignee is notified of the assignment only. */
  isHandover?: boolean;
};

/**
 * Adds a message to a locked ticket: inserts the row, updates the ticket and emits the event.
 * Returns the message, and the new row of the ticket unless its state changed as well.
 */
export async function addMessage(ctx: Context, access: TicketAccess, input: NewMessage) {
  const { ticket } = access;
  const { isDelayed = false, draft = null } = input;
  const message = await store.insertMessage(ctx.tx, messageRow(ctx, ticket.id, input), { isDelayed, draft });
  const updated = await recordMessage(ctx, access, {
    preview: previewOf(input.text),
    from: input.author.kind === 'contact' ? 'customer' : input.author.kind,
    isPublicReply: input.visibility === 'public' && input.kind !== 'request',
    isQuiet: input.isQuiet ?? false,
  });
  await emit(ctx, addedEvent(ticket, message.id, input));
  return { message, updated };
}

function messageRow(ctx: Context, ticketId: number, input: NewMessage): Parameters<typeof store.insertMessage>[1] {
  return {
    ticket_id: ticketId,
    kind: input.kind,
    visibility: input.visibility,
    author_kind: input.author.kind,
    author_id: input.author.id,
    author_name: input.author.name,
    author_address: input.author.address,
    html: input.html,
    body_text: input.text,
    quoted_html: input.quotedHtml ?? null,
    recipients: JSON.stringify({
      to: input.to ?? [],
      cc: input.cc ?? [],
      bcc: input.bcc ?? [],
      offered: input.offered,
    }),
    mention_ids: [...(input.mentionIds ?? [])],
    delivery: input.isSent ? 'waiting' : null,
    delivery_detail: null,
    authenticity: input.authenticity ? JSON.stringify(input.authenticity) : null,
    mail_details: input.mail ? JSON.stringify(input.mail) : null,
    created_at: ctx.now,
    sends_at: null,
    edited_at: null,
  };
}

const addedEvent = (ticket: { id: number; version: number }, messageId: number, input: NewMessage): NewEvent => ({
  type: 'message.added',
  ticketId: ticket.id,
  messageId,
  version: ticket.version,
  data: {
    kind: input.kind,
    visibility: input.visibility,
    isSent: input.isSent ?? false,
    from: input.author.kind,
    ...(input.isQuiet ? { isQuiet: true } : {}),
    ...(input.isHandover ? { isHandover: true } : {}),
    ...(input.mentionIds?.length ? { mentionIds: input.mentionIds } : {}),
  },
});

/**
 * Sanitises what an agent wrote. Keeps our images only if they are among its own files, and
 * mentions only if they are intended.
 */
export const sanitizeMessage = (
  html: string,
  attachmentIds: readonly number[],
  isMention: (agentId: number) => boolean = () => false,
): string => sanitizeHtml(html, { isOwnImage: (url) => attachmentIds.includes(fileIdInUrl(url) ?? 0), isMention });

/**
 * Sanitises the HTML an agent wrote, or converts plain text to HTML. Throws `empty_message` if
 * there is neither text nor a file.
 */
export function parseContent(input: Content): { html: string; text: string } {
  const html =
    input.html === undefined
      ? textToHtml(input.text ?? '')
      : sanitizeMessage(input.html, input.attachmentIds ?? [], (id) => input.mentionIds?.includes(id) ?? false);
  const text = input.html === undefined ? (input.text ?? '') : htmlToText(html);
  const isEmpty = text.trim() === '' && !/<img\b/i.test(html);
  if (isEmpty && !input.attachmentIds?.length) throw problem('empty_message');
  return { html, text };
}

/** Attaches the agent's uploads to the message and marks those its text shows inline. */
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
      fields: [{ path, message: 'contains a file you cannot attach' }],
    });
  }
  await store.markInline(ctx.tx, ids, inlineFileIds(html, ids));
}

/**
 * Writes a message as the agent: adds it with its files, deletes the draft, and sets the status if
 * one is given.
 */
async function writeMessage(
  ctx: Context,
  found: TicketWithPeople,
  content: Content,
  input: Pick<NewMessage, 'kind' | 'visibility' | 'to' | 'cc' | 'bcc' | 'isSent' | 'mentionIds'>,
  status?: { statusId: number; justificationId: number | null },
): Promise<MessageResponse> {
  const agent = requireAgent(ctx);
  const { access } = found;
  const { html, text } = parseContent(content);
  const { message: row, updated } = await addMessage(ctx, access, {
    ...input,
    html,
    text,
    author: { kind: 'agent', id: agent.agentId, name: agent.name, address: agent.email },
    isDelayed: input.isSent ?? false,
    ...(isDraftKind(input.kind)
      ? { draft: { agent_id: agent.agentId, ticket_id: access.ticket.id, kind: input.kind } }
      : {}),
  });
  await attachFiles(ctx, row.id, html, content.attachmentIds);
  const number = access.ticket.id;
  if (status) await setStatus(ctx, await ticketAccess(ctx, number), status);
  const added = content.attachmentIds?.length ? await message(ctx, number, row.id) : { ...row, attachments: [] };
  return {
    message: messageView(ctx, added, access.mask),
    ticket: await ticketAfterMessage(ctx, found, status ? null : updated),
  };
}

/** The requester as a recipient; empty if only a phone number is known. */
export async function requesterMailbox(ctx: Context, requesterId: number): Promise<Mailbox[]> {
  const { name, emails } = await contact(ctx, requesterId);
  return emails.slice(0, 1).map((address) => ({ name, address }));
}

/**
 * Refuses if someone else added a message that the writer has not seen, so that a customer isn't
 * answered twice.
 */
async function requireNoNewerMessage(ctx: Context, access: TicketAccess, lastSeen: number | undefined): Promise<void> {
  if (lastSeen === undefined) return;
  if ((await newestMessageIdByOthers(ctx, access.ticket.id, requireAgent(ctx).agentId)) > lastSeen) {
    throw problem('version_conflict', {
      detail: 'Someone added a message to this ticket since you last viewed it.',
      current: await ticketView(ctx, access),
    });
  }
}

/**
 * The recipients of a reply. The customer and the Cc are added where they are hidden from the
 * writer.
 */
async function replyRecipients(ctx: Context, found: TicketWithPeople, input: ReplyWrite): Promise<Mailbox[][]> {
  const { access } = found;
  const { mask, ticket } = access;
  const customer = replyMailbox(found);
  const isCcHidden = mask?.hiddenFields.has('cc') ?? false;
  if (!mask?.isCustomerMasked) {
    const cc = isCcHidden ? [...ticket.cc, ...(input.cc ?? [])] : (input.cc ?? ticket.cc);
    return distinctRecipients(input.to ?? customer, cc, input.bcc ?? []);
  }
  await requireUnmaskedRecipients(ctx, access, input);
  return distinctRecipients([...customer, ...(input.to ?? [])], [...ticket.cc, ...(input.cc ?? [])], input.bcc ?? []);
}

/**
 * Replies to the customer. To defaults to the address the requester last wrote from, Cc to the
 * ticket's Cc. `statusId` also sets the ticket's status; if that is refused, nothing is sent.
 */
export async function reply(ctx: Context, number: number, input: ReplyWrite): Promise<MessageResponse> {
  const found = await lockTicketWithPeople(ctx, number, 'ticket.reply');
  const { access } = found;
  await requireNoNewerMessage(ctx, access, input.lastSeenMessageId);
  const [to = [], cc = [], bcc = []] = await replyRecipients(ctx, found, input);
  if (to.length === 0) throw problem('no_recipient');
  const { statusId } = input;
  if (statusId !== undefined) requirePermission(access, 'ticket.set_status');
  return writeMessage(
    ctx,
    found,
    input,
    { kind: 'reply', visibility: 'public', to, cc, bcc, isSent: true },
    statusId === undefined ? undefined : { statusId, justificationId: input.justificationId ?? null },
  );
}

/**
 * Refuses mentions of agents who cannot read the ticket, because a notification would reveal it
 * (rule A). Agents in `known` were mentioned before and may stay.
 */
export async function requireMentionable(
  ctx: Context,
  access: TicketAccess,
  agentIds: readonly number[],
  known: readonly number[] = [],
): Promise<void> {
  const readers = await readersKnownToActor(ctx, access, agentIds);
  const fields = agentIds.flatMap((id, place) =>
    readers.has(id) || known.includes(id)
      ? []
      : [{ path: `/body/mentionIds/${place}`, message: "doesn't have access to this ticket" }],
  );
  if (fields.length > 0) throw problem('mention_refused', { fields });
}

/** Adds an internal comment, visible to agents only. Mentioned agents are notified. */
export async function comment(ctx: Context, number: number, input: CommentWrite): Promise<MessageResponse> {
  const found = await lockTicketWithPeople(ctx, number, 'ticket.comment');
  await requireMentionable(ctx, found.access, input.mentionIds ?? []);
  const mentionIds = [...new Set(input.mentionIds)];
  return writeMessage(ctx, found, input, { kind: 'comment', visibility: 'internal', mentionIds });
}

/**
 * Adds the same internal note to locked tickets that are being transferred. The caller counts it on
 * the tickets and records the events, one for each ticket.
 */
export async function insertHandoverNotes(
  ctx: Context,
  tickets: readonly TicketAccess['ticket'][],
  text: string,
): Promise<{ preview: string; events: Map<number, NewEvent> }> {
  const { agentId, name, email } = requireAgent(ctx);
  const author = { kind: 'agent' as const, id: agentId, name, address: email };
  const note: NewMessage = {
    kind: 'comment',
    visibility: 'internal',
    author,
    isHandover: true,
    ...parseContent({ text }),
  };
  const rows = await store.insertMessages(
    ctx.tx,
    tickets.map((ticket) => messageRow(ctx, ticket.id, note)),
  );
  const versions = new Map(tickets.map((ticket) => [ticket.id, ticket.version]));
  return {
    preview: previewOf(note.text),
    events: new Map(
      rows.map((row) => [
        row.ticket_id,
        addedEvent({ id: row.ticket_id, version: versions.get(row.ticket_id) ?? 0 }, row.id, note),
      ]),
    ),
  };
}

/** Forwards the conversation. The forward is internal: the customer does not see it. */
export async function forward(ctx: Context, number: number, input: ForwardWrite): Promise<MessageResponse> {
  const found = await lockTicketWithPeople(ctx, number, 'ticket.forward');
  const [to = [], cc = [], bcc = []] = distinctRecipients(input.to, input.cc ?? [], input.bcc ?? []);
  await requireForwardable(ctx, found.access, [...to, ...cc, ...bcc]);
  return writeMessage(ctx, found, input, { kind: 'forward', visibility: 'internal', to, cc, bcc, isSent: true });
}
