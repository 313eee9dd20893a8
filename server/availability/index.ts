/**
 * Who receives work now: statuses, working hours, absences, and whether the desk is in use.
 * Owns: agent_status, agent_availability, agent_schedule, agent_absence. Emits:
 * availability.changed, setting.edited. Handles: nothing.
 */
export { createAbsence, createAgentStatus, recordSeen, setAvailability, setSchedule } from './commands.ts';
export { agentStatuses, availabilityOf, workingMinutes } from './queries.ts';
export { findInvalidHours } from './rules.ts';
