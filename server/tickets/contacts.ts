import type { Contact, ContactWrite } from '@crossdesk/contracts/identity.ts';
import { type RawBuilder, sql } from 'kysely';
import { isCustomerVisible, isEditable, maskedAddress, ticketAccess } from '../access/index.ts';
import { contact, contacts, editContact } from '../identity/index.ts';
import type { Actor, Context, ReadContext } from '../platform/context.ts';
import { fieldProblem, problem } from '../platform/problems.ts';
import { company } from '../settings/index.ts';

/**
 * True on rows of `ticket` that prove contact with the requester: they wrote on it, or someone else
 * than the actor made them its requester. Otherwise anyone could open a ticket for any address to
 * learn about the contact or to change it.
 */
const provesContact = (actor: Actor): RawBuilder<boolean> =>
  actor.kind !== 'agent'
    ? sql<boolean>`true`
    : sql<boolean>`(exists (select 1 from message said where said.ticket_id = ticket.id
        and said.author_kind = 'contact' and said.author_id = ticket.requester_id)
      or not exists (select 1 from event where event.ticket_id = ticket.id
        and event.actor_kind = 'agent' and event.actor_id = ${actor.agentId}
        and (event.type = 'ticket.created' or event.changes @> '[{"field": "requesterId"}]')))`;

/**
 * Filters `contact` to those the actor may look up: all, or by company setting those without
 * tickets and those with a ticket on which the actor sees the customer. Only tickets that prove
 * contact count.
 */
async function visibleContactFilter(ctx: ReadContext): Promise<RawBuilder<boolean>> {
  const { contactLookup } = await company(ctx);
  if (contactLookup === 'everyone' || ctx.actor.kind === 'system') return sql<boolean>`true`;
  const proves = provesContact(ctx.actor);
  return sql<boolean>`(not exists (select 1 from ticket where ticket.requester_id = contact.id and ${proves})
    or exists (select 1 from ticket where ticket.requester_id = contact.id
      and ${isCustomerVisible(ctx.actor)} and ${proves}))`;
}

async function isContactVisible(ctx: ReadContext, id: number): Promise<boolean> {
  const row = await ctx.db
    .selectFrom('contact')
    .select('id')
    .where('id', '=', id)
    .where(await visibleContactFilter(ctx))
    .executeTakeFirst();
  return row !== undefined;
}

/** The customers the actor may look up. */
export const visibleContacts = async (ctx: ReadContext, query: { q?: string; after?: string; limit?: number }) =>
  contacts(ctx, query, await visibleContactFilter(ctx));

export async function visibleContact(ctx: ReadContext, id: number): Promise<Contact> {
  if (!(await isContactVisible(ctx, id))) throw problem('not_found');
  return contact(ctx, id);
}

/**
 * Throws `unknown_reference` for a contact the actor may not look up: accepting it would reveal who
 * it is.
 */
export async function requireVisibleContact(ctx: ReadContext, id: number, field: string): Promise<void> {
  if (!(await isContactVisible(ctx, id))) throw fieldProblem(field, 'is not a known contact', 'unknown_reference');
}

/**
 * Replies go to a contact's addresses. A contact may be changed by agents who can edit a ticket of
 * the contact as its owner, or who work in all departments. A contact without tickets may be
 * changed by the agent who created it. Only tickets that prove contact count.
 */
async function canChangeContact(ctx: ReadContext, id: number): Promise<boolean> {
  const { actor } = ctx;
  if (actor.kind !== 'agent') return actor.kind === 'system';
  if (actor.permissions.has('tickets.all_departments')) return true;
  const proves = provesContact(actor);
  const { rows } = await sql<{ can_edit_ticket: boolean; is_own_new_contact: boolean }>`select
    exists (select 1 from ticket where ticket.requester_id = ${id}
      and ${isEditable(actor)} and ${proves}) as can_edit_ticket,
    not exists (select 1 from ticket where ticket.requester_id = ${id} and ${proves}) and exists (
      select 1 from event where type = 'contact.created' and (data->>'contactId')::bigint = ${id}
        and actor_kind = 'agent' and actor_id = ${actor.agentId}) as is_own_new_contact`.execute(ctx.db);
  return rows[0]?.can_edit_ticket === true || rows[0]?.is_own_new_contact === true;
}

const isSame = (before: readonly string[], after: readonly string[] | undefined): boolean =>
  after === undefined || JSON.stringify(before) === JSON.stringify(after.map((value) => value.trim().toLowerCase()));

/**
 * Edits a contact the actor may look up, if `canChangeContact`. A changed name would show in the
 * initials of tickets from which the customer is hidden.
 */
export async function editVisibleContact(ctx: Context, id: number, change: Partial<ContactWrite>): Promise<Contact> {
  const before = await visibleContact(ctx, id);
  const isChanged =
    (change.name !== undefined && change.name.trim() !== before.name) ||
    !isSame(before.emails, change.emails) ||
    !isSame(before.phones, change.phones);
  if (isChanged && !(await canChangeContact(ctx, id))) throw problem('contact_of_others');
  return editContact(ctx, id, change);
}

const noticeMs = 30 * 24 * 60 * 60 * 1000;

/**
 * Addresses that other agents added to the requester within 30 days, as a warning for the agent
 * who replies next. A reply by a third agent after the change counts as having seen it.
 */
export async function addressChanges(ctx: ReadContext, number: number) {
  const { ticket, mask } = await ticketAccess(ctx, number);
  const readerId = ctx.actor.kind === 'agent' ? ctx.actor.agentId : 0;
  const since = new Date(ctx.now.getTime() - noticeMs);
  const rows = await ctx.db
    .selectFrom('event')
    .select(['actor_name', 'at', 'changes'])
    .where(sql<boolean>`(data->>'contactId')::bigint = ${ticket.requester_id}`)
    .where(sql<boolean>`type = 'contact.edited'`)
    .where('actor_kind', '=', 'agent')
    .where('actor_id', '!=', readerId)
    .where('at', '>', since)
    .where(
      sql<boolean>`not exists (select 1 from message where message.ticket_id = ${number} and message.kind = 'reply'
        and message.author_kind = 'agent' and message.author_id <> event.actor_id and message.created_at > event.at)`,
    )
    .orderBy('id', 'desc')
    .limit(20)
    .execute();
  const { emails } = await contact(ctx, ticket.requester_id);
  const emailsIn = (value: unknown) => (value as Partial<Contact> | null)?.emails ?? [];
  return rows.flatMap((row) => {
    const [change] = row.changes;
    const before = emailsIn(change?.before);
    const added = emailsIn(change?.after).filter((email) => !before.includes(email) && emails.includes(email));
    return added.map((address) => ({
      address: mask?.isCustomerMasked ? maskedAddress(address) : address,
      by: row.actor_name,
      at: row.at.toISOString(),
    }));
  });
}
