import type { Contact, ContactWrite } from '@crossdesk/contracts/identity.ts';
import { type RawBuilder, sql } from 'kysely';
import { isCustomerVisible, isEditable, maskedAddress, ticketAccess } from '../access/index.ts';
import { contact, contacts, editContact } from '../identity/index.ts';
import type { Context, ReadContext } from '../platform/context.ts';
import { fieldProblem, problem } from '../platform/problems.ts';
import { company } from '../settings/index.ts';

/** The rows of `contact` that the actor may look up: all, or by the setting those on no ticket and those on one where they see the customer. */
async function visibleContactFilter(ctx: ReadContext): Promise<RawBuilder<boolean>> {
  const { contactLookup } = await company(ctx);
  if (contactLookup === 'everyone' || ctx.actor.kind === 'system') return sql<boolean>`true`;
  return sql<boolean>`(not exists (select 1 from ticket where ticket.requester_id = contact.id)
    or exists (select 1 from ticket where ticket.requester_id = contact.id and ${isCustomerVisible(ctx.actor)}))`;
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

/** Customer records as far as the actor may look them up. */
export const visibleContacts = async (ctx: ReadContext, query: { q?: string; after?: string; limit?: number }) =>
  contacts(ctx, query, await visibleContactFilter(ctx));

export async function visibleContact(ctx: ReadContext, id: number): Promise<Contact> {
  if (!(await isContactVisible(ctx, id))) throw problem('not_found');
  return contact(ctx, id);
}

/** Throws `unknown_reference` at the field for a contact the actor may not look up: naming one would show who it is. */
export async function requireVisibleContact(ctx: ReadContext, id: number, field: string): Promise<void> {
  if (!(await isContactVisible(ctx, id))) throw fieldProblem(field, 'is no contact', 'unknown_reference');
}

/**
 * Answers go to the addresses of a contact, so they are changed only by those who may edit a ticket of the contact as its owner, or who work in all
 * departments. A contact without any ticket is left to whoever made it.
 */
async function canChangeAddresses(ctx: ReadContext, id: number): Promise<boolean> {
  const { actor } = ctx;
  if (actor.kind !== 'agent') return actor.kind === 'system';
  if (actor.permissions.has('tickets.all_departments')) return true;
  const { rows } = await sql<{ is_theirs: boolean; is_fresh: boolean }>`select
    exists (select 1 from ticket where ticket.requester_id = ${id} and ${isEditable(actor)}) as is_theirs,
    not exists (select 1 from ticket where ticket.requester_id = ${id}) and exists (
      select 1 from event where type = 'contact.created' and (data->>'contactId')::bigint = ${id} and actor_kind = 'agent' and actor_id = ${actor.agentId}) as is_fresh`.execute(
    ctx.db,
  );
  return rows[0]?.is_theirs === true || rows[0]?.is_fresh === true;
}

const isSame = (before: readonly string[], after: readonly string[] | undefined): boolean =>
  after === undefined || JSON.stringify(before) === JSON.stringify(after.map((one) => one.trim().toLowerCase()));

/** Changes a contact the actor may look up; its addresses only by `mayChangeAddresses`. */
export async function editVisibleContact(ctx: Context, id: number, change: Partial<ContactWrite>): Promise<Contact> {
  const before = await visibleContact(ctx, id);
  const changesAddresses = !isSame(before.emails, change.emails) || !isSame(before.phones, change.phones);
  if (changesAddresses && !(await canChangeAddresses(ctx, id))) throw problem('contact_of_others');
  return editContact(ctx, id, change);
}

const noticeMs = 30 * 24 * 60 * 60 * 1000;

/**
 * Addresses that other agents have added to the requester within 30 days, for whoever answers next: one that was added before yet another agent answered
 * has been seen.
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
    const added = emailsIn(change?.after).filter((one) => !before.includes(one) && emails.includes(one));
    return added.map((address) => ({
      address: mask?.isCustomerMasked ? maskedAddress(address) : address,
      by: row.actor_name,
      at: row.at.toISOString(),
    }));
  });
}
