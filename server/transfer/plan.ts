import type { Candidate, UnassignedReason } from '@crossdesk/contracts/assignment.ts';
import type { ProblemCode } from '@crossdesk/contracts/problems.ts';
import type { TransferKind, TransferOutcome, TransferTerms } from '@crossdesk/contracts/transfer.ts';
import type { TicketAccess } from '../access/index.ts';
import {
  assignOne,
  contenders,
  defaultSettings,
  isUnavailable,
  routingRules,
  ruleFor,
  settingsOf,
} from '../assignment/index.ts';
import { departments } from '../departments/index.ts';
import { type Context, type ReadContext, requireAgent } from '../platform/context.ts';
import { problem } from '../platform/problems.ts';
import { company } from '../settings/index.ts';
import { type TargetFacts, targetProblem } from './rules.ts';

/** Refuses a transfer. `reason`: more for the interface, such as why an agent is unavailable. */
const refuse = (code: ProblemCode, reason?: string) => problem(code, reason === undefined ? {} : { reason });

/** What decides which departments can receive a ticket. */
export async function targetFacts(ctx: ReadContext, ticket: TicketAccess['ticket']): Promise<TargetFacts> {
  const settings = (await settingsOf(ctx, [ticket.department_id])).get(ticket.department_id);
  const active = (await departments(ctx)).filter((one) => one.isActive).map((one) => one.id);
  return {
    fromDepartmentId: ticket.department_id,
    channel: ticket.channel,
    rules: await routingRules(ctx),
    activeDepartmentIds: new Set(active),
    unitIds: settings?.unit_ids ?? [],
    targetIds: settings?.target_ids ?? null,
  };
}

/** Where a transfer leads: who becomes responsible, or why the ticket waits. */
export type Plan = {
  kind: TransferKind;
  outcome: TransferOutcome;
  agentId: number | null;
  reason: UnassignedReason | null;
  candidates: Candidate[];
};

const toCandidate = (one: Awaited<ReturnType<typeof contenders>>[number]): Candidate => ({
  agentId: one.agentId,
  openCount: one.openCount,
  maxOpen: one.maxOpen,
  lastAssignedAt: one.lastAssignedAt?.toISOString() ?? null,
  refusal: one.refusal,
});

/**
 * A named agent has to be a member who takes part and, unless the department allows it, is
 * available.
 */
async function planNamed(
  ctx: Context,
  ticket: TicketAccess['ticket'],
  terms: { departmentId: number; agentId: number; isUnit: boolean },
  facts: TargetFacts,
): Promise<Omit<Plan, 'kind'>> {
  const { departmentId, agentId } = terms;
  const settings = (await settingsOf(ctx, [departmentId])).get(departmentId) ?? defaultSettings(departmentId);
  const isSame = departmentId === ticket.department_id;
  const rule = terms.isUnit || isSame ? null : ruleFor(facts.rules, departmentId, ticket.channel);
  const all = await contenders(ctx, settings, rule);
  const named = all.find((one) => one.agentId === agentId);
  if (!named) throw refuse('agent_not_in_department');
  if (named.refusal === 'not_in_rule') throw refuse('not_in_rule');
  if (named.refusal !== null && !(settings.may_name_unavailable && isUnavailable(named.refusal)))
    throw refuse('agent_unavailable', named.refusal);
  return { outcome: 'named', agentId, reason: null, candidates: all.map(toCandidate) };
}

/** Reasons that no waiting mends: the department's rule has nobody for the ticket (C-04). */
const structuralReasons: readonly UnassignedReason[] = ['no_rule', 'no_members', 'not_in_rule'];

async function planAssigned(
  ctx: Context,
  ticket: TicketAccess['ticket'],
  terms: { departmentId: number; isUnit: boolean },
  facts: TargetFacts,
  isTrial: boolean,
): Promise<Omit<Plan, 'kind'>> {
  const { departmentId, isUnit } = terms;
  const rule = isUnit ? null : ruleFor(facts.rules, departmentId, ticket.channel);
  const excludedIds = ctx.actor.kind === 'agent' ? [ctx.actor.agentId] : [];
  const on = { ticketId: ticket.id, departmentId, rule, excludedIds };
  const { agentId, reason, decision } = await assignOne(ctx, on, isTrial);
  const candidates = decision?.candidates ?? [];
  if (agentId !== null) return { outcome: 'assigned', agentId, reason: null, candidates };
  if (reason !== null && structuralReasons.includes(reason)) throw refuse('nobody_in_rule');
  const settings = (await settingsOf(ctx, [departmentId])).get(departmentId) ?? defaultSettings(departmentId);
  if (reason !== 'manual' && settings.when_nobody === 'refuse') throw refuse('nobody_available', reason ?? undefined);
  return { outcome: 'waiting', agentId: null, reason, candidates };
}

/**
 * Decides a transfer or throws the problem that prevents it. `isTrial`: nothing is recorded;
 * without it the decision is stored, and the ticket waits in the department if nobody is chosen.
 */
export async function plan(ctx: Context, access: TicketAccess, terms: TransferTerms, isTrial: boolean): Promise<Plan> {
  const { ticket } = access;
  const { departmentId, agentId = null, isUnit = false } = terms;
  requireAgent(ctx);
  const { isTransferOn } = await company(ctx);
  const isSame = departmentId === ticket.department_id;
  if (!isTransferOn && !isSame) throw refuse('transfers_off');
  const facts = await targetFacts(ctx, ticket);
  if (isSame && (agentId === null || agentId === ticket.assignee_id)) throw refuse('same_department');
  const code = isSame ? null : targetProblem(facts, departmentId, isUnit);
  if (code) throw refuse(code);
  if (agentId !== null) {
    const named = await planNamed(ctx, ticket, { departmentId, agentId, isUnit }, facts);
    return { kind: isSame ? 'reassign' : isUnit ? 'unit' : 'transfer', ...named };
  }
  return {
    kind: isUnit ? 'unit' : 'transfer',
    ...(await planAssigned(ctx, ticket, { departmentId, isUnit }, facts, isTrial)),
  };
}
