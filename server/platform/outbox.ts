import type { Generated } from 'kysely';
import { sql } from 'kysely';
import { type Context, type ReadContext, readContext, runCommand, type Services, systemActor } from './context.ts';
import { emit } from './events.ts';
import { queueJob, type Task, type Tasks } from './jobs.ts';
import type { OutgoingMail } from './mail-sender.ts';
import { MailRefused } from './mail-sender.ts';

/** A mail as it is kept until it has left: attachments by hash, everything else as it will be sent. */
export type QueuedMail = Omit<OutgoingMail, 'attachments' | 'date'> & {
  attachments: { name: string; contentType: string; hash: string; cid?: string }[];
};

/** waiting: a job will send it. kept: there is no outgoing server. canceled: taken back before it left. */
export interface OutgoingMailTable {
  id: Generated<number>;
  ticket_id: number | null;
  message_id: number | null;
  mail: QueuedMail;
  /** Set for a mail with a sign-in or password link, which nobody may read here: when the link stops working. */
  secret_until: Date | null;
  state: 'waiting' | 'sent' | 'failed' | 'kept' | 'canceled';
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

/** Queues one mail to one set of recipients, in the command's transaction. */
export async function queueMail(
  ctx: Context,
  mail: QueuedMail,
  options: { ticketId?: number; messageId?: number; secretUntil?: Date } = {},
): Promise<{ state: 'waiting' | 'kept'; mailId: number }> {
  const state = ctx.config.smtpUrl ? ('waiting' as const) : ('kept' as const);
  const { secretUntil = null } = options;
  // Without an outgoing server nobody will ever send it, and nobody may read it.
  const stored = secretUntil && state === 'kept' ? withoutText(mail) : mail;
  const row = await ctx.tx
    .insertInto('outgoing_mail')
    .values({
      ticket_id: options.ticketId ?? null,
      message_id: options.messageId ?? null,
      secret_until: secretUntil,
      mail: JSON.stringify(stored) as unknown as QueuedMail,
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

/** Removes the text of a mail, and with it the link. */
const mailWithoutText = sql<QueuedMail>`mail || '{"text": "", "html": null}'`;

const withoutText = (mail: QueuedMail): QueuedMail => ({ ...mail, text: '', html: null });

/** Takes back mails that have not left and belong to no message. */
export const cancelMails = (ctx: Context, mailIds: readonly number[]) =>
  ctx.tx
    .updateTable('outgoing_mail')
    .set({ state: 'canceled' })
    .where('id', 'in', [...mailIds])
    .where('state', 'in', ['waiting', 'kept'])
    .execute();

/** Takes back the mails of a message that have not left; false when one already has. */
export async function cancelMessageMails(ctx: Context, messageId: number): Promise<boolean> {
  const rows = await ctx.tx
    .selectFrom('outgoing_mail')
    .select('state')
    .where('message_id', '=', messageId)
    .forUpdate()
    .execute();
  if (rows.some((row) => row.state === 'sent')) return false;
  await ctx.tx.updateTable('outgoing_mail').set({ state: 'canceled' }).where('message_id', '=', messageId).execute();
  return true;
}

/** Puts a failed or kept mail in the queue again; false when it is not one. */
export async function requeueMail(ctx: Context, mailId: number): Promise<boolean> {
  const row = await ctx.tx
    .updateTable('outgoing_mail')
    .set({ state: ctx.config.smtpUrl ? 'waiting' : 'kept', last_error: null })
    .where('id', '=', mailId)
    .where('state', 'in', ['failed', 'kept'])
    .where('secret_until', 'is', null)
    .returning('id')
    .executeTakeFirst();
  if (!row) return false;
  if (ctx.config.smtpUrl) await queueJob(ctx, taskName, { mailId }, { maxAttempts });
  return true;
}

/**
 * Asked each time just before a mail leaves, with the message it belongs to or null for a mail of no message: true, or why it must not any more. A mail can
 * have waited for hours, and who may read what and whose an address is may have changed since.
 */
export type MailCheck = (ctx: ReadContext, mailId: number, messageId: number | null) => Promise<true | string>;

type FinalState = 'sent' | 'failed' | 'canceled';

async function finishMail(services: Services, mailId: number, state: FinalState, detail: string | null): Promise<void> {
  await runCommand(services, systemActor('mail'), async (ctx) => {
    const row = await ctx.tx
      .updateTable('outgoing_mail')
      .set({ state, last_error: detail, ...(state === 'sent' ? { sent_at: ctx.now } : {}) })
      .set({ mail: sql`case when secret_until is null then mail else ${mailWithoutText} end` })
      .where('id', '=', mailId)
      .where('state', '=', 'waiting')
      .returning(['ticket_id', 'message_id'])
      .executeTakeFirst();
    if (!row?.ticket_id || !row.message_id) return;
    await emit(ctx, {
      type: state === 'sent' ? 'message.delivered' : 'message.failed',
      ticketId: row.ticket_id,
      messageId: row.message_id,
      data: { detail },
    });
  });
}

/**
 * Sends one queued mail. A process that dies after the server took the mail and before that is written down sends it again with the same
 * Message-ID; SMTP offers no better (RFC 5321 section 6.1). Temporary refusals are tried again with growing pauses.
 */
const sendQueued = async (
  services: Services,
  mailId: number,
  attempt: Parameters<Task>[2],
  checkSend: MailCheck,
): Promise<void> => {
  const ctx = readContext(services, systemActor('mail'));
  const { db, external: outside } = ctx;
  const row = await db.selectFrom('outgoing_mail').selectAll().where('id', '=', mailId).executeTakeFirst();
  if (row?.state !== 'waiting') return;
  if (row.secret_until && row.secret_until <= ctx.now)
    return finishMail(services, mailId, 'canceled', 'its link has expired');
  const verdict = await checkSend(ctx, mailId, row.message_id);
  // A message shows that it failed, and why; a notification is quietly taken back.
  if (verdict !== true) return finishMail(services, mailId, row.message_id === null ? 'canceled' : 'failed', verdict);
  await sql`update outgoing_mail set attempt_count = attempt_count + 1 where id = ${mailId}`.execute(db);
  const attachments: OutgoingMail['attachments'] = [];
  for (const { hash, ...rest } of row.mail.attachments) {
    const content = await outside.files.get(hash);
    if (!content) return finishMail(services, mailId, 'failed', `the attachment ${rest.name} is no longer there`);
    attachments.push({ ...rest, content });
  }
  try {
    const sent = await outside.mail.send({ ...row.mail, attachments, date: services.now() });
    const refused = sent.rejected.map((one) => `${one.address}: ${one.response}`).join('; ');
    await finishMail(services, mailId, 'sent', refused || null);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const isFinal = attempt.isLast || (error instanceof MailRefused && !error.isTemporary);
    if (isFinal) return finishMail(services, mailId, 'failed', reason);
    await db.updateTable('outgoing_mail').set({ last_error: reason }).where('id', '=', mailId).execute();
    throw error;
  }
};

/** Cancels mails whose link has expired, and removes their text. */
const expireSecretMails = (services: Services) =>
  services.db
    .updateTable('outgoing_mail')
    .set({ mail: mailWithoutText, state: sql`case when state = 'waiting' then 'canceled' else state end` })
    .where('secret_until', '<=', services.now())
    .where(sql<boolean>`mail->>'text' <> ''`)
    .execute();

export const outboxTasks = (checkSend: MailCheck): Tasks => ({
  'mail:expire': async (services) => {
    await expireSecretMails(services);
  },
  [taskName]: (services, payload, attempt) => sendQueued(services, Number(payload.mailId), attempt, checkSend),
});

/** Whether a message has a mail in the outbox already. Locks the message's mails, so that a job that runs twice queues once. */
export async function hasQueuedMail(ctx: Context, messageId: number): Promise<boolean> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`outgoing ${messageId}`}, 0))`.execute(ctx.tx);
  const row = await ctx.tx
    .selectFrom('outgoing_mail')
    .select('id')
    .where('message_id', '=', messageId)
    .executeTakeFirst();
  return row !== undefined;
}
