import { assignmentEndpoints } from './assignment.ts';
import { availabilityEndpoints } from './availability.ts';
import { batchEndpoints } from './batches.ts';
import { cannedReplyEndpoints } from './canned-replies.ts';
import { conversationEndpoints } from './conversation.ts';
import { customViewEndpoints } from './custom-views.ts';
import { departmentEndpoints } from './departments.ts';
import { emailEndpoints } from './email.ts';
import { formEndpoints } from './forms.ts';
import { historyEndpoints } from './history.ts';
import { contactEndpoints, identityEndpoints } from './identity.ts';
import { notificationEndpoints } from './notifications.ts';
import { ticketWithMessagesEndpoints } from './opening.ts';
import { settingsEndpoints, startEndpoints } from './settings.ts';
import { sharingEndpoints } from './sharing.ts';
import { slaEndpoints } from './sla.ts';
import { ticketEndpoints } from './tickets.ts';
import { transferEndpoints } from './transfer.ts';
import { viewEndpoints } from './views.ts';

/** Every endpoint of the API by operation id. */
export const api = {
  ...startEndpoints,
  ...settingsEndpoints,
  ...formEndpoints,
  ...identityEndpoints,
  ...contactEndpoints,
  ...availabilityEndpoints,
  ...departmentEndpoints,
  ...ticketEndpoints,
  ...conversationEndpoints,
  ...cannedReplyEndpoints,
  ...ticketWithMessagesEndpoints,
  ...sharingEndpoints,
  ...viewEndpoints,
  ...customViewEndpoints,
  ...historyEndpoints,
  ...emailEndpoints,
  ...notificationEndpoints,
  ...assignmentEndpoints,
  ...transferEndpoints,
  ...batchEndpoints,
  ...slaEndpoints,
};
export type Api = typeof api;
