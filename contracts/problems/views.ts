import type { ProblemTable } from './table.ts';

export const viewsProblems = {
  too_many_views: [422, "You've reached the limit of views per person."],
} as const satisfies ProblemTable;
