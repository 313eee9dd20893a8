import { run, system } from '../platform/context.ts';
import { eventOf } from '../platform/events.ts';
import type { Tasks } from '../platform/jobs.ts';
import { indexTicket } from './commands.ts';

export const viewTasks: Tasks = {
  /** Hears whatever changes what a ticket says: keeps the search index up to date. */
  'views:index': async (house, payload) => {
    await run(house, system('search'), async (ctx) => {
      const event = await eventOf(ctx, payload);
      if (event?.ticket_id) await indexTicket(ctx, event.ticket_id);
    });
  },
};
