import { sql } from 'kysely';
import { runCommand, systemActor } from '../../platform/context.ts';
import { queueJobs } from '../../platform/jobs.ts';
import type { ModuleJobs } from '../../platform/module-jobs.ts';
import { ingestQueuedMail, requeueStalledMail } from './commands.ts';
import { dispatch, dispatchKey, dispatchTask } from './dispatch.ts';
import { sentCopyTask } from './mail-accounts.ts';
import { ingestTask } from './mail-queue.ts';
import { pollMailboxes } from './mailbox-reader.ts';
import { copyToSent } from './sent-copy.ts';

export const emailJobs: ModuleJobs = {
  tasks: {
    /** Ingests an accepted mail. */
    [ingestTask]: (services, payload, attempt) => ingestQueuedMail(services, Number(payload.mailId), attempt.isLast),
    /** Queues the mail of a message. */
    [dispatchTask]: (services, payload) =>
      runCommand(services, systemActor('mail'), (ctx) => dispatch(ctx, Number(payload.messageId))),
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
  subscribers: [
    {
      /** Sends messages when their time to undo is over. */
      name: dispatchTask,
      types: ['message.added'],
      handle: async (ctx, events) => {
        const sentIds = events.flatMap((one) => (one.data.isSent === true ? (one.message_id ?? []) : []));
        if (sentIds.length === 0) return;
        const messages = await ctx.tx
          .selectFrom('message')
          .select(['id', 'sends_at'])
          .where(sql<boolean>`id = any(${sentIds}::bigint[])`)
          .execute();
        await queueJobs(
          ctx,
          dispatchTask,
          messages.map(({ id, sends_at }) => ({
            payload: { messageId: id },
            key: dispatchKey(id),
            ...(sends_at ? { runAt: sends_at } : {}),
          })),
        );
      },
    },
  ],
  schedule: [
    { task: 'email:poll', cron: '* * * * *' },
    { task: 'email:sweep', cron: '*/10 * * * *' },
  ],
};
