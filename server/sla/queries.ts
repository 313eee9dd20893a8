import type { Calendar, SlaContract, SlaRule } from '@crossdesk/contracts/sla.ts';
import type { Selectable } from 'kysely';
import type { ReadContext } from '../platform/context.ts';
import type { Tables } from '../platform/database.ts';
import './tables.ts';

type Database = Pick<ReadContext, 'db'>;

export const calendarView = (row: Selectable<Tables['calendar']>): Calendar => ({
  id: row.id,
  name: row.name,
  timeZone: row.time_zone,
  hours: row.hours,
  holidays: row.holidays,
  version: row.version,
});

/** All calendars, or those of `ids`, by name. */
export async function calendars({ db }: Database, ids: readonly number[] | null = null): Promise<Calendar[]> {
  const rows = await db
    .selectFrom('calendar')
    .selectAll()
    .$if(ids !== null, (query) => query.where('id', 'in', [0, ...(ids ?? [])]))
    .orderBy('name')
    .execute();
  return rows.map(calendarView);
}

const ruleView = (row: Selectable<Tables['sla_rule']>): SlaRule => ({
  id: row.id,
  name: row.name,
  conditions: row.conditions,
  firstResponseMinutes: row.first_response_minutes,
  nextResponseMinutes: row.next_response_minutes,
  resolutionMinutes: row.resolution_minutes,
  calendarId: row.calendar_id,
  pausedStates: row.paused_states,
});

/** The rules of contracts, by the id of their contract, each in order. */
export async function rulesOf({ db }: Database, contractIds: readonly number[]): Promise<Map<number, SlaRule[]>> {
  const rows = await db
    .selectFrom('sla_rule')
    .selectAll()
    .where('contract_id', 'in', [0, ...contractIds])
    .orderBy('contract_id')
    .orderBy('position')
    .execute();
  const found = new Map<number, SlaRule[]>(contractIds.map((id) => [id, []]));
  for (const row of rows) found.get(row.contract_id)?.push(ruleView(row));
  return found;
}

/** All contracts, or one, the default first and then by name. */
export async function contracts(ctx: Database, id: number | null = null): Promise<SlaContract[]> {
  const rows = await ctx.db
    .selectFrom('sla_contract')
    .selectAll()
    .$if(id !== null, (query) => query.where('id', '=', id ?? 0))
    .orderBy('is_default', 'desc')
    .orderBy('name')
    .execute();
  const ids = rows.map((row) => row.id);
  const rules = await rulesOf(ctx, ids);
  const accounts = await ctx.db
    .selectFrom('sla_contract_account')
    .selectAll()
    .where('contract_id', 'in', [0, ...ids])
    .orderBy('account_id')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    isDefault: row.is_default,
    accountIds: accounts.filter((one) => one.contract_id === row.id).map((one) => one.account_id),
    rules: rules.get(row.id) ?? [],
    version: row.version,
  }));
}
