import { run, system } from '../../platform/context.ts';
import { eventOf } from '../../platform/events.ts';
import type { Tasks } from '../../platform/jobs.ts';
import { takeInKept, takeUpForgotten } from './commands.ts';
import { dispatch, dispatchTask } from './dispatch.ts';
import { pollMailboxes, receiveTask } from './intake.ts';

export const emailTasks: Tasks = {
  /** Takes a mail that was accepted into its ticket. */
  [receiveTask]: (house, payload, attempt) => takeInKept(house, Number(payload.mailId), attempt.isLast),
  /** Hears message.added: what is meant for the outside goes to the outbox. */
  [dispatchTask]: async (house, payload) => {
    await run(house, system('mail'), async (ctx) => {
      if (payload.messageId !== undefined) return dispatch(ctx, Number(payload.messageId));
      const event = await eventOf(ctx, payload);
      if (event?.message_id && event.data.isSent === true) await dispatch(ctx, event.message_id);
    });
  },
  /** Every ten minutes: mail that was accepted and whose job ran out of tries while the database was away. */
  'email:sweep': async (house) => {
    await run(house, system('mail'), takeUpForgotten);
  },
  /** Every minute: mailboxes that are polled. */
  'email:poll': (house) => pollMailboxes(house),
};
