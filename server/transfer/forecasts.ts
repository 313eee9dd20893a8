import type { EscalateTerms, TransferOutcome, TransferTerms } from '@crossdesk/contracts/transfer.ts';
import { requirePermission, type TicketAccess, ticketAccesses } from '../access/index.ts';
import type { Context } from '../platform/context.ts';
import { Problem, problem } from '../platform/problems.ts';
import { Planner } from './plan.ts';
import { SupervisorChooser } from './supervisors.ts';

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

/** Forecasts for many tickets, in the order of their numbers, as they would be carried out. */
async function forecasts(
  ctx: Context,
  numbers: readonly number[],
  permission: 'ticket.transfer' | 'ticket.escalate',
  decide: (access: TicketAccess) => Promise<TransferOutcome>,
): Promise<TicketForecast[]> {
  const accesses = await ticketAccesses(ctx, numbers);
  const items: TicketForecast[] = [];
  for (const number of [...new Set(numbers)].sort((a, b) => a - b)) {
    const outcome = await outcomeOf(async () => {
      const access = accesses.get(number);
      if (!access) throw problem('not_found');
      requirePermission(access, permission);
      return decide(access);
    });
    items.push({ number, ...outcome });
  }
  return items;
}

/** What a transfer would do with each of many tickets; nothing is recorded. */
export function forecastTransfers(ctx: Context, numbers: readonly number[], terms: TransferTerms) {
  const planner = new Planner(ctx, terms, true);
  return forecasts(ctx, numbers, 'ticket.transfer', async (access) => (await planner.plan(access)).outcome);
}

/** What an escalation would do with each of many tickets. */
export function forecastEscalations(ctx: Context, numbers: readonly number[], terms: EscalateTerms) {
  const chooser = new SupervisorChooser(ctx, terms.agentId ?? null);
  return forecasts(ctx, numbers, 'ticket.escalate', async ({ ticket }) => {
    await chooser.choose(ticket);
    return 'named';
  });
}
