export const ticketEvents = [
  'ticket.created',
  'ticket.edited',
  'ticket.deleted',
  'ticket.restored',
  'ticket.followed_up',
] as const;
