import type { EscalateTerms, TransferOutcome, TransferTerms } from '@crossdesk/contracts/transfer.ts';
import { requirePermission, type TicketAccess, ticketAccesses } from '../access/index.ts';
import type { Context } from '../platform/context.ts';
import { Problem, problem } from '../platform/problems.ts';
import { plan } from './plan.ts';
import { supervisorFor } from './supervisors.ts';

type Outcome = { outcome: TransferOutcome; problem: null } | { outcome: null; problem: Problem };
/** What would happen to a ticket. */
export type TicketForecast = Outcome & { number: number };

/** Answers with the problem that `work` throws. */
async function outcomeOf(work: () => Promise<TransferOutcome>): Promise<Outcome> {
  try {
    return { outcome: await work(), problem: null };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return { outcome: null, problem: error };
  }
}

/**
 * Forecasts for many tickets. `decide` runs once for all tickets with the same `key`, so that the
 * number of queries does not depend on the number of tickets.
 */
async function forecasts(
  ctx: Context,
  numbers: readonly number[],
  permission: 'ticket.transfer' | 'ticket.escalate',
  key: (ticket: TicketAccess['ticket']) => string,
  decide: (access: TicketAccess) => Promise<TransferOutcome>,
): Promise<TicketForecast[]> {
  const accesses = await ticketAccesses(ctx, numbers);
  const decided = new Map<string, Outcome>();
  const items: TicketForecast[] = [];
  for (const number of new Set(numbers)) {
    const access = accesses.get(number);
    const own = await outcomeOf(async () => {
      if (!access) throw problem('not_found');
      requirePermission(access, permission);
      return 'waiting';
    });
    if (!access || own.problem) {
      items.push({ number, ...own });
      continue;
    }
    const group = key(access.ticket);
    const outcome = decided.get(group) ?? (await outcomeOf(() => decide(access)));
    decided.set(group, outcome);
    items.push({ number, ...outcome });
  }
  return items;
}

/** What a transfer would do with each of many tickets, by number; nothing is recorded. */
export const forecastTransfers = (ctx: Context, numbers: readonly number[], terms: TransferTerms) =>
  forecasts(
    ctx,
    numbers,
    'ticket.transfer',
    // What `plan` asks of a ticket.
    (ticket) => `${ticket.department_id} ${ticket.channel} ${ticket.assignee_id === (terms.agentId ?? null)}`,
    async (access) => (await plan(ctx, access, terms, true)).outcome,
  );

/** What an escalation would do with each of many tickets, by number. */
export const forecastEscalations = (ctx: Context, numbers: readonly number[], terms: EscalateTerms) =>
  forecasts(
    ctx,
    numbers,
    'ticket.escalate',
    // What `supervisorFor` asks of a ticket.
    (ticket) => `${ticket.department_id} ${ticket.assignee_id}`,
    async (access) => {
      await supervisorFor(ctx, access.ticket, terms.agentId ?? null);
      return 'named';
    },
  );
