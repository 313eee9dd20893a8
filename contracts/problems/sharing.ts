import type { ProblemTable } from './table.ts';

export const sharingProblems = {
  sharing_off: [403, 'Sharing is turned off for this company.'],
  share_with_owner: [422, 'The ticket already belongs to this department.'],
  share_twice: [409, 'The ticket is already shared with this department.'],
  share_target_unavailable: [422, "This department doesn't exist or is disabled."],
  too_many_shares: [422, 'The ticket is already shared with the maximum number of departments.'],
  share_expired: [422, 'The expiry of the share is in the past.'],
  forward_refused: [403, 'With Restricted access you can only forward to colleagues, and never to the requester.'],
} as const satisfies ProblemTable;
