/** Columns a row can show besides its subject. */
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
 * Sort orders of a list. activity: latest activity first. waiting: longest without activity first.
 * created: newest first. oldest: oldest first. Shared Tickets and the trash are indexed by activity
 * only, so they support the first two.
 */
export const listSorts = ['activity', 'waiting', 'created', 'oldest'] as const;

/** The orders a list can have. due: earliest promised time first, as in Due soon. */
export const listOrders = [...listSorts, 'due'] as const;
