import type { Locale, Mailbox } from '@crossdesk/contracts/scalars.ts';
import { sql } from 'kysely';
import { type Mask, maskedPerson, maskHtml, maskText } from '../../access/index.ts';
import { checkMessageSendAllowed, outgoingMask, outgoingMessage, recordDelivery } from '../../conversation/index.ts';
import { hasOutgoingServer, sendingMailbox } from '../../departments/index.ts';
import { contact } from '../../identity/index.ts';
import type { Context } from '../../platform/context.ts';
import { emit } from '../../platform/events.ts';
import { escapeHtml, htmlToText, textToHtml } from '../../platform/html.ts';
import { queueJob } from '../../platform/jobs.ts';
import { hasQueuedMail, type QueuedMail, queueMail } from '../../platform/outbox.ts';
import { company } from '../../settings/index.ts';
import { plainMessageId } from './duplicates.ts';
import { cleanLine } from './mail-text.ts';
import { replyAboveLine } from './quote-lines.ts';
import { messageIdFor, subjectTagFor } from './reference.ts';

type Outgoing = NonNullable<Awaited<ReturnType<typeof outgoingMessage>>>;

const attribution: Record<Locale, (name: string, at: string) => string> = {
  en: (name, at) => `On ${at}, ${name} wrote:`,
  ja: (name, at) => `${at}、${name} さんのメッセージ:`,
};

/** Longer HTML is quoted as the beginning of its text. */
const maxQuotedHtml = 100_000;
const maxQuotedText = 20_000;

/** The quoted messages below a reply, newest first; a forward quotes more of the conversation. */
async function quotation(
  ctx: Context,
  { message, earlier }: Outgoing,
  locale: Locale,
  timeZone: string,
  mask: Mask | null,
): Promise<string> {
  const count = message.kind === 'forward' ? 10 : 1;
  const ids = earlier.slice(-count).map((one) => one.id);
  if (ids.length === 0) return '';
  const rows = await ctx.db
    .selectFrom('message')
    .select(['author_kind', 'author_name', 'created_at'])
    .select(sql<string | null>`case when octet_length(html) <= ${maxQuotedHtml} then html end`.as('html'))
    .select(sql<string>`left(body_text, ${maxQuotedText})`.as('text'))
    .where('id', 'in', ids)
    .orderBy('id', 'desc')
    .execute();
  const format = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short', timeZone });
  let quotedLength = 0;
  return rows
    .map((row) => {
      quotedLength += row.html?.length ?? 0;
      const html = row.html === null || quotedLength > maxQuotedHtml ? textToHtml(row.text) : row.html;
      const isMasked = mask?.isCustomerMasked && row.author_kind !== 'agent';
      const name = isMasked ? maskedPerson({ name: row.author_name, address: null }).name : row.author_name;
      const intro = escapeHtml(attribution[locale](name, format.format(row.created_at)));
      return `<div class="crossdesk_quote"><p>${intro}</p><blockquote type="cite">${maskHtml(mask, html, { everyAddress: true })}</blockquote></div>`;
    })
    .join('');
}

const ownFileUrl = /src="\/api\/v1\/files\/(\d+)(?:\?preview=1)?"/g;

/** Embeds our images in the mail, because outside recipients cannot load our URLs. */
function embedImages(
  html: string,
  files: Outgoing['files'],
  domain: string,
): { html: string; cids: Map<number, string> } {
  const cids = new Map<number, string>();
  const byId = new Map(files.map((file) => [file.id, file]));
  const embedded = html.replace(ownFileUrl, (_whole, id: string) => {
    if (!byId.has(Number(id))) return 'src=""';
    cids.set(Number(id), `file.${id}@${domain}`);
    return `src="cid:file.${id}@${domain}"`;
  });
  return { html: embedded, cids };
}

/** Prevents header injection through names. */
const toSingleLine = ({ name, address }: Mailbox): Mailbox => ({ name: cleanLine(name, 200), address });

async function composeMail(ctx: Context, outgoing: Outgoing): Promise<{ mail: QueuedMail; mailboxId: number } | null> {
  const { message, files, earlier } = outgoing;
  const ticket = await ctx.tx
    .selectFrom('ticket')
    .select(['id', 'subject', 'department_id', 'mailbox_id', 'requester_id'])
    .where('id', '=', message.ticket_id)
    .executeTakeFirstOrThrow();
  const mailbox = await sendingMailbox(ctx, ticket.department_id, ticket.mailbox_id);
  if (!mailbox) return null;
  const { secret } = ctx.config;
  const domain = mailbox.address.split('@')[1] ?? 'localhost';
  const settings = await company(ctx);
  const locale = (await contact(ctx, ticket.requester_id)).locale ?? settings.locale;
  const idOf = (messageId: number) =>
    messageIdFor({ ticketNumber: ticket.id, messageId: String(messageId), secret, domain });
  const thread = earlier
    .map((one) => ({
      isFromCustomer: one.author_kind === 'contact',
      id: one.mail_id ? plainMessageId(one.mail_id) : one.delivery ? idOf(one.id) : null,
    }))
    .filter((one) => one.id !== null);
  const isForward = message.kind === 'forward';
  const last = thread.findLast((one) => one.isFromCustomer) ?? thread.at(-1);
  const mask = await outgoingMask(ctx, outgoing);
  const quote = await quotation(ctx, outgoing, locale, settings.timeZone, mask);
  const replyMarker = quote && !isForward ? `<p style="color:#888">${escapeHtml(replyAboveLine[locale])}</p>` : '';
  const { html, cids } = embedImages(`${message.html}${replyMarker}${quote}`, files, domain);
  const tag = subjectTagFor({ ticketNumber: ticket.id, secret });
  const prefix = isForward ? 'Fwd: ' : message.kind === 'reply' && earlier.length > 0 ? 'Re: ' : '';
  const mail: QueuedMail = {
    messageId: idOf(message.id),
    from: { name: cleanLine(`${message.author_name} (${mailbox.name})`, 250), address: mailbox.address },
    to: message.recipients.to.map(toSingleLine),
    cc: message.recipients.cc.map(toSingleLine),
    bcc: message.recipients.bcc.map(toSingleLine),
    envelopeFrom: mailbox.address,
    replyTo: null,
    subject: `${prefix}${cleanLine(maskText(mask, ticket.subject), 900)} ${tag}`,
    text: htmlToText(html),
    html,
    inReplyTo: isForward ? null : (last?.id ?? null),
    references: isForward ? [] : [...new Set(thread.map((one) => one.id ?? ''))],
    headers: {},
    attachments: files.map((file) => {
      const cid = cids.get(file.id);
      return {
        name: cleanLine(file.name, 200),
        contentType: file.content_type,
        hash: file.hash,
        ...(cid ? { cid } : {}),
      };
    }),
  };
  return { mail, mailboxId: mailbox.id };
}

export const dispatchTask = 'email:dispatch';

/** Replaces a job of the message that has not started. */
export const dispatchKey = (messageId: number): string => `dispatch:${messageId}`;

/**
 * Queues the mail of a message, once, after the undo period and if its writer may still send it.
 * Without a mailbox to send from, the message shows that it failed.
 */
export async function dispatch(ctx: Context, messageId: number): Promise<void> {
  // The message is read under the lock, because sending may have been undone meanwhile.
  if (await hasQueuedMail(ctx, messageId)) return;
  const outgoing = await outgoingMessage(ctx, messageId);
  if (!outgoing?.message.delivery) return;
  const { sends_at: sendsAt } = outgoing.message;
  if (sendsAt && sendsAt > ctx.now) {
    return queueJob(ctx, dispatchTask, { messageId }, { runAt: sendsAt, key: dispatchKey(messageId) });
  }
  const verdict = await checkMessageSendAllowed(ctx, outgoing);
  if (verdict !== true) {
    await recordDelivery(ctx, messageId, { state: 'failed', detail: verdict, recipients: null });
    return emit(ctx, {
      type: 'message.failed',
      ticketId: outgoing.message.ticket_id,
      messageId,
      data: { detail: verdict },
    });
  }
  const composed = await composeMail(ctx, outgoing);
  if (!composed)
    return recordDelivery(ctx, messageId, { state: 'failed', detail: 'no mailbox to send from', recipients: null });
  const { mail, mailboxId } = composed;
  const mailbox = { id: mailboxId, hasServer: await hasOutgoingServer(ctx, mailboxId) };
  const { state } = await queueMail(ctx, mail, { ticketId: outgoing.message.ticket_id, messageId, mailbox });
  if (state === 'kept') await recordDelivery(ctx, messageId, { state: 'kept', detail: null, recipients: null });
}
