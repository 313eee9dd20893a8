import type { RoutingRule, RoutingRuleWrite, RoutingTrial } from '@crossdesk/contracts/assignment.ts';
import type { Channel } from '@crossdesk/contracts/tickets.ts';
import { sql } from 'kysely';
import { isReadable, maskFlags } from '../access/index.ts';
import { departments } from '../departments/index.ts';
import type { ReadContext } from '../platform/context.ts';
import { routingRules } from './queries.ts';
import { matchingRule, type RoutedTicket } from './rules.ts';

/** Tickets that a trial looks at, newest first. */
const trialSize = 500;

type Tried = {
  id: number;
  department_id: number;
  channel: Channel;
  subject: string;
  sender: string | null;
  text: string;
  account_id: number | null;
  product_id: number | null;
  service_id: number | null;
  mailbox_id: number | null;
};

const routedTicket = (row: Tried): RoutedTicket => ({
  channel: row.channel,
  subject: row.subject,
  sender: row.sender,
  text: row.text,
  accountId: row.account_id,
  productId: row.product_id,
  serviceId: row.service_id,
  mailboxId: row.mailbox_id,
});

/** The newest tickets the actor may read, without those that a share partly hides from them. */
async function newestTickets(ctx: ReadContext): Promise<Tried[]> {
  const { rows } = await sql<Tried>`
    select ticket.id, ticket.department_id, ticket.channel, ticket.subject, ticket.account_id, ticket.product_id, ticket.service_id,
      ticket.mailbox_id, coalesce(request.author_address, address.address) as sender, left(coalesce(request.body_text, ''), 5000) as text
    from ticket
    left join lateral (select author_address, body_text from message where message.ticket_id = ticket.id order by id limit 1) request on true
    left join lateral (select a.address from contact_address a where a.contact_id = ticket.requester_id and a.kind = 'email'
      order by a.position limit 1) address on true
    where ticket.deleted_at is null and ${isReadable(ctx.actor, 'any')} and cardinality(${maskFlags(ctx.actor)}) = 0
    order by ticket.id desc limit ${sql.lit(trialSize)}`.execute(ctx.db);
  return rows;
}

const triedRule = (given: RoutingRuleWrite): RoutingRule => ({
  id: 0,
  position: 0,
  channels: null,
  conditions: {},
  agentIds: null,
  skills: [],
  maxOpen: null,
  isActive: true,
  version: 0,
  ...given,
});

/**
 * Shows which of the newest tickets the rules would have moved to another department than the one
 * they are in. With `rule`, as if it were the first.
 */
export async function tryRoutingRules(ctx: ReadContext, rule: RoutingRuleWrite | undefined): Promise<RoutingTrial> {
  const rules = [...(rule ? [triedRule(rule)] : []), ...(await routingRules(ctx))];
  const active = new Set((await departments(ctx)).filter((one) => one.isActive).map((one) => one.id));
  const tickets = await newestTickets(ctx);
  const items = tickets.flatMap((row) => {
    const match = matchingRule(rules, routedTicket(row), active);
    if (!match || (rule && match.id !== 0) || match.departmentId === row.department_id) return [];
    return [
      {
        number: row.id,
        subject: row.subject,
        departmentId: row.department_id,
        ruleId: match.id === 0 ? null : match.id,
        wouldBeDepartmentId: match.departmentId,
      },
    ];
  });
  return { examinedCount: tickets.length, items };
}

/**
 * The department of a new ticket: that of the first rule it meets, or the one it is addressed to.
 */
export async function routeTicket(ctx: ReadContext, ticket: RoutedTicket, departmentId: number): Promise<number> {
  const rules = await routingRules(ctx);
  if (rules.length === 0) return departmentId;
  const active = new Set((await departments(ctx)).filter((one) => one.isActive).map((one) => one.id));
  return matchingRule(rules, ticket, active)?.departmentId ?? departmentId;
}
