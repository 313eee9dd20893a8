import { formOfChannel } from '@crossdesk/contracts/lists/forms.ts';
import type { Ticket, TicketCreate } from '@crossdesk/contracts/tickets.ts';
import { requirePermission } from '../../access/index.ts';
import { findOrCreateContact } from '../../identity/index.ts';
import { type Context, requireAgent } from '../../platform/context.ts';
import { Problem, problem } from '../../platform/problems.ts';
import {
  createTicket,
  requireFormFields,
  requireVisibleContact,
  ticketAfterMessage,
  ticketWithPeople,
} from '../../tickets/index.ts';
import { addMessage, attachFiles, parseContent, requesterMailbox } from './write-message.ts';

async function findRequester(ctx: Context, input: TicketCreate['requester']): Promise<number> {
  if (input.contactId !== undefined) {
    await requireVisibleContact(ctx, input.contactId, 'requester/contactId');
    return input.contactId;
  }
  if (!input.email)
    throw problem('requester_required', { fields: [{ path: '/body/requester', message: 'contains no contact' }] });
  return (await findOrCreateContact(ctx, { name: input.name ?? '', email: input.email })).id;
}

/**
 * Opens a ticket on behalf of a contact (ZV-20). The agent must belong to the department or work in
 * all departments. With `notifyRequester` the first message is emailed to the requester.
 */
export async function openTicket(ctx: Context, input: TicketCreate): Promise<Ticket> {
  const agent = requireAgent(ctx);
  const requesterId = await findRequester(ctx, input.requester);
  const content = parseContent(input.message);
  const { requester: _, message, notifyRequester, departmentId, ...fields } = input;
  const { requesterId: __, ...classification } = fields;
  // An API key has no session.
  const channel = agent.sessionId === null ? 'api' : 'agent';
  const number = await createTicket(ctx, { ...classification, requesterId, departmentId, channel });
  const found = await ticketWithPeople(ctx, number).catch((error: unknown) => {
    if (!(error instanceof Problem)) throw error;
    throw problem('not_allowed', { detail: 'You can only open tickets in your own departments.' });
  });
  const { access } = found;
  if (input.assigneeId) requirePermission(access, 'ticket.assign');
  if (input.statusId) requirePermission(access, 'ticket.set_status');
  await requireFormFields(ctx, access, formOfChannel(channel));
  const isInternal = (input.type ?? 'public') === 'internal';
  if (isInternal && notifyRequester) throw problem('internal_ticket');
  if (notifyRequester) requirePermission(access, 'ticket.reply');
  if (input.solutionDueAt) requirePermission(access, 'ticket.set_forecast');
  const to = notifyRequester ? await requesterMailbox(ctx, requesterId) : [];
  if (notifyRequester && to.length === 0) throw problem('no_recipient');
  const { message: added, updated } = await addMessage(ctx, access, {
    kind: notifyRequester ? 'reply' : 'request',
    visibility: isInternal ? 'internal' : 'public',
    ...content,
    author: { kind: 'agent', id: agent.agentId, name: agent.name, address: agent.email },
    to,
    cc: notifyRequester ? (input.cc ?? []) : [],
    isSent: notifyRequester ?? false,
    isDelayed: notifyRequester ?? false,
  });
  await attachFiles(ctx, added.id, content.html, message.attachmentIds, '/body/message/attachmentIds');
  return ticketAfterMessage(ctx, found, updated);
}
