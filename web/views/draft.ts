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

/** The default columns of a view. */
export const defaultColumns: readonly ViewColumn[] = [
  'number',
  'requester',
  'department',
  'shares',
  'solutionForecast',
  'assignee',
  'activity',
];

/** A condition being edited; `value` may be missing. `key` is its stable id. */
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

/** A draft from a saved view or a preset. */
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

/** A new condition on a field with its default value, if it has one. */
export const newCondition = (field: ConditionField, key = nextKey()): DraftCondition => {
  const kind = conditionFields[field];
  const value = kind === 'flag' ? true : kind === 'time' ? 7 : undefined;
  return { key, field, operator: operatorsByKind[kind][0], value };
};

/** A condition with another operator. A value that no longer fits is replaced by the default. */
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

/** Whether a condition is complete. */
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

/** The criteria from all complete conditions; null if there are none. */
export const toCriteria = (draft: Draft): Criteria | null => {
  const conditions = draft.conditions.filter(isComplete).map(toCondition);
  const groups = draft.groups
    .map((group) => ({ match: group.match, conditions: group.conditions.filter(isComplete).map(toCondition) }))
    .filter((group) => group.conditions.length > 0);
  return conditions.length + groups.length === 0 ? null : { match: draft.match, conditions, groups };
};

/** What is missing to save a draft, as the suffix of a message key; null if nothing is. */
export const missingPart = (draft: Draft): 'needName' | 'needCondition' | 'needValues' | 'needAudience' | null => {
  if (conditionCount(draft) === 0) return 'needCondition';
  const all = [...draft.conditions, ...draft.groups.flatMap((group) => group.conditions)];
  if (!all.every(isComplete)) return 'needValues';
  if (draft.visibility === 'departments' && draft.departmentIds.length === 0) return 'needAudience';
  if (draft.visibility === 'profiles' && draft.profileIds.length === 0) return 'needAudience';
  return draft.name.trim() === '' ? 'needName' : null;
};

/**
 * The key of the condition in a server error path, such as
 * `/body/criteria/groups/0/conditions/1/value`.
 */
export const conditionKeyAt = (draft: Draft, path: string): number | null => {
  const found = /^\/body\/criteria(?:\/groups\/(\d+))?\/conditions\/(\d+)/.exec(path);
  if (!found) return null;
  const conditions = found[1] === undefined ? draft.conditions : draft.groups[Number(found[1])]?.conditions;
  return conditions?.[Number(found[2])]?.key ?? null;
};
