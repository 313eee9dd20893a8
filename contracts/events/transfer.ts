export const transferEvents = ['ticket.transferred', 'ticket.escalated', 'ticket.transfer_undone'] as const;
