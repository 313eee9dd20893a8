import type { Condition, Criteria, Match } from '@crossdesk/contracts/custom-views.ts';
import { type ConditionField, conditionFields, maxConditions, operatorsByKind, placeholderValues } from '@crossdesk/contracts/lists/custom-views.ts';
import { baseStates } from '@crossdesk/contracts/settings.ts';

type FieldOf<Kind extends string> = {
  [F in ConditionField]: (typeof conditionFields)[F] extends Kind ? F : never;
}[ConditionField];
export type OneOfField = FieldOf<'one_of'>;

/** A condition whose value is known to fit its field. `ids` and `words` are two halves of one list; a field of names has words only. */
export type CheckedCondition =
  | { kind: 'one_of'; field: OneOfField; isNone: boolean; ids: number[]; words: string[] }
  | { kind: 'words'; operator: (typeof operatorsByKind)['words'][number]; words: string[] }
  | { kind: 'text'; isLacking: boolean; text: string }
  | { kind: 'time'; field: FieldOf<'time'>; operator: 'before' | 'after'; at: Date }
  | { kind: 'time'; field: FieldOf<'time'>; operator: 'within_days'; days: number }
  | { kind: 'forecast'; operator: 'overdue' | 'undefined' }
  | { kind: 'forecast'; operator: 'due_within_hours'; hours: number }
  | { kind: 'flag'; field: FieldOf<'flag'>; value: boolean };

export type CheckedGroup = { match: Match; tests: CheckedCondition[] };
/** Criteria whose every value fits. */
export type CheckedCriteria = CheckedGroup & { groups: CheckedGroup[] };

/** What is wrong with a condition: which part of it, and why. */
type Fault = { part: 'operator' | 'value'; message: string };

const allowedNames: Partial<Record<OneOfField, readonly string[]>> = {
  baseState: baseStates,
  type: ['public', 'internal'],
  channel: ['email', 'agent', 'api', 'portal', 'webchat', 'whatsapp'],
  shareLevel: ['full', 'restricted', 'read_only'],
};

const maxDays = 3650;
const maxHours = 8760;

const isFault = (given: CheckedCondition | Fault): given is Fault => 'part' in given;
const valueFault = (message: string): Fault => ({ part: 'value', message });

function parseOneOf(field: OneOfField, isNone: boolean, value: Condition['value']): CheckedCondition | Fault {
  if (!Array.isArray(value)) return valueFault('has to be a list');
  const names = allowedNames[field];
  const allowed: readonly string[] = names ?? placeholderValues[field] ?? [];
  const stranger = value.find((one) => (typeof one === 'number' ? names !== undefined : !allowed.includes(one)));
  if (stranger !== undefined) return valueFault(`cannot hold ${JSON.stringify(stranger)}`);
  return {
    kind: 'one_of',
    field,
    isNone,
    ids: value.filter((one) => typeof one === 'number'),
    words: value.filter((one) => typeof one === 'string'),
  };
}

function parseTime(field: FieldOf<'time'>, operator: string, value: Condition['value']): CheckedCondition | Fault {
  if (operator === 'within_days') {
    if (typeof value !== 'number' || value > maxDays) return valueFault(`has to be a number of days up to ${maxDays}`);
    return { kind: 'time', field, operator, days: value };
  }
  const at = typeof value === 'string' && /^(?!0000)\d{4}-\d\d-\d\dT/.test(value) ? new Date(value) : null;
  if (!at || Number.isNaN(at.getTime())) return valueFault('has to be an instant, such as 2026-03-01T09:30:00.000Z');
  return { kind: 'time', field, operator: operator === 'before' ? 'before' : 'after', at };
}

function parseForecast(operator: string, value: Condition['value']): CheckedCondition | Fault {
  if (operator === 'due_within_hours') {
    if (typeof value !== 'number' || value > maxHours) return valueFault(`has to be a number of hours up to ${maxHours}`);
    return { kind: 'forecast', operator, hours: value };
  }
  if (value !== undefined) return valueFault('does not belong here');
  return { kind: 'forecast', operator: operator === 'overdue' ? 'overdue' : 'undefined' };
}

/** A condition as a test, or what is wrong with it. */
function parseCondition({ field, operator, value }: Condition): CheckedCondition | Fault {
  const kind = conditionFields[field];
  if (!(operatorsByKind[kind] as readonly string[]).includes(operator)) {
    return { part: 'operator', message: `has to be one of ${operatorsByKind[kind].join(', ')}` };
  }
  switch (kind) {
    case 'one_of':
      return parseOneOf(field as OneOfField, operator === 'is_none', value);
    case 'words': {
      if (!Array.isArray(value) || !value.every((one) => typeof one === 'string'))
        return valueFault('has to be a list of tags');
      return { kind, operator: operator as (typeof operatorsByKind)['words'][number], words: value };
    }
    case 'text':
      if (typeof value !== 'string') return valueFault('has to be a text');
      return { kind, isLacking: operator === 'lacks', text: value };
    case 'time':
      return parseTime(field as FieldOf<'time'>, operator, value);
    case 'forecast':
      return parseForecast(operator, value);
    case 'flag':
      if (typeof value !== 'boolean') return valueFault('has to be true or false');
      return { kind, field: field as FieldOf<'flag'>, value };
  }
}

/** Every test of a plan with where it stands below the criteria: `/conditions/0`, `/groups/1/conditions/2`. */
export const conditionPaths = (plan: CheckedCriteria): { path: string; test: CheckedCondition }[] => [
  ...plan.tests.map((test, index) => ({ path: `/conditions/${index}`, test })),
  ...plan.groups.flatMap((group, at) =>
    group.tests.map((test, index) => ({ path: `/groups/${at}/conditions/${index}`, test })),
  ),
];

/** Criteria as a plan, or everything that is wrong with them, each fault with its place below the criteria. */
export function parseCriteria(
  criteria: Criteria,
): { is: 'plan'; plan: CheckedCriteria } | { is: 'wrong'; faults: { path: string; message: string }[] } {
  const faults: { path: string; message: string }[] = [];
  const count = criteria.groups.reduce((sum, group) => sum + group.conditions.length, criteria.conditions.length);
  if (count === 0) faults.push({ path: '/conditions', message: 'needs at least one condition' });
  if (count > maxConditions) {
    faults.push({
      path: '/conditions',
      message: `holds ${count} conditions with its groups; ${maxConditions} are the most`,
    });
  }
  const read = (conditions: readonly Condition[], place: string): CheckedCondition[] =>
    conditions.flatMap((condition, index) => {
      const test = parseCondition(condition);
      if (!isFault(test)) return [test];
      faults.push({ path: `${place}/${index}/${test.part}`, message: test.message });
      return [];
    });
  const tests = read(criteria.conditions, '/conditions');
  const groups = criteria.groups.map((group, at) => ({
    match: group.match,
    tests: read(group.conditions, `/groups/${at}/conditions`),
  }));
  return faults.length > 0
    ? { is: 'wrong', faults: faults.slice(0, 20) }
    : { is: 'plan', plan: { match: criteria.match, tests, groups } };
}
