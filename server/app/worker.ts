import { emailTasks } from '../channels/email/jobs.ts';
import { checkMailSendAllowed } from '../conversation/index.ts';
import { conversationTasks } from '../conversation/jobs.ts';
import { identityTasks } from '../identity/jobs.ts';
import { checkNotificationSendAllowed } from '../notifications/index.ts';
import { notificationTasks } from '../notifications/jobs.ts';
import { idempotencyTasks } from '../platform/idempotency.ts';
import type { Tasks } from '../platform/jobs.ts';
import { outboxTasks } from '../platform/outbox.ts';
import { smsTasks } from '../platform/sms-outbox.ts';
import { sharingTasks } from '../sharing/jobs.ts';
import { viewTasks } from '../views/jobs.ts';

/** Every task there is, by name. */
export const tasks: Tasks = {
  ...outboxTasks((ctx, mailId, messageId) =>
    messageId === null ? checkNotificationSendAllowed(ctx, { mailId }) : checkMailSendAllowed(ctx, messageId),
  ),
  ...smsTasks((ctx, textId) => checkNotificationSendAllowed(ctx, { textId })),
  ...idempotencyTasks,
  ...identityTasks,
  ...conversationTasks,
  ...viewTasks,
  ...sharingTasks,
  ...emailTasks,
  ...notificationTasks,
};
