import type { ProblemTable } from './table.ts';

export const ticketsProblems = {
  assignee_not_in_department: [422, "The responsible must belong to the ticket's department."],
  justification_required: [422, 'This status requires a justification.'],
  justification_not_for_status: [422, "This justification doesn't belong to the status."],
  requester_required: [422, 'A ticket needs a requester.'],
  internal_ticket: [422, 'Internal tickets can only have internal comments.'],
  contact_of_others: [403, 'You can only change customers whose tickets your department owns and you can edit.'],
} as const satisfies ProblemTable;
