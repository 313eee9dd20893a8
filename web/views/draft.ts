import type { Condition, Criteria, CustomView } from '@crossdesk/contracts/custom-views.ts';
import {
  type ConditionField,
  conditionFields,
  maxConditions,
  maxGroups,
  type Operator,
  operatorsByKind,
} from '@crossdesk/contracts/lists/custom-views.ts';
import type { ViewColumn } from '@crossdesk/contracts/views.ts';

/** The columns a view starts with. */
export const defaultColumns: readonly ViewColumn[] = [
  'number',
  'requester',
  'department',
  'shares',
  'solutionForecast',
  'assignee',
  'activity',
];

/** A condition while it is written; `value` may still be missing. `key` stays with it. */
export type DraftCondition = { key: number; field: ConditionField; operator: Operator; value: Condition['value'] };
export type DraftGroup = { key: number; match: Criteria['match']; conditions: readonly DraftCondition[] };
export type Draft = {
  name: string;
  match: Criteria['match'];
  conditions: readonly DraftCondition[];
  groups: readonly DraftGroup[];
  sort: CustomView['sort'];
  columns: readonly ViewColumn[];
  visibility: CustomView['visibility'];
  departmentIds: readonly number[];
  profileIds: readonly number[];
};

let lastKey = 0;
const nextKey = () => ++lastKey;

export const emptyDraft = (): Draft => ({
  name: '',
  match: 'all',
  conditions: [],
  groups: [],
  sort: 'activity',
  columns: defaultColumns,
  visibility: 'me',
  departmentIds: [],
  profileIds: [],
});

const withKey = (condition: Condition): DraftCondition => ({
  key: nextKey(),
  field: condition.field,
  operator: condition.operator,
  value: condition.value,
});

/** What stands in a kept or ready-made view, ready to be changed. */
export const draftFrom = (view: Omit<Draft, 'match' | 'conditions' | 'groups'> & { criteria: Criteria }): Draft => ({
  name: view.name,
  match: view.criteria.match,
  conditions: view.criteria.conditions.map(withKey),
  groups: view.criteria.groups.map((group) => ({
    key: nextKey(),
    match: group.match,
    conditions: group.conditions.map(withKey),
  })),
  sort: view.sort,
  columns: view.columns,
  visibility: view.visibility,
  departmentIds: view.departmentIds,
  profileIds: view.profileIds,
});

/** A fresh condition on a field, as far as it says something by itself. */
export const newCondition = (field: ConditionField, key = nextKey()): DraftCondition => {
  const kind = conditionFields[field];
  const value = kind === 'flag' ? true : kind === 'time' ? 7 : undefined;
  return { key, field, operator: operatorsByKind[kind][0], value };
};

/** The same condition with another operator; a value that fits no more is dropped. */
export const withOperator = (condition: DraftCondition, operator: Operator): DraftCondition => {
  const valueKind = (one: Operator) =>
    one === 'within_days' || one === 'due_within_hours'
      ? 'number'
      : one === 'before' || one === 'after'
        ? 'instant'
        : one;
  const isSame =
    valueKind(operator) === valueKind(condition.operator) ||
    ['one_of', 'words', 'text'].includes(conditionFields[condition.field]);
  const fresh = operator === 'within_days' ? 7 : operator === 'due_within_hours' ? 24 : undefined;
  return { ...condition, operator, value: isSame ? condition.value : fresh };
};

/** True once nothing is missing. */
export const isComplete = ({ operator, value }: DraftCondition): boolean => {
  if (operator === 'overdue' || operator === 'undefined') return true;
  return Array.isArray(value) ? value.length > 0 : value !== undefined && value !== '';
};

export const newGroup = (field: ConditionField): DraftGroup => ({
  key: nextKey(),
  match: 'any',
  conditions: [newCondition(field)],
});

export const conditionCount = (draft: Draft): number =>
  draft.groups.reduce((sum, group) => sum + group.conditions.length, draft.conditions.length);
export const canAddCondition = (draft: Draft): boolean => conditionCount(draft) < maxConditions;
export const canAddGroup = (draft: Draft): boolean => canAddCondition(draft) && draft.groups.length < maxGroups;

const toCondition = ({ field, operator, value }: DraftCondition): Condition =>
  value === undefined ? { field, operator } : { field, operator, value };

/** The criteria of what is complete so far; null while nothing is. */
export const toCriteria = (draft: Draft): Criteria | null => {
  const conditions = draft.conditions.filter(isComplete).map(toCondition);
  const groups = draft.groups
    .map((group) => ({ match: group.match, conditions: group.conditions.filter(isComplete).map(toCondition) }))
    .filter((group) => group.conditions.length > 0);
  return conditions.length + groups.length === 0 ? null : { match: draft.match, conditions, groups };
};

/** What keeps a draft from being saved, as the end of its message key; null when nothing does. */
export const missingPart = (draft: Draft): 'needName' | 'needCondition' | 'needValues' | 'needAudience' | null => {
  if (conditionCount(draft) === 0) return 'needCondition';
  const all = [...draft.conditions, ...draft.groups.flatMap((group) => group.conditions)];
  if (!all.every(isComplete)) return 'needValues';
  if (draft.visibility === 'departments' && draft.departmentIds.length === 0) return 'needAudience';
  if (draft.visibility === 'profiles' && draft.profileIds.length === 0) return 'needAudience';
  return draft.name.trim() === '' ? 'needName' : null;
};

/** The condition a path of the server points at, such as `/body/criteria/groups/0/conditions/1/value`. */
export const conditionKeyAt = (draft: Draft, path: string): number | null => {
  const found = /^\/body\/criteria(?:\/groups\/(\d+))?\/conditions\/(\d+)/.exec(path);
  if (!found) return null;
  const conditions = found[1] === undefined ? draft.conditions : draft.groups[Number(found[1])]?.conditions;
  return conditions?.[Number(found[2])]?.key ?? null;
};
