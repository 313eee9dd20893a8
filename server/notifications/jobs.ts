import type { Tasks } from '../platform/jobs.ts';
import { notifyTask, notify } from './commands/notify.ts';
import { writeNotification, writeTask } from './commands/send.ts';

export const notificationTasks: Tasks = {
  /** Hears of shares, answers, responsibles and messages: tells those whom it concerns. */
  [notifyTask]: (services, payload) => notify(services, payload),
  /** Writes the mail or text message of one notification, in the words and language of who gets it. */
  [writeTask]: (services, payload) => writeNotification(services, Number(payload.notificationId)),
};
