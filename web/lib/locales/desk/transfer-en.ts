/** Transfer and assignment, as far as every ticket shows them, in English. */
export const transferEn = {
  'refusal.handed_over': 'Another department has this ticket now. You can read and follow it.',
  'problem.transfers_off': 'Your company shares tickets instead of transferring them.',
  'problem.same_department': 'The ticket already belongs to this department.',
  'problem.transfer_target_disabled': 'This department is disabled.',
  'problem.transfer_target_not_allowed': 'Your department can’t transfer tickets there.',
  'problem.no_rule': 'This department has no rule for the ticket’s channel, so it can’t receive it.',
  'problem.not_in_rule': 'This person doesn’t take part in the department’s rule for this channel.',
  'problem.nobody_in_rule': 'Nobody in this department takes part in its rule for this channel.',
  'problem.agent_not_in_department': 'This person isn’t a member of that department.',
  'problem.agent_unavailable': 'This person isn’t available now.',
  'problem.nobody_available': 'Nobody in this department can take the ticket now.',
  'problem.note_required': 'Write a note for the department that takes the ticket over.',
  'problem.no_supervisor': 'No supervisor of this department is available now.',
  'problem.undo_too_late': 'This transfer can no longer be undone.',
};
