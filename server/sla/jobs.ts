import { runCommand, systemActor } from '../platform/context.ts';
import type { ModuleJobs } from '../platform/module-jobs.ts';
import { announceTimes } from './commands/announce.ts';
import { followEvents, followedEvents } from './commands/follow.ts';
import { recalculateOpen } from './commands/recalculate.ts';
import { recalculateTask } from './commands/settings.ts';

export const slaJobs: ModuleJobs = {
  tasks: {
    /** Applies changed contracts and calendars to open tickets. */
    [recalculateTask]: (services, payload) =>
      runCommand(services, systemActor('sla'), (ctx) => recalculateOpen(ctx, Number(payload.afterId))),
    /** Every minute: announces times that are nearly over or over. */
    'sla:announce': async (services) => {
      while (await runCommand(services, systemActor('sla'), announceTimes));
    },
  },
  subscribers: [
    {
      /** Starts, pauses and ends promised times. */
      name: 'sla:follow',
      types: followedEvents,
      handle: followEvents,
    },
  ],
  schedule: [{ task: 'sla:announce', cron: '* * * * *' }],
};
