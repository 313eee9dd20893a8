/** What a canned reply may name. Filled in for a ticket as the writer may see it: what a share hides is empty, or initials for a hidden customer. */
export const cannedVariables = [
  'requester.name',
  'requester.email',
  'agent.name',
  'ticket.number',
  'ticket.subject',
  'ticket.status',
  'ticket.priority',
  'ticket.department',
  'company.name',
] as const;

/** me: only whoever wrote it. departments: the people of those departments. everyone: all agents. */
export const cannedVisibilities = ['me', 'departments', 'everyone'] as const;
