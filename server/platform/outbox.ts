import type { RecipientDelivery } from '@crossdesk/contracts/lists/email.ts';
import type { Generated } from 'kysely';
import { sql } from 'kysely';
import { type Context, type ReadContext, readContext, runCommand, type Services, systemActor } from './context.ts';
import { emit } from './events.ts';
import { queueJob, type Task } from './jobs.ts';
import {
  afterAttempt,
  afterBounce,
  failureDetail,
  isOpen,
  type MailOutcome,
  newRecipients,
  outcomeOf,
  reopened,
} from './mail-recipients.ts';
import type { Delivery, OutgoingMail } from './mail-sender.ts';
import { MailRefused } from './mail-sender.ts';
import type { ModuleJobs } from './module-jobs.ts';

/** A queued mail: attachments by hash, everything else as it will be sent. */
export type QueuedMail = Omit<OutgoingMail, 'attachments' | 'date'> & {
  attachments: { name: string; contentType: string; hash: string; cid?: string }[];
};

/**
 * waiting: a job will send it. partly: sent to some recipients, final for the others. kept: there
 * is no outgoing server. canceled: canceled before sending.
 */
export interface OutgoingMailTable {
  id: Generated<number>;
  ticket_id: number | null;
  message_id: number | null;
  mail: QueuedMail;
  /**
   * Expiry of the link in a mail with a sign-in or password link. Such mails cannot be read by
   * anyone.
   */
  secret_until: Date | null;
  /** Null before the first attempt. */
  recipients: RecipientDelivery[] | null;
  state: 'waiting' | 'sent' | 'partly' | 'failed' | 'kept' | 'canceled';
  attempt_count: Generated<number>;
  last_error: string | null;
  created_at: Date;
  sent_at: Date | null;
}

declare module './database.ts' {
  interface Tables {
    outgoing_mail: OutgoingMailTable;
  }
}

const taskName = 'mail:send';
const maxAttempts = 12;

/** Queues a mail in the command's transaction. */
export async function queueMail(
  ctx: Context,
  mail: QueuedMail,
  options: { ticketId?: number; messageId?: number; secretUntil?: Date } = {},
): Promise<{ state: 'waiting' | 'kept'; mailId: number }> {
  const state = ctx.config.smtpUrl ? ('waiting' as const) : ('kept' as const);
  const { secretUntil = null } = options;
  // Without an outgoing server the mail is never sent, and its secret text is not stored.
  const stored = secretUntil && state === 'kept' ? withoutText(mail) : mail;
  const row = await ctx.tx
    .insertInto('outgoing_mail')
    .values({
      ticket_id: options.ticketId ?? null,
      message_id: options.messageId ?? null,
      secret_until: secretUntil,
      mail: JSON.stringify(stored) as unknown as QueuedMail,
      recipients: null,
      state,
      last_error: null,
      created_at: ctx.now,
      sent_at: null,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  if (state === 'waiting') {
    await queueJob(ctx, taskName, { mailId: row.id }, { maxAttempts });
  }
  return { state, mailId: row.id };
}

/** SQL that removes the text, and thereby the link, of a mail. */
const mailWithoutText = sql<QueuedMail>`mail || '{"text": "", "html": null}'`;

const withoutText = (mail: QueuedMail): QueuedMail => ({ ...mail, text: '', html: null });

/** Cancels unsent mails. */
export const cancelMails = (ctx: Context, mailIds: readonly number[]) =>
  ctx.tx
    .updateTable('outgoing_mail')
    .set({ state: 'canceled' })
    .where('id', 'in', [...mailIds])
    .where('state', 'in', ['waiting', 'kept'])
    .execute();

/** Cancels the mails of a message; false if sending one has begun. */
export async function cancelMessageMails(ctx: Context, messageId: number): Promise<boolean> {
  await lockMessageMails(ctx, messageId);
  const rows = await ctx.tx
    .selectFrom('outgoing_mail')
    .select('attempt_count')
    .where('message_id', '=', messageId)
    .forUpdate()
    .execute();
  if (rows.some((row) => row.attempt_count > 0)) return false;
  await ctx.tx.updateTable('outgoing_mail').set({ state: 'canceled' }).where('message_id', '=', messageId).execute();
  return true;
}

/**
 * Queues a mail again that failed, is kept, or did not reach all recipients; false if it is in
 * another state. Recipients it reached do not get it again.
 */
export async function requeueMail(ctx: Context, mailId: number): Promise<boolean> {
  const row = await ctx.tx
    .selectFrom('outgoing_mail')
    .select('recipients')
    .where('id', '=', mailId)
    .where('state', 'in', ['failed', 'kept', 'partly'])
    .where('secret_until', 'is', null)
    .forUpdate()
    .executeTakeFirst();
  if (!row) return false;
  await ctx.tx
    .updateTable('outgoing_mail')
    .set({ state: ctx.config.smtpUrl ? 'waiting' : 'kept', last_error: null })
    .set({ recipients: row.recipients && jsonOf(reopened(row.recipients)) })
    .where('id', '=', mailId)
    .execute();
  if (ctx.config.smtpUrl) await queueJob(ctx, taskName, { mailId }, { maxAttempts });
  return true;
}

/** Queues the mails of a message again that did not reach everyone; false if there are none. */
export async function requeueMessageMails(ctx: Context, messageId: number): Promise<boolean> {
  const rows = await ctx.tx.selectFrom('outgoing_mail').select('id').where('message_id', '=', messageId).execute();
  let isQueued = false;
  for (const { id } of rows) isQueued = (await requeueMail(ctx, id)) || isQueued;
  return isQueued;
}

/** Records delivery reports for recipients of the mails of a message. */
export async function recordBouncedRecipients(
  ctx: Context,
  messageId: number,
  reports: readonly { address: string; detail: string }[],
): Promise<void> {
  const rows = await ctx.tx
    .selectFrom('outgoing_mail')
    .select(['id', 'recipients', 'state'])
    .where('message_id', '=', messageId)
    .forUpdate()
    .execute();
  for (const { id, recipients, state } of rows) {
    if (!recipients) continue;
    const after = afterBounce(recipients, reports);
    const outcome = outcomeOf(after);
    await ctx.tx
      .updateTable('outgoing_mail')
      .set({ recipients: jsonOf(after), last_error: failureDetail(after) })
      .set(state === 'waiting' || outcome === 'waiting' ? {} : { state: outcome })
      .where('id', '=', id)
      .execute();
  }
}

/** How far a message's mail has got; null if it has none, or none was attempted. */
export async function messageDelivery(
  ctx: ReadContext,
  messageId: number,
): Promise<{ outcome: MailOutcome; recipients: RecipientDelivery[]; detail: string | null } | null> {
  const row = await ctx.db
    .selectFrom('outgoing_mail')
    .select('recipients')
    .where('message_id', '=', messageId)
    .orderBy('id', 'desc')
    .executeTakeFirst();
  if (!row?.recipients) return null;
  return { outcome: outcomeOf(row.recipients), recipients: row.recipients, detail: failureDetail(row.recipients) };
}

const jsonOf = (recipients: RecipientDelivery[]): RecipientDelivery[] =>
  JSON.stringify(recipients) as unknown as RecipientDelivery[];

/**
 * Checks directly before sending whether a mail may still be sent: true, or the reason why not. A
 * mail may have waited for hours, and access or addresses may have changed. `messageId` is null for
 * mails that belong to no message.
 */
export type MailCheck = (ctx: ReadContext, mailId: number, messageId: number | null) => Promise<true | string>;

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
  isLast: boolean,
): Promise<string[]> {
  return runCommand(services, systemActor('mail'), async (ctx) => {
    const row = await ctx.tx
      .selectFrom('outgoing_mail')
      .select(['mail', 'recipients'])
      .where('id', '=', mailId)
      .where('state', '=', 'waiting')
      .forUpdate()
      .executeTakeFirst();
    if (!row) return [];
    const before = row.recipients ?? newRecipients(row.mail);
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
  const attachments: OutgoingMail['attachments'] = [];
  for (const { hash, ...rest } of row.mail.attachments) {
    const content = await external.files.get(hash);
    if (!content) return finishMail(services, mailId, 'failed', `the attachment ${rest.name} no longer exists`);
    attachments.push({ ...rest, content });
  }
  // From here on the mail can't be canceled.
  const begun = await sql`update outgoing_mail set attempt_count = attempt_count + 1
    where id = ${mailId} and state = 'waiting' returning id`.execute(db);
  if (begun.rows.length === 0) return;
  const open = (row.recipients ?? newRecipients(row.mail)).filter(isOpen).map(({ address }) => address);
  const responses = await external.mail
    .send({ ...row.mail, attachments, date: services.now() }, open)
    .catch((error: unknown) => refusalOf(error, open));
  if ('error' in responses && responses.isTemporary && !attempt.isLast) {
    await db
      .updateTable('outgoing_mail')
      .set({ last_error: responses.error.message })
      .where('id', '=', mailId)
      .execute();
    throw responses.error;
  }
  const remaining = await recordAttempt(services, mailId, responses, attempt.isLast);
  if (remaining.length > 0) throw new Error(`to be sent again to ${remaining.length} recipients`);
};

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

export const outboxJobs = (checkSend: MailCheck): ModuleJobs => ({
  tasks: {
    'mail:expire': async (services) => {
      await expireSecretMails(services);
    },
    [taskName]: (services, payload, attempt) => sendQueued(services, Number(payload.mailId), attempt, checkSend),
  },
  schedule: [{ task: 'mail:expire', cron: '* * * * *' }],
});

const lockMessageMails = (ctx: Context, messageId: number) =>
  sql`select pg_advisory_xact_lock(hashtextextended(${`outgoing ${messageId}`}, 0))`.execute(ctx.tx);

/**
 * Whether a message already has a mail in the outbox. Takes a lock, so that a job that runs twice
 * queues the mail once.
 */
export async function hasQueuedMail(ctx: Context, messageId: number): Promise<boolean> {
  await lockMessageMails(ctx, messageId);
  const row = await ctx.tx
    .selectFrom('outgoing_mail')
    .select('id')
    .where('message_id', '=', messageId)
    .executeTakeFirst();
  return row !== undefined;
}
