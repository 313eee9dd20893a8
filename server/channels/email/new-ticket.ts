import { routeTicket } from '../../assignment/index.ts';
import type { InboundMessage } from '../../conversation/index.ts';
import { findOrCreateContact } from '../../identity/index.ts';
import type { Context } from '../../platform/context.ts';
import { splitSubject } from './rules.ts';

/**
 * A new ticket for a mail: its requester, who is created if unknown, and the department that
 * routing rules or the mailbox determine.
 */
export async function newTicket(
  ctx: Context,
  mail: { subject: string; text: string; requester: { name: string; email: string } },
  mailbox: { id: number; departmentId: number },
) {
  const subject = splitSubject(mail.subject).bare.slice(0, 1000) || '(no subject)';
  const requester = await findOrCreateContact(ctx, mail.requester);
  const { account_id: accountId } = await ctx.tx
    .selectFrom('contact')
    .select('account_id')
    .where('id', '=', requester.id)
    .executeTakeFirstOrThrow();
  const routed = { channel: 'email' as const, subject, text: mail.text, sender: mail.requester.email, accountId };
  const departmentId = await routeTicket(
    ctx,
    { ...routed, productId: null, serviceId: null, mailboxId: mailbox.id },
    mailbox.departmentId,
  );
  const target: InboundMessage['target'] = {
    subject,
    requesterId: requester.id,
    departmentId,
    mailboxId: mailbox.id,
    channel: 'email',
    cc: [],
  };
  return { requester, target };
}
