import type { RecipientDelivery } from '@crossdesk/contracts/lists/email.ts';
import { sql } from 'kysely';
import { type Context, type ReadContext, readContext, runCommand, type Services, systemActor } from './context.ts';
import { emit } from './events.ts';
import type { FileStore } from './files.ts';
import { queueJob, type Task } from './jobs.ts';
import { afterAttempt, failureDetail, isOpen, newRecipients, outcomeOf } from './mail-recipients.ts';
import type { Delivery, MailSender, OutgoingMail } from './mail-sender.ts';
import { composeBytes, MailRefused } from './mail-sender.ts';
import type { ModuleJobs } from './module-jobs.ts';
import { jsonOf, mailWithoutText, maxSendAttempts, type QueuedMail, sendTask } from './outbox.ts';

/**
 * Checks directly before sending whether a mail may still be sent: true, or the reason why not. A
 * mail may have waited for hours, and access or addresses may have changed. `messageId` is null for
 * mails that belong to no message.
 */
export type MailCheck = (ctx: ReadContext, mailId: number, messageId: number | null) => Promise<true | string>;

/**
 * How mail is sent. `senderOf`: the sender for mail from this mailbox; throws SenderUnavailable if
 * the mail has to wait for a person. `onAccepted`: the server accepted a mail for the first of its
 * recipients, composed with this date; runs in the transaction that records this.
 */
export type MailTransport = {
  senderOf(services: Services, mailboxId: number | null): Promise<MailSender>;
  onAccepted(ctx: Context, mail: { id: number; mailboxId: number | null; date: Date }): Promise<void>;
};

/** Mail cannot be sent before someone connects the mailbox again. */
export class SenderUnavailable extends Error {}

/** Also if the consent was revoked while the mail was sent. */
const isSenderUnavailable = (error: unknown): error is Error =>
  error instanceof SenderUnavailable || (error instanceof Error && error.cause instanceof SenderUnavailable);

/** How long a mail waits before it is tried again without a sender. */
const unavailableMs = 60 * 1000;

type FinalState = 'sent' | 'partly' | 'failed' | 'canceled';

/** Ends a mail that is not sent at all, with the reason. */
const finishMail = (services: Services, mailId: number, state: 'failed' | 'canceled', detail: string): Promise<void> =>
  runCommand(services, systemActor('mail'), (ctx) => updateWaiting(ctx, mailId, { state, last_error: detail }));

/** waiting: it is tried again for some recipients. */
const eventTypes = {
  sent: 'message.delivered',
  waiting: 'message.deferred',
  partly: 'message.failed',
  failed: 'message.failed',
  canceled: 'message.failed',
} as const;

async function updateWaiting(
  ctx: Context,
  mailId: number,
  change: { state: FinalState | 'waiting'; last_error: string | null; recipients?: RecipientDelivery[] },
): Promise<void> {
  const { recipients, ...columns } = change;
  const isFinal = change.state !== 'waiting';
  const row = await ctx.tx
    .updateTable('outgoing_mail')
    .set(columns)
    .set(recipients ? { recipients: jsonOf(recipients) } : {})
    .set(change.state === 'sent' || change.state === 'partly' ? { sent_at: ctx.now } : {})
    .set({ mail: sql`case when secret_until is null or not ${isFinal} then mail else ${mailWithoutText} end` })
    .where('id', '=', mailId)
    .where('state', '=', 'waiting')
    .returning(['ticket_id', 'message_id'])
    .executeTakeFirst();
  if (!row?.ticket_id || !row.message_id) return;
  if (!isFinal && !recipients) return;
  await emit(ctx, {
    type: eventTypes[change.state],
    ticketId: row.ticket_id,
    messageId: row.message_id,
    data: { detail: change.last_error },
  });
}

/**
 * Records the server's responses to one attempt. Returns the addresses that are still to be tried.
 */
async function recordAttempt(
  services: Services,
  mailId: number,
  responses: Pick<Delivery, 'accepted' | 'rejected'>,
  { isLast, date, onAccepted }: { isLast: boolean; date: Date; onAccepted: MailTransport['onAccepted'] },
): Promise<string[]> {
  return runCommand(services, systemActor('mail'), async (ctx) => {
    const row = await ctx.tx
      .selectFrom('outgoing_mail')
      .select(['mail', 'recipients', 'mailbox_id'])
      .where('id', '=', mailId)
      .where('state', '=', 'waiting')
      .forUpdate()
      .executeTakeFirst();
    if (!row) return [];
    const before = row.recipients ?? newRecipients(row.mail);
    const isFirst = !before.some((one) => one.state === 'sent' || one.state === 'bounced');
    if (isFirst && responses.accepted.length > 0)
      await onAccepted(ctx, { id: mailId, mailboxId: row.mailbox_id, date });
    const recipients = afterAttempt(before, responses, isLast);
    const open = recipients.filter(isOpen).map(({ address }) => address);
    const outcome = outcomeOf(recipients);
    const state = open.length > 0 ? 'waiting' : outcome;
    const isChanged = JSON.stringify(recipients) !== JSON.stringify(before);
    await updateWaiting(ctx, mailId, {
      state,
      last_error: failureDetail(recipients),
      ...(isChanged ? { recipients } : {}),
    });
    return open;
  });
}

/**
 * Sends one queued mail. If the process dies after the server accepted the mail and before that is
 * recorded, the mail is sent again with the same Message-ID; SMTP allows nothing better (RFC 5321
 * section 6.1). Temporary failures are retried with increasing delays.
 */
const sendQueued = async (
  services: Services,
  mailId: number,
  attempt: Parameters<Task>[2],
  checkSend: MailCheck,
  { senderOf, onAccepted }: MailTransport,
): Promise<void> => {
  const ctx = readContext(services, systemActor('mail'));
  const { db, external } = ctx;
  const row = await db.selectFrom('outgoing_mail').selectAll().where('id', '=', mailId).executeTakeFirst();
  if (row?.state !== 'waiting') return;
  if (row.secret_until && row.secret_until <= ctx.now)
    return finishMail(services, mailId, 'canceled', 'the link has expired');
  const verdict = await checkSend(ctx, mailId, row.message_id);
  // A message shows the failure and its reason; a notification is canceled silently.
  if (verdict !== true) return finishMail(services, mailId, row.message_id === null ? 'canceled' : 'failed', verdict);
  const sender = await senderOf(services, row.mailbox_id).catch((error: unknown) =>
    error instanceof Error ? error : new Error(String(error)),
  );
  if (isSenderUnavailable(sender)) return waitForSender(services, mailId, sender.message);
  const date = services.now();
  const mail = await openMail(external.files, row.mail, date);
  if ('missingFile' in mail)
    return finishMail(services, mailId, 'failed', `the attachment ${mail.missingFile} no longer exists`);
  // From here on the mail can't be canceled.
  const begun = await sql`update outgoing_mail set attempt_count = attempt_count + 1
    where id = ${mailId} and state = 'waiting' returning id`.execute(db);
  if (begun.rows.length === 0) return;
  const open = (row.recipients ?? newRecipients(row.mail)).filter(isOpen).map(({ address }) => address);
  const sending = sender instanceof Error ? Promise.reject(sender) : sender.send(mail, open);
  const responses = await sending.catch((error: unknown) => refusalOf(error, open));
  if ('error' in responses && isSenderUnavailable(responses.error))
    return waitForSender(services, mailId, responses.error.message);
  if ('error' in responses && responses.isTemporary && !attempt.isLast) {
    await db
      .updateTable('outgoing_mail')
      .set({ last_error: responses.error.message })
      .where('id', '=', mailId)
      .execute();
    throw responses.error;
  }
  const { isLast } = attempt;
  const remaining = await recordAttempt(services, mailId, responses, { isLast, date, onAccepted });
  if (remaining.length > 0) throw new Error(`to be sent again to ${remaining.length} recipients`);
};

/** Tries a mail again soon, without counting an attempt: nobody has refused it. */
const waitForSender = (services: Services, mailId: number, reason: string): Promise<void> =>
  runCommand(services, systemActor('mail'), async (ctx) => {
    await ctx.tx
      .updateTable('outgoing_mail')
      .set({ last_error: reason })
      .where('id', '=', mailId)
      .where('state', '=', 'waiting')
      .execute();
    const runAt = new Date(ctx.now.getTime() + unavailableMs);
    await queueJob(ctx, sendTask, { mailId }, { maxAttempts: maxSendAttempts, runAt, key: `send:${mailId}` });
  });

/**
 * A queued mail with the content of its attachments, or the name of the first that no longer
 * exists.
 */
async function openMail(
  files: FileStore,
  { attachments: listed, ...mail }: QueuedMail,
  date: Date,
): Promise<OutgoingMail | { missingFile: string }> {
  const attachments: OutgoingMail['attachments'] = [];
  for (const { hash, ...rest } of listed) {
    const content = await files.get(hash);
    if (!content) return { missingFile: rest.name };
    attachments.push({ ...rest, content });
  }
  return { ...mail, attachments, date };
}

/** The bytes of a mail as they were sent with this date; null if the mail is incomplete. */
export async function sentBytes(ctx: ReadContext, mailId: number, date: Date): Promise<Buffer | null> {
  const row = await ctx.db.selectFrom('outgoing_mail').select('mail').where('id', '=', mailId).executeTakeFirst();
  if (!row) return null;
  const mail = await openMail(ctx.external.files, row.mail, date);
  return 'missingFile' in mail ? null : composeBytes(mail);
}

/**
 * The responses of a server that accepted no recipient. Without a response for each, the error
 * applies to all; a temporary one is `error`, so that no recipient is counted as refused.
 */
function refusalOf(error: unknown, open: readonly string[]) {
  const reason = error instanceof Error ? error : new Error(String(error));
  if (error instanceof MailRefused && error.rejected.length > 0) return { accepted: [], rejected: error.rejected };
  const isTemporary = !(error instanceof MailRefused) || error.isTemporary;
  const rejected = open.map((address) => ({ address, response: reason.message, isTemporary }));
  return { accepted: [], rejected, error: reason, isTemporary };
}

/** Cancels mails whose link has expired and removes their text. */
const expireSecretMails = (services: Services) =>
  services.db
    .updateTable('outgoing_mail')
    .set({ mail: mailWithoutText, state: sql`case when state = 'waiting' then 'canceled' else state end` })
    .where('secret_until', '<=', services.now())
    .where(sql<boolean>`mail->>'text' <> ''`)
    .execute();

export const outboxJobs = (checkSend: MailCheck, transport: MailTransport): ModuleJobs => ({
  tasks: {
    'mail:expire': async (services) => {
      await expireSecretMails(services);
    },
    [sendTask]: (services, payload, attempt) =>
      sendQueued(services, Number(payload.mailId), attempt, checkSend, transport),
  },
  schedule: [{ task: 'mail:expire', cron: '* * * * *' }],
});
