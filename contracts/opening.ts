import { type Static, Type } from 'typebox';
import { Message } from './conversation.ts';
import { endpoints } from './endpoint.ts';
import { Id, Page } from './scalars.ts';
import { Ticket } from './tickets.ts';

/**
 * A ticket with the newest page of its conversation, oldest first. `next` is the cursor for older
 * messages in `listMessages`.
 */
export const TicketWithMessages = Type.Object({ ticket: Ticket, messages: Page(Message) });
export type TicketWithMessages = Static<typeof TicketWithMessages>;

export const ticketWithMessagesEndpoints = endpoints({
  getOpening: {
    method: 'GET',
    path: '/tickets/:number/opening',
    summary: 'Get a ticket with the newest page of its conversation',
    caller: 'agent',
    params: Type.Object({ number: Id }),
    response: TicketWithMessages,
    problems: ['not_found'],
  },
});
