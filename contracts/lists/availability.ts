/**
 * Why an agent receives no work now. away, offline: their status. absent: a planned absence.
 * outside_hours: it is not their working time. disconnected: the desk has not been open for a
 * while. idle: it is open, but nobody is using it. inactive: the agent is disabled.
 */
export const availabilityRefusals = [
  'inactive',
  'absent',
  'offline',
  'away',
  'outside_hours',
  'disconnected',
  'idle',
] as const;
export type AvailabilityRefusal = (typeof availabilityRefusals)[number];

/** Built-in statuses. Only Available receives work. */
export const builtInStatuses = ['available', 'away', 'offline'] as const;
export type BuiltInStatus = (typeof builtInStatuses)[number];
