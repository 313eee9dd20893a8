import { emailTasks } from '../channels/email/jobs.ts';
import { conversationTasks } from '../conversation/jobs.ts';
import { notificationTasks } from '../notifications/jobs.ts';
import { tidyTasks } from '../platform/idempotency.ts';
import type { Tasks } from '../platform/jobs.ts';
import { outboxTasks } from '../platform/outbox.ts';
import { smsTasks } from '../platform/sms-outbox.ts';
import { sharingTasks } from '../sharing/jobs.ts';
import { viewTasks } from '../views/jobs.ts';

/** Every task there is, by name. */
export const tasks: Tasks = {
  ...outboxTasks,
  ...smsTasks,
  ...tidyTasks,
  ...conversationTasks,
  ...viewTasks,
  ...sharingTasks,
  ...emailTasks,
  ...notificationTasks,
};
