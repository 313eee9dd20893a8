import type { Mailbox } from '@crossdesk/contracts/scalars.ts';
import { agentsWhoCanRead, agentsWhoSeeCustomer, type TicketAccess } from '../../access/index.ts';
import { mailboxes } from '../../departments/index.ts';
import { agentByEmail, agentsByEmail, contact } from '../../identity/index.ts';
import { addressesReached, canonicalAddress } from '../../platform/addresses.ts';
import type { ReadContext } from '../../platform/context.ts';
import { problem } from '../../platform/problems.ts';
import { company } from '../../settings/index.ts';

/** The addresses under which the requester is known: the contact's, the ticket's Cc, and those from which customers wrote on this ticket. */
async function customerAddresses(ctx: ReadContext, { ticket }: TicketAccess): Promise<Set<string>> {
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
  found: TicketAccess,
  recipients: readonly Mailbox[],
): Promise<void> {
  if (found.can['ticket.forward_to_anyone'] === true) return;
  const customers = await customerAddresses(ctx, found);
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

type Lists = { to?: Mailbox[]; cc?: Mailbox[]; bcc?: Mailbox[] };

/**
 * A reply shows the customer's address to everybody who gets it, so somebody from whom the customer is masked adds nobody but colleagues who may see the
 * customer. Throws `customer_masked` at the field. Any other address is refused alike, or a guess at the customer's would be confirmed.
 */
export async function requireUnmaskedRecipients(ctx: ReadContext, found: TicketAccess, lists: Lists): Promise<void> {
  const given = (['to', 'cc', 'bcc'] as const).flatMap((list) =>
    (lists[list] ?? []).map(({ address }, place) => ({ address, path: `/body/${list}/${place}` })),
  );
  if (given.length === 0) return;
  const colleagues = await agentsByEmail(
    ctx,
    given.map((one) => one.address),
  );
  const ids = colleagues.map((one) => one.id);
  const seeing = await agentsWhoSeeCustomer(ctx.db, found.ticket.id, ids);
  const allowed = new Set(colleagues.filter((one) => seeing.has(one.id)).map((one) => one.email.toLowerCase()));
  const fields = given
    .filter((one) => !allowed.has(one.address.toLowerCase()))
    .map(({ path }) => ({
      path,
      message: 'would see the address of the customer, who is hidden from your department',
    }));
  if (fields.length > 0) throw problem('customer_masked', { fields });
}

/** Whether somebody who gets a forward is an agent from whom the customer of the ticket is masked. */
export async function reachesMaskedAgent(ctx: ReadContext, ticketId: number, people: readonly Mailbox[]): Promise<boolean> {
  const colleagues = await agentsByEmail(
    ctx,
    people.map((one) => one.address),
  );
  const ids = colleagues.map((one) => one.id);
  const [readers, seeing] = [
    await agentsWhoCanRead(ctx.db, ticketId, ids),
    await agentsWhoSeeCustomer(ctx.db, ticketId, ids),
  ];
  return [...readers].some((id) => !seeing.has(id));
}
