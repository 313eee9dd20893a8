import type { AccessLevel } from '@crossdesk/contracts/levels.ts';
import type { Relation } from '@crossdesk/contracts/permissions.ts';
import type { ShareMark } from '@crossdesk/contracts/tickets.ts';
import { type Expression, type RawBuilder, sql } from 'kysely';

/**
 * For each relation, the tickets on which an agent holds it, as a condition on a row of `ticket`. This is the only place where that is written:
 * the filter of lists, counts and search, the check of one ticket, the lock of a command and the audience of a live update are all made from it.
 * `agentId` is a value or a column. The inner queries do not depend on the row where they can help it, so PostgreSQL runs them once per list.
 */
const holds: Record<Relation, (agentId: Expression<unknown>) => RawBuilder<boolean>> = {
  administrator: (agentId) => sql`exists (select 1 from agent a join profile p on p.id = a.profile_id
    where a.id = ${agentId} and a.is_active and 'tickets.all_departments' = any(p.permissions))`,
  department_supervisor: (agentId) => sql`ticket.department_id in (select m.department_id from department_member m
    where m.agent_id = ${agentId} and m.role = 'supervisor')`,
  department_agent: (agentId) => sql`ticket.department_id in (select m.department_id from department_member m
    where m.agent_id = ${agentId} and m.role = 'agent')`,
  assignee: (agentId) => sql`ticket.assignee_id = ${agentId}`,
  shared_full: (agentId) => sharedAt(['full'], agentId),
  shared_restricted: (agentId) => sharedAt(['restricted'], agentId),
  shared_read_only: (agentId) => sharedAt(['read_only'], agentId),
};

const levelOf: Partial<Record<Relation, AccessLevel>> = {
  shared_full: 'full',
  shared_restricted: 'restricted',
  shared_read_only: 'read_only',
};

/** A share that holds now, with a department of the agent's, and not narrowed to others. Aliases: `share`, `member`. */
const sharesWith = (agentId: Expression<unknown>) => sql`ticket_share share
  join department_member member on member.department_id = share.department_id and member.agent_id = ${agentId}
  where share.ticket_id = ticket.id and share.revoked_at is null and (share.expires_at is null or share.expires_at > now())
    and (share.agent_ids is null or member.agent_id = any(share.agent_ids))`;

const sharedAt = (levels: readonly AccessLevel[], agentId: Expression<unknown>): RawBuilder<boolean> =>
  sql<boolean>`exists (select 1 from ${sharesWith(agentId)} and share.level = any(${sql.val(levels)}::text[]))`;

/** What the shares by which the agent sees a row of `ticket` hide, one entry for each. */
export const shareMasks = (agentId: Expression<unknown>) =>
  sql<
    { hidden: string[]; masked: boolean }[]
  >`array(select json_build_object('hidden', share.hidden_fields, 'masked', share.is_customer_masked)
    from ${sharesWith(agentId)})`;

/** The departments a row of `ticket` is shared with now: all of them for its owners (`isOwn`), for receivers those they belong to. */
export const shareMarks = (isOwn: RawBuilder<boolean>, agentId: Expression<unknown>) =>
  sql<ShareMark[]>`coalesce((select json_agg(json_build_object('departmentId', mark.department_id, 'level', mark.level,
      'isOwed', mark.question <> '' and mark.done_at is null) order by mark.id)
    from ticket_share mark where mark.ticket_id = ticket.id and mark.revoked_at is null and (mark.expires_at is null or mark.expires_at > now())
      and (${isOwn} or mark.department_id in (select m.department_id from department_member m where m.agent_id = ${agentId}))), '[]')`;

/** True on the tickets on which the agent holds at least one of the relations. Shares come last and together: they cost one look per row. */
export function holdsAny(relations: readonly Relation[], agentId: Expression<unknown>): RawBuilder<boolean> {
  const levels = relations.flatMap((relation) => levelOf[relation] ?? []);
  const parts = relations.filter((relation) => !levelOf[relation]).map((relation) => holds[relation](agentId));
  if (levels.length > 0) parts.push(sharedAt(levels, agentId));
  return parts.length === 0 ? sql<boolean>`false` : sql<boolean>`(${sql.join(parts, sql` or `)})`;
}

/** The relations the agent holds on a row of `ticket`, as an array of their names. */
export const heldRelations = (relations: readonly Relation[], agentId: Expression<unknown>): RawBuilder<Relation[]> =>
  sql<Relation[]>`array_remove(array[${sql.join(
    relations.map((relation) => sql`case when ${holds[relation](agentId)} then ${sql.lit(relation)} end`),
  )}], null)`;
