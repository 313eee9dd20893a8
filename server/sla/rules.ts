import { clockKinds } from '@crossdesk/contracts/lists/sla.ts';
import type { Holiday, RuleConditions, SlaRule } from '@crossdesk/contracts/sla.ts';
import type { Facts, Plan, Plans } from './clocks.ts';

const minuteMs = 60_000;
const dayMs = 1_440 * minuteMs;

const isDate = (local: string): boolean => {
  const at = Date.parse(`${local}:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().slice(0, 16) === local;
};

/** The first invalid holiday: its path below `holidays`, and the reason. */
export function findInvalidHoliday(holidays: readonly Holiday[]): { path: string; message: string } | null {
  for (const [index, { startsAt, endsAt, isYearly }] of holidays.entries()) {
    for (const [field, value] of Object.entries({ startsAt, endsAt }))
      if (!isDate(value)) return { path: `${index}/${field}`, message: 'is not a date' };
    const lengthMs = Date.parse(`${endsAt}:00Z`) - Date.parse(`${startsAt}:00Z`);
    if (lengthMs <= 0) return { path: `${index}/endsAt`, message: 'is not after the start' };
    if (isYearly && lengthMs > 366 * dayMs) return { path: `${index}/endsAt`, message: 'is more than a year later' };
  }
  return null;
}

const fieldOfCondition = {
  priorityIds: 'priorityId',
  categoryIds: 'categoryId',
  serviceIds: 'serviceId',
  productIds: 'productId',
  departmentIds: 'departmentId',
  channels: 'channel',
  tags: 'tags',
} as const satisfies Record<keyof RuleConditions, keyof Facts>;

const conditionNames = Object.keys(fieldOfCondition) as (keyof RuleConditions)[];

/** The ticket fields that rules look at. */
export const fieldsOfRules = (rules: readonly Pick<SlaRule, 'conditions'>[]): string[] => [
  ...new Set(
    rules.flatMap(({ conditions }) =>
      conditionNames.filter((name) => conditions[name]?.length).map((name) => fieldOfCondition[name]),
    ),
  ),
];

/** Whether a rule applies: each condition given names one of the ticket's values. */
export function matches(conditions: RuleConditions, facts: Facts): boolean {
  return conditionNames.every((name) => {
    const wanted: readonly unknown[] | undefined = conditions[name];
    if (!wanted?.length) return true;
    const found = facts[fieldOfCondition[name]];
    return Array.isArray(found) ? found.some((one) => wanted.includes(one)) : wanted.includes(found);
  });
}

const minutesOf = {
  first_response: 'firstResponseMinutes',
  next_response: 'nextResponseMinutes',
  resolution: 'resolutionMinutes',
} as const;

/**
 * The rule for each time of a ticket: of those that apply the one with the shortest time, and of
 * equal ones the first.
 */
export function choosePlans(
  rules: readonly SlaRule[],
  facts: Facts,
  calendarOf: (id: number) => { name: string },
): Plans {
  const applying = rules.filter((rule) => matches(rule.conditions, facts));
  const ruleFields = fieldsOfRules(rules);
  const plans: Plans = { first_response: null, next_response: null, resolution: null };
  for (const kind of clockKinds) {
    let best: Plan | null = null;
    for (const rule of applying) {
      const minutes = rule[minutesOf[kind]];
      if (minutes === null || (best && best.targetMs <= minutes * minuteMs)) continue;
      best = {
        ruleId: rule.id,
        ruleName: rule.name,
        ruleFields,
        calendarId: rule.calendarId,
        calendarName: calendarOf(rule.calendarId).name,
        targetMs: minutes * minuteMs,
        pausedStates: rule.pausedStates,
      };
    }
    plans[kind] = best;
  }
  return plans;
}
