import { runCommand, systemActor } from '../platform/context.ts';
import { findEvent } from '../platform/events.ts';
import type { ModuleJobs } from '../platform/module-jobs.ts';
import { indexTicket, ticketsOfContact } from './commands.ts';

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
