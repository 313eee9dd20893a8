import { assignmentEvents } from './events/assignment.ts';
import { availabilityEvents } from './events/availability.ts';
import { conversationEvents } from './events/conversation.ts';
import { departmentEvents } from './events/departments.ts';
import { emailEvents } from './events/email.ts';
import { identityEvents } from './events/identity.ts';
import { settingsEvents } from './events/settings.ts';
import { sharingEvents } from './events/sharing.ts';
import { slaEvents } from './events/sla.ts';
import { ticketEvents } from './events/tickets.ts';
import { transferEvents } from './events/transfer.ts';
import { viewEvents } from './events/views.ts';

/**
 * All event types. Each event is one row in the event log, which serves as change history, audit
 * log and outbox.
 */
export const eventTypes = [
  ...ticketEvents,
  ...sharingEvents,
  ...conversationEvents,
  ...identityEvents,
  ...availabilityEvents,
  ...departmentEvents,
  ...settingsEvents,
  ...viewEvents,
  ...emailEvents,
  ...assignmentEvents,
  ...transferEvents,
  ...slaEvents,
] as const;
export type EventType = (typeof eventTypes)[number];
