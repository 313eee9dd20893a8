import { runCommand, systemActor } from '../platform/context.ts';
import { findEvent } from '../platform/events.ts';
import type { ModuleJobs } from '../platform/module-jobs.ts';
import { messageDelivery } from '../platform/outbox.ts';
import { recordDelivery } from './commands/delivery.ts';
import { removeUnattachedFiles } from './commands/edit-message.ts';

export const conversationJobs: ModuleJobs = {
  tasks: {
    /** On message.delivered, message.deferred and message.failed: updates the delivery state shown on the message. */
    'conversation:delivery': async (services, payload) => {
      await runCommand(services, systemActor('mail'), async (ctx) => {
        const event = await findEvent(ctx, payload);
        if (!event?.message_id) return;
        const delivery = await messageDelivery(ctx, event.message_id);
        const detail = typeof event.data.detail === 'string' ? event.data.detail : null;
        // Without an attempt the event has the reason, such as missing permission.
        await recordDelivery(ctx, event.message_id, {
          state: delivery?.outcome ?? (event.type === 'message.delivered' ? 'sent' : 'failed'),
          detail: delivery ? delivery.detail : detail,
          recipients: delivery?.recipients ?? null,
        });
      });
    },
    /** Nightly: deletes uploads that were never attached to anything. */
    'conversation:tidy': async (services) => {
      await runCommand(services, systemActor('tidy'), removeUnattachedFiles);
    },
  },
  subscriptions: {
    'message.delivered': ['conversation:delivery'],
    'message.deferred': ['conversation:delivery'],
    'message.failed': ['conversation:delivery'],
  },
  schedule: [{ task: 'conversation:tidy', cron: '17 3 * * *' }],
};
