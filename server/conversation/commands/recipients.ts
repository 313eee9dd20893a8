import type { Mailbox } from '@crossdesk/contracts/scalars.ts';
import type { Standing } from '../../access/index.ts';
import { mailboxes } from '../../departments/index.ts';
import { agentByEmail, contact } from '../../identity/index.ts';
import type { ReadContext } from '../../platform/context.ts';
import { problem } from '../../platform/problems.ts';
import { company } from '../../settings/index.ts';
import { addressesReached, canonicalAddress } from '../rules.ts';

/** The addresses under which the requester is known: the contact's, the ticket's Cc, and those from which customers wrote on this ticket. */
async function customersOf(ctx: ReadContext, { ticket }: Standing): Promise<Set<string>> {
  const { emails } = await contact(ctx, ticket.requester_id);
  const written = await ctx.db
    .selectFrom('message')
    .select('author_address')
    .distinct()
    .where('ticket_id', '=', ticket.id)
    .where('author_kind', '=', 'contact')
    .where('author_address', 'is not', null)
    .execute();
  const all = [...emails, ...ticket.cc.map((one) => one.address), ...written.map((one) => one.author_address ?? '')];
  return new Set(all.filter(Boolean).map(canonicalAddress));
}

/**
 * Restricted access forwards to colleagues, or to domains the company allows, or with the wider setting to anybody (C-07); never to the requester under any
 * address they are known by, in To, Cc or Bcc, however it is spelled (ZJ-11). Throws `forward_refused` naming the address. Checked when the forward is
 * written, when it goes to the outbox, and when it leaves that.
 */
export async function requireForwardable(
  ctx: ReadContext,
  found: Standing,
  recipients: readonly Mailbox[],
): Promise<void> {
  if (found.can['ticket.forward_to_anyone'] === true) return;
  const customers = await customersOf(ctx, found);
  const { forwardDomains, restrictedForwardScope } = await company(ctx);
  const ours = new Set((await mailboxes(ctx)).map((one) => canonicalAddress(one.address)));
  for (const { address } of recipients) {
    const plain = canonicalAddress(address);
    const refuse = () =>
      problem('forward_refused', {
        detail: `You cannot forward this to ${address}.`,
        fields: [{ path: '/body/to', message: `${address} is refused` }],
      });
    // Mail to an address of ours would come back as a message on some ticket, and from there could reach anybody.
    const reached = addressesReached(address);
    if (!reached || reached.some((one) => customers.has(one) || ours.has(one))) throw refuse();
    if (restrictedForwardScope === 'not_customer') continue;
    const isColleague = (await agentByEmail(ctx, address)) !== null;
    const domain = plain.split('@')[1] ?? '';
    if (!isColleague && !forwardDomains.includes(domain)) throw refuse();
  }
}
