import type { Mailbox } from '@crossdesk/contracts/scalars.ts';
import type { Standing } from '../../access/index.ts';
import { mailboxes } from '../../departments/index.ts';
import { agentByEmail, contact } from '../../identity/index.ts';
import type { ReadContext } from '../../platform/context.ts';
import { problem } from '../../platform/problems.ts';
import { company } from '../../settings/index.ts';
import { canonicalAddress } from '../rules.ts';

/**
 * Restricted access forwards to colleagues only, or to domains the company allows, and never to the requester under any address (ZJ-11, C-07): any of the
 * contact's addresses, those on the ticket's Cc, in any case, with any part after a plus, in any of To, Cc and Bcc. Throws `forward_refused` naming the address.
 * Checked when the forward is written, and again when it leaves.
 */
export async function requireForwardable(
  ctx: ReadContext,
  found: Standing,
  recipients: readonly Mailbox[],
): Promise<void> {
  if (found.can['ticket.forward_to_anyone'] === true) return;
  const { emails } = await contact(ctx, found.ticket.requester_id);
  const customers = new Set([...emails, ...found.ticket.cc.map((one) => one.address)].map(canonicalAddress));
  const { forwardDomains } = await company(ctx);
  const ours = new Set((await mailboxes(ctx)).map((one) => canonicalAddress(one.address)));
  for (const { address } of recipients) {
    const plain = canonicalAddress(address);
    const refuse = () =>
      problem('forward_refused', {
        detail: `You cannot forward this to ${address}.`,
        fields: [{ path: '/body/to', message: `${address} is refused` }],
      });
    // Mail to an address of ours would come back as a message on some ticket, and from there could reach anybody.
    if (customers.has(plain) || ours.has(plain)) throw refuse();
    const isColleague = (await agentByEmail(ctx, address)) !== null;
    const domain = plain.split('@')[1] ?? '';
    if (!isColleague && !forwardDomains.includes(domain)) throw refuse();
  }
}
