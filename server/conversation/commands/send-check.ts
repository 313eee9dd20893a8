import { customerIdentity, type Mask, requirePermission, ticketAccess } from '../../access/index.ts';
import { agentActor } from '../../identity/index.ts';
import type { ReadContext } from '../../platform/context.ts';
import { Problem, problem } from '../../platform/problems.ts';
import { outgoingMessage } from '../queries.ts';
import { reachesMaskedAgent, requireForwardable } from './recipients.ts';

type Outgoing = NonNullable<Awaited<ReturnType<typeof outgoingMessage>>>;

/**
 * Rechecks a message right before it is sent, because access, shares and addresses can have changed
 * since. Returns true or the refusal reason.
 */
export async function checkMessageSendAllowed(ctx: ReadContext, { message }: Outgoing): Promise<true | string> {
  if (message.author_kind !== 'agent' || message.author_id === null) return true;
  try {
    const actor = await agentActor(ctx.db, { agentId: message.author_id });
    if (!actor) throw problem('not_allowed');
    const access = await ticketAccess({ ...ctx, actor }, message.ticket_id);
    requirePermission(access, message.kind === 'forward' ? 'ticket.forward' : 'ticket.reply');
    const { to, cc, bcc } = message.recipients;
    if (message.kind === 'forward') await requireForwardable({ ...ctx, actor }, access, [...to, ...cc, ...bcc]);
    return true;
  } catch (error) {
    if (error instanceof Problem) return error.extra.reason ?? error.code;
    throw error;
  }
}

/**
 * The mask for the quoted messages and the subject of a forward: the customer is masked if the
 * writer or a colleague among the recipients may not see them.
 */
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
 * The same check for a mail that waited in the outbox, for example while the mail server was down.
 * A reply counts as sent once it is queued. A forward is checked again, because it must not reach
 * someone who has become the requester since (ZJ-11).
 */
export async function checkMailSendAllowed(ctx: ReadContext, messageId: number): Promise<true | string> {
  const outgoing = await outgoingMessage(ctx, messageId);
  return outgoing?.message.kind === 'forward' ? checkMessageSendAllowed(ctx, outgoing) : true;
}
