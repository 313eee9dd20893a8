import { runCommand, systemActor } from '../platform/context.ts';
import { isDatabaseUnavailable } from '../platform/database.ts';
import { queueJobs } from '../platform/jobs.ts';
import type { ModuleJobs } from '../platform/module-jobs.ts';
import { continueRebuild, indexTickets, nextToRebuild, ticketsOfContact } from './search-index.ts';

const contactTask = 'views:index-contact';
/** Tickets indexed in one transaction. */
const maxTickets = 50;

export const viewJobs: ModuleJobs = {
  tasks: {
    /** Updates the search index of a ticket. */
    'views:index': (services, payload) =>
      runCommand(services, systemActor('search'), (ctx) => indexTickets(ctx, [Number(payload.ticketId)])),
    /** Updates the search index of the tickets of a contact. */
    [contactTask]: async (services, payload) => {
      const run = <T>(work: Parameters<typeof runCommand<T>>[2]) => runCommand(services, systemActor('search'), work);
      const ticketIds = await run((ctx) => ticketsOfContact(ctx, Number(payload.contactId)));
      for (let start = 0; start < ticketIds.length; start += maxTickets)
        await run((ctx) => indexTickets(ctx, ticketIds.slice(start, start + maxTickets)));
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
          await run((ctx) => indexTickets(ctx, [id]));
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
  subscribers: [
    {
      /** Updates the search index after every event that changes searchable text. */
      name: 'views:index',
      types: [
        'contact.edited',
        'ticket.created',
        'ticket.edited',
        'ticket.transferred',
        'ticket.transfer_undone',
        'ticket.shared',
        'share.edited',
        'message.added',
        'message.edited',
        'message.taken_back',
      ],
      maxEvents: maxTickets,
      gatherMs: 200,
      handle: async (ctx, events) => {
        await indexTickets(
          ctx,
          events.flatMap((event) => event.ticket_id ?? []),
        );
        // A contact may have thousands of tickets.
        const contactIds = new Set(
          events.flatMap(({ type, data }) => (type === 'contact.edited' ? Number(data.contactId) : [])),
        );
        await queueJobs(
          ctx,
          contactTask,
          [...contactIds].map((contactId) => ({ payload: { contactId }, key: `${contactTask}:${contactId}` })),
        );
      },
    },
  ],
};
