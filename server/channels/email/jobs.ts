import { runCommand, systemActor } from '../../platform/context.ts';
import { findEvent } from '../../platform/events.ts';
import type { ModuleJobs } from '../../platform/module-jobs.ts';
import { ingestQueuedMail, requeueStalledMail } from './commands.ts';
import { dispatch, dispatchTask } from './dispatch.ts';
import { ingestTask, pollMailboxes } from './mail-queue.ts';

export const emailJobs: ModuleJobs = {
  tasks: {
    /** Ingests an accepted mail. */
    [ingestTask]: (services, payload, attempt) => ingestQueuedMail(services, Number(payload.mailId), attempt.isLast),
    /** On message.added: queues outgoing messages. */
    [dispatchTask]: async (services, payload) => {
      await runCommand(services, systemActor('mail'), async (ctx) => {
        if (payload.messageId !== undefined) return dispatch(ctx, Number(payload.messageId));
        const event = await findEvent(ctx, payload);
        if (event?.message_id && event.data.isSent === true) await dispatch(ctx, event.message_id);
      });
    },
    /**
     * Every ten minutes: requeues accepted mail whose job ran out of attempts while the database
     * was down.
     */
    'email:sweep': async (services) => {
      await runCommand(services, systemActor('mail'), requeueStalledMail);
    },
    /** Every minute: polls mailboxes. */
    'email:poll': (services) => pollMailboxes(services),
  },
  subscriptions: {
    'message.added': [dispatchTask],
  },
  schedule: [
    { task: 'email:poll', cron: '* * * * *' },
    { task: 'email:sweep', cron: '*/10 * * * *' },
  ],
};
