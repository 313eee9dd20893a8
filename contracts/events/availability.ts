export const availabilityEvents = ['availability.changed'] as const;
