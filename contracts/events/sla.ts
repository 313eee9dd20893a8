export const slaEvents = ['sla.edited', 'sla.due_soon', 'sla.breached'] as const;
