import type { Context } from '../platform/context.ts';
import { type InboundMessage, addInboundMessage } from './commands/add-inbound.ts';

export type GivenMessage = Partial<Omit<InboundMessage, 'on'>> & { contactId?: number };

/** A message of a customer on a ticket, as it comes from outside; its id. It changes no status unless `isQuiet` is false. */
export async function givenMessage(ctx: Context, ticketId: number, given: GivenMessage = {}): Promise<number> {
  const { contactId = null, text = 'Good morning, my order has not arrived.', ...rest } = given;
  const taken = await addInboundMessage(ctx, {
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
  if (!taken) throw new Error('this message is here already');
  return taken.messageId;
}
