import type { RoutingRule, UnassignedReason } from '@crossdesk/contracts/assignment.ts';
import type { Ticket } from '@crossdesk/contracts/tickets.ts';
import type { Selectable } from 'kysely';
import { lockTicketFor } from '../../access/index.ts';
import type { Context } from '../../platform/context.ts';
import type { Tables } from '../../platform/database.ts';
import { assignTickets, editTicket } from '../../tickets/index.ts';
import { contenders, countedStates, defaultSettings, lockQueued, routingRules, settingsOf } from '../queries.ts';
import { type Contender, type Decision, decide, mostOpen, ruleFor } from '../rules.ts';
import * as store from '../store.ts';
import { enqueueTickets } from './enqueue.ts';

/** Tickets assigned in one transaction. */
const batchSize = 200;

type Settings = ReturnType<typeof defaultSettings>;
type Leaving = Pick<Selectable<Tables['ticket']>, 'assignee_id' | 'is_open' | 'deleted_at' | 'base_state'>;

/**
 * Chooses members of a department for tickets, one after the other, counting those it has just
 * given, and no longer those that leave members for this department. The contenders are read once
 * for each rule.
 */
class Chooser {
  readonly #ctx: Context;
  readonly #settings: Settings;
  readonly #byRule = new Map<number | null, ReturnType<typeof contenders>>();
  /** Tickets given in this run, and when. */
  readonly #given = new Map<number, number>();
  /** Tickets of other departments that have left members in this run. */
  readonly #left = new Map<number, number>();
  readonly turns = new Map<number, Date>();
  #count = 0;

  constructor(ctx: Context, settings: Settings) {
    this.#ctx = ctx;
    this.#settings = settings;
  }

  async choose(
    rule: RoutingRule | null,
    { excludedIds, substituteId = null }: { excludedIds: readonly number[]; substituteId?: number | null },
    seed: number,
  ): Promise<Decision> {
    const key = rule?.id ?? null;
    const found = this.#byRule.get(key) ?? contenders(this.#ctx, this.#settings, rule);
    this.#byRule.set(key, found);
    const current = (await found).map(({ limits, ...one }) => {
      const left = this.#left.get(one.agentId) ?? 0;
      return {
        ...one,
        openCount: one.openCount + (this.#given.get(one.agentId) ?? 0) - left,
        maxOpen: mostOpen({ ...limits, elsewhereCount: limits.elsewhereCount - left }),
        lastAssignedAt: this.turns.get(one.agentId) ?? one.lastAssignedAt,
      };
    });
    const { mode, tie_break: tieBreak } = this.#settings;
    const decision = decide(current, { mode, tieBreak, skills: rule?.skills ?? [], excludedIds, substituteId }, seed);
    if (decision.agentId !== null) {
      this.#given.set(decision.agentId, (this.#given.get(decision.agentId) ?? 0) + 1);
      // A millisecond apart, so that the order of these turns is kept.
      this.turns.set(decision.agentId, new Date(this.#ctx.now.getTime() + this.#count++));
    }
    return decision;
  }

  /** Notes that a ticket of another department leaves its responsible. */
  noteLeaving(ticket: Leaving): void {
    const { assignee_id: agentId, is_open: isOpen, deleted_at: deletedAt, base_state: state } = ticket;
    if (agentId === null || !isOpen || deletedAt !== null || !countedStates(this.#settings).includes(state)) return;
    this.#left.set(agentId, (this.#left.get(agentId) ?? 0) + 1);
  }
}

const newSeed = (): number => Math.floor(Math.random() * 2 ** 31);

function decisionRow(
  ctx: Context,
  on: { ticketId: number; settings: Settings; ruleId: number | null; seed: number },
  decision: Decision,
) {
  return {
    ticket_id: on.ticketId,
    department_id: on.settings.department_id,
    agent_id: decision.agentId,
    rule_id: on.ruleId,
    mode: on.settings.mode,
    outcome: decision.reason ?? ('assigned' as const),
    decided_by: decision.decidedBy,
    seed: decision.decidedBy === 'random' ? on.seed : null,
    candidates: JSON.stringify(decision.candidates),
    decided_at: ctx.now,
  };
}

/**
 * Assigns the next waiting tickets of a department, oldest first. Tickets that somebody else has
 * assigned, closed or moved meanwhile leave the queue. Returns whether more may be waiting.
 */
export async function assignQueued(ctx: Context, departmentId: number): Promise<boolean> {
  await store.lockAssignment(ctx.tx, departmentId);
  const queued = await lockQueued(ctx, departmentId, batchSize);
  const gone = queued.filter((one) => !one.is_assignable).map((one) => one.ticket_id);
  if (gone.length > 0) await store.dequeue(ctx.tx, gone);
  const waiting = queued.filter((one) => one.is_assignable);
  const settings = (await settingsOf(ctx, [departmentId])).get(departmentId) ?? defaultSettings(departmentId);
  if (waiting.length === 0 || settings.mode === 'manual') return false;
  const rules = await routingRules(ctx);
  const chooser = new Chooser(ctx, settings);
  const assigned: { ticketId: number; agentId: number }[] = [];
  const reasons: { ticketId: number; reason: UnassignedReason }[] = [];
  const rows: ReturnType<typeof decisionRow>[] = [];
  for (const { ticket_id: ticketId, rule_id, channel, reason: before, ...queuedFor } of waiting) {
    const rule = rules.find((one) => one.id === rule_id && one.isActive) ?? ruleFor(rules, departmentId, channel);
    const seed = newSeed();
    const decision: Decision =
      rule === null
        ? { agentId: null, decidedBy: null, reason: 'no_rule', candidates: [] }
        : await chooser.choose(
            rule,
            { excludedIds: queuedFor.excluded_ids, substituteId: queuedFor.substitute_id },
            seed,
          );
    if (decision.agentId !== null) assigned.push({ ticketId, agentId: decision.agentId });
    else reasons.push({ ticketId, reason: decision.reason ?? 'nobody_available' });
    // The same failed attempt again is no news.
    if (decision.reason !== before)
      rows.push(decisionRow(ctx, { ticketId, settings, ruleId: rule?.id ?? null, seed }, decision));
  }
  await assignTickets(ctx, assigned);
  await store.dequeue(
    ctx.tx,
    assigned.map((one) => one.ticketId),
  );
  if (reasons.length > 0) await store.setQueueReasons(ctx.tx, reasons);
  await store.insertDecisions(ctx.tx, rows);
  if (chooser.turns.size > 0) await store.upsertTurns(ctx.tx, departmentId, chooser.turns);
  return queued.length === batchSize && assigned.length + gone.length > 0;
}

/** The available one of these agents with the fewest open tickets. */
export const decideAmong = (all: readonly Contender[]): Decision =>
  decide(all, { mode: 'least_open', tieBreak: 'least_recent', skills: [], excludedIds: [] }, newSeed());

/** Lets a locked ticket wait in a department again, since a time. */
export const waitAgain = (ctx: Context, ticketId: number, departmentId: number, queuedAt: Date): Promise<void> =>
  enqueueTickets(ctx, [
    { ticket_id: ticketId, department_id: departmentId, reason: 'waiting', rule_id: null, queued_at: queuedAt },
  ]);

/**
 * Takes a ticket from its responsible and lets it wait for automatic assignment, where the
 * department assigns by itself. `since`: as if it had waited since then, at most since it exists.
 */
export async function queueTicket(
  ctx: Context,
  number: number,
  { version, since }: { version: number; since?: string },
): Promise<Ticket> {
  const { ticket } = await lockTicketFor(ctx, number, 'ticket.assign');
  const edited = await editTicket(ctx, number, { version, assigneeId: null });
  const { department_id: departmentId, created_at: createdAt, type, is_open: isOpen } = ticket;
  const settings = (await settingsOf(ctx, [departmentId])).get(departmentId) ?? defaultSettings(departmentId);
  if (type !== 'public' || !isOpen || settings.mode === 'manual') return edited;
  const from = Math.min(since ? Date.parse(since) : ctx.now.getTime(), ctx.now.getTime());
  await waitAgain(ctx, number, departmentId, new Date(Math.max(from, createdAt.getTime())));
  return edited;
}

/** Who would get a ticket. `decision` null: the department assigns by hand. */
export type AssignmentChoice = {
  ticketId: number;
  agentId: number | null;
  reason: UnassignedReason | null;
  rule: RoutingRule | null;
  seed: number;
  decision: Decision | null;
};

/**
 * Assigns locked tickets that come to a department by transfer. `choose` decides for one after the
 * other, counting those it has just given; `record` stores the choices that are carried out.
 */
export class Assigner {
  readonly #ctx: Context;
  readonly #settings: Settings;
  readonly #chooser: Chooser;
  /** Agents who handed the tickets over. */
  readonly #excludedIds: readonly number[];

  private constructor(ctx: Context, settings: Settings, excludedIds: readonly number[]) {
    this.#ctx = ctx;
    this.#settings = settings;
    this.#chooser = new Chooser(ctx, settings);
    this.#excludedIds = excludedIds;
  }

  /** `isTrial`: nothing will be recorded, so other assignments do not have to wait. */
  static async forDepartment(
    ctx: Context,
    departmentId: number,
    excludedIds: readonly number[],
    isTrial: boolean,
  ): Promise<Assigner> {
    const read = async () => (await settingsOf(ctx, [departmentId])).get(departmentId) ?? defaultSettings(departmentId);
    let settings = await read();
    // Where tickets are assigned by hand there is nothing to wait for.
    if (!isTrial && settings.mode !== 'manual') {
      await store.lockAssignment(ctx.tx, departmentId);
      settings = await read();
    }
    return new Assigner(ctx, settings, excludedIds);
  }

  async choose(ticketId: number, rule: RoutingRule | null): Promise<AssignmentChoice> {
    const seed = newSeed();
    if (this.#settings.mode === 'manual')
      return { ticketId, agentId: null, reason: 'manual', rule, seed, decision: null };
    const decision = await this.#chooser.choose(rule, { excludedIds: this.#excludedIds }, seed);
    return { ticketId, agentId: decision.agentId, reason: decision.reason, rule, seed, decision };
  }

  /** Notes that a ticket is transferred to the department, so that it leaves its responsible. */
  noteLeaving(ticket: Leaving): void {
    this.#chooser.noteLeaving(ticket);
  }

  /** Stores the decisions; tickets for which nobody was chosen wait. */
  async record(choices: readonly AssignmentChoice[]): Promise<void> {
    const { tx, now } = this.#ctx;
    const settings = this.#settings;
    const departmentId = settings.department_id;
    const decided = choices.filter((one) => one.decision !== null);
    await store.insertDecisions(
      tx,
      decided.flatMap(({ ticketId, rule, seed, decision }) =>
        decision ? [decisionRow(this.#ctx, { ticketId, settings, ruleId: rule?.id ?? null, seed }, decision)] : [],
      ),
    );
    await store.dequeue(
      tx,
      decided.filter((one) => one.agentId !== null).map((one) => one.ticketId),
    );
    if (this.#chooser.turns.size > 0) await store.upsertTurns(tx, departmentId, this.#chooser.turns);
    await store.enqueue(
      tx,
      decided
        .filter((one) => one.agentId === null)
        .map((one) => ({
          ticket_id: one.ticketId,
          department_id: departmentId,
          reason: one.reason ?? 'nobody_available',
          rule_id: one.rule?.id ?? null,
          excluded_ids: [...this.#excludedIds],
          queued_at: now,
        })),
    );
  }
}
