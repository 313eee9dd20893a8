import type { RecipientDelivery } from '@crossdesk/contracts/lists/email.ts';
import type { Generated } from 'kysely';
import { sql } from 'kysely';
import type { Context, ReadContext } from './context.ts';
import { queueJob } from './jobs.ts';
import { afterBounce, failureDetail, type MailOutcome, outcomeOf, reopened } from './mail-recipients.ts';
import type { OutgoingMail } from './mail-sender.ts';

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
  /** The mailbox it is sent from, by whose server, if it has one; null for notifications. */
  mailbox_id: number | null;
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

export const sendTask = 'mail:send';
export const maxSendAttempts = 12;

/**
 * Whether a mail from this mailbox can be sent: by its own server, or by that of the installation.
 */
export type HasServer = (ctx: Context, mailboxId: number | null) => Promise<boolean>;

/**
 * Queues a mail in the command's transaction. `mailbox`: the mailbox it is sent from, and whether
 * there is an outgoing server for it.
 */
export async function queueMail(
  ctx: Context,
  mail: QueuedMail,
  options: {
    ticketId?: number;
    messageId?: number;
    secretUntil?: Date;
    mailbox?: { id: number; hasServer: boolean };
  } = {},
): Promise<{ state: 'waiting' | 'kept'; mailId: number }> {
  const hasServer = options.mailbox ? options.mailbox.hasServer : ctx.config.smtpUrl !== null;
  const state = hasServer ? ('waiting' as const) : ('kept' as const);
  const { secretUntil = null } = options;
  // Without an outgoing server the mail is never sent, and its secret text is not stored.
  const stored = secretUntil && state === 'kept' ? withoutText(mail) : mail;
  const row = await ctx.tx
    .insertInto('outgoing_mail')
    .values({
      ticket_id: options.ticketId ?? null,
      message_id: options.messageId ?? null,
      mailbox_id: options.mailbox?.id ?? null,
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
    await queueJob(ctx, sendTask, { mailId: row.id }, { maxAttempts: maxSendAttempts });
  }
  return { state, mailId: row.id };
}

/** SQL that removes the text, and thereby the link, of a mail. */
export const mailWithoutText = sql<QueuedMail>`mail || '{"text": "", "html": null}'`;

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
export async function requeueMail(ctx: Context, mailId: number, hasServer: HasServer): Promise<boolean> {
  const row = await ctx.tx
    .selectFrom('outgoing_mail')
    .select(['recipients', 'mailbox_id'])
    .where('id', '=', mailId)
    .where('state', 'in', ['failed', 'kept', 'partly'])
    .where('secret_until', 'is', null)
    .forUpdate()
    .executeTakeFirst();
  if (!row) return false;
  const canSend = await hasServer(ctx, row.mailbox_id);
  await ctx.tx
    .updateTable('outgoing_mail')
    .set({ state: canSend ? 'waiting' : 'kept', last_error: null })
    .set({ recipients: row.recipients && jsonOf(reopened(row.recipients)) })
    .where('id', '=', mailId)
    .execute();
  if (canSend) await queueJob(ctx, sendTask, { mailId }, { maxAttempts: maxSendAttempts });
  return true;
}

/**
 * Queues the mails of a message again that did not reach everyone: waiting, or kept without an
 * outgoing server. Null if there are none.
 */
export async function requeueMessageMails(
  ctx: Context,
  messageId: number,
  hasServer: HasServer,
): Promise<'waiting' | 'kept' | null> {
  const rows = await ctx.tx
    .selectFrom('outgoing_mail')
    .select(['id', 'mailbox_id'])
    .where('message_id', '=', messageId)
    .execute();
  let state: 'waiting' | 'kept' | null = null;
  for (const { id, mailbox_id: mailboxId } of rows) {
    if (await requeueMail(ctx, id, hasServer))
      state = (await hasServer(ctx, mailboxId)) ? 'waiting' : (state ?? 'kept');
  }
  return state;
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

/** Arrays would be stored as PostgreSQL arrays. */
export const jsonOf = (recipients: RecipientDelivery[]): RecipientDelivery[] =>
  JSON.stringify(recipients) as unknown as RecipientDelivery[];

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
