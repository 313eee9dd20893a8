export const ticketEvents = ['ticket.created', 'ticket.edited', 'ticket.deleted', 'ticket.restored'] as const;
