import type { TicketAccess } from '../access/index.ts';
import {
  contenders,
  countedStates,
  decideAmong,
  defaultSettings,
  lockAssignment,
  settingsOf,
  supervisorsOf,
} from '../assignment/index.ts';
import { type Context, type ReadContext, requireAgent } from '../platform/context.ts';
import { problem } from '../platform/problems.ts';

type Ticket = TicketAccess['ticket'];

/** The supervisors of a department, and the states of tickets that count for their limits. */
async function departmentSupervisors(ctx: ReadContext, departmentId: number) {
  const settings = (await settingsOf(ctx, [departmentId])).get(departmentId) ?? defaultSettings(departmentId);
  const supervisorIds = (await supervisorsOf(ctx, [departmentId])).get(departmentId) ?? [];
  const all = await contenders(ctx, settings, null);
  return {
    supervisors: all.filter((one) => supervisorIds.includes(one.agentId)),
    states: countedStates(settings),
  };
}

/**
 * Chooses the supervisors that tickets are escalated to, one after the other, counting those it has
 * just given: the named one, or the available one with the fewest open tickets. What tickets of a
 * department have in common is read once.
 */
export class SupervisorChooser {
  readonly #ctx: ReadContext;
  readonly #namedId: number | null;
  readonly #departments = new Map<number, ReturnType<typeof departmentSupervisors>>();
  /** How many open tickets agents have more or fewer than when they were read. */
  readonly #differences = new Map<number, number>();

  constructor(ctx: ReadContext, namedId: number | null) {
    this.#ctx = ctx;
    this.#namedId = namedId;
  }

  /** Throws the problem that prevents the escalation. */
  async choose(ticket: Ticket): Promise<number> {
    const { department_id: departmentId, assignee_id: assigneeId } = ticket;
    const found = this.#departments.get(departmentId) ?? departmentSupervisors(this.#ctx, departmentId);
    this.#departments.set(departmentId, found);
    const { supervisors, states } = await found;
    const { agentId: actorId } = requireAgent(this.#ctx);
    const agentId = this.#chooseAmong(
      supervisors.filter((one) => one.agentId !== actorId && one.agentId !== assigneeId),
    );
    if (ticket.is_open && states.includes(ticket.base_state)) {
      this.#count(agentId, 1);
      if (assigneeId !== null) this.#count(assigneeId, -1);
    }
    return agentId;
  }

  #chooseAmong(supervisors: Awaited<ReturnType<typeof contenders>>): number {
    const namedId = this.#namedId;
    if (namedId === null) {
      const { agentId } = decideAmong(
        supervisors.map((one) => ({
          ...one,
          openCount: one.openCount + (this.#differences.get(one.agentId) ?? 0),
        })),
      );
      if (agentId === null) throw problem('no_supervisor');
      return agentId;
    }
    const named = supervisors.find((one) => one.agentId === namedId);
    if (!named) throw problem('agent_not_in_department');
    if (named.refusal !== null) throw problem('agent_unavailable', { reason: named.refusal });
    return namedId;
  }

  #count(agentId: number, difference: number): void {
    this.#differences.set(agentId, (this.#differences.get(agentId) ?? 0) + difference);
  }
}

/**
 * The supervisor a locked ticket is escalated to. Escalations and assignments of the department
 * wait for each other, so that each counts the tickets of those before it.
 */
export async function chooseSupervisor(ctx: Context, ticket: Ticket, namedId: number | null): Promise<number> {
  if (namedId === null) await lockAssignment(ctx.tx, ticket.department_id);
  return new SupervisorChooser(ctx, namedId).choose(ticket);
}
