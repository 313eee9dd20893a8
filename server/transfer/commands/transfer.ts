import type { EscalateTerms, Transfer, TransferTerms, TransferWrite } from '@crossdesk/contracts/transfer.ts';
import {
  lockTicketFor,
  lockTicketRows,
  requirePermission,
  type TicketAccess,
  ticketAccesses,
} from '../../access/index.ts';
import type { Context } from '../../platform/context.ts';
import { fieldProblem, Problem, problem } from '../../platform/problems.ts';
import { choices, company, requireChoice } from '../../settings/index.ts';
import { ticket as readTicket, ticketView } from '../../tickets/index.ts';
import { type Plan, Planner } from '../plan.ts';
import { chooseSupervisor } from '../supervisors.ts';
import { carryOut, type Move } from './carry-out.ts';

/** How long a transfer can be undone. */
export const undoMs = 10_000;

async function requireVersion(ctx: Context, access: TicketAccess, version: number): Promise<void> {
  if (access.ticket.version !== version) throw problem('version_conflict', { current: await ticketView(ctx, access) });
}

/** The ticket as its former holder may see it now, or null. */
async function ticketIfVisible(ctx: Context, number: number) {
  return readTicket(ctx, number).catch((error: unknown) => {
    if (error instanceof Problem && error.code === 'not_found') return null;
    throw error;
  });
}

/** The response for a transfer that was carried out. */
const transferView = async (
  ctx: Context,
  number: number,
  id: number,
  { outcome, agentId, reason }: Pick<Plan, 'outcome' | 'agentId' | 'reason'>,
): Promise<Transfer> => ({
  id,
  outcome,
  agentId,
  reason,
  undoUntil: new Date(ctx.now.getTime() + undoMs).toISOString(),
  ticket: await ticketIfVisible(ctx, number),
});

/**
 * Refuses an unknown reason. Returns whether the company requires one that was not given; where it
 * has no list of reasons, the text is enough.
 */
async function isReasonMissing(ctx: Context, { reasonId = null, reason = '' }: TransferTerms): Promise<boolean> {
  if (reasonId !== null) {
    await requireChoice(ctx, 'transfer_reason', reasonId, 'reasonId');
    return false;
  }
  if (!(await company(ctx)).isTransferReasonRequired) return false;
  const hasList = (await choices(ctx)).some((one) => one.kind === 'transfer_reason' && one.isActive);
  return hasList || reason.trim() === '';
}

/** A transfer to another department needs a note, and a reason if the company wants that. */
function requireExplanation({ ticket }: TicketAccess, terms: TransferTerms, isReasonMissing: boolean): void {
  if (terms.departmentId === ticket.department_id) return;
  if ((terms.note?.trim() ?? '') === '')
    throw fieldProblem('note', 'is required for another department', 'note_required');
  if (isReasonMissing) throw fieldProblem('reasonId', 'is required for another department', 'reason_required');
}

/**
 * Transfers a ticket to another department, which assigns it or gets a named responsible, or to
 * another member of the same department. Corrections and the note come in the same step.
 */
export async function transferTicket(ctx: Context, number: number, input: TransferWrite): Promise<Transfer> {
  const access = await lockTicketFor(ctx, number, 'ticket.transfer');
  await requireVersion(ctx, access, input.version);
  requireExplanation(access, input, await isReasonMissing(ctx, input));
  const planner = new Planner(ctx, input, false);
  const plan = await planner.plan(access);
  const { departmentId } = input;
  const moves = [{ ...plan, ticket: access.ticket, departmentId }];
  const ids = await carryOut(ctx, moves, input, () => planner.record([plan]));
  return transferView(ctx, number, ids.get(number) ?? 0, plan);
}

/**
 * Transfers many tickets on the same terms in one transaction, each with its own outcome: the id of
 * the transfer, or the problem that prevented it. Without corrections and without a share for the
 * former department, which may fail for single tickets.
 */
export async function transferTickets(
  ctx: Context,
  numbers: readonly number[],
  terms: Omit<TransferTerms, 'accountId' | 'productId' | 'categoryId' | 'keep'> & { keep?: 'nothing' | 'trace' },
): Promise<Map<number, number | Problem>> {
  await lockTicketRows(ctx, numbers);
  const accesses = await ticketAccesses(ctx, numbers);
  const isMissing = await isReasonMissing(ctx, terms);
  const planner = new Planner(ctx, terms, false);
  const outcomes = new Map<number, number | Problem>();
  const plans: Plan[] = [];
  const moves: Move[] = [];
  for (const number of numbers) {
    try {
      const access = accesses.get(number);
      if (!access) throw problem('not_found');
      requirePermission(access, 'ticket.transfer');
      requireExplanation(access, terms, isMissing);
      const plan = await planner.plan(access);
      plans.push(plan);
      moves.push({ ...plan, ticket: access.ticket, departmentId: terms.departmentId });
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      outcomes.set(number, error);
    }
  }
  const ids = await carryOut(ctx, moves, terms, () => planner.record(plans));
  for (const [number, id] of ids) outcomes.set(number, id);
  return outcomes;
}

/**
 * Escalates a ticket to a supervisor of its department: the named one, or the available one with
 * the fewest open tickets.
 */
export async function escalateTicket(
  ctx: Context,
  number: number,
  input: EscalateTerms & { version: number },
): Promise<Transfer> {
  const access = await lockTicketFor(ctx, number, 'ticket.escalate');
  await requireVersion(ctx, access, input.version);
  const { ticket } = access;
  const agentId = await chooseSupervisor(ctx, ticket, input.agentId ?? null);
  const plan = { kind: 'escalation' as const, outcome: 'named' as const, agentId, reason: null };
  const ids = await carryOut(ctx, [{ ...plan, ticket, departmentId: ticket.department_id }], input);
  return transferView(ctx, number, ids.get(number) ?? 0, plan);
}
