import type { Tasks } from '../platform/jobs.ts';
import { notify, notifyTask } from './commands/notify.ts';
import { writeNotification, writeTask } from './commands/send.ts';

export const notificationTasks: Tasks = {
  /** On shares, answers, assignments and messages: notifies the people concerned. */
  [notifyTask]: (services, payload) => notify(services, payload),
  /** Writes the email or text message of one notification, in its reader's language. */
  [writeTask]: (services, payload) => writeNotification(services, Number(payload.notificationId)),
};
