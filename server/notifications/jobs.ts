import type { ModuleJobs } from '../platform/module-jobs.ts';
import { notify, notifyTask } from './commands/notify.ts';
import { writeNotification, writeTask } from './commands/send.ts';

export const notificationJobs: ModuleJobs = {
  tasks: {
    /** On shares, answers, assignments and messages: notifies the people concerned. */
    [notifyTask]: (services, payload) => notify(services, payload),
    /** Writes the email or text message of one notification, in its reader's language. */
    [writeTask]: (services, payload) => writeNotification(services, Number(payload.notificationId)),
  },
  subscriptions: {
    'ticket.created': [notifyTask],
    'ticket.edited': [notifyTask],
    'ticket.shared': [notifyTask],
    'ticket.unshared': [notifyTask],
    'share.edited': [notifyTask],
    'share.answered': [notifyTask],
    'message.added': [notifyTask],
    'message.edited': [notifyTask],
  },
};
