import type { AccessLevel } from '@crossdesk/contracts/levels.ts';
import type { Relation } from '@crossdesk/contracts/permissions.ts';
import type { ShareSummary } from '@crossdesk/contracts/tickets.ts';
import { type Expression, type RawBuilder, sql } from 'kysely';
import type { CustomerIdentity, ShareMask } from './mask.ts';

/**
 * For each relation, the SQL condition on a row of `ticket` under which an agent has it. All access
 * checks are built from these: list filters, counts, search, single tickets, command locks and the
 * audience of live updates. `agentId` is a value or a column. Where possible the subqueries do not
 * depend on the row, so that PostgreSQL runs them once per list.
 */
const relationConditions: Record<Relation, (agentId: Expression<unknown>) => RawBuilder<boolean>> = {
  administrator: (agentId) => sql`exists (select 1 from agent a join profile p on p.id = a.profile_id
    where a.id = ${agentId} and a.is_active and 'tickets.all_departments' = any(p.permissions))`,
  department_supervisor: (agentId) => sql`ticket.department_id in (select m.department_id from department_member m
    where m.agent_id = ${agentId} and m.role = 'supervisor')`,
  department_agent: (agentId) => sql`ticket.department_id in (select m.department_id from department_member m
    where m.agent_id = ${agentId} and m.role = 'agent')`,
  assignee: (agentId) => sql`ticket.assignee_id = ${agentId}`,
  shared_full: (agentId) => isSharedAt(['full'], agentId),
  shared_restricted: (agentId) => isSharedAt(['restricted'], agentId),
  shared_read_only: (agentId) => isSharedAt(['read_only'], agentId),
  former_agent: (agentId) => sql`exists (select 1 from ticket_trace trace
    join department_member member on member.department_id = trace.department_id and member.agent_id = ${agentId}
    where trace.ticket_id = ticket.id and trace.agent_id = ${agentId} and trace.department_id <> ticket.department_id)`,
  former_department: (agentId) => sql`exists (select 1 from ticket_trace trace
    join department_member member on member.department_id = trace.department_id and member.agent_id = ${agentId}
    where trace.ticket_id = ticket.id and trace.agent_id is null and trace.department_id <> ticket.department_id)`,
};

const levelOf: Partial<Record<Relation, AccessLevel>> = {
  shared_full: 'full',
  shared_restricted: 'restricted',
  shared_read_only: 'read_only',
};

/**
 * Active shares with a department of the agent that are not restricted to other agents. Aliases:
 * `share`, `member`.
 */
const activeSharesFor = (agentId: Expression<unknown>) => sql`ticket_share share
  join department_member member on member.department_id = share.department_id and member.agent_id = ${agentId}
  where share.ticket_id = ticket.id and share.revoked_at is null and (share.expires_at is null or share.expires_at > now())
    and (share.agent_ids is null or member.agent_id = any(share.agent_ids))`;

const isSharedAt = (levels: readonly AccessLevel[], agentId: Expression<unknown>): RawBuilder<boolean> =>
  sql<boolean>`exists (select 1 from ${activeSharesFor(agentId)} and share.level = any(${sql.val(levels)}::text[]))`;

/**
 * All details that identify the customers of a row of `ticket`: the requester, customers who wrote
 * messages, people in Cc and recipients of public messages. Includes names, addresses and phone
 * numbers they had before. Agents and company mailboxes are excluded.
 */
export const ticketCustomer = sql<CustomerIdentity>`(
  with known as (
    select ticket.requester_id as id union
    select said.author_id from message said where said.ticket_id = ticket.id and said.author_kind = 'contact' and said.author_id is not null
  ), former as (
    select change->'before' as was from known, lateral (select changes from event
      where event.type = 'contact.edited' and (event.data->>'contactId')::bigint = known.id offset 0) edit,
      jsonb_array_elements(edit.changes) change where change->>'field' = 'contact'
  ), address as (
    select found.kind, found.address from known, lateral (select a.kind, a.address from contact_address a
      where a.contact_id = known.id offset 0) found
  ), mailed as (
    select one->>'name' as name, one->>'address' as address from jsonb_array_elements(ticket.cc) one union
    select one->>'name', one->>'address' from message said, jsonb_each(said.recipients) list, jsonb_array_elements(list.value) one
      where said.ticket_id = ticket.id and said.visibility = 'public'
  ), person as (
    select found.name, null as address from known, lateral (select contact.name from contact
      where contact.id = known.id offset 0) found union all
    select null, address.address from address where address.kind = 'email' union all
    select was->>'name', null from former union all
    select null, jsonb_array_elements_text(was->'emails') from former union all
    select said.author_name, said.author_address from message said where said.ticket_id = ticket.id and said.author_kind = 'contact' union all
    select answer.value->>'name', answer.value->>'address' from message said, jsonb_array_elements(said.mail_details->'replyTo') answer
      where said.ticket_id = ticket.id and said.mail_details is not null union all
    select mailed.name, mailed.address from mailed
      where not exists (select 1 from agent where lower(agent.email) = lower(mailed.address))
        and not exists (select 1 from mailbox where lower(mailbox.address) = lower(mailed.address))
  )
  select json_build_object(
    'names', coalesce((select json_agg(distinct name) from person where name <> ''), '[]'),
    'addresses', coalesce((select json_agg(distinct address) from person where address <> ''), '[]'),
    'phones', coalesce((select json_agg(phone) from (
      select address.address as phone from address where address.kind = 'phone' union
      select jsonb_array_elements_text(was->'phones') from former) number), '[]'),
    'phrases', coalesce((select json_agg(firm.phrase) from account, lateral (values (account.name), (account.domain)) firm (phrase)
      where account.id = ticket.account_id and firm.phrase <> ''), '[]')))`;

/** True for rows of `ticket` of which a share hides something from the agents of its department. */
export const isPartlyHiddenFromSome = sql<boolean>`exists (select 1 from ticket_share share where share.ticket_id = ticket.id
  and share.revoked_at is null and (share.is_customer_masked or cardinality(share.hidden_fields) > 0))`;

/**
 * What each share through which the agent sees a row of `ticket` hides, with the customer to mask.
 */
export const shareMasks = (agentId: Expression<unknown>) =>
  sql<ShareMask[]>`array(select json_build_object('hidden', share.hidden_fields, 'masked', share.is_customer_masked,
      'customer', case when share.is_customer_masked then ${ticketCustomer} end)
    from ${activeSharesFor(agentId)})`;

/** Like `shareMasks` without the customer, for conditions. */
export const shareMaskFlags = (agentId: Expression<unknown>) =>
  sql<ShareMask[]>`array(select json_build_object('hidden', share.hidden_fields, 'masked', share.is_customer_masked)
    from ${activeSharesFor(agentId)})`;

/** True on tickets where at least one share lets the agent see the customer. */
export const isSharedUnmasked = (agentId: Expression<unknown>): RawBuilder<boolean> =>
  sql<boolean>`exists (select 1 from ${activeSharesFor(agentId)} and not share.is_customer_masked)`;

/**
 * The active shares of a row of `ticket`: all of them for its owners (`isOwn`), for receivers those
 * of their departments.
 */
export const shareSummaries = (isOwn: RawBuilder<boolean>, agentId: Expression<unknown>) =>
  sql<
    ShareSummary[]
  >`coalesce((select json_agg(json_build_object('departmentId', mark.department_id, 'level', mark.level,
      'isOwed', mark.question <> '' and mark.done_at is null) order by mark.id)
    from ticket_share mark where mark.ticket_id = ticket.id and mark.revoked_at is null and (mark.expires_at is null or mark.expires_at > now())
      and (${isOwn} or mark.department_id in (select m.department_id from department_member m where m.agent_id = ${agentId}))), '[]')`;

/**
 * True on tickets where the agent has at least one of the relations. Shares are checked last, in
 * one subquery per row.
 */
export function holdsAnyRelation(relations: readonly Relation[], agentId: Expression<unknown>): RawBuilder<boolean> {
  const levels = relations.flatMap((relation) => levelOf[relation] ?? []);
  const parts = relations
    .filter((relation) => !levelOf[relation])
    .map((relation) => relationConditions[relation](agentId));
  if (levels.length > 0) parts.push(isSharedAt(levels, agentId));
  return parts.length === 0 ? sql<boolean>`false` : sql<boolean>`(${sql.join(parts, sql` or `)})`;
}

/** The names of the relations the agent has to a row of `ticket`. */
export const heldRelations = (relations: readonly Relation[], agentId: Expression<unknown>): RawBuilder<Relation[]> =>
  sql<Relation[]>`array_remove(array[${sql.join(
    relations.map((relation) => sql`case when ${relationConditions[relation](agentId)} then ${sql.lit(relation)} end`),
  )}], null)`;
