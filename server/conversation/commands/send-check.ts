import { customerIdentity, type Mask, requirePermission, ticketAccess } from '../../access/index.ts';
import { agentActor } from '../../identity/index.ts';
import type { ReadContext } from '../../platform/context.ts';
import { Problem, problem } from '../../platform/problems.ts';
import { outgoingMessage } from '../queries.ts';
import { reachesMaskedAgent, requireForwardable } from './recipients.ts';

type Outgoing = NonNullable<Awaited<ReturnType<typeof outgoingMessage>>>;

/** Whether the writer may still send this now that it is about to leave: access, shares and addresses can have changed since. True, or why not. */
export async function checkMessageSendAllowed(ctx: ReadContext, { message }: Outgoing): Promise<true | string> {
  if (message.author_kind !== 'agent' || message.author_id === null) return true;
  try {
    const actor = await agentActor(ctx.db, { agentId: message.author_id });
    if (!actor) throw problem('not_allowed');
    const found = await ticketAccess({ ...ctx, actor }, message.ticket_id);
    requirePermission(found, message.kind === 'forward' ? 'ticket.forward' : 'ticket.reply');
    const { to, cc, bcc } = message.recipients;
    if (message.kind === 'forward') await requireForwardable({ ...ctx, actor }, found, [...to, ...cc, ...bcc]);
    return true;
  } catch (error) {
    if (error instanceof Problem) return error.extra.reason ?? error.code;
    throw error;
  }
}

/** What is masked in the quotes and the subject of a forward: the customer, where the writer or a colleague who gets it may not see them. */
export async function outgoingMask(ctx: ReadContext, { message }: Outgoing): Promise<Mask | null> {
  if (message.kind !== 'forward' || message.author_kind !== 'agent' || message.author_id === null) return null;
  const actor = await agentActor(ctx.db, { agentId: message.author_id });
  const writer = actor && (await ticketAccess({ ...ctx, actor }, message.ticket_id));
  if (writer?.mask?.isCustomerMasked) return writer.mask;
  const { to, cc, bcc } = message.recipients;
  if (!(await reachesMaskedAgent(ctx, message.ticket_id, [...to, ...cc, ...bcc]))) return null;
  return {
    hiddenFields: new Set(),
    isCustomerMasked: true,
    customer: await customerIdentity(ctx.db, message.ticket_id),
  };
}

/**
 * The same for a mail that has waited in the outbox, say while the server it goes through was away. A reply was sent when it went there, whatever became of
 * its writer; a forward is checked once more, for it must not reach who has become the requester since (ZJ-11).
 */
export async function checkMailSendAllowed(ctx: ReadContext, messageId: number): Promise<true | string> {
  const all = await outgoingMessage(ctx, messageId);
  return all?.message.kind === 'forward' ? checkMessageSendAllowed(ctx, all) : true;
}
