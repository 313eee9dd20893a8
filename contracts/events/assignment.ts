export const assignmentEvents = ['assignment.edited', 'routing_rule.edited', 'availability.changed'] as const;
