/**
 * Variables of canned replies. They are filled in with what the writer may see: fields hidden by a
 * share are empty, and a hidden customer's name is reduced to initials.
 */
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

/** me: only the author. departments: agents of the chosen departments. everyone: all agents. */
export const cannedVisibilities = ['me', 'departments', 'everyone'] as const;
