import type { Authenticity, MailDetails, MessageKind } from '@crossdesk/contracts/conversation.ts';
import type { Mailbox } from '@crossdesk/contracts/scalars.ts';
import type { Channel } from '@crossdesk/contracts/tickets.ts';
import { lockTicket } from '../../access/index.ts';
import type { Context } from '../../platform/context.ts';
import { sanitizeHtml } from '../../platform/html.ts';
import { addCc, createTicket } from '../../tickets/index.ts';
import * as store from '../store.ts';
import { addMessage, type NewMessage } from './write-message.ts';

/** A file of an inbound message; its bytes are already in the file store. */
export type InboundFile = {
  hash: string;
  name: string;
  contentType: string;
  byteCount: number;
  contentId: string | null;
  isInline: boolean;
};

/**
 * A message from outside, independent of the channel. The channel has made every decision that
 * needs its knowledge.
 */
export type InboundMessage = {
  /** The ticket to add it to, or the fields of a new one. */
  target:
    | { ticketId: number }
    | {
        subject: string;
        requesterId: number;
        departmentId: number;
        mailboxId: number | null;
        channel: Channel;
        cc: Mailbox[];
        /** The finished ticket that the new one continues. */
        followsNumber?: number | null;
      };
  kind: MessageKind;
  visibility: 'public' | 'internal';
  author: NewMessage['author'];
  /** As received, not sanitised yet; `cid:` refers to one of `files`. */
  html: string;
  text: string;
  quotedHtml: string | null;
  /**
   * Set if the HTML is already sanitised: `{filePlaceholder}-{n}` in it stands for the id of
   * `files[n]`.
   */
  filePlaceholder?: string;
  to: Mailbox[];
  cc: Mailbox[];
  files: InboundFile[];
  /** Other participants, added to the ticket's Cc. */
  participants: Mailbox[];
  /** Other people named in the mail, whom an agent may add. */
  offered?: Mailbox[];
  authenticity: Authenticity | null;
  mail?: MailDetails | null;
  isQuiet: boolean;
  /** Message-ID and receiving mailbox, used to detect duplicate deliveries. */
  reference: { mailId: string; mailboxId: number } | null;
};

/** `isDuplicate`: this mail was added before, as this message. */
export type AddedMessage = { ticketId: number; messageId: number; isDuplicate: boolean };

/** Adds an inbound message. The caller's transaction makes it exactly once. */
export async function addInboundMessage(ctx: Context, input: InboundMessage): Promise<AddedMessage> {
  if (input.reference) {
    const first = await ctx.tx
      .selectFrom('mail_reference')
      .select(['ticket_id', 'message_id'])
      .where('mail_id', '=', input.reference.mailId)
      .where('mailbox_id', '=', input.reference.mailboxId)
      .executeTakeFirst();
    if (first) return { ticketId: first.ticket_id, messageId: first.message_id, isDuplicate: true };
  }
  const { target: on } = input;
  const ticketId = 'ticketId' in on ? on.ticketId : await createTicket(ctx, on);
  const access = await lockTicket(ctx, ticketId);
  const fileIds = await insertFiles(ctx, input.files);
  const sanitize = htmlSanitizerFor(input, fileIds);
  const {
    message: { id: messageId },
  } = await addMessage(ctx, access, {
    kind: 'ticketId' in on ? input.kind : 'request',
    visibility: access.ticket.type === 'internal' ? 'internal' : input.visibility,
    author: input.author,
    html: sanitize(input.html),
    text: input.text,
    quotedHtml: input.quotedHtml === null ? null : sanitize(input.quotedHtml),
    to: input.to,
    cc: input.cc,
    authenticity: input.authenticity,
    mail: input.mail ?? null,
    ...(input.offered?.length ? { offered: input.offered } : {}),
    isQuiet: input.isQuiet,
  });
  await store.attachToMessage(ctx.tx, fileIds, messageId);
  if (input.participants.length > 0) await addCc(ctx, await lockTicket(ctx, ticketId), input.participants);
  if (input.reference) {
    const isFirst = await store.insertReference(ctx.tx, {
      mail_id: input.reference.mailId,
      mailbox_id: input.reference.mailboxId,
      ticket_id: ticketId,
      message_id: messageId,
    });
    // With two concurrent deliveries the second transaction rolls back and is retried. The retry
    // finds the message of the first.
    if (!isFirst) throw new Error('the same mail is being ingested concurrently');
  }
  return { ticketId, messageId, isDuplicate: false };
}

/** Sanitises the HTML and points its inline images at the stored files. */
function htmlSanitizerFor(
  { files, filePlaceholder }: InboundMessage,
  ids: readonly number[],
): (html: string) => string {
  if (filePlaceholder !== undefined) {
    const placeholder = new RegExp(`${filePlaceholder}-(\\d{1,4})`, 'g');
    return (html) => html.replace(placeholder, (_whole, index: string) => String(ids[Number(index)] ?? 0));
  }
  const byCid = new Map(files.map((file, index) => [file.contentId, ids[index]]));
  const cidUrl = (cid: string) => {
    const id = byCid.get(cid);
    return id === undefined ? null : `/api/v1/files/${id}?preview=1`;
  };
  return (html) => sanitizeHtml(html, { cidUrl });
}

/**
 * Inserts the files before the message, so that its inline images can refer to them. Returns their
 * ids in order.
 */
async function insertFiles(ctx: Context, files: readonly InboundFile[]): Promise<number[]> {
  const ids: number[] = [];
  for (const file of files) {
    const { id } = await store.insertAttachment(ctx.tx, {
      hash: file.hash,
      name: file.name,
      content_type: file.contentType,
      byte_count: file.byteCount,
      content_id: file.contentId,
      is_inline: file.isInline,
      message_id: null,
      draft_agent_id: null,
      draft_ticket_id: null,
      draft_kind: null,
      uploaded_by: null,
      created_at: ctx.now,
    });
    ids.push(id);
  }
  return ids;
}
