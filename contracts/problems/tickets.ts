import type { ProblemTable } from './table.ts';

export const ticketsProblems = {
  assignee_not_in_department: [422, "The responsible must belong to the ticket's department."],
  justification_required: [422, 'This status requires a justification.'],
  justification_not_for_status: [422, "This justification doesn't belong to the status."],
  fields_required: [422, 'Some required fields are empty.'],
  service_not_offered: [422, "This service isn't offered in the ticket's department or for its type."],
  category_not_for_service: [422, "This category doesn't fit the service."],
  priority_not_for_category: [422, "This priority doesn't fit the category."],
  requester_required: [422, 'A ticket needs a requester.'],
  too_many_tags: [422, 'The ticket would have more than 50 tags.'],
  internal_ticket: [422, 'Internal tickets can only have internal comments.'],
  contact_of_others: [403, 'You can only change customers whose tickets your department owns and you can edit.'],
} as const satisfies ProblemTable;
