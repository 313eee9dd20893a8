export const emailEvents = ['mail.failed', 'mail.retried'] as const;
