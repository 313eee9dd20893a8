/** The orders a custom view can be kept in. */
export const customViewSorts = ['activity', 'created'] as const;

/** What a condition can speak of, and how that is compared. */
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
 * The operators of each kind, and what they are given. is_any, is_none, has_…: a list. contains: a text. before, after: an instant.
 * within_days: the last so many days. due_within_hours: the next so many hours. is: true or false. overdue, undefined: nothing.
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

/** Words that stand for an id: `me` is whoever looks at the view, `nobody` that there is no responsible, `none` that a field is empty. */
export const placeholderValues: Partial<Record<ConditionField, readonly string[]>> = {
  assigneeId: ['me', 'nobody'],
  priorityId: ['none'],
  serviceId: ['none'],
  categoryId: ['none'],
  productId: ['none'],
  accountId: ['none'],
};

/** Fields that speak of tickets other departments share with us. They match nothing unless the company includes those in custom views (C-10). */
export const incomingShareFields: readonly ConditionField[] = ['sharedWithMyDepartment', 'sharedFrom'];

/** At most so many conditions in one view, those in its groups counted, and so many groups. */
export const maxConditions = 20;
export const maxGroups = 10;
/** At most so many views one person keeps. */
export const maxViews = 50;
