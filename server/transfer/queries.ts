import type { Holding, Holdings, TransferForecast, TransferTerms } from '@crossdesk/contracts/transfer.ts';
import { requirePermission, seesFormerHolders, type TicketAccess, ticketAccess } from '../access/index.ts';
import { contenders, defaultSettings, settingsOf, supervisorsOf } from '../assignment/index.ts';
import { availabilityOf, workingMinutes } from '../availability/index.ts';
import { departments } from '../departments/index.ts';
import { type Context, type ReadContext, requireAgent } from '../platform/context.ts';
import { Problem, problem } from '../platform/problems.ts';
import { activeShares } from '../sharing/index.ts';
import { Planner, targetFacts } from './plan.ts';
import { foldHoldings, targetProblem } from './rules.ts';
import './tables.ts';

type ReadDb = Pick<ReadContext, 'db'>;

/** The departments, each with the problem that keeps the ticket from being transferred there. */
export async function transferTargets(ctx: ReadContext, number: number) {
  const { ticket } = await ticketAccess(ctx, number);
  const facts = await targetFacts(ctx, ticket);
  const items = [...facts.activeDepartmentIds].map((departmentId) => ({
    departmentId,
    code: targetProblem(facts, departmentId, false),
    unitCode: targetProblem(facts, departmentId, true),
  }));
  return { items };
}

/** The members of a department with their open tickets and availability. */
export async function transferMembers(ctx: ReadContext, departmentId: number) {
  if (!(await departments(ctx)).some((one) => one.id === departmentId)) throw problem('not_found');
  const settings = (await settingsOf(ctx, [departmentId])).get(departmentId) ?? defaultSettings(departmentId);
  const supervisorIds = (await supervisorsOf(ctx, [departmentId])).get(departmentId) ?? [];
  const all = await contenders(ctx, settings, null);
  const items = all.map(({ skills: _, limits: __, lastAssignedAt, ...one }) => ({
    ...one,
    lastAssignedAt: lastAssignedAt?.toISOString() ?? null,
    isSupervisor: supervisorIds.includes(one.agentId),
  }));
  return {
    items,
    availableCount: items.filter((one) => one.refusal === null).length,
    openCount: items.reduce((sum, one) => sum + one.openCount, 0),
    mode: settings.mode,
  };
}

/** How often a ticket changed departments. */
async function countHandovers(ctx: ReadDb, ticketId: number): Promise<number> {
  const { count } = await ctx.db
    .selectFrom('ticket_transfer')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where('ticket_id', '=', ticketId)
    .whereRef('from_department_id', '<>', 'to_department_id')
    .where('undone_at', 'is', null)
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** The substitute of an absent agent, if the ticket can be transferred to them instead. */
async function substituteFor(ctx: Context, access: TicketAccess, terms: TransferTerms): Promise<number | null> {
  const agentId = terms.agentId ?? 0;
  const substituteId = (await availabilityOf(ctx, [agentId])).get(agentId)?.substituteId ?? null;
  if (substituteId === null) return null;
  try {
    await new Planner(ctx, { ...terms, agentId: substituteId }, true).plan(access);
    return substituteId;
  } catch (error) {
    if (error instanceof Problem) return null;
    throw error;
  }
}

/** What a transfer would do; the problem that would refuse it is part of the answer. */
export async function forecastTransfer(ctx: Context, number: number, terms: TransferTerms): Promise<TransferForecast> {
  const access = await ticketAccess(ctx, number);
  requirePermission(access, 'ticket.transfer');
  const { ticket } = access;
  const isMove = terms.departmentId !== ticket.department_id;
  const shares = await activeShares(ctx, number);
  const endsShare = isMove && shares.some((one) => one.department_id === terms.departmentId);
  const { memberships, permissions } = requireAgent(ctx);
  const isIn = (departmentId: number) => memberships.some((one) => one.departmentId === departmentId);
  const keepsAccess =
    !isMove ||
    isIn(terms.departmentId) ||
    permissions.has('tickets.all_departments') ||
    (isIn(ticket.department_id) && terms.keep !== 'nothing') ||
    shares.some((one) => isIn(one.department_id) && one.department_id !== terms.departmentId);
  const facts = {
    endsShare,
    keptShares: shares.length - (endsShare ? 1 : 0),
    losesAccess: !keepsAccess,
    handoverCount: (await countHandovers(ctx, number)) + (isMove ? 1 : 0),
  };
  try {
    const { outcome, agentId, reason, candidates } = await new Planner(ctx, terms, true).plan(access);
    return { outcome, code: null, agentId, substituteId: null, reason, candidates, ...facts };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const substituteId = error.code === 'agent_unavailable' ? await substituteFor(ctx, access, terms) : null;
    return { outcome: null, code: error.code, agentId: null, substituteId, reason: null, candidates: [], ...facts };
  }
}

async function addWorkedMinutes(ctx: ReadContext, items: readonly Holding[]): Promise<void> {
  const held = items.filter((one) => one.agentId !== null);
  const minutes = await workingMinutes(
    ctx,
    held.map((one) => ({
      agentId: one.agentId ?? 0,
      from: new Date(one.startedAt),
      to: one.endedAt === null ? ctx.now : new Date(one.endedAt),
    })),
  );
  for (const [index, one] of held.entries()) one.workedMinutes = minutes[index] ?? null;
}

/**
 * The departments and people who had the ticket. Receivers of a share see only who has it now: the
 * others are none of theirs (ZJ-23).
 */
export async function holdings(ctx: ReadContext, number: number): Promise<Holdings> {
  const access = await ticketAccess(ctx, number);
  const rows = await ctx.db
    .selectFrom('event')
    .select(['type', 'at', 'actor_name', 'changes', 'data'])
    .where('ticket_id', '=', number)
    .where('type', 'in', [
      'ticket.created',
      'ticket.edited',
      'ticket.transferred',
      'ticket.escalated',
      'ticket.transfer_undone',
    ])
    .orderBy('id')
    .execute();
  const { ticket } = access;
  const items: Holding[] = foldHoldings(
    rows.map((row) => ({ ...row, at: row.at.toISOString() })),
    { departmentId: ticket.department_id, agentId: ticket.assignee_id, startedAt: ticket.created_at.toISOString() },
  );
  const isComplete = seesFormerHolders(access);
  if (isComplete) await addWorkedMinutes(ctx, items);
  return {
    items: isComplete ? items : items.slice(-1).map((one) => ({ ...one, byName: null, reasonId: null, reason: '' })),
    handoverCount: isComplete ? await countHandovers(ctx, number) : 0,
  };
}
