import type {
  DecisiveFactor,
  Team,
  TeamTicket,
  UnassignedReason,
  WaitingTicket,
} from '@crossdesk/contracts/assignment.ts';
import { sql } from 'kysely';
import { isReadable } from '../access/index.ts';
import { departments } from '../departments/index.ts';
import { type ReadContext, requireAgent } from '../platform/context.ts';
import { problem } from '../platform/problems.ts';
import { contenders, defaultSettings, settingsOf, supervisorsOf } from './queries.ts';

/** Tickets shown for each member, and of those that wait. */
const memberTickets = 50;
const waitingTickets = 100;
const day = 24 * 60 * 60 * 1000;
/** How far back the received tickets are counted. */
const maxReceivedMs = 31 * day;

type Row = {
  id: number;
  subject: string;
  requester_name: string;
  priority_id: number | null;
  base_state: TeamTicket['baseState'];
  channel: TeamTicket['channel'];
  assignee_id: number | null;
  solution_due_at: Date | null;
  created_at: Date;
  version: number;
  total: number;
};

const columns = sql`ticket.id, ticket.subject, contact.name as requester_name, ticket.priority_id, ticket.base_state, ticket.channel,
  ticket.assignee_id, ticket.solution_due_at, ticket.created_at, ticket.version`;

const ticketView = (row: Row): TeamTicket => ({
  number: row.id,
  subject: row.subject,
  requesterName: row.requester_name,
  priorityId: row.priority_id,
  baseState: row.base_state,
  channel: row.channel,
  assigneeId: row.assignee_id,
  solutionDueAt: row.solution_due_at?.toISOString() ?? null,
  createdAt: row.created_at.toISOString(),
  version: row.version,
});

/** Open tickets of a department that the actor may read as one of its members. */
const openHere = (ctx: ReadContext, departmentId: number) =>
  sql`ticket.department_id = ${departmentId} and ticket.is_open and ticket.deleted_at is null and ${isReadable(ctx.actor, 'own')}`;

async function ticketsOfMembers(ctx: ReadContext, departmentId: number, agentIds: readonly number[]): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select listed.*, contact.name as requester_name from unnest(${agentIds}::bigint[]) as member (agent_id)
    cross join lateral (select ticket.*, (count(*) over ())::int as total from ticket
      where ticket.assignee_id = member.agent_id and ${openHere(ctx, departmentId)}
      order by ticket.activity_at desc, ticket.id desc limit ${sql.lit(memberTickets)}) listed
    join contact on contact.id = listed.requester_id
    order by listed.activity_at desc, listed.id desc`.execute(ctx.db);
  return rows;
}

type WaitingRow = Row & { reason: UnassignedReason | null; since: Date };

async function ticketsThatWait(ctx: ReadContext, departmentId: number): Promise<WaitingRow[]> {
  const { rows } = await sql<WaitingRow>`
    select ${columns}, queued.reason, coalesce(queued.queued_at, ticket.created_at) as since, (count(*) over ())::int as total
    from ticket join contact on contact.id = ticket.requester_id
    left join assignment_queue queued on queued.ticket_id = ticket.id and queued.department_id = ticket.department_id
    where ticket.assignee_id is null and ${openHere(ctx, departmentId)}
    order by since, ticket.id limit ${sql.lit(waitingTickets)}`.execute(ctx.db);
  return rows;
}

async function receivedSince(ctx: ReadContext, departmentId: number, since: Date) {
  const { rows } = await sql<{ agent_id: number; decided_by: DecisiveFactor; count: number }>`
    select agent_id, decided_by, count(*)::int as count from assignment_decision
    where department_id = ${departmentId} and decided_at >= ${since} and agent_id is not null and decided_by is not null
    group by agent_id, decided_by order by agent_id, decided_by`.execute(ctx.db);
  return rows.map((row) => ({ agentId: row.agent_id, decidedBy: row.decided_by, count: row.count }));
}

/**
 * A department at work, for its members and for agents of all departments (TT-26). `since`: from
 * when received tickets are counted; the last day by default, at most 31 days.
 */
export async function team(ctx: ReadContext, departmentId: number, since: string | undefined): Promise<Team> {
  const { permissions, memberships } = requireAgent(ctx);
  const isAllowed =
    permissions.has('ticket.read') &&
    (permissions.has('tickets.all_departments') || memberships.some((one) => one.departmentId === departmentId));
  if (!isAllowed || !(await departments(ctx)).some((one) => one.id === departmentId)) throw problem('not_found');
  const settings = (await settingsOf(ctx, [departmentId])).get(departmentId) ?? defaultSettings(departmentId);
  const all = await contenders(ctx, settings, null);
  const supervisors = (await supervisorsOf(ctx, [departmentId])).get(departmentId) ?? [];
  const rows = await ticketsOfMembers(
    ctx,
    departmentId,
    all.map((one) => one.agentId),
  );
  const waiting = await ticketsThatWait(ctx, departmentId);
  const from = Math.max(since ? Date.parse(since) : ctx.now.getTime() - day, ctx.now.getTime() - maxReceivedMs);
  const byAgent = Map.groupBy(rows, (row) => row.assignee_id);
  return {
    departmentId,
    mode: settings.mode,
    members: all.map((one) => {
      const own = byAgent.get(one.agentId) ?? [];
      return {
        agentId: one.agentId,
        openCount: one.openCount,
        maxOpen: one.maxOpen,
        lastAssignedAt: one.lastAssignedAt?.toISOString() ?? null,
        refusal: one.refusal,
        isSupervisor: supervisors.includes(one.agentId),
        ticketCount: own[0]?.total ?? 0,
        tickets: own.map(ticketView),
      };
    }),
    waiting: waiting.map(
      (row): WaitingTicket => ({
        ...ticketView(row),
        reason: row.reason ?? (settings.mode === 'manual' ? 'manual' : null),
        since: row.since.toISOString(),
      }),
    ),
    waitingCount: waiting[0]?.total ?? 0,
    received: await receivedSince(ctx, departmentId, new Date(from)),
  };
}
