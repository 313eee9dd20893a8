import type { ModuleJobs } from '../platform/module-jobs.ts';
import { notify } from './commands/notify.ts';
import { writeNotification, writeTask } from './commands/send.ts';

export const notificationJobs: ModuleJobs = {
  tasks: {
    /** Writes the email or text message of one notification, in its reader's language. */
    [writeTask]: (services, payload) => writeNotification(services, Number(payload.notificationId)),
  },
  subscribers: [
    {
      /** Notifies the people concerned by shares, answers, assignments, messages and absences. */
      name: 'notifications:notify',
      types: [
        'ticket.created',
        'ticket.edited',
        'ticket.transferred',
        'ticket.escalated',
        'ticket.shared',
        'ticket.unshared',
        'share.edited',
        'share.answered',
        'message.added',
        'message.edited',
        'ticket.answered_in_absence',
        'sla.due_soon',
        'sla.breached',
      ],
      handle: notify,
    },
  ],
};
