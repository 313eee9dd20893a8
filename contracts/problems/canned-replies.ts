import type { ProblemTable } from './table.ts';

export const cannedRepliesProblems = {
  too_many_canned_replies: [422, "You've reached the limit of canned replies."],
} as const satisfies ProblemTable;
