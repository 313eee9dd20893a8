import { readersOf } from '../../access/index.ts';
import type { Context } from '../../platform/context.ts';
import { cancelMails } from '../../platform/outbox.ts';
import { cancelSms } from '../../platform/sms-outbox.ts';
import * as store from '../store.ts';

/** A share has ended: what has not left yet is taken back from those who may no longer read the ticket. */
export async function withdraw(ctx: Context, ticketId: number): Promise<void> {
  const rows = await ctx.tx
    .selectFrom('notification')
    .select(['id', 'agent_id', 'mail_id', 'text_id'])
    .where('ticket_id', '=', ticketId)
    .where('means', '<>', 'app')
    .where('is_ended', '=', false)
    .execute();
  const readers = await readersOf(ctx.db, ticketId, [...new Set(rows.map((row) => row.agent_id))]);
  const gone = rows.filter((row) => !readers.has(row.agent_id));
  if (gone.length === 0) return;
  const unwritten = gone.filter((row) => row.mail_id === null && row.text_id === null).map((row) => row.id);
  const mails = gone.flatMap((row) => row.mail_id ?? []);
  const texts = gone.flatMap((row) => row.text_id ?? []);
  if (unwritten.length > 0) await store.updateNotifications(ctx.tx, unwritten, { state: 'canceled' });
  if (mails.length > 0) await cancelMails(ctx, mails);
  if (texts.length > 0) await cancelSms(ctx, texts);
}
