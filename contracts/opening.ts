import { type Static, Type } from 'typebox';
import { Message } from './conversation.ts';
import { endpoints } from './endpoint.ts';
import { Id, Page } from './scalars.ts';
import { Ticket } from './tickets.ts';

/** A ticket as somebody opens it: with the newest page of its conversation, in order of time. `next` leads to older messages through `listMessages`. */
export const TicketWithMessages = Type.Object({ ticket: Ticket, messages: Page(Message) });
export type TicketWithMessages = Static<typeof TicketWithMessages>;

export const ticketWithMessagesEndpoints = endpoints({
  getOpening: {
    method: 'GET',
    path: '/tickets/:number/opening',
    summary: 'A ticket and the newest page of its conversation at once, for a desk that opens it',
    caller: 'agent',
    params: Type.Object({ number: Id }),
    response: TicketWithMessages,
    problems: ['not_found'],
  },
});
