import type { Ticket } from '@crossdesk/contracts/tickets.ts';
import { lockTicketFor } from '../../access/index.ts';
import { findOrCreateContact } from '../../identity/index.ts';
import type { Context } from '../../platform/context.ts';
import { problem } from '../../platform/problems.ts';
import { editTicket } from '../../tickets/index.ts';
import { message } from '../queries.ts';

/**
 * Makes the original sender of a forwarded email the requester of its ticket. Throws `not_found` if
 * the message is no forward or the agent may not see its sender.
 */
export async function useForwardedSender(ctx: Context, number: number, messageId: number): Promise<Ticket> {
  const access = await lockTicketFor(ctx, number, 'ticket.edit');
  const { mail_details: details } = await message(ctx, number, messageId);
  const sender = details?.forwardedFrom;
  if (!sender) throw problem('not_found');
  if (access.mask?.isCustomerMasked) throw problem('refused', { reason: 'field_hidden' });
  const contact = await findOrCreateContact(ctx, { name: sender.name, email: sender.address });
  return editTicket(ctx, number, { version: access.ticket.version, requesterId: contact.id });
}
