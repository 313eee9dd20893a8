/** What a row can show beside its subject, in the order chosen. */
export const viewColumns = [
  'number',
  'status',
  'requester',
  'department',
  'assignee',
  'priority',
  'tags',
  'solutionForecast',
  'shares',
  'activity',
] as const;

/**
 * The orders of a list. activity: latest activity first. waiting: longest without activity first. created: newest first. oldest: oldest first.
 * Shared Tickets and the trash are kept by activity only, so these know the first two.
 */
export const listSorts = ['activity', 'waiting', 'created', 'oldest'] as const;
