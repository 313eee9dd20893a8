import type { Candidate, RoutingRule, UnassignedReason } from '@crossdesk/contracts/assignment.ts';
import type { ProblemCode } from '@crossdesk/contracts/problems.ts';
import type { TransferKind, TransferOutcome, TransferTerms } from '@crossdesk/contracts/transfer.ts';
import type { TicketAccess } from '../access/index.ts';
import {
  Assigner,
  type AssignmentChoice,
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
import { company, requireChoice } from '../settings/index.ts';
import { activeShares } from '../sharing/index.ts';
import { validateCorrections } from '../tickets/index.ts';
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
  /** The automatic choice, which is recorded when the transfer is carried out. */
  choice: AssignmentChoice | null;
};

type Contender = Awaited<ReturnType<typeof contenders>>[number];

const toCandidate = (one: Contender): Candidate => ({
  agentId: one.agentId,
  openCount: one.openCount,
  maxOpen: one.maxOpen,
  lastAssignedAt: one.lastAssignedAt?.toISOString() ?? null,
  refusal: one.refusal,
});

/** Reasons that no waiting mends: the department's rule has nobody for the ticket (C-04). */
const structuralReasons: readonly UnassignedReason[] = ['no_rule', 'no_members', 'not_in_rule'];

/** Reads each value once. */
class Once<K, V> {
  readonly #values = new Map<K, Promise<V>>();
  get(key: K, read: () => Promise<V>): Promise<V> {
    const value = this.#values.get(key) ?? read();
    this.#values.set(key, value);
    return value;
  }
}

/**
 * Decides the transfers of tickets on the same terms, one after the other, each knowing those
 * before it. What they have in common is read once. `isTrial`: nothing will be carried out.
 */
export class Planner {
  readonly #ctx: Context;
  readonly #terms: TransferTerms;
  readonly #isTrial: boolean;
  readonly #reason = new Once<'reason', void>();
  readonly #company = new Once<'company', Awaited<ReturnType<typeof company>>>();
  readonly #facts = new Once<number, TargetFacts>();
  readonly #settings = new Once<number, ReturnType<typeof defaultSettings>>();
  readonly #contenders = new Once<number | null, Contender[]>();
  readonly #assigner = new Once<number, Assigner>();

  constructor(ctx: Context, terms: TransferTerms, isTrial: boolean) {
    requireAgent(ctx);
    this.#ctx = ctx;
    this.#terms = terms;
    this.#isTrial = isTrial;
  }

  /** Throws the problem that prevents the transfer. */
  async plan({ ticket }: TicketAccess): Promise<Plan> {
    const { departmentId, agentId = null, isUnit = false, keep = 'trace' } = this.#terms;
    await this.#reason.get('reason', () => this.#requireReason());
    const { isTransferOn } = await this.#company.get('company', () => company(this.#ctx));
    const isSame = departmentId === ticket.department_id;
    if (!isTransferOn && !isSame) throw refuse('transfers_off');
    const common = await this.#facts.get(ticket.department_id, () => targetFacts(this.#ctx, ticket));
    const facts = { ...common, channel: ticket.channel };
    if (isSame && (agentId === null || agentId === ticket.assignee_id)) throw refuse('same_department');
    const code = isSame ? null : targetProblem(facts, departmentId, isUnit);
    if (code) throw refuse(code);
    if (!isSame && keep !== 'trace' && keep !== 'nothing') await this.#requireShare(ticket.id);
    await validateCorrections(this.#ctx, ticket, departmentId, this.#terms);
    const rule = isUnit || isSame ? null : ruleFor(facts.rules, departmentId, ticket.channel);
    if (agentId !== null)
      return { kind: isSame ? 'reassign' : isUnit ? 'unit' : 'transfer', ...(await this.#planNamed(agentId, rule)) };
    const assigned = await this.#planAssigned(ticket.id, rule);
    (await this.#assignerOf(departmentId)).noteLeaving(ticket);
    return { kind: isUnit ? 'unit' : 'transfer', ...assigned };
  }

  /** Stores the automatic choices of the transfers that are carried out. */
  async record(plans: readonly Plan[]): Promise<void> {
    const choices = plans.flatMap((one) => one.choice ?? []);
    if (choices.length > 0) await (await this.#assignerOf(this.#terms.departmentId)).record(choices);
  }

  /** Refuses a share for the former department that sharing does not allow. */
  async #requireShare(ticketId: number): Promise<void> {
    const { isSharingOn, mostShares } = await this.#company.get('company', () => company(this.#ctx));
    if (!isSharingOn) throw refuse('sharing_off');
    // The share of the receiver ends, because it becomes the owner.
    const kept = (await activeShares(this.#ctx, ticketId)).filter(
      (one) => one.department_id !== this.#terms.departmentId,
    );
    if (kept.length >= mostShares) throw refuse('too_many_shares');
  }

  /** Refuses an unknown reason; that one is given is checked when the transfer is carried out. */
  async #requireReason(): Promise<void> {
    const { reasonId = null } = this.#terms;
    if (reasonId !== null) await requireChoice(this.#ctx, 'transfer_reason', reasonId, 'reasonId');
  }

  #settingsOf(departmentId: number) {
    return this.#settings.get(
      departmentId,
      async () => (await settingsOf(this.#ctx, [departmentId])).get(departmentId) ?? defaultSettings(departmentId),
    );
  }

  #assignerOf(departmentId: number): Promise<Assigner> {
    const { actor } = this.#ctx;
    const senders = actor.kind === 'agent' ? [actor.agentId] : [];
    return this.#assigner.get(departmentId, () =>
      Assigner.forDepartment(this.#ctx, departmentId, senders, this.#isTrial),
    );
  }

  /**
   * A named agent has to be a member who takes part and, unless the department allows it, is
   * available.
   */
  async #planNamed(agentId: number, rule: RoutingRule | null): Promise<Omit<Plan, 'kind'>> {
    const settings = await this.#settingsOf(this.#terms.departmentId);
    const all = await this.#contenders.get(rule?.id ?? null, () => contenders(this.#ctx, settings, rule));
    const named = all.find((one) => one.agentId === agentId);
    if (!named) throw refuse('agent_not_in_department');
    if (named.refusal === 'not_in_rule') throw refuse('not_in_rule');
    if (named.refusal !== null && !(settings.may_name_unavailable && isUnavailable(named.refusal)))
      throw refuse('agent_unavailable', named.refusal);
    return { outcome: 'named', agentId, reason: null, candidates: all.map(toCandidate), choice: null };
  }

  async #planAssigned(ticketId: number, rule: RoutingRule | null): Promise<Omit<Plan, 'kind'>> {
    const { departmentId } = this.#terms;
    const choice = await (await this.#assignerOf(departmentId)).choose(ticketId, rule);
    const { agentId, reason } = choice;
    const candidates = choice.decision?.candidates ?? [];
    if (agentId !== null) return { outcome: 'assigned', agentId, reason: null, candidates, choice };
    if (reason !== null && structuralReasons.includes(reason)) throw refuse('nobody_in_rule');
    const { when_nobody: whenNobody } = await this.#settingsOf(departmentId);
    if (reason !== 'manual' && whenNobody === 'refuse') throw refuse('nobody_available', reason ?? undefined);
    return { outcome: 'waiting', agentId: null, reason, candidates, choice };
  }
}
