import type { Relation } from '@crossdesk/contracts/permissions.ts';
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
};

/** True on the tickets on which the agent holds at least one of the relations. */
export const holdsAny = (relations: readonly Relation[], agentId: Expression<unknown>): RawBuilder<boolean> =>
  relations.length === 0
    ? sql<boolean>`false`
    : sql<boolean>`(${sql.join(
        relations.map((relation) => holds[relation](agentId)),
        sql` or `,
      )})`;

/** The relations the agent holds on a row of `ticket`, as an array of their names. */
export const heldRelations = (relations: readonly Relation[], agentId: Expression<unknown>): RawBuilder<Relation[]> =>
  sql<Relation[]>`array_remove(array[${sql.join(
    relations.map((relation) => sql`case when ${holds[relation](agentId)} then ${sql.lit(relation)} end`),
  )}], null)`;
