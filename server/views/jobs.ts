import { runCommand, systemActor } from '../platform/context.ts';
import { isDatabaseUnavailable } from '../platform/database.ts';
import { findEvent } from '../platform/events.ts';
import type { ModuleJobs } from '../platform/module-jobs.ts';
import { continueRebuild, indexTicket, nextToRebuild, ticketsOfContact } from './search-index.ts';

export const viewJobs: ModuleJobs = {
  tasks: {
    /** On every event that changes searchable text: updates the search index. */
    'views:index': async (services, payload) => {
      const index = (ticketId: number) =>
        runCommand(services, systemActor('search'), (ctx) => indexTicket(ctx, ticketId));
      if (payload.ticketId !== undefined) return index(Number(payload.ticketId));
      const ticketIds = await runCommand(services, systemActor('search'), async (ctx) => {
        const event = await findEvent(ctx, payload);
        if (event?.ticket_id) return [event.ticket_id];
        return typeof event?.data.contactId === 'number' ? ticketsOfContact(ctx, event.data.contactId) : [];
      });
      for (const ticketId of ticketIds) await index(ticketId);
    },
    /**
     * Rebuilds the next tickets of the search index and queues itself until all are done. A ticket
     * that fails is skipped and logged.
     */
    'views:rebuild': async (services) => {
      const run = <T>(work: Parameters<typeof runCommand<T>>[2]) => runCommand(services, systemActor('search'), work);
      const next = await run((ctx) => nextToRebuild(ctx));
      if (!next) return;
      let skippedCount = 0;
      for (const { id } of next.filter((one) => one.isOld)) {
        try {
          await run((ctx) => indexTicket(ctx, id));
        } catch (error) {
          if (isDatabaseUnavailable(error)) throw error;
          skippedCount += 1;
          services.log.error({ ticket: id, error: String(error) }, 'a ticket could not be added to the search index');
        }
      }
      const doneIds = next.map((one) => one.id);
      await run((ctx) => continueRebuild(ctx, doneIds, skippedCount));
    },
  },
  subscriptions: {
    'contact.edited': ['views:index'],
    'ticket.created': ['views:index'],
    'ticket.edited': ['views:index'],
    'ticket.shared': ['views:index'],
    'share.edited': ['views:index'],
    'message.added': ['views:index'],
    'message.edited': ['views:index'],
    'message.taken_back': ['views:index'],
  },
};
