import { runCommand, systemActor } from '../../platform/context.ts';
import { findEvent } from '../../platform/events.ts';
import type { Tasks } from '../../platform/jobs.ts';
import { ingestQueuedMail, requeueStalledMail } from './commands.ts';
import { dispatch, dispatchTask } from './dispatch.ts';
import { ingestTask, pollMailboxes } from './mail-queue.ts';

export const emailTasks: Tasks = {
  /** Takes a mail that was accepted into its ticket. */
  [ingestTask]: (services, payload, attempt) => ingestQueuedMail(services, Number(payload.mailId), attempt.isLast),
  /** Hears message.added: what is meant for the outside goes to the outbox. */
  [dispatchTask]: async (services, payload) => {
    await runCommand(services, systemActor('mail'), async (ctx) => {
      if (payload.messageId !== undefined) return dispatch(ctx, Number(payload.messageId));
      const event = await findEvent(ctx, payload);
      if (event?.message_id && event.data.isSent === true) await dispatch(ctx, event.message_id);
    });
  },
  /** Every ten minutes: mail that was accepted and whose job ran out of tries while the database was away. */
  'email:sweep': async (services) => {
    await runCommand(services, systemActor('mail'), requeueStalledMail);
  },
  /** Every minute: mailboxes that are polled. */
  'email:poll': (services) => pollMailboxes(services),
};
