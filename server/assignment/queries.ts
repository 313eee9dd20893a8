import type {
  AgentLimits,
  AssignmentDecision,
  AssignmentSettings,
  RoutingRule,
  RoutingRules,
} from '@crossdesk/contracts/assignment.ts';
import type { Channel } from '@crossdesk/contracts/tickets.ts';
import { type Selectable, sql } from 'kysely';
import { isOwner, ticketAccess } from '../access/index.ts';
import { availabilityOf } from '../availability/index.ts';
import { departments } from '../departments/index.ts';
import type { ReadContext } from '../platform/context.ts';
import type { Tables } from '../platform/database.ts';
import { problem } from '../platform/problems.ts';
import { type Contender, channelsWithoutRule, type Limits, mostOpen, shadowedRules } from './rules.ts';
import './tables.ts';

type ReadDb = Pick<ReadContext, 'db'>;

export const ruleView = (row: Selectable<Tables['routing_rule']>): RoutingRule => ({
  id: row.id,
  name: row.name,
  departmentId: row.department_id,
  position: row.position,
  channels: row.channels,
  conditions: row.conditions,
  agentIds: row.agent_ids,
  skills: row.skills,
  maxOpen: row.max_open,
  isActive: row.is_active,
  version: row.version,
});

/** All routing rules in their order. */
export async function routingRules(ctx: ReadDb): Promise<RoutingRule[]> {
  const rows = await ctx.db.selectFrom('routing_rule').selectAll().orderBy('position').orderBy('id').execute();
  return rows.map(ruleView);
}

/** All routing rules, with those that never move a ticket. */
export async function listedRules(ctx: ReadContext): Promise<RoutingRules> {
  const items = await routingRules(ctx);
  const active = (await departments(ctx)).filter((one) => one.isActive).map((one) => one.id);
  return { items, shadowed: shadowedRules(items, new Set(active)) };
}

type Settings = Selectable<Tables['department_assignment']>;

/** What applies to a department without settings of its own. */
export const defaultSettings = (departmentId: number): Settings => ({
  department_id: departmentId,
  mode: 'least_open',
  tie_break: 'least_recent',
  when_nobody: 'queue',
  when_away: 'keep',
  may_name_unavailable: false,
  counts_pending: false,
  max_open: null,
  unit_ids: [],
  target_ids: null,
  version: 0,
});

/** How these departments assign their tickets. */
export async function settingsOf(ctx: ReadDb, departmentIds: readonly number[]): Promise<Map<number, Settings>> {
  const rows = await ctx.db
    .selectFrom('department_assignment')
    .selectAll()
    .where(sql<boolean>`department_id = any(${sql.val(departmentIds)}::bigint[])`)
    .execute();
  const found = new Map(rows.map((row) => [row.department_id, row]));
  return new Map(departmentIds.map((id) => [id, found.get(id) ?? defaultSettings(id)]));
}

export async function assignmentSettings(ctx: ReadContext): Promise<AssignmentSettings[]> {
  const all = await departments(ctx);
  const settings = await settingsOf(
    ctx,
    all.map((one) => one.id),
  );
  const rules = await routingRules(ctx);
  return all.map(({ id }) => {
    const row = settings.get(id) ?? defaultSettings(id);
    return {
      departmentId: id,
      mode: row.mode,
      tieBreak: row.tie_break,
      whenNobody: row.when_nobody,
      whenAway: row.when_away,
      mayNameUnavailable: row.may_name_unavailable,
      countsPending: row.counts_pending,
      maxOpen: row.max_open,
      unitIds: row.unit_ids,
      targetIds: row.target_ids,
      missingChannels: channelsWithoutRule(rules, id),
      version: row.version,
    };
  });
}

export async function agentLimits(ctx: ReadDb, agentId: number): Promise<AgentLimits> {
  const row = await ctx.db
    .selectFrom('agent')
    .leftJoin('agent_assignment', 'agent_assignment.agent_id', 'agent.id')
    .select(['agent_assignment.max_open', 'agent_assignment.skills', 'agent_assignment.version'])
    .where('agent.id', '=', agentId)
    .executeTakeFirst();
  if (!row) throw problem('not_found');
  return { agentId, maxOpen: row.max_open, skills: row.skills ?? [], version: row.version ?? 0 };
}

/** The states of the open tickets that count for limits. */
export const countedStates = (settings: Pick<Settings, 'counts_pending'>): string[] =>
  settings.counts_pending ? ['new', 'open', 'pending'] : ['new', 'open'];

/**
 * The members of a department with their open tickets, limits and whether they receive work, in one
 * query and that of their availability. `openCount` counts their open tickets in all departments.
 */
export async function contenders(
  ctx: ReadContext,
  settings: Settings,
  rule: Pick<RoutingRule, 'agentIds' | 'maxOpen'> | null,
): Promise<(Contender & { limits: Limits })[]> {
  const departmentId = settings.department_id;
  const open = sql`from ticket where ticket.assignee_id = member.agent_id and ticket.is_open and ticket.deleted_at is null
    and ticket.base_state = any(${countedStates(settings)}::text[])`;
  const { rows } = await sql<{
    agent_id: number;
    may_work: boolean;
    assigned_at: Date | null;
    max_open: number | null;
    skills: string[];
    open_count: number;
    department_count: number;
  }>`
    select member.agent_id, profile.permissions @> '{ticket.read,ticket.reply}' as may_work, turn.assigned_at, own.max_open,
      coalesce(own.skills, '{}') as skills, counted.open_count, counted.department_count
    from department_member member
    join agent on agent.id = member.agent_id
    join profile on profile.id = agent.profile_id
    left join agent_turn turn on turn.department_id = member.department_id and turn.agent_id = member.agent_id
    left join agent_assignment own on own.agent_id = member.agent_id
    cross join lateral (select count(*)::int as open_count,
      (count(*) filter (where ticket.department_id = ${departmentId}))::int as department_count ${open}) counted
    where member.department_id = ${departmentId} and agent.is_active
    order by member.agent_id`.execute(ctx.db);
  const availability = await availabilityOf(
    ctx,
    rows.map((row) => row.agent_id),
  );
  const inDepartment = [settings.max_open, rule?.maxOpen ?? null].filter((max) => max !== null);
  return rows.map((row) => {
    const limits = {
      own: row.max_open,
      inDepartment: inDepartment.length === 0 ? null : Math.min(...inDepartment),
      elsewhereCount: row.open_count - row.department_count,
    };
    const isInRule = rule?.agentIds == null || rule.agentIds.includes(row.agent_id);
    return {
      agentId: row.agent_id,
      openCount: row.open_count,
      maxOpen: mostOpen(limits),
      limits,
      lastAssignedAt: row.assigned_at,
      skills: row.skills,
      refusal: row.may_work
        ? isInRule
          ? (availability.get(row.agent_id)?.refusal ?? null)
          : 'not_in_rule'
        : 'lacks_permission',
    };
  });
}

/**
 * The automatic assignments of a ticket, newest first. They name the members of the department, so
 * only its owners see them; for other readers the list is empty.
 */
export async function decisions(ctx: ReadContext, number: number): Promise<AssignmentDecision[]> {
  if (!isOwner(await ticketAccess(ctx, number))) return [];
  const rows = await ctx.db
    .selectFrom('assignment_decision')
    .selectAll()
    .where('ticket_id', '=', number)
    .orderBy('id', 'desc')
    .limit(100)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    number: row.ticket_id,
    departmentId: row.department_id,
    agentId: row.agent_id,
    ruleId: row.rule_id,
    mode: row.mode,
    decidedBy: row.decided_by,
    reason: row.outcome === 'assigned' ? null : row.outcome,
    seed: row.seed,
    candidates: row.candidates,
    decidedAt: row.decided_at.toISOString(),
  }));
}

/** The tickets that events are about. */
export const ticketsOf = (ctx: ReadDb, events: readonly { ticket_id: number | null }[]) =>
  ctx.db
    .selectFrom('ticket')
    .select(['id', 'type', 'department_id', 'assignee_id', 'channel', 'is_open', 'deleted_at'])
    .where('id', 'in', [0, ...new Set(events.flatMap((event) => event.ticket_id ?? []))])
    .orderBy('id')
    .execute();

/** Who transferred tickets to these departments last, by ticket; undone transfers do not count. */
export async function sendersOf(
  ctx: ReadDb,
  tickets: readonly { ticket_id: number; department_id: number }[],
): Promise<Map<number, number>> {
  const { rows } = await sql<{ ticket_id: number; agent_id: number }>`
    select distinct on (event.ticket_id) event.ticket_id, event.actor_id as agent_id
    from unnest(${tickets.map((one) => one.ticket_id)}::bigint[], ${tickets.map((one) => one.department_id)}::bigint[])
      as waiting (ticket_id, department_id)
    join event on event.ticket_id = waiting.ticket_id and event.type = 'ticket.transferred' and event.actor_kind = 'agent'
      and (event.data->>'departmentId')::bigint = waiting.department_id
      and event.data->'fromDepartmentId' <> event.data->'departmentId'
    where not exists (select 1 from event undone where undone.ticket_id = event.ticket_id
      and undone.type = 'ticket.transfer_undone' and undone.data->'transferId' = event.data->'transferId')
    order by event.ticket_id, event.id desc`.execute(ctx.db);
  return new Map(rows.map((row) => [row.ticket_id, row.agent_id]));
}

/** The supervisors of departments. */
export async function supervisorsOf(
  ctx: ReadDb,
  departmentIds: readonly number[],
): Promise<Map<number, readonly number[]>> {
  const rows = await ctx.db
    .selectFrom('department_member')
    .select(['department_id', 'agent_id'])
    .where(sql<boolean>`department_id = any(${sql.val(departmentIds)}::bigint[])`)
    .where('role', '=', 'supervisor')
    .orderBy('agent_id')
    .execute();
  const found = Map.groupBy(rows, (row) => row.department_id);
  return new Map(departmentIds.map((id) => [id, (found.get(id) ?? []).map((row) => row.agent_id)]));
}

/** The departments among these with tickets that wait to be assigned. */
export async function departmentsWithQueue(ctx: ReadDb, departmentIds: readonly number[] | null): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`select department.id from department
    where exists (select 1 from assignment_queue where department_id = department.id)
      and (${departmentIds}::bigint[] is null or department.id = any(${departmentIds}::bigint[])) order by id`.execute(
    ctx.db,
  );
  return rows.map((row) => row.id);
}

/** The departments of agents. */
export async function departmentsOfAgents(ctx: ReadDb, agentIds: readonly number[]): Promise<number[]> {
  const rows = await ctx.db
    .selectFrom('department_member')
    .select('department_id')
    .distinct()
    .where(sql<boolean>`agent_id = any(${sql.val(agentIds)}::bigint[])`)
    .execute();
  return rows.map((row) => row.department_id);
}

export type QueuedTicket = {
  ticket_id: number;
  reason: string;
  rule_id: number | null;
  excluded_ids: number[];
  substitute_id: number | null;
  channel: Channel;
  is_assignable: boolean;
};

/** Locks the next waiting tickets of a department, without those another transaction has locked. */
export async function lockQueued(ctx: ReadDb, departmentId: number, limit: number): Promise<QueuedTicket[]> {
  const { rows } = await sql<QueuedTicket>`
    select queued.ticket_id, queued.reason, queued.rule_id, queued.excluded_ids, queued.substitute_id, ticket.channel,
      ticket.assignee_id is null and ticket.is_open and ticket.deleted_at is null and ticket.department_id = queued.department_id as is_assignable
    from assignment_queue queued join ticket on ticket.id = queued.ticket_id
    where queued.department_id = ${departmentId}
    order by queued.queued_at, queued.ticket_id limit ${limit} for update of ticket skip locked`.execute(ctx.db);
  return rows;
}

/** Since when a ticket waits to be assigned; null: it does not. */
export async function queuedSince(ctx: ReadDb, ticketIds: readonly number[]): Promise<Map<number, Date>> {
  const rows = await ctx.db
    .selectFrom('assignment_queue')
    .select(['ticket_id', 'queued_at'])
    .where('ticket_id', 'in', ticketIds)
    .execute();
  return new Map(rows.map((row) => [row.ticket_id, row.queued_at]));
}

/** Open tickets whose responsible is no longer an active member of their department. */
export async function orphanedTickets(ctx: ReadDb, agentIds: readonly number[], limit: number) {
  const { rows } = await sql<{ id: number; assignee_id: number; department_id: number }>`
    select ticket.id, ticket.assignee_id, ticket.department_id from unnest(${agentIds}::bigint[]) as changed (agent_id)
    cross join lateral (select * from ticket where ticket.assignee_id = changed.agent_id and ticket.is_open and ticket.deleted_at is null
      and not exists (select 1 from department_member member join agent on agent.id = member.agent_id and agent.is_active
        where member.department_id = ticket.department_id and member.agent_id = ticket.assignee_id)
      order by ticket.id limit ${limit}) ticket order by ticket.id limit ${limit}`.execute(ctx.db);
  return rows;
}
