import type { BatchAction, BatchForecast } from '@crossdesk/contracts/batches.ts';
import type { Context } from '../platform/context.ts';
import { forecastEscalations, forecastTransfers } from '../transfer/index.ts';
import { refusalDetail, requireProfile } from './permission.ts';

/** What a transfer or escalation of many tickets would do with each. */
export async function forecastBatch(
  ctx: Context,
  numbers: readonly number[],
  action: Extract<BatchAction, { kind: 'transfer' | 'escalate' }>,
): Promise<{ items: BatchForecast[] }> {
  requireProfile(ctx, action);
  const { kind: _, ...terms } = action;
  const found =
    action.kind === 'transfer'
      ? await forecastTransfers(ctx, numbers, { ...terms, departmentId: action.departmentId })
      : await forecastEscalations(ctx, numbers, terms);
  const items = found.map((one) => ({
    number: one.number,
    outcome: one.outcome,
    code: one.problem?.code ?? null,
    detail: one.problem && refusalDetail(one.problem),
  }));
  return { items };
}
