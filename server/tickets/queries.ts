import type { TicketPermission } from '@crossdesk/contracts/permissions.ts';
import type { Mailbox } from '@crossdesk/contracts/scalars.ts';
import type { MaskableField } from '@crossdesk/contracts/sharing.ts';
import type { Ticket } from '@crossdesk/contracts/tickets.ts';
import { type Selectable, sql } from 'kysely';
import {
  isOwner,
  lockTicketRow,
  maskedPerson,
  maskText,
  requirePermission,
  type TicketAccess,
  ticketAccessRow,
  toTicketAccess,
} from '../access/index.ts';
import type { Context, ReadContext } from '../platform/context.ts';
import type { Tables } from '../platform/database.ts';
import { problem } from '../platform/problems.ts';
import './tables.ts';

type People = {
  requester: { name: string; email: string | null };
  /** The address a reply goes to. */
  replyAddress: string | null;
  account: { name: string; domain: string | null } | null;
  /** Whether the reader follows the ticket. */
  isFollowing: boolean;
};

const iso = (at: Date | null): string | null => at?.toISOString() ?? null;

const forecastSource = (ticket: Selectable<Tables['ticket']>): Ticket['forecastSource'] =>
  ticket.solution_due_at === null ? null : ticket.is_forecast_by_hand ? 'hand' : 'contract';

/** The ticket as the reader may see it; fields hidden by a share are empty. */
function toTicket(access: TicketAccess, people: People): Ticket {
  const { ticket, mask } = access;
  const unlessHidden = <T>(field: MaskableField, value: T, empty: T): T =>
    mask?.hiddenFields.has(field) ? empty : value;
  const isMasked = mask?.isCustomerMasked ?? false;
  const { name, email } = people.requester;
  const { replyAddress } = people;
  return {
    number: ticket.id,
    type: ticket.type,
    subject: maskText(mask, ticket.subject),
    requester: isMasked
      ? { id: null, name: maskedPerson({ name, address: null }).name, email: null }
      : { id: ticket.requester_id, name, email },
    replyTo:
      replyAddress === null
        ? null
        : isMasked
          ? maskedPerson({ name, address: replyAddress })
          : { name, address: replyAddress },
    departmentId: ticket.department_id,
    assigneeId: ticket.assignee_id,
    serviceId: unlessHidden('service', ticket.service_id, null),
    categoryId: unlessHidden('category', ticket.category_id, null),
    priorityId: unlessHidden('priority', ticket.priority_id, null),
    statusId: ticket.status_id,
    baseState: ticket.base_state,
    justificationId: ticket.justification_id,
    solutionDueAt: unlessHidden('solutionForecast', iso(ticket.solution_due_at), null),
    isForecastByHand: unlessHidden('solutionForecast', ticket.is_forecast_by_hand, false),
    forecastSource: unlessHidden('solutionForecast', forecastSource(ticket), null),
    cc: unlessHidden('cc', isMasked ? ticket.cc.map(maskedPerson) : ticket.cc, []),
    tags: unlessHidden(
      'tags',
      ticket.tags.map((tag) => maskText(mask, tag)),
      [],
    ),
    account: unlessHidden(
      'account',
      isMasked || ticket.account_id === null || !people.account ? null : { id: ticket.account_id, ...people.account },
      null,
    ),
    productId: unlessHidden('product', ticket.product_id, null),
    channel: ticket.channel,
    mailboxId: ticket.mailbox_id,
    followsNumber: ticket.follows_id,
    messageCount: ticket.message_count,
    version: ticket.version,
    createdAt: ticket.created_at.toISOString(),
    updatedAt: ticket.updated_at.toISOString(),
    firstRespondedAt: iso(ticket.first_responded_at),
    resolvedAt: iso(ticket.resolved_at),
    deletedAt: iso(ticket.deleted_at),
    isOwn: isOwner(access),
    isFollowing: people.isFollowing,
    shares: access.shares,
    hiddenFields: [...(mask?.hiddenFields ?? []), ...(isMasked ? ['requester'] : [])],
    can: access.can,
    via: access.via,
  };
}

const firstEmail = sql<
  string | null
>`(select address from contact_address a where a.contact_id = contact.id and a.kind = 'email' order by a.position limit 1)`;

/**
 * The address a reply goes to: the Reply-To of the requester's last message if it is used, or the
 * address they last wrote from, if it is still theirs, or else their first.
 */
const replyAddress = sql<string | null>`coalesce((
  select lower(case when last.mail_details->>'isReplyToUsed' = 'true'
    then last.mail_details->'replyTo'->0->>'address' else last.author_address end) from message last
  where last.ticket_id = ticket.id and last.author_kind = 'contact'
    and last.author_id = ticket.requester_id and last.visibility = 'public'
    and exists (select 1 from contact_address a
      where a.kind = 'email' and a.address = lower(last.author_address) and a.contact_id = ticket.requester_id)
  order by last.id desc limit 1), ${firstEmail})`;

/** Whether the actor follows a row of `ticket`. */
const isFollowing = ({ actor }: ReadContext) =>
  actor.kind === 'agent'
    ? sql<boolean>`exists (select 1 from ticket_follower follower
        where follower.ticket_id = ticket.id and follower.agent_id = ${actor.agentId})`
    : sql<boolean>`false`;

/**
 * The query of one ticket with its people, to be read by `ticketFromRow`. Callers can select more
 * columns.
 */
export const ticketRow = (ctx: ReadContext, number: number) =>
  ticketAccessRow(ctx, number)
    .innerJoin('contact', 'contact.id', 'ticket.requester_id')
    .leftJoin('account', 'account.id', 'ticket.account_id')
    .select(['contact.name as requester_name', 'account.name as account_name', 'account.domain as account_domain'])
    .select(firstEmail.as('requester_email'))
    .select([replyAddress.as('reply_address'), isFollowing(ctx).as('is_following')]);

type RowWithPeople = NonNullable<Awaited<ReturnType<ReturnType<typeof ticketRow>['executeTakeFirst']>>>;

/** A ticket with the actor's access and the people its view shows. */
export type TicketWithPeople = { access: TicketAccess; people: People };

function withPeople(ctx: ReadContext, row: RowWithPeople | undefined): TicketWithPeople {
  if (!row) throw problem('not_found');
  const { requester_name: name, requester_email: email, reply_address, is_following, ...columns } = row;
  const { account_name, account_domain, ...rest } = columns;
  const account = account_name === null ? null : { name: account_name, domain: account_domain };
  return {
    access: toTicketAccess(ctx, rest),
    people: { requester: { name, email }, replyAddress: reply_address, account, isFollowing: is_following },
  };
}

/** A ticket the actor can read, with its people. Throws `not_found`. */
export const ticketWithPeople = async (ctx: ReadContext, number: number): Promise<TicketWithPeople> =>
  withPeople(ctx, await ticketRow(ctx, number).executeTakeFirst());

/** Like `lockTicketFor`, with the people of the ticket. */
export async function lockTicketWithPeople(
  ctx: Context,
  number: number,
  permission: TicketPermission,
): Promise<TicketWithPeople> {
  await lockTicketRow(ctx, number);
  const locked = await ticketWithPeople(ctx, number);
  requirePermission(locked.access, permission);
  return locked;
}

/**
 * Converts the row of `ticketRow` and adds the actor's access; throws `not_found` without a row.
 */
export function ticketFromRow(
  ctx: ReadContext,
  row: RowWithPeople | undefined,
): { ticket: Ticket; access: TicketAccess } {
  const { access, people } = withPeople(ctx, row);
  return { ticket: toTicket(access, people), access };
}

/** One ticket. Throws `not_found` if it does not exist or may not be seen. */
export const ticket = async (ctx: ReadContext, number: number): Promise<Ticket> =>
  ticketFromRow(ctx, await ticketRow(ctx, number).executeTakeFirst()).ticket;

async function people(ctx: ReadContext, ticket: Selectable<Tables['ticket']>): Promise<People> {
  const row = await ctx.db
    .selectFrom('contact')
    .innerJoin('ticket', (join) => join.on('ticket.id', '=', ticket.id))
    .leftJoin('account', (join) => join.on('account.id', '=', ticket.account_id))
    .select(['contact.name', 'account.name as account_name', 'account.domain'])
    .select([firstEmail.as('email'), replyAddress.as('reply_address'), isFollowing(ctx).as('is_following')])
    .where('contact.id', '=', ticket.requester_id)
    .executeTakeFirstOrThrow();
  return {
    requester: { name: row.name, email: row.email },
    replyAddress: row.reply_address,
    account: row.account_name === null ? null : { name: row.account_name, domain: row.domain },
    isFollowing: row.is_following,
  };
}

/** The requester as the recipient of a reply; empty if only a phone number is known. */
export const replyMailbox = ({ people: { requester, replyAddress: address } }: TicketWithPeople): Mailbox[] =>
  address === null ? [] : [{ name: requester.name, address }];

/**
 * The ticket after the actor added a message. `updated` is its new row if nothing else changed;
 * otherwise, or if something is hidden from the actor, it is read again.
 */
export const ticketAfterMessage = async (
  ctx: ReadContext,
  { access, people }: TicketWithPeople,
  updated: Selectable<Tables['ticket']> | null,
): Promise<Ticket> =>
  updated === null || access.mask !== null
    ? ticket(ctx, access.ticket.id)
    : toTicket({ ...access, ticket: updated }, people);

/** The ticket as the actor may see it, with their access already known. */
export const ticketView = async (ctx: ReadContext, access: TicketAccess): Promise<Ticket> =>
  toTicket(access, await people(ctx, access.ticket));

/** Whether a department still owns open tickets. */
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
