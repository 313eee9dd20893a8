/** The sort orders of custom views. */
export const customViewSorts = ['activity', 'created'] as const;

/** The fields of conditions and the kind of comparison. */
export const conditionFields = {
  baseState: 'one_of',
  statusId: 'one_of',
  departmentId: 'one_of',
  assigneeId: 'one_of',
  requesterId: 'one_of',
  accountId: 'one_of',
  priorityId: 'one_of',
  serviceId: 'one_of',
  categoryId: 'one_of',
  productId: 'one_of',
  type: 'one_of',
  channel: 'one_of',
  subject: 'text',
  tags: 'words',
  createdAt: 'time',
  activityAt: 'time',
  solutionForecast: 'forecast',
  sharedToOthers: 'flag',
  isOwed: 'flag',
  shareLevel: 'one_of',
  sharedWithMyDepartment: 'flag',
  sharedFrom: 'one_of',
} as const;
export type ConditionField = keyof typeof conditionFields;

/**
 * The operators of each kind and their values. is_any, is_none, has_…: a list. contains, lacks: a
 * text. before, after: an instant. within_days: the number of past days. due_within_hours: the
 * number of coming hours. is: true or false. overdue, undefined: no value.
 */
export const operatorsByKind = {
  one_of: ['is_any', 'is_none'],
  words: ['has_any', 'has_all', 'has_none'],
  text: ['contains', 'lacks'],
  time: ['within_days', 'before', 'after'],
  forecast: ['overdue', 'due_within_hours', 'undefined'],
  flag: ['is'],
} as const;
export type Operator = (typeof operatorsByKind)[keyof typeof operatorsByKind][number];

/** Placeholders for an id. me: the viewing agent. nobody: no responsible. none: an empty field. */
export const placeholderValues: Partial<Record<ConditionField, readonly string[]>> = {
  assigneeId: ['me', 'nobody'],
  priorityId: ['none'],
  serviceId: ['none'],
  categoryId: ['none'],
  productId: ['none'],
  accountId: ['none'],
};

/**
 * Fields about tickets shared by other departments. They match nothing unless the company includes
 * those tickets in custom views (C-10).
 */
export const incomingShareFields: readonly ConditionField[] = ['sharedWithMyDepartment', 'sharedFrom'];

/** Maximum conditions in one view, including those in groups, and maximum groups. */
export const maxConditions = 20;
export const maxGroups = 10;
/** Maximum views per agent. */
export const maxViews = 50;
