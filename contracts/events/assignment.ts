export const assignmentEvents = ['assignment.edited', 'routing_rule.edited', 'ticket.answered_in_absence'] as const;
