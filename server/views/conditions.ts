import type { Condition, Criteria, Match } from '@crossdesk/contracts/custom-views.ts';
import {
  type ConditionField,
  conditionFields,
  maxConditions,
  operatorsByKind,
  placeholderValues,
} from '@crossdesk/contracts/lists/custom-views.ts';
import { baseStates } from '@crossdesk/contracts/settings.ts';

type FieldOf<Kind extends string> = {
  [F in ConditionField]: (typeof conditionFields)[F] extends Kind ? F : never;
}[ConditionField];
export type OneOfField = FieldOf<'one_of'>;

/**
 * A condition whose value is valid for its field. `ids` and `words` are two parts of one list;
 * fields with fixed names have words only.
 */
export type CheckedCondition =
  | { kind: 'one_of'; field: OneOfField; isNone: boolean; ids: number[]; words: string[] }
  | { kind: 'words'; operator: (typeof operatorsByKind)['words'][number]; words: string[] }
  | { kind: 'text'; isNegated: boolean; text: string }
  | { kind: 'time'; field: FieldOf<'time'>; operator: 'before' | 'after'; at: Date }
  | { kind: 'time'; field: FieldOf<'time'>; operator: 'within_days'; days: number }
  | { kind: 'forecast'; operator: 'overdue' | 'undefined' }
  | { kind: 'forecast'; operator: 'due_within_hours'; hours: number }
  | { kind: 'flag'; field: FieldOf<'flag'>; value: boolean };

export type CheckedGroup = { match: Match; tests: CheckedCondition[] };
/** Criteria in which every value is valid. */
export type CheckedCriteria = CheckedGroup & { groups: CheckedGroup[] };

/** An invalid part of a condition, with the reason. */
type Fault = { part: 'operator' | 'value'; message: string };

const allowedNames: Partial<Record<OneOfField, readonly string[]>> = {
  baseState: baseStates,
  type: ['public', 'internal'],
  channel: ['email', 'agent', 'api', 'portal', 'webchat', 'whatsapp'],
  shareLevel: ['full', 'restricted', 'read_only'],
};

const maxDays = 3650;
const maxHours = 8760;

const isFault = (result: CheckedCondition | Fault): result is Fault => 'part' in result;
const valueFault = (message: string): Fault => ({ part: 'value', message });

function parseOneOf(field: OneOfField, isNone: boolean, value: Condition['value']): CheckedCondition | Fault {
  if (!Array.isArray(value)) return valueFault('must be a list');
  const names = allowedNames[field];
  const allowed: readonly string[] = names ?? placeholderValues[field] ?? [];
  const invalid = value.find((one) => (typeof one === 'number' ? names !== undefined : !allowed.includes(one)));
  if (invalid !== undefined) return valueFault(`can't contain ${JSON.stringify(invalid)}`);
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
    if (typeof value !== 'number' || value > maxDays) return valueFault(`must be a number of days up to ${maxDays}`);
    return { kind: 'time', field, operator, days: value };
  }
  const at = typeof value === 'string' && /^(?!0000)\d{4}-\d\d-\d\dT/.test(value) ? new Date(value) : null;
  if (!at || Number.isNaN(at.getTime())) return valueFault('must be an instant such as 2026-03-01T09:30:00.000Z');
  return { kind: 'time', field, operator: operator === 'before' ? 'before' : 'after', at };
}

function parseForecast(operator: string, value: Condition['value']): CheckedCondition | Fault {
  if (operator === 'due_within_hours') {
    if (typeof value !== 'number' || value > maxHours) return valueFault(`must be a number of hours up to ${maxHours}`);
    return { kind: 'forecast', operator, hours: value };
  }
  if (value !== undefined) return valueFault('must be left out for this operator');
  return { kind: 'forecast', operator: operator === 'overdue' ? 'overdue' : 'undefined' };
}

/** Checks a condition; returns it checked, or what is invalid. */
function parseCondition({ field, operator, value }: Condition): CheckedCondition | Fault {
  const kind = conditionFields[field];
  if (!(operatorsByKind[kind] as readonly string[]).includes(operator)) {
    return { part: 'operator', message: `must be one of ${operatorsByKind[kind].join(', ')}` };
  }
  switch (kind) {
    case 'one_of':
      return parseOneOf(field as OneOfField, operator === 'is_none', value);
    case 'words': {
      if (!Array.isArray(value) || !value.every((one) => typeof one === 'string'))
        return valueFault('must be a list of tags');
      return { kind, operator: operator as (typeof operatorsByKind)['words'][number], words: value };
    }
    case 'text':
      if (typeof value !== 'string') return valueFault('must be a string');
      return { kind, isNegated: operator === 'lacks', text: value };
    case 'time':
      return parseTime(field as FieldOf<'time'>, operator, value);
    case 'forecast':
      return parseForecast(operator, value);
    case 'flag':
      if (typeof value !== 'boolean') return valueFault('must be true or false');
      return { kind, field: field as FieldOf<'flag'>, value };
  }
}

/** Every condition with its path below the criteria: `/conditions/0`, `/groups/1/conditions/2`. */
export const conditionPaths = (criteria: CheckedCriteria): { path: string; test: CheckedCondition }[] => [
  ...criteria.tests.map((test, index) => ({ path: `/conditions/${index}`, test })),
  ...criteria.groups.flatMap((group, at) =>
    group.tests.map((test, index) => ({ path: `/groups/${at}/conditions/${index}`, test })),
  ),
];

/** Checks criteria; returns them checked, or every fault with its path below the criteria. */
export function parseCriteria(
  criteria: Criteria,
): { is: 'valid'; criteria: CheckedCriteria } | { is: 'invalid'; faults: { path: string; message: string }[] } {
  const faults: { path: string; message: string }[] = [];
  const count = criteria.groups.reduce((sum, group) => sum + group.conditions.length, criteria.conditions.length);
  if (count === 0) faults.push({ path: '/conditions', message: 'must have at least one condition' });
  if (count > maxConditions) {
    faults.push({
      path: '/conditions',
      message: `has ${count} conditions including its groups; the maximum is ${maxConditions}`,
    });
  }
  const parseAll = (conditions: readonly Condition[], path: string): CheckedCondition[] =>
    conditions.flatMap((condition, index) => {
      const test = parseCondition(condition);
      if (!isFault(test)) return [test];
      faults.push({ path: `${path}/${index}/${test.part}`, message: test.message });
      return [];
    });
  const tests = parseAll(criteria.conditions, '/conditions');
  const groups = criteria.groups.map((group, at) => ({
    match: group.match,
    tests: parseAll(group.conditions, `/groups/${at}/conditions`),
  }));
  return faults.length > 0
    ? { is: 'invalid', faults: faults.slice(0, 20) }
    : { is: 'valid', criteria: { match: criteria.match, tests, groups } };
}
