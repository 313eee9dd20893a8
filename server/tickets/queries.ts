import type { MaskableField } from '@crossdesk/contracts/sharing.ts';
import type { Ticket } from '@crossdesk/contracts/tickets.ts';
import { type Selectable, sql } from 'kysely';
import {
  isOwner,
  maskedPerson,
  maskText,
  type TicketAccess,
  ticketAccessRow,
  toTicketAccess,
} from '../access/index.ts';
import type { ReadContext } from '../platform/context.ts';
import type { Db, Tables } from '../platform/database.ts';
import { problem } from '../platform/problems.ts';
import './tables.ts';

type People = {
  requester: { name: string; email: string | null };
  /** The address a reply goes to. */
  replyAddress: string | null;
  account: { name: string; domain: string | null } | null;
};

const iso = (at: Date | null): string | null => at?.toISOString() ?? null;

/** The ticket with everything the reader may see; what a share hides is shown empty. */
function toTicket(found: TicketAccess, people: People): Ticket {
  const { ticket, mask } = found;
  const shown = <T>(field: MaskableField, value: T, empty: T): T => (mask?.hiddenFields.has(field) ? empty : value);
  const masked = mask?.isCustomerMasked ?? false;
  const { name, email } = people.requester;
  const { replyAddress } = people;
  return {
    number: ticket.id,
    type: ticket.type,
    subject: maskText(mask, ticket.subject),
    requester: masked
      ? { id: null, name: maskedPerson({ name, address: null }).name, email: null }
      : { id: ticket.requester_id, name, email },
    replyTo:
      replyAddress === null
        ? null
        : masked
          ? maskedPerson({ name, address: replyAddress })
          : { name, address: replyAddress },
    departmentId: ticket.department_id,
    assigneeId: ticket.assignee_id,
    serviceId: shown('service', ticket.service_id, null),
    categoryId: shown('category', ticket.category_id, null),
    priorityId: shown('priority', ticket.priority_id, null),
    statusId: ticket.status_id,
    baseState: ticket.base_state,
    justificationId: ticket.justification_id,
    solutionDueAt: shown('solutionForecast', iso(ticket.solution_due_at), null),
    isForecastByHand: ticket.is_forecast_by_hand,
    cc: shown('cc', masked ? ticket.cc.map(maskedPerson) : ticket.cc, []),
    tags: shown(
      'tags',
      ticket.tags.map((tag) => maskText(mask, tag)),
      [],
    ),
    account: shown(
      'account',
      masked || ticket.account_id === null || !people.account ? null : { id: ticket.account_id, ...people.account },
      null,
    ),
    productId: shown('product', ticket.product_id, null),
    channel: ticket.channel,
    mailboxId: ticket.mailbox_id,
    messageCount: ticket.message_count,
    version: ticket.version,
    createdAt: ticket.created_at.toISOString(),
    updatedAt: ticket.updated_at.toISOString(),
    firstRespondedAt: iso(ticket.first_responded_at),
    resolvedAt: iso(ticket.resolved_at),
    deletedAt: iso(ticket.deleted_at),
    isOwn: isOwner(found),
    shares: found.shares,
    hiddenFields: [...(mask?.hiddenFields ?? []), ...(masked ? ['requester'] : [])],
    can: found.can,
    via: found.via,
  };
}

const firstEmail = sql<
  string | null
>`(select address from contact_address a where a.contact_id = contact.id and a.kind = 'email' order by a.position limit 1)`;

/** Where a reply on a row of `ticket` goes: the address its requester last wrote from, while it is still theirs, or else their first. */
const replyAddress = sql<string | null>`coalesce((
  select lower(said.author_address) from message said
  where said.ticket_id = ticket.id and said.author_kind = 'contact' and said.author_id = ticket.requester_id and said.visibility = 'public'
    and exists (select 1 from contact_address a
      where a.kind = 'email' and a.address = lower(said.author_address) and a.contact_id = ticket.requester_id)
  order by said.id desc limit 1), ${firstEmail})`;

/** The query of a ticket with its people, read by `ticketOf`; a reader that needs more adds it to this one query. */
export const ticketRow = (ctx: ReadContext, number: number) =>
  ticketAccessRow(ctx, number)
    .innerJoin('contact', 'contact.id', 'ticket.requester_id')
    .leftJoin('account', 'account.id', 'ticket.account_id')
    .select(['contact.name as requester_name', 'account.name as account_name', 'account.domain as account_domain'])
    .select(firstEmail.as('requester_email'))
    .select(replyAddress.as('reply_address'));

type TicketWithPeople = NonNullable<Awaited<ReturnType<ReturnType<typeof ticketRow>['executeTakeFirst']>>>;

/** Reads the row of `ticketRow`, with how the actor stands to the ticket; `not_found` when there was none. */
export function ticketFromRow(ctx: ReadContext, row: TicketWithPeople | undefined): { ticket: Ticket; found: TicketAccess } {
  if (!row) throw problem('not_found');
  const { requester_name: name, requester_email: email, reply_address, account_name, account_domain, ...rest } = row;
  const found = toTicketAccess(ctx, rest);
  const account = account_name === null ? null : { name: account_name, domain: account_domain };
  return { ticket: toTicket(found, { requester: { name, email }, replyAddress: reply_address, account }), found };
}

/** One ticket; `not_found` when there is none or it may not be seen. */
export const ticket = async (ctx: ReadContext, number: number): Promise<Ticket> =>
  ticketFromRow(ctx, await ticketRow(ctx, number).executeTakeFirst()).ticket;

async function people(db: Db, ticket: Selectable<Tables['ticket']>): Promise<People> {
  const row = await db
    .selectFrom('contact')
    .innerJoin('ticket', (join) => join.on('ticket.id', '=', ticket.id))
    .leftJoin('account', (join) => join.on('account.id', '=', ticket.account_id))
    .select(['contact.name', 'account.name as account_name', 'account.domain'])
    .select([firstEmail.as('email'), replyAddress.as('reply_address')])
    .where('contact.id', '=', ticket.requester_id)
    .executeTakeFirstOrThrow();
  return {
    requester: { name: row.name, email: row.email },
    replyAddress: row.reply_address,
    account: row.account_name === null ? null : { name: row.account_name, domain: row.domain },
  };
}

/** The requester as the recipient of a reply; empty when nothing but a phone number is known. */
export async function replyMailbox(ctx: Pick<ReadContext, 'db'>, ticket: Selectable<Tables['ticket']>) {
  const { requester, replyAddress: address } = await people(ctx.db, ticket);
  return address === null ? [] : [{ name: requester.name, address }];
}

/** The ticket as the actor may see it, from a standing already known. */
export const ticketView = async (ctx: ReadContext, found: TicketAccess): Promise<Ticket> =>
  toTicket(found, await people(ctx.db, found.ticket));

/** Whether a department still owns tickets in which somebody owes something. */
export async function hasOpenTickets(ctx: Pick<ReadContext, 'db'>, departmentId: number): Promise<boolean> {
  const row = await ctx.db
    .selectFrom('ticket')
    .select('id')
    .where('department_id', '=', departmentId)
    .where('is_open', '=', true)
    .where('deleted_at', 'is', null)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}
