export const assignmentEvents = ['assignment.edited', 'routing_rule.edited'] as const;
