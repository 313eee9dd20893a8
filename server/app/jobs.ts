import { assignmentJobs } from '../assignment/jobs.ts';
import { availabilityJobs } from '../availability/jobs.ts';
import { batchJobs } from '../batches/jobs.ts';
import { mailTransport } from '../channels/email/index.ts';
import { emailJobs } from '../channels/email/jobs.ts';
import { checkMailSendAllowed } from '../conversation/index.ts';
import { conversationJobs } from '../conversation/jobs.ts';
import { identityJobs } from '../identity/jobs.ts';
import { checkNotificationSendAllowed } from '../notifications/index.ts';
import { notificationJobs } from '../notifications/jobs.ts';
import { idempotencyJobs } from '../platform/idempotency.ts';
import type { Schedule, Tasks } from '../platform/jobs.ts';
import type { ModuleJobs } from '../platform/module-jobs.ts';
import { outboxJobs } from '../platform/outbox-sending.ts';
import { smsJobs } from '../platform/sms-outbox.ts';
import { retryTasks, type Subscriber } from '../platform/subscribers.ts';
import { sharingJobs } from '../sharing/jobs.ts';
import { slaJobs } from '../sla/jobs.ts';
import { ticketJobs } from '../tickets/jobs.ts';
import { viewJobs } from '../views/jobs.ts';

/** The background work of all modules. A new module adds one line. */
const modules: readonly ModuleJobs[] = [
  outboxJobs(
    (ctx, mailId, messageId) =>
      messageId === null ? checkNotificationSendAllowed(ctx, { mailId }) : checkMailSendAllowed(ctx, messageId),
    mailTransport,
  ),
  smsJobs((ctx, textId) => checkNotificationSendAllowed(ctx, { textId })),
  idempotencyJobs,
  identityJobs,
  availabilityJobs,
  ticketJobs,
  conversationJobs,
  slaJobs,
  assignmentJobs,
  viewJobs,
  sharingJobs,
  batchJobs,
  emailJobs,
  notificationJobs,
];

export const subscribers: readonly Subscriber[] = modules.flatMap((module) => module.subscribers ?? []);
export const tasks: Tasks = Object.assign(retryTasks(subscribers), ...modules.map((module) => module.tasks));
export const schedule: readonly Schedule[] = modules.flatMap((module) => module.schedule ?? []);
