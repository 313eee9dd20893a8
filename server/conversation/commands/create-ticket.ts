import type { Ticket, TicketCreate } from '@crossdesk/contracts/tickets.ts';
import { requirePermission, ticketAccess } from '../../access/index.ts';
import { findOrCreateContact } from '../../identity/index.ts';
import { type Context, requireAgent } from '../../platform/context.ts';
import { Problem, problem } from '../../platform/problems.ts';
import { company } from '../../settings/index.ts';
import { createTicket, requireVisibleContact, ticket } from '../../tickets/index.ts';
import { addMessage, attachFiles, parseContent, requesterMailbox } from './write-message.ts';

async function findRequester(ctx: Context, given: TicketCreate['requester']): Promise<number> {
  if (given.contactId !== undefined) {
    await requireVisibleContact(ctx, given.contactId, 'requester/contactId');
    return given.contactId;
  }
  if (!given.email)
    throw problem('requester_required', { fields: [{ path: '/body/requester', message: 'names nobody' }] });
  return (await findOrCreateContact(ctx, { name: given.name ?? '', email: given.email })).id;
}

/**
 * Opens a ticket on behalf of a contact (ZV-20). The writer has to belong to the department, or may work in all; with `notifyRequester` the first
 * message goes to the requester by e-mail.
 */
export async function openTicket(ctx: Context, given: TicketCreate): Promise<Ticket> {
  const agent = requireAgent(ctx);
  const requesterId = await findRequester(ctx, given.requester);
  const content = parseContent(given.message);
  const { requester: _, message, notifyRequester, departmentId, ...fields } = given;
  const { requesterId: __, ...classification } = fields;
  const number = await createTicket(ctx, { ...classification, requesterId, departmentId, channel: 'agent' });
  const found = await ticketAccess(ctx, number).catch((error: unknown) => {
    if (!(error instanceof Problem)) throw error;
    throw problem('not_allowed', { detail: 'You can open tickets in your own departments.' });
  });
  if (given.assigneeId) requirePermission(found, 'ticket.assign');
  if (given.statusId) requirePermission(found, 'ticket.set_status');
  const isInternal = (given.type ?? 'public') === 'internal';
  if (isInternal && notifyRequester) throw problem('internal_ticket');
  if (notifyRequester) requirePermission(found, 'ticket.reply');
  if (given.solutionDueAt) requirePermission(found, 'ticket.set_forecast');
  const to = notifyRequester ? await requesterMailbox(ctx, requesterId) : [];
  if (notifyRequester && to.length === 0) throw problem('no_recipient');
  const { replyDelayMs } = await company(ctx);
  const { id: messageId } = await addMessage(ctx, found, {
    kind: notifyRequester ? 'reply' : 'request',
    visibility: isInternal ? 'internal' : 'public',
    ...content,
    author: { kind: 'agent', id: agent.agentId, name: agent.name, address: agent.email },
    to,
    cc: notifyRequester ? (given.cc ?? []) : [],
    isSent: notifyRequester ?? false,
    sendsAt: notifyRequester ? new Date(ctx.now.getTime() + replyDelayMs) : null,
  });
  await attachFiles(ctx, messageId, content.html, message.attachmentIds, '/body/message/attachmentIds');
  return ticket(ctx, number);
}
