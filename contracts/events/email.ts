export const emailEvents = ['mail.failed', 'mail.retried', 'mail.ticket_requested'] as const;
