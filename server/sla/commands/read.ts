import type { BaseState, TransferPolicy } from '@crossdesk/contracts/settings.ts';
import type { Calendar, SlaRule } from '@crossdesk/contracts/sla.ts';
import type { Context } from '../../platform/context.ts';
import { choices, company } from '../../settings/index.ts';
import type { Facts, Plans } from '../clocks.ts';
import { calendars, rulesOf } from '../queries.ts';
import { choosePlans } from '../rules.ts';

/** Everything that is needed to calculate times, read once for many tickets. */
export type Promises = {
  /** The contract that applies; null: none. */
  contractOf(facts: Facts): number | null;
  plansOf(facts: Facts): Plans;
  calendarOf(id: number | null): Calendar | null;
  stateOf(statusId: number): BaseState | null;
  onTransfer: TransferPolicy;
};

const noPlans: Plans = { first_response: null, next_response: null, resolution: null };

/** Whether any contract exists; until then nothing is calculated. */
export async function hasContracts(ctx: Context): Promise<boolean> {
  return (await ctx.tx.selectFrom('sla_contract').select('id').limit(1).executeTakeFirst()) !== undefined;
}

/** Reads the contracts of accounts and the default, with their rules and calendars. */
export async function readPromises(ctx: Context, accountIds: readonly number[]): Promise<Promises> {
  const given = await ctx.tx
    .selectFrom('sla_contract_account')
    .selectAll()
    .where('account_id', 'in', [0, ...new Set(accountIds)])
    .execute();
  const standard = await ctx.tx
    .selectFrom('sla_contract')
    .select('id')
    .where('is_default', '=', true)
    .executeTakeFirst();
  const byAccount = new Map(given.map((one) => [one.account_id, one.contract_id]));
  const contractIds = [...new Set([...byAccount.values(), ...(standard ? [standard.id] : [])])];
  const rules: Map<number, SlaRule[]> = await rulesOf(ctx, contractIds);
  // Calendars of clocks whose rule has moved to another calendar are needed as well.
  const known = new Map((await calendars(ctx)).map((one) => [one.id, one]));
  const states = new Map((await choices(ctx)).map((one) => [one.id, one.baseState]));
  const contractOf = ({ accountId }: Facts) =>
    (accountId === null ? undefined : byAccount.get(accountId)) ?? standard?.id ?? null;
  const calendarOf = (id: number | null) => (id === null ? null : (known.get(id) ?? null));
  return {
    contractOf,
    plansOf: (facts) => {
      const contractId = contractOf(facts);
      if (contractId === null) return noPlans;
      return choosePlans(rules.get(contractId) ?? [], facts, (id) => known.get(id) ?? { name: '' });
    },
    calendarOf,
    stateOf: (statusId) => states.get(statusId) ?? null,
    onTransfer: (await company(ctx)).slaOnTransfer,
  };
}
