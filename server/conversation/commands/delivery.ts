import type { DeliveryState, Message } from '@crossdesk/contracts/conversation.ts';
import type { RecipientDelivery } from '@crossdesk/contracts/lists/email.ts';
import { lockTicketFor, requirePermission } from '../../access/index.ts';
import { hasOutgoingServer } from '../../departments/index.ts';
import type { Context } from '../../platform/context.ts';
import { emit, publishLive } from '../../platform/events.ts';
import { messageDelivery, recordBouncedRecipients, requeueMessageMails } from '../../platform/outbox.ts';
import { problem } from '../../platform/problems.ts';
import { message, messageView } from '../queries.ts';
import * as store from '../store.ts';

type Delivery = { state: DeliveryState; detail: string | null; recipients: RecipientDelivery[] | null };

const liveTypes = {
  waiting: 'message.deferred',
  kept: 'message.deferred',
  sent: 'message.delivered',
  partly: 'message.failed',
  failed: 'message.failed',
  bounced: 'message.failed',
} as const;

/** Stores the delivery state of a sent message and updates everyone who has the ticket open. */
export async function recordDelivery(ctx: Context, messageId: number, delivery: Delivery): Promise<void> {
  const { state, detail, recipients } = delivery;
  const row = await store.updateMessage(ctx.tx, messageId, {
    delivery: state,
    delivery_detail: detail,
    delivery_recipients: recipients && (JSON.stringify(recipients) as unknown as RecipientDelivery[]),
  });
  if (!row) return;
  const live = { ticketId: row.ticket_id, messageId, actorId: null, departmentId: null, version: 0 };
  await publishLive(ctx, { type: liveTypes[state], ...live });
}

/** Records a bounce on the message it is about; `reports` names the recipients it is about. */
export async function recordBounce(
  ctx: Context,
  ticketId: number,
  messageId: number,
  reports: readonly { address: string; detail: string }[],
): Promise<void> {
  await recordBouncedRecipients(ctx, messageId, reports);
  const delivery = await messageDelivery(ctx, messageId);
  const detail = reports
    .map((one) => [one.address, one.detail].filter(Boolean).join(' '))
    .join('; ')
    .slice(0, 1000);
  const isPartly = delivery?.recipients.some(({ state }) => state === 'sent') ?? false;
  const hasMatch = delivery?.recipients.some(({ state }) => state === 'bounced') ?? false;
  const row = await store.updateMessage(ctx.tx, messageId, {
    delivery: isPartly && hasMatch ? 'partly' : 'bounced',
    delivery_detail: detail,
    ...(delivery ? { delivery_recipients: JSON.stringify(delivery.recipients) as unknown as RecipientDelivery[] } : {}),
  });
  if (row?.ticket_id === ticketId) await emit(ctx, { type: 'message.bounced', ticketId, messageId, data: { detail } });
}

/**
 * Sends a reply or forward again to the recipients it did not reach. Throws `in_use` if it is still
 * being sent or reached everyone.
 */
export async function resendMessage(ctx: Context, number: number, messageId: number): Promise<Message> {
  const access = await lockTicketFor(ctx, number, 'ticket.read');
  const { kind, delivery: before } = await message(ctx, number, messageId);
  requirePermission(access, kind === 'forward' ? 'ticket.forward' : 'ticket.reply');
  if (!before) throw problem('not_found');
  const queued = await requeueMessageMails(ctx, messageId, hasOutgoingServer);
  if (!queued) throw problem('in_use');
  const delivery = await messageDelivery(ctx, messageId);
  await recordDelivery(ctx, messageId, {
    state: queued === 'waiting' ? (delivery?.outcome ?? 'waiting') : 'kept',
    detail: null,
    recipients: delivery?.recipients ?? null,
  });
  await emit(ctx, { type: 'message.resent', ticketId: number, messageId });
  return messageView(ctx, await message(ctx, number, messageId), access.mask);
}
