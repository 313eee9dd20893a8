import { runCommand, systemActor } from '../platform/context.ts';
import type { ModuleJobs } from '../platform/module-jobs.ts';
import { messageDelivery } from '../platform/outbox.ts';
import { recordDelivery } from './commands/delivery.ts';
import { removeUnattachedFiles } from './commands/edit-message.ts';

export const conversationJobs: ModuleJobs = {
  tasks: {
    /** Nightly: deletes uploads that were never attached to anything. */
    'conversation:tidy': async (services) => {
      await runCommand(services, systemActor('tidy'), removeUnattachedFiles);
    },
  },
  subscribers: [
    {
      /** Updates the delivery state shown on messages. */
      name: 'conversation:delivery',
      types: ['message.delivered', 'message.deferred', 'message.failed'],
      handle: async (ctx, events) => {
        // The state is read from the outbox, so the last event of a message is enough.
        const lastOf = new Map(events.map((event) => [event.message_id, event]));
        for (const [messageId, event] of lastOf) {
          if (messageId === null) continue;
          const delivery = await messageDelivery(ctx, messageId);
          const detail = typeof event.data.detail === 'string' ? event.data.detail : null;
          // Without an attempt the event has the reason, such as missing permission.
          await recordDelivery(ctx, messageId, {
            state: delivery?.outcome ?? (event.type === 'message.delivered' ? 'sent' : 'failed'),
            detail: delivery ? delivery.detail : detail,
            recipients: delivery?.recipients ?? null,
          });
        }
      },
    },
  ],
  schedule: [{ task: 'conversation:tidy', cron: '17 3 * * *' }],
};
