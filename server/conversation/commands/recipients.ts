import type { Mailbox } from '@crossdesk/contracts/scalars.ts';
import { sql } from 'kysely';
import { agentsWhoCanRead, agentsWhoSeeCustomer, type TicketAccess } from '../../access/index.ts';
import { mailboxes } from '../../departments/index.ts';
import { agentByEmail, agentsByEmail, contact } from '../../identity/index.ts';
import { addressesReached, canonicalAddress } from '../../platform/addresses.ts';
import type { ReadContext } from '../../platform/context.ts';
import { problem } from '../../platform/problems.ts';
import { company } from '../../settings/index.ts';

/**
 * All known addresses of the requester: the contact's, the ticket's Cc, and those that customers
 * wrote from on this ticket.
 */
async function customerAddresses(ctx: ReadContext, { ticket }: TicketAccess): Promise<Set<string>> {
  const { emails } = await contact(ctx, ticket.requester_id);
  const written = await ctx.db
    .selectFrom('message')
    .select(['author_address', sql<string | null>`mail_details->'replyTo'->0->>'address'`.as('reply_to')])
    .distinct()
    .where('ticket_id', '=', ticket.id)
    .where('author_kind', '=', 'contact')
    .where('author_address', 'is not', null)
    .execute();
  const all = [
    ...emails,
    ...ticket.cc.map((one) => one.address),
    ...written.flatMap((one) => [one.author_address ?? '', one.reply_to ?? '']),
  ];
  return new Set(all.filter(Boolean).map(canonicalAddress));
}

/**
 * Limits forwards under Restricted access: to colleagues and the company's allowed domains, or with
 * the wider setting to anyone (C-07). Never to the requester, under any known address, in To, Cc or
 * Bcc, in any spelling (ZJ-11). Throws `forward_refused` naming the address. Checked when the
 * forward is written, queued and sent.
 */
export async function requireForwardable(
  ctx: ReadContext,
  access: TicketAccess,
  recipients: readonly Mailbox[],
): Promise<void> {
  if (access.can['ticket.forward_to_anyone'] === true) return;
  const customers = await customerAddresses(ctx, access);
  const { forwardDomains, restrictedForwardScope } = await company(ctx);
  const ownAddresses = new Set((await mailboxes(ctx)).map((one) => canonicalAddress(one.address)));
  for (const { address } of recipients) {
    const canonical = canonicalAddress(address);
    const refuse = () =>
      problem('forward_refused', {
        detail: `You can't forward this to ${address}.`,
        fields: [{ path: '/body/to', message: `${address} is not allowed` }],
      });
    // Mail to one of our addresses would become a message on some ticket and could reach anyone
    // from there.
    const reached = addressesReached(address);
    if (!reached || reached.some((one) => customers.has(one) || ownAddresses.has(one))) throw refuse();
    // For a writer who can't see the customer, an accepted address would rule it out.
    if (restrictedForwardScope === 'not_customer' && !access.mask?.isCustomerMasked) continue;
    const isColleague = (await agentByEmail(ctx, address)) !== null;
    const domain = canonical.split('@')[1] ?? '';
    if (!isColleague && !forwardDomains.includes(domain)) throw refuse();
  }
}

type Lists = { to?: Mailbox[]; cc?: Mailbox[]; bcc?: Mailbox[] };

/**
 * Limits the recipients that a writer who can't see the customer may add to a reply: only
 * colleagues who can see the customer, because the reply contains the customer's address. Throws
 * `customer_masked` with the field. Every other address is refused alike, so that guesses at the
 * customer's address are not confirmed.
 */
export async function requireUnmaskedRecipients(ctx: ReadContext, access: TicketAccess, lists: Lists): Promise<void> {
  const recipients = (['to', 'cc', 'bcc'] as const).flatMap((list) =>
    (lists[list] ?? []).map(({ address }, place) => ({ address, path: `/body/${list}/${place}` })),
  );
  if (recipients.length === 0) return;
  const colleagues = await agentsByEmail(
    ctx,
    recipients.map((one) => one.address),
  );
  const ids = colleagues.map((one) => one.id);
  const unmasked = await agentsWhoSeeCustomer(ctx.db, access.ticket.id, ids);
  const allowed = new Set(colleagues.filter((one) => unmasked.has(one.id)).map((one) => one.email.toLowerCase()));
  const fields = recipients
    .filter((one) => !allowed.has(one.address.toLowerCase()))
    .map(({ path }) => ({
      path,
      message: 'would receive the email address of the customer, who is hidden from your department',
    }));
  if (fields.length > 0) throw problem('customer_masked', { fields });
}

/** Whether a recipient of a forward is an agent for whom the customer is masked. */
export async function reachesMaskedAgent(
  ctx: ReadContext,
  ticketId: number,
  people: readonly Mailbox[],
): Promise<boolean> {
  const colleagues = await agentsByEmail(
    ctx,
    people.map((one) => one.address),
  );
  const ids = colleagues.map((one) => one.id);
  const [readers, unmasked] = [
    await agentsWhoCanRead(ctx.db, ticketId, ids),
    await agentsWhoSeeCustomer(ctx.db, ticketId, ids),
  ];
  return [...readers].some((id) => !unmasked.has(id));
}
