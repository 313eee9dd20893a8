import type { SlaRuleWrite } from '@crossdesk/contracts/sla.ts';
import type { AgentActor, Context } from '../platform/context.ts';
import { createCalendar, createContract } from '../sla/index.ts';
import type { CompanyIds } from './company.ts';

const day = [
  { from: 9 * 60, to: 12 * 60 + 30 },
  { from: 13 * 60 + 30, to: 18 * 60 },
];
const hour = 60;

/** What is promised to customers: a default contract, and one for the largest accounts. */
export async function createDemoContracts(
  ctx: Context,
  ids: Pick<CompanyIds, 'priority'>,
  actor: AgentActor,
  timeZone: string,
): Promise<void> {
  const as: Context = { ...ctx, actor };
  const year = ctx.now.getUTCFullYear();
  const office = await createCalendar(as, {
    name: 'Office hours',
    timeZone,
    hours: [day, day, day, day, day, [], []],
    holidays: [
      { name: 'New Year', startsAt: `${year}-01-01T00:00`, endsAt: `${year}-01-04T00:00`, isYearly: true },
      { name: 'Stocktaking', startsAt: `${year}-12-30T13:00`, endsAt: `${year}-12-31T00:00`, isYearly: true },
    ],
  });
  const always = await createCalendar(as, { name: 'Around the clock', timeZone, hours: null, holidays: [] });
  const rule = (given: Partial<SlaRuleWrite> & { name: string }): SlaRuleWrite => ({
    conditions: {},
    firstResponseMinutes: 24 * hour,
    nextResponseMinutes: 24 * hour,
    resolutionMinutes: 200 * hour,
    calendarId: office.id,
    pausedStates: ['pending', 'on_hold'],
    ...given,
  });
  const urgent = rule({
    name: 'Urgent',
    conditions: { priorityIds: [ids.priority.urgent] },
    firstResponseMinutes: 4 * hour,
    nextResponseMinutes: 8 * hour,
    resolutionMinutes: 40 * hour,
  });
  await createContract(as, {
    name: 'Standard',
    isDefault: true,
    accountIds: [],
    rules: [urgent, rule({ name: 'Everything else' })],
  });
  const accounts = await ctx.tx.selectFrom('account').select('id').orderBy('id').limit(3).execute();
  await createContract(as, {
    name: 'Premium',
    isDefault: false,
    accountIds: accounts.map((one) => one.id),
    rules: [
      rule({ ...urgent, name: 'Urgent, day and night', firstResponseMinutes: 2 * hour, calendarId: always.id }),
      rule({ name: 'Premium', firstResponseMinutes: 12 * hour, resolutionMinutes: 120 * hour }),
    ],
  });
}
