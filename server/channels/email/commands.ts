import type { IncomingMail, OutboxMail } from '@crossdesk/contracts/email.ts';
import type { Selectable } from 'kysely';
import { recordBounce } from '../../conversation/index.ts';
import { hasOutgoingServer, mailboxes } from '../../departments/index.ts';
import { type Context, runCommand, type Services, systemActor } from '../../platform/context.ts';
import { isDatabaseUnavailable, type Tables } from '../../platform/database.ts';
import { emit } from '../../platform/events.ts';
import { queueJob } from '../../platform/jobs.ts';
import { requeueMail } from '../../platform/outbox.ts';
import { fieldProblem, Problem, problem } from '../../platform/problems.ts';
import { readInboundMail, readOrAttach, UnreadableMail } from './inbound-mail.ts';
import { type BounceReport, ingestMail } from './ingest.ts';
import { incomingMailById } from './mail-log.ts';
import { ingestTask } from './mail-queue.ts';
import { outboxMail } from './queries.ts';
import type { MailContent } from './read-mail.ts';
import { readMessageId } from './reference.ts';
import * as store from './store.ts';
import './tables.ts';

/** Locks a waiting mail, so that only one process ingests it. */
const lockWaitingMail = (ctx: Context, mailId: number) =>
  ctx.tx
    .selectFrom('incoming_mail')
    .selectAll()
    .where('id', '=', mailId)
    .where('state', '=', 'waiting')
    .forUpdate()
    .executeTakeFirst();

/**
 * Ingests one stored mail. Its state is updated in the same transaction, so it becomes exactly one
 * message however often this runs. A mail that cannot be ingested is listed as failed, with the
 * reason.
 */
export async function ingestQueuedMail(services: Services, mailId: number, isLastAttempt: boolean): Promise<void> {
  const row = await startAttempt(services, mailId);
  if (!row) return;
  let subject = '';
  try {
    const read = await (row.is_ticket_forced ? readOrAttach : readInboundMail)(services, row);
    subject = read.head.subject;
    const kind = row.is_ticket_forced ? 'human' : read.kind;
    await runCommand(services, systemActor('mail'), async (ctx) => {
      const locked = await lockWaitingMail(ctx, mailId);
      if (!locked) return;
      const about = {
        subject,
        from_name: read.head.from?.name.slice(0, 200) ?? '',
        from_address: read.head.from?.address.slice(0, 320) ?? '',
        error: null,
      };
      if (kind === 'own') return store.updateIncoming(ctx.tx, mailId, { ...about, state: 'own' });
      const report = kind === 'bounce' ? await recordBounceReport(ctx, read, row) : null;
      const ingested = await ingestMail(ctx, locked, read, report);
      if (ingested === 'foreign') {
        const reported = read.bounce?.recipients.map((one) => one.address).join(', ') || null;
        return store.updateIncoming(ctx.tx, mailId, {
          ...about,
          state: 'report',
          error: reported?.slice(0, 1000) ?? null,
        });
      }
      const state = ingested.isDuplicate ? 'duplicate' : kind === 'human' ? 'done' : 'automatic';
      await store.updateIncoming(ctx.tx, mailId, { ...about, state, message_id: ingested.messageId });
    });
    countedIds.delete(mailId);
  } catch (error) {
    if (error instanceof UnreadableMail) subject ||= error.subject;
    const isFinal = isLastAttempt || error instanceof UnreadableMail || error instanceof Problem;
    if (isDatabaseUnavailable(error) || !isFinal) {
      await cancelAttempt(services, mailId);
      throw error;
    }
    await markFailed(services, mailId, subject, error instanceof Error ? error.message : String(error));
    countedIds.delete(mailId);
  }
}

/** Mails whose attempt in this process stays counted, because the database was unavailable. */
const countedIds = new Set<number>();

/**
 * Counts an attempt before the mail is read, so that a mail that ends the process is not tried
 * forever. Returns the row of a waiting mail.
 */
const startAttempt = (services: Services, mailId: number) =>
  runCommand(services, systemActor('mail'), async (ctx) => {
    const isCounted = countedIds.has(mailId);
    const row = isCounted ? await lockWaitingMail(ctx, mailId) : await store.countAttempt(ctx.tx, mailId, 1);
    if (!row) countedIds.delete(mailId);
    return row;
  });

/** An attempt that fails without ending the process does not count. */
async function cancelAttempt(services: Services, mailId: number): Promise<void> {
  countedIds.add(mailId);
  await runCommand(services, systemActor('mail'), (ctx) => store.countAttempt(ctx.tx, mailId, -1)).then(
    () => countedIds.delete(mailId),
    () => undefined,
  );
}

const markFailed = (services: Services, mailId: number, subject: string, reason: string): Promise<void> =>
  runCommand(services, systemActor('mail'), async (ctx) => {
    if (!(await lockWaitingMail(ctx, mailId))) return;
    await store.updateIncoming(ctx.tx, mailId, { state: 'failed', subject, error: reason.slice(0, 1000) });
    await emit(ctx, { type: 'mail.failed', data: { mailId, reason: reason.slice(0, 1000) } });
  });

/** Records a bounce report on the bounced message. Null if the mail is not a report after all. */
async function recordBounceReport(
  ctx: Context,
  { bounce, head }: Pick<MailContent, 'bounce' | 'head'>,
  row: Pick<Selectable<Tables['incoming_mail']>, 'source' | 'envelope_from'>,
): Promise<BounceReport | null> {
  if (!bounce) return null;
  const reference = bounce.originalMessageId ? readMessageId(bounce.originalMessageId, ctx.config.secret) : null;
  const hasNullSender =
    row.source === 'smtp' ? row.envelope_from === '' : /^\s*<\s*>/.test(head.headers.get('return-path')?.[0] ?? '');
  // A postmaster writing in person returns no mail and has a return address.
  if (!bounce.originalMessageId && !bounce.isReturned && !hasNullSender) return null;
  // Notification mails belong to no message (`n42`).
  if (!bounce.isHard || !reference || !/^\d+$/.test(reference.messageId))
    return { ticketNumber: reference?.ticketNumber ?? null };
  const reports = bounce.recipients
    .filter((one) => one.action === 'failed')
    .map((one) => ({ address: one.address, detail: [one.status, one.diagnostic].filter(Boolean).join(' ') }));
  await recordBounce(ctx, reference.ticketNumber, Number(reference.messageId), reports);
  return { ticketNumber: reference.ticketNumber };
}

const queueAgain = (ctx: Context, mail: { id: number; mailbox_id: number }): Promise<void> =>
  queueJob(ctx, ingestTask, { mailId: mail.id }, { queue: `mailbox:${mail.mailbox_id}`, maxAttempts: 8 });

const lockIncoming = (ctx: Context, mailId: number) =>
  ctx.tx.selectFrom('incoming_mail').selectAll().where('id', '=', mailId).forUpdate().executeTakeFirst();

/** Processes a failed mail again. */
export async function retryIncomingMail(ctx: Context, mailId: number): Promise<{ ok: true }> {
  const row = await lockIncoming(ctx, mailId);
  if (row?.state !== 'failed') throw problem('not_found');
  await store.updateIncoming(ctx.tx, mailId, { state: 'waiting', error: null, attempt_count: 0 });
  await queueAgain(ctx, row);
  await emit(ctx, { type: 'mail.retried', data: { mailId } });
  return { ok: true };
}

/**
 * Queues a mail that has no ticket of its own to become one, for its sender or `requester`. Throws
 * `in_use` if it has a ticket or is waiting, `invalid_fields` if it needs a requester.
 */
export async function createTicketFromMail(
  ctx: Context,
  mailId: number,
  requester: string | null,
): Promise<IncomingMail> {
  const mail = await incomingMailById(ctx, mailId);
  const row = await lockIncoming(ctx, mailId);
  if (!row || row.state === 'waiting' || row.state === 'done' || row.state === 'automatic') throw problem('in_use');
  const address = requester ?? mail.fromAddress;
  if (address === '') throw fieldProblem('requester', 'is required, because the email has no sender');
  const isOurs = (await mailboxes(ctx)).some((one) => one.address.toLowerCase() === address.toLowerCase());
  if (isOurs) throw fieldProblem('requester', 'is one of our mailboxes');
  await store.updateIncoming(ctx.tx, mailId, {
    state: 'waiting',
    error: null,
    attempt_count: 0,
    message_id: null,
    is_ticket_forced: true,
    requester_address: requester,
  });
  await queueAgain(ctx, row);
  await emit(ctx, { type: 'mail.ticket_requested', data: { mailId } });
  return incomingMailById(ctx, mailId);
}

/** Queues a failed or kept mail again; throws `in_use` if it is being sent or was sent. */
export async function resendMail(ctx: Context, mailId: number): Promise<OutboxMail> {
  await outboxMail(ctx, mailId);
  if (!(await requeueMail(ctx, mailId, hasOutgoingServer))) throw problem('in_use');
  return outboxMail(ctx, mailId);
}

const stalledMs = 15 * 60 * 1000;

/** Requeues accepted mail that has waited far too long. Ingesting twice is impossible. */
export async function requeueStalledMail(ctx: Context): Promise<void> {
  const rows = await ctx.tx
    .selectFrom('incoming_mail')
    .select(['id', 'mailbox_id'])
    .where('state', '=', 'waiting')
    .where('received_at', '<', new Date(ctx.now.getTime() - stalledMs))
    .orderBy('id')
    .limit(500)
    .execute();
  for (const row of rows) {
    const options = { queue: `mailbox:${row.mailbox_id}`, key: `incoming:${row.id}`, maxAttempts: 8 };
    await queueJob(ctx, ingestTask, { mailId: row.id }, options);
  }
}
