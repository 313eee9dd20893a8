import { runCommand, systemActor } from '../platform/context.ts';
import type { ModuleJobs } from '../platform/module-jobs.ts';
import { revokeExpiredShares } from './commands/share.ts';

export const sharingJobs: ModuleJobs = {
  tasks: {
    /** Every minute: ends expired shares. */
    'sharing:expire': async (services) => {
      while ((await runCommand(services, systemActor('expiry'), revokeExpiredShares)) > 0);
    },
  },
  schedule: [{ task: 'sharing:expire', cron: '* * * * *' }],
};
