import type { Authenticity, MessageKind } from '@crossdesk/contracts/conversation.ts';
import type { Mailbox } from '@crossdesk/contracts/scalars.ts';
import type { Channel } from '@crossdesk/contracts/tickets.ts';
import { lockTicket } from '../../access/index.ts';
import type { Context } from '../../platform/context.ts';
import { emit, publishLive } from '../../platform/events.ts';
import { sanitizeHtml } from '../../platform/html.ts';
import { addCc, createTicket } from '../../tickets/index.ts';
import * as store from '../store.ts';
import { addMessage, type NewMessage } from './write-message.ts';

/** A file that came in, its bytes in the store already. */
export type InboundFile = {
  hash: string;
  name: string;
  contentType: string;
  byteCount: number;
  contentId: string | null;
  isInline: boolean;
};

/** Something from outside, whatever the channel, with everything decided that the channel knows. */
export type InboundMessage = {
  /** The ticket it belongs to, or what a new one is made of. */
  target:
    | { ticketId: number }
    | {
        subject: string;
        requesterId: number;
        departmentId: number;
        mailboxId: number | null;
        channel: Channel;
        cc: Mailbox[];
      };
  kind: MessageKind;
  visibility: 'public' | 'internal';
  author: NewMessage['author'];
  /** As it came, not yet cleaned; `cid:` points at one of `files`. */
  html: string;
  text: string;
  quotedHtml: string | null;
  /** The HTML is clean already, and `{fileMark}-{n}` in it stands for the id of `files[n]`. */
  filePlaceholder?: string;
  to: Mailbox[];
  cc: Mailbox[];
  files: InboundFile[];
  /** Others in the conversation, kept on the ticket's Cc. */
  participants: Mailbox[];
  /** Others the mail names, whom an agent may add. */
  offered?: Mailbox[];
  authenticity: Authenticity | null;
  isQuiet: boolean;
  /** Message-ID of the mail it came in, and the mailbox it came to: the second delivery of the same is recognised. */
  reference: { mailId: string; mailboxId: number } | null;
};

/** Takes in a message from outside. Gives null when this very mail is here already. The caller's transaction makes it happen once. */
export async function addInboundMessage(ctx: Context, given: InboundMessage): Promise<{ ticketId: number; messageId: number } | null> {
  if (given.reference) {
    const before = await ctx.tx
      .selectFrom('mail_reference')
      .select('message_id')
      .where('mail_id', '=', given.reference.mailId)
      .where('mailbox_id', '=', given.reference.mailboxId)
      .executeTakeFirst();
    if (before) return null;
  }
  const { target: on } = given;
  const ticketId = 'ticketId' in on ? on.ticketId : await createTicket(ctx, on);
  const found = await lockTicket(ctx, ticketId);
  const files = await insertFiles(ctx, given.files);
  const clean = htmlSanitizerFor(given, files);
  const { id: messageId } = await addMessage(ctx, found, {
    kind: 'ticketId' in on ? given.kind : 'request',
    visibility: found.ticket.type === 'internal' ? 'internal' : given.visibility,
    author: given.author,
    html: clean(given.html),
    text: given.text,
    quotedHtml: given.quotedHtml === null ? null : clean(given.quotedHtml),
    to: given.to,
    cc: given.cc,
    authenticity: given.authenticity,
    ...(given.offered?.length ? { offered: given.offered } : {}),
    isQuiet: given.isQuiet,
  });
  await store.attachToMessage(ctx.tx, files, messageId);
  if (given.participants.length > 0) await addCc(ctx, await lockTicket(ctx, ticketId), given.participants);
  if (given.reference) {
    const isFirst = await store.insertReference(ctx.tx, {
      mail_id: given.reference.mailId,
      mailbox_id: given.reference.mailboxId,
      ticket_id: ticketId,
      message_id: messageId,
    });
    // Two deliveries at the same moment: the loser's transaction is undone and tried again, and then finds the winner's message.
    if (!isFirst) throw new Error('the same mail is being taken in at this moment');
  }
  return { ticketId, messageId };
}

/** Makes the HTML safe and lets its inline images point at the files kept for them. */
function htmlSanitizerFor({ files, filePlaceholder: fileMark }: InboundMessage, ids: readonly number[]): (html: string) => string {
  if (fileMark !== undefined) {
    const mark = new RegExp(`${fileMark}-(\\d{1,4})`, 'g');
    return (html) => html.replace(mark, (_whole, place: string) => String(ids[Number(place)] ?? 0));
  }
  const byCid = new Map(files.map((file, place) => [file.contentId, ids[place]]));
  const cidUrl = (cid: string) => {
    const id = byCid.get(cid);
    return id === undefined ? null : `/api/v1/files/${id}?preview=1`;
  };
  return (html) => sanitizeHtml(html, { cidUrl });
}

/** Keeps the rows of the files before the message that shows them, so that its inline images can point at them. Gives their ids in order. */
async function insertFiles(ctx: Context, files: readonly InboundFile[]): Promise<number[]> {
  const ids: number[] = [];
  for (const one of files) {
    const { id } = await store.insertAttachment(ctx.tx, {
      hash: one.hash,
      name: one.name,
      content_type: one.contentType,
      byte_count: one.byteCount,
      content_id: one.contentId,
      is_inline: one.isInline,
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

/** Notes what became of a message that was sent, and tells everybody who has the ticket open. */
export async function recordDelivery(
  ctx: Context,
  messageId: number,
  state: 'sent' | 'failed' | 'bounced' | 'kept',
  detail: string | null,
): Promise<void> {
  const row = await store.updateMessage(ctx.tx, messageId, { delivery: state, delivery_detail: detail });
  if (!row) return;
  const type = state === 'sent' || state === 'kept' ? 'message.delivered' : 'message.failed';
  await publishLive(ctx, { type, ticketId: row.ticket_id, messageId, actorId: null, departmentId: null, version: 0 });
}

/** Notes a bounce on the message it is about. */
export async function recordBounce(ctx: Context, ticketId: number, messageId: number, detail: string): Promise<void> {
  const row = await store.updateMessage(ctx.tx, messageId, { delivery: 'bounced', delivery_detail: detail });
  if (row?.ticket_id === ticketId) await emit(ctx, { type: 'message.bounced', ticketId, messageId, data: { detail } });
}
