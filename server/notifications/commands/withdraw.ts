import type { Selectable } from 'kysely';
import { agentsWhoCanRead } from '../../access/index.ts';
import { isMember } from '../../identity/index.ts';
import type { Context, ReadContext } from '../../platform/context.ts';
import type { Tables } from '../../platform/database.ts';
import { cancelMails } from '../../platform/outbox.ts';
import { cancelSms } from '../../platform/sms-outbox.ts';
import { activeShares } from '../../sharing/index.ts';
import * as store from '../store.ts';

type NotificationRow = Pick<
  Selectable<Tables['notification']>,
  'agent_id' | 'ticket_id' | 'department_id' | 'kind' | 'is_ended'
>;

/**
 * The reason not to notify someone any more, or null: their account was disabled, they left the
 * department, the share ended, or they can no longer read the ticket.
 */
export async function notificationRefusal(ctx: ReadContext, row: NotificationRow): Promise<string | null> {
  const agent = await ctx.db.selectFrom('agent').select('is_active').where('id', '=', row.agent_id).executeTakeFirst();
  if (!agent?.is_active) return 'account disabled';
  const isAboutShare = row.kind === 'share_received' || row.kind === 'share_changed';
  if (isAboutShare && row.department_id !== null) {
    if (!(await isMember(ctx, row.agent_id, row.department_id))) return 'no longer in the department';
    const shares = row.is_ended ? [] : await activeShares(ctx, row.ticket_id);
    if (!row.is_ended && !shares.some((one) => one.department_id === row.department_id)) return 'share ended';
  }
  if (row.is_ended) return null;
  const readers = await agentsWhoCanRead(ctx.db, row.ticket_id, [row.agent_id]);
  return readers.has(row.agent_id) ? null : 'no longer has access';
}

/**
 * Whether a queued email or text message may still be sent: true, or the reason. Anything but
 * notifications may.
 */
export async function checkNotificationSendAllowed(
  ctx: ReadContext,
  queued: { mailId: number } | { textId: number },
): Promise<true | string> {
  const rows = ctx.db.selectFrom('notification').select(['agent_id', 'ticket_id', 'department_id', 'kind', 'is_ended']);
  const row = await ('mailId' in queued
    ? rows.where('mail_id', '=', queued.mailId)
    : rows.where('text_id', '=', queued.textId)
  ).executeTakeFirst();
  return row ? ((await notificationRefusal(ctx, row)) ?? true) : true;
}

/**
 * After a share ended: cancels unsent notifications of people who can no longer read the ticket.
 */
export async function withdrawNotifications(ctx: Context, ticketId: number): Promise<void> {
  const rows = await ctx.tx
    .selectFrom('notification')
    .select(['id', 'agent_id', 'mail_id', 'text_id'])
    .where('ticket_id', '=', ticketId)
    .where('means', '<>', 'app')
    .where('is_ended', '=', false)
    .execute();
  const readers = await agentsWhoCanRead(ctx.db, ticketId, [...new Set(rows.map((row) => row.agent_id))]);
  const withoutAccess = rows.filter((row) => !readers.has(row.agent_id));
  if (withoutAccess.length === 0) return;
  const unwritten = withoutAccess.filter((row) => row.mail_id === null && row.text_id === null).map((row) => row.id);
  const mails = withoutAccess.flatMap((row) => row.mail_id ?? []);
  const texts = withoutAccess.flatMap((row) => row.text_id ?? []);
  if (unwritten.length > 0) await store.updateNotifications(ctx.tx, unwritten, { state: 'canceled' });
  if (mails.length > 0) await cancelMails(ctx, mails);
  if (texts.length > 0) await cancelSms(ctx, texts);
}
