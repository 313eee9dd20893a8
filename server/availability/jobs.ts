import { runCommand, systemActor } from '../platform/context.ts';
import type { ModuleJobs } from '../platform/module-jobs.ts';
import { refreshAvailability } from './commands.ts';

export const availabilityJobs: ModuleJobs = {
  tasks: {
    /** Every minute: finds agents who began or stopped receiving work as time passed. */
    'availability:refresh': (services) => runCommand(services, systemActor('availability'), refreshAvailability),
  },
  schedule: [{ task: 'availability:refresh', cron: '* * * * *' }],
};
