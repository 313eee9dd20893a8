import type { ProblemTable } from './table.ts';

export const transferProblems = {
  transfers_off: [403, 'This company shares tickets instead of transferring them.'],
  same_department: [422, 'The ticket already belongs to this department.'],
  transfer_target_disabled: [422, "This department doesn't exist or is disabled."],
  transfer_target_not_allowed: [422, "Tickets of this department can't be transferred there."],
  no_rule: [422, "This department has no rule for the ticket's channel, so it can't receive it."],
  not_in_rule: [422, "This agent isn't part of the department's rule for the ticket's channel."],
  nobody_in_rule: [422, "Nobody in this department takes part in its rule for the ticket's channel."],
  agent_not_in_department: [422, "This agent isn't a member of that department."],
  agent_unavailable: [409, "This agent isn't available now."],
  nobody_available: [409, 'Nobody in this department can take the ticket now.'],
  note_required: [422, 'Another department needs a note to take the ticket over.'],
  reason_required: [422, 'Your company requires a reason for transfers to another department.'],
  no_supervisor: [409, 'No supervisor of this department is available now.'],
  undo_too_late: [409, 'This can no longer be undone.'],
} as const satisfies ProblemTable;
