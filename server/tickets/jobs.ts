import { runCommand, systemActor } from '../platform/context.ts';
import type { ModuleJobs } from '../platform/module-jobs.ts';
import { closeResolvedTickets } from './closing.ts';
import { removeFollowersWithoutAccess } from './followers.ts';

export const ticketJobs: ModuleJobs = {
  tasks: {
    /** Every ten minutes: closes tickets that were resolved long enough ago. */
    'tickets:close-resolved': async (services) => {
      while ((await runCommand(services, systemActor('closing'), closeResolvedTickets)) > 0);
    },
  },
  schedule: [{ task: 'tickets:close-resolved', cron: '*/10 * * * *' }],
  subscribers: [
    {
      /** Removes the followers who lost a ticket because it is no longer shared with them. */
      name: 'tickets:followers',
      types: ['ticket.unshared'],
      handle: (ctx, events) =>
        removeFollowersWithoutAccess(
          ctx,
          events.flatMap((event) => event.ticket_id ?? []),
        ),
    },
  ],
};
