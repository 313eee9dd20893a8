import type { Context } from '../platform/context.ts';
import { addInboundMessage, type InboundMessage } from './commands/add-inbound.ts';

export type GivenMessage = Partial<Omit<InboundMessage, 'on'>> & { contactId?: number };

/**
 * Adds an inbound message of a customer to a ticket. Changes no status unless `isQuiet` is false.
 * Returns the message id.
 */
export async function givenMessage(ctx: Context, ticketId: number, given: GivenMessage = {}): Promise<number> {
  const { contactId = null, text = 'Good morning, my order has not arrived.', ...rest } = given;
  const added = await addInboundMessage(ctx, {
    target: { ticketId },
    kind: 'reply',
    visibility: 'public',
    author: { kind: 'contact', id: contactId, name: 'A customer', address: null },
    html: `<p>${text}</p>`,
    text,
    quotedHtml: null,
    to: [],
    cc: [],
    files: [],
    participants: [],
    authenticity: null,
    isQuiet: true,
    reference: null,
    ...rest,
  });
  if (!added) throw new Error('this message was added before');
  return added.messageId;
}
