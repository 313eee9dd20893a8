import type { ModuleJobs } from '../platform/module-jobs.ts';
import { deleteOldTries, warnAccountOwner, warnTask } from './password-tries.ts';

export const identityJobs: ModuleJobs = {
  tasks: {
    [warnTask]: (services, payload) => warnAccountOwner(services, String(payload.email)),
    /** Nightly. */
    'identity:tidy': (services) => deleteOldTries(services),
  },
  schedule: [{ task: 'identity:tidy', cron: '27 3 * * *' }],
};
