import { runCommand, systemActor } from '../../platform/context.ts';
import { findEvent } from '../../platform/events.ts';
import type { ModuleJobs } from '../../platform/module-jobs.ts';
import { ingestQueuedMail, requeueStalledMail } from './commands.ts';
import { dispatch, dispatchTask } from './dispatch.ts';
import { sentCopyTask } from './mail-accounts.ts';
import { ingestTask } from './mail-queue.ts';
import { pollMailboxes } from './mailbox-reader.ts';
import { copyToSent } from './sent-copy.ts';

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
    /** After the outgoing server accepted a mail: copies it to the Sent folder. */
    [sentCopyTask]: (services, payload) =>
      copyToSent(services, {
        mailId: Number(payload.mailId),
        mailboxId: Number(payload.mailboxId),
        date: new Date(String(payload.date)),
      }),
    /** Every minute: polls mailboxes, also those that are watched. */
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
