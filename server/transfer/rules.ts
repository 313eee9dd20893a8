import type { RoutingRule } from '@crossdesk/contracts/assignment.ts';
import type { Change } from '@crossdesk/contracts/history.ts';
import type { ProblemCode } from '@crossdesk/contracts/problems.ts';
import type { Channel } from '@crossdesk/contracts/tickets.ts';
import type { Holding } from '@crossdesk/contracts/transfer.ts';
import { ruleFor } from '../assignment/index.ts';

/** What decides whether a department can receive a ticket. */
export type TargetFacts = {
  fromDepartmentId: number;
  channel: Channel;
  rules: readonly RoutingRule[];
  activeDepartmentIds: ReadonlySet<number>;
  /** Settings of the department the ticket is in. */
  unitIds: readonly number[];
  targetIds: readonly number[] | null;
};

/**
 * Why a department cannot receive a ticket; null if it can. `isUnit`: as one of the units of the
 * ticket's department, which need no rule.
 */
export function targetProblem(facts: TargetFacts, departmentId: number, isUnit: boolean): ProblemCode | null {
  if (!facts.activeDepartmentIds.has(departmentId)) return 'transfer_target_disabled';
  if (departmentId === facts.fromDepartmentId) return 'same_department';
  if (isUnit) return facts.unitIds.includes(departmentId) ? null : 'transfer_target_not_allowed';
  if (facts.targetIds !== null && !facts.targetIds.includes(departmentId)) return 'transfer_target_not_allowed';
  return ruleFor(facts.rules, departmentId, facts.channel) ? null : 'no_rule';
}

type HeldEvent = {
  type: string;
  at: string;
  actor_name: string;
  changes: readonly Change[];
  data: Record<string, unknown>;
};

const idOf = (value: unknown): number | null => (typeof value === 'number' ? value : null);

/**
 * Who had a ticket when, from its events in order. `now`: who has it, in case the events do not
 * say, as on tickets that were imported.
 */
export function foldHoldings(
  events: readonly HeldEvent[],
  now: { departmentId: number; agentId: number | null; startedAt: string },
): Holding[] {
  const items: Holding[] = [];
  for (const event of events) {
    const change = (field: string) => event.changes.find((one) => one.field === field);
    const [department, agent] = [change('departmentId'), change('assigneeId')];
    if (!department && !agent) continue;
    const last = items.at(-1);
    const next: Holding = {
      departmentId: department
        ? (idOf(department.after) ?? now.departmentId)
        : (last?.departmentId ?? now.departmentId),
      agentId: agent ? idOf(agent.after) : (last?.agentId ?? null),
      startedAt: event.at,
      endedAt: null,
      workedMinutes: null,
      byName: event.type === 'ticket.created' ? null : event.actor_name,
      ...reasonOf(change('transfer')),
    };
    if (event.type === 'ticket.transfer_undone') {
      // As if it had not happened.
      items.pop();
      const before = items.at(-1);
      if (before) before.endedAt = null;
      continue;
    }
    if (last) last.endedAt = event.at;
    items.push(next);
  }
  if (items.length === 0)
    items.push({ ...now, endedAt: null, workedMinutes: null, byName: null, reasonId: null, reason: '' });
  return items;
}

function reasonOf(change: Change | undefined): Pick<Holding, 'reasonId' | 'reason'> {
  const { reasonId = null, reason = '' } = (change?.after ?? {}) as { reasonId?: unknown; reason?: unknown };
  return { reasonId: idOf(reasonId), reason: typeof reason === 'string' ? reason : '' };
}
