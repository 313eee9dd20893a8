import type {
  Calendar,
  CalendarEdit,
  CalendarWrite,
  Holiday,
  SlaContract,
  SlaContractEdit,
  SlaContractWrite,
  SlaRuleWrite,
} from '@crossdesk/contracts/sla.ts';
import { findInvalidHours } from '../../availability/index.ts';
import { departments } from '../../departments/index.ts';
import type { Context, ReadContext } from '../../platform/context.ts';
import { emit } from '../../platform/events.ts';
import { queueJob } from '../../platform/jobs.ts';
import { fieldProblem, problem } from '../../platform/problems.ts';
import { choices, requireTimeZone } from '../../settings/index.ts';
import { readHolidayFile } from '../holiday-reader.ts';
import { UnreadableHolidays } from '../ical-holidays.ts';
import { calendars, calendarView, contracts } from '../queries.ts';
import { findInvalidHoliday } from '../rules.ts';
import * as store from '../store.ts';

/** The job that calculates the times of open tickets again after their rules have changed. */
export const recalculateTask = 'sla:recalculate';

const isDuplicate = (error: unknown): boolean => (error as { code?: string }).code === '23505';
const isReferenced = (error: unknown): boolean => (error as { code?: string }).code === '23503';

function asDuplicate(error: unknown): never {
  if (isDuplicate(error)) throw fieldProblem('name', 'is already used', 'already_exists');
  throw error;
}

/** Times of open tickets are calculated again from the first ticket on. */
const queueRecalculation = (ctx: Context) => queueJob(ctx, recalculateTask, { afterId: 0 }, { key: recalculateTask });

const announce = (ctx: Context, field: 'calendar' | 'contract', before: unknown, after: unknown): Promise<void> =>
  emit(ctx, { type: 'sla.edited', changes: [{ field, before, after }] });

function validateCalendar(given: Partial<CalendarWrite>): void {
  if (given.timeZone !== undefined) requireTimeZone(given.timeZone, 'timeZone');
  const hours = given.hours && findInvalidHours(given.hours);
  if (hours) throw fieldProblem(`hours/${hours.path}`, hours.message);
  const holiday = given.holidays && findInvalidHoliday(given.holidays);
  if (holiday) throw fieldProblem(`holidays/${holiday.path}`, holiday.message);
}

const calendarColumns = (given: Partial<CalendarWrite>) => ({
  name: given.name?.trim(),
  time_zone: given.timeZone,
  hours: given.hours && JSON.stringify(given.hours),
  holidays: given.holidays && JSON.stringify(given.holidays),
});

/** Creates a calendar. Throws `already_exists` if the name is used. */
export async function createCalendar(ctx: Context, given: CalendarWrite): Promise<Calendar> {
  validateCalendar(given);
  const row = await store
    .insertCalendar(ctx.tx, {
      name: given.name.trim(),
      time_zone: given.timeZone,
      hours: given.hours && JSON.stringify(given.hours),
      holidays: JSON.stringify(given.holidays),
    })
    .catch(asDuplicate);
  const created = calendarView(row);
  await announce(ctx, 'calendar', null, created);
  return created;
}

async function lockCalendar(ctx: Context, id: number): Promise<Calendar> {
  const row = await ctx.tx.selectFrom('calendar').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
  if (!row) throw problem('not_found');
  return calendarView(row);
}

/** Updates a calendar; the times of open tickets are calculated again in the background. */
export async function editCalendar(ctx: Context, id: number, edit: CalendarEdit): Promise<Calendar> {
  const before = await lockCalendar(ctx, id);
  const { version, ...given } = edit;
  if (before.version !== version) throw problem('version_conflict', { current: before });
  validateCalendar(given);
  const after = calendarView(await store.updateCalendar(ctx.tx, id, calendarColumns(given)).catch(asDuplicate));
  await announce(ctx, 'calendar', before, after);
  await queueRecalculation(ctx);
  return after;
}

/** Deletes a calendar. Throws `in_use` if a rule names it. */
export async function deleteCalendar(ctx: Context, id: number): Promise<{ ok: true }> {
  const before = await lockCalendar(ctx, id);
  await store.deleteCalendar(ctx.tx, id).catch((error: unknown) => {
    throw isReferenced(error) ? problem('in_use') : error;
  });
  await announce(ctx, 'calendar', before, null);
  return { ok: true };
}

/** The holidays in an iCalendar file; if it cannot be read, a problem of the field `file`. */
export async function holidaysInFile(ctx: ReadContext, given: { file: string; timeZone: string }): Promise<Holiday[]> {
  requireTimeZone(given.timeZone, 'timeZone');
  try {
    const holidays = await readHolidayFile({ ...given, now: ctx.now });
    const invalid = findInvalidHoliday(holidays);
    if (invalid) throw new UnreadableHolidays(`contains a holiday that ${invalid.message}`);
    return holidays;
  } catch (error) {
    if (error instanceof UnreadableHolidays) throw fieldProblem('file', error.message);
    throw error;
  }
}

const notKnown = (path: string, what: string) => fieldProblem(path, `is not a known ${what}`, 'unknown_reference');

/** Refuses rules that refer to what does not exist, or that promise nothing. */
async function validateRules(ctx: Context, rules: readonly SlaRuleWrite[], known: readonly number[]): Promise<void> {
  const lists = await choices(ctx);
  const isChoice = (kind: string) => (id: number) => lists.some((one) => one.kind === kind && one.id === id);
  const departmentIds = new Set((await departments(ctx)).map((one) => one.id));
  const calendarIds = new Set((await calendars(ctx)).map((one) => one.id));
  for (const [index, { id, conditions, calendarId, ...rule }] of rules.entries()) {
    const path = `rules/${index}`;
    if (id !== undefined && !known.includes(id)) throw notKnown(`${path}/id`, 'rule of this contract');
    if (!calendarIds.has(calendarId)) throw notKnown(`${path}/calendarId`, 'calendar');
    if ([rule.firstResponseMinutes, rule.nextResponseMinutes, rule.resolutionMinutes].every((one) => one === null))
      throw fieldProblem(`${path}/resolutionMinutes`, 'is needed if no other time is promised');
    const checks: [string, readonly number[] | undefined, (id: number) => boolean][] = [
      ['priorityIds', conditions.priorityIds, isChoice('priority')],
      ['categoryIds', conditions.categoryIds, isChoice('category')],
      ['serviceIds', conditions.serviceIds, isChoice('service')],
      ['productIds', conditions.productIds, isChoice('product')],
      ['departmentIds', conditions.departmentIds, (one) => departmentIds.has(one)],
    ];
    for (const [field, ids, isKnown] of checks) {
      const place = (ids ?? []).findIndex((one) => !isKnown(one));
      if (place >= 0) throw notKnown(`${path}/conditions/${field}/${place}`, field.replace(/Ids$/, ''));
    }
  }
  const ids = rules.flatMap((one) => one.id ?? []);
  if (new Set(ids).size !== ids.length) throw fieldProblem('rules', 'name a rule twice');
}

/** Refuses accounts that do not exist or have another contract, which the problem names. */
async function validateAccounts(ctx: Context, accountIds: readonly number[], contractId: number): Promise<void> {
  const rows = await ctx.tx
    .selectFrom('account')
    .leftJoin('sla_contract_account as given', 'given.account_id', 'account.id')
    .leftJoin('sla_contract as contract', 'contract.id', 'given.contract_id')
    .select(['account.id', 'account.name as account_name', 'contract.id as contract_id', 'contract.name'])
    .where('account.id', 'in', [0, ...accountIds])
    .execute();
  const found = new Map(rows.map((row) => [row.id, row]));
  for (const [index, id] of accountIds.entries()) {
    const row = found.get(id);
    if (!row) throw notKnown(`accountIds/${index}`, 'account');
    if (row.contract_id !== null && row.contract_id !== contractId)
      throw problem('account_has_contract', {
        detail: `${row.account_name} already has the contract ${row.name}.`,
        fields: [{ path: `/body/accountIds/${index}`, message: `already has the contract ${row.name}` }],
        current: { accountId: id, accountName: row.account_name, contractId: row.contract_id, contractName: row.name },
      });
  }
}

async function storeRules(ctx: Context, contractId: number, rules: readonly SlaRuleWrite[]): Promise<void> {
  await store.deleteRulesExcept(
    ctx.tx,
    contractId,
    rules.flatMap((one) => one.id ?? []),
  );
  for (const [position, rule] of rules.entries()) {
    const row = {
      contract_id: contractId,
      position,
      name: rule.name.trim(),
      conditions: JSON.stringify(rule.conditions),
      first_response_minutes: rule.firstResponseMinutes,
      next_response_minutes: rule.nextResponseMinutes,
      resolution_minutes: rule.resolutionMinutes,
      calendar_id: rule.calendarId,
      paused_states: rule.pausedStates,
    };
    if (rule.id === undefined) await store.insertRule(ctx.tx, row);
    else await store.updateRule(ctx.tx, rule.id, row);
  }
}

async function requireContract(ctx: Context, id: number): Promise<SlaContract> {
  const [found] = await contracts(ctx, id);
  if (!found) throw problem('not_found');
  return found;
}

/** Writes the parts of a contract that are given, and announces it. */
async function saveContract(
  ctx: Context,
  id: number,
  before: SlaContract | null,
  given: Partial<SlaContractWrite>,
): Promise<SlaContract> {
  if (given.accountIds) await validateAccounts(ctx, given.accountIds, id);
  if (given.rules)
    await validateRules(
      ctx,
      given.rules,
      (before?.rules ?? []).map((one) => one.id),
    );
  if (given.accountIds) await store.setAccounts(ctx.tx, id, given.accountIds);
  if (given.rules) await storeRules(ctx, id, given.rules);
  const after = await requireContract(ctx, id);
  await announce(ctx, 'contract', before, after);
  await queueRecalculation(ctx);
  return after;
}

/** Creates a contract; as the default it takes the mark from the one before. */
export async function createContract(ctx: Context, given: SlaContractWrite): Promise<SlaContract> {
  await store.lockContracts(ctx.tx);
  if (given.isDefault) await store.clearDefault(ctx.tx, 0);
  const { id } = await store
    .insertContract(ctx.tx, { name: given.name.trim(), is_default: given.isDefault })
    .catch(asDuplicate);
  return saveContract(ctx, id, null, given);
}

/** Updates a contract; what is not given stays. */
export async function editContract(ctx: Context, id: number, edit: SlaContractEdit): Promise<SlaContract> {
  await store.lockContracts(ctx.tx);
  const before = await requireContract(ctx, id);
  const { version, ...given } = edit;
  if (before.version !== version) throw problem('version_conflict', { current: before });
  if (given.isDefault) await store.clearDefault(ctx.tx, id);
  await store.updateContract(ctx.tx, id, { name: given.name?.trim(), is_default: given.isDefault }).catch(asDuplicate);
  return saveContract(ctx, id, before, given);
}

/** Deletes a contract. Its times end on open tickets. */
export async function deleteContract(ctx: Context, id: number): Promise<{ ok: true }> {
  await store.lockContracts(ctx.tx);
  const before = await requireContract(ctx, id);
  await store.deleteContract(ctx.tx, id);
  await announce(ctx, 'contract', before, null);
  await queueRecalculation(ctx);
  return { ok: true };
}
