import type { Generated, GeneratedAlways } from 'kysely';
import { sql } from 'kysely';
import { type Context, type ReadContext, readContext, runCommand, type Services, systemActor } from './context.ts';
import { queueJob, type Task } from './jobs.ts';
import type { ModuleJobs } from './module-jobs.ts';
import { SmsRefused } from './sms-sender.ts';

/**
 * waiting: a job will send it. kept: no SMS service is configured. `rank`: progress of the last
 * status report.
 */
export interface OutgoingTextTable {
  id: GeneratedAlways<number>;
  ticket_id: number | null;
  recipient: string;
  body: string;
  state: 'waiting' | 'sent' | 'delivered' | 'failed' | 'kept' | 'canceled';
  rank: Generated<number>;
  provider_id: string | null;
  attempt_count: Generated<number>;
  last_error: string | null;
  created_at: Date;
  sent_at: Date | null;
}

declare module './database.ts' {
  interface Tables {
    outgoing_text: OutgoingTextTable;
  }
}

const taskName = 'sms:send';
const maxAttempts = 8;
const maxSmsCharacters = 1600;

/** Path of the status callback below PUBLIC_URL; the message id follows. */
export const smsStatusPath = '/hooks/twilio/status';

/**
 * Queues a text message in the command's transaction. Text beyond the maximum length is cut off.
 */
export async function queueSms(
  ctx: Context,
  sms: { to: string; text: string },
  options: { ticketId?: number } = {},
): Promise<{ smsId: number }> {
  const state = ctx.external.sms.isConfigured ? ('waiting' as const) : ('kept' as const);
  const { id } = await ctx.tx
    .insertInto('outgoing_text')
    .values({
      ticket_id: options.ticketId ?? null,
      recipient: sms.to,
      body: sms.text.slice(0, maxSmsCharacters),
      state,
      provider_id: null,
      last_error: null,
      created_at: ctx.now,
      sent_at: null,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  if (state === 'waiting') await queueJob(ctx, taskName, { smsId: id }, { maxAttempts });
  return { smsId: id };
}

/** Queues a failed or kept text message again; false if it is in another state. */
export async function requeueSms(ctx: Context, smsId: number): Promise<boolean> {
  const { isConfigured } = ctx.external.sms;
  const row = await ctx.tx
    .updateTable('outgoing_text')
    .set({ state: isConfigured ? 'waiting' : 'kept', last_error: null, provider_id: null, rank: 0 })
    .where('id', '=', smsId)
    .where('state', 'in', ['failed', 'kept'])
    .returning('id')
    .executeTakeFirst();
  if (row && isConfigured) await queueJob(ctx, taskName, { smsId }, { maxAttempts });
  return row !== undefined;
}

/** Cancels unsent text messages. */
export const cancelSms = (ctx: Context, smsIds: readonly number[]) =>
  ctx.tx
    .updateTable('outgoing_text')
    .set({ state: 'canceled' })
    .where('id', 'in', [...smsIds])
    .where('state', 'in', ['waiting', 'kept'])
    .execute();

/**
 * Checks directly before sending whether a text message may still be sent: true, or the reason why
 * not.
 */
export type SmsCheck = (ctx: ReadContext, smsId: number) => Promise<true | string>;

/**
 * Sends one queued text message. The service has no idempotency keys, so after a lost response it
 * is queried for the message before sending again.
 */
const sendQueued = async (
  services: Services,
  smsId: number,
  attempt: Parameters<Task>[2],
  checkSend: SmsCheck,
): Promise<void> => {
  const ctx = readContext(services, systemActor('sms'));
  const { db, external, config } = ctx;
  const row = await db.selectFrom('outgoing_text').selectAll().where('id', '=', smsId).executeTakeFirst();
  if (row?.state !== 'waiting') return;
  const verdict = await checkSend(ctx, smsId);
  if (verdict !== true) return finishSms(services, smsId, { state: 'canceled', last_error: verdict });
  await sql`update outgoing_text set attempt_count = attempt_count + 1 where id = ${smsId}`.execute(db);
  const sms = { to: row.recipient, text: row.body, statusUrl: `${config.publicUrl}${smsStatusPath}/${smsId}` };
  try {
    const before = row.last_error === null ? null : await external.sms.find(sms, row.created_at);
    const { id } = before ?? (await external.sms.send(sms));
    await finishSms(services, smsId, { state: 'sent', provider_id: id, last_error: null, sent_at: services.now() });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    if (attempt.isLast || (error instanceof SmsRefused && !error.isTemporary)) {
      return finishSms(services, smsId, { state: 'failed', last_error: reason });
    }
    await db.updateTable('outgoing_text').set({ last_error: reason }).where('id', '=', smsId).execute();
    throw error;
  }
};

type SmsResult = {
  state: 'sent' | 'failed' | 'canceled';
  provider_id?: string;
  last_error: string | null;
  sent_at?: Date;
};

/** A status report can arrive before the response, so only waiting messages are updated. */
const finishSms = (services: Services, smsId: number, change: SmsResult): Promise<void> =>
  runCommand(services, systemActor('sms'), async (ctx) => {
    await ctx.tx
      .updateTable('outgoing_text')
      .set(change)
      .where('id', '=', smsId)
      .where('state', '=', 'waiting')
      .execute();
  });

export const smsJobs = (checkSend: SmsCheck): ModuleJobs => ({
  tasks: {
    [taskName]: (services, payload, attempt) => sendQueued(services, Number(payload.smsId), attempt, checkSend),
  },
});

type Report = { rank: number; state: 'sent' | 'delivered' | 'failed' };
/** Rank of each status. Reports arrive in any order; only one with a higher rank is applied. */
const reports: Record<string, Report> = {
  accepted: { rank: 1, state: 'sent' },
  scheduled: { rank: 1, state: 'sent' },
  queued: { rank: 1, state: 'sent' },
  sending: { rank: 2, state: 'sent' },
  sent: { rank: 3, state: 'sent' },
  delivered: { rank: 4, state: 'delivered' },
  partially_delivered: { rank: 4, state: 'delivered' },
  undelivered: { rank: 4, state: 'failed' },
  failed: { rank: 4, state: 'failed' },
  canceled: { rank: 4, state: 'failed' },
  read: { rank: 5, state: 'delivered' },
};

/** Applies a status report. An unknown status, or one with a lower rank, changes nothing. */
export async function updateSmsStatus(
  ctx: Context,
  smsId: number,
  { providerId, status, error }: { providerId: string; status: string; error: string },
): Promise<void> {
  const report = reports[status];
  if (!report) return;
  await ctx.tx
    .updateTable('outgoing_text')
    .set({
      state: report.state,
      rank: report.rank,
      provider_id: providerId,
      last_error: report.state === 'failed' ? error || status : null,
    })
    .where('id', '=', smsId)
    .where((where) => where.or([where('provider_id', 'is', null), where('provider_id', '=', providerId)]))
    .where('rank', '<', report.rank)
    .execute();
}
