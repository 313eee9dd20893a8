import { runCommand, systemActor } from '../platform/context.ts';
import { queueJob } from '../platform/jobs.ts';
import type { ModuleJobs } from '../platform/module-jobs.ts';
import { continueFoldingNames } from './commands/fold-names.ts';
import { deleteOldTries, warnAccountOwner, warnTask } from './password-tries.ts';

export const identityJobs: ModuleJobs = {
  tasks: {
    [warnTask]: (services, payload) => warnAccountOwner(services, String(payload.email)),
    /** Nightly. */
    'identity:tidy': (services) => deleteOldTries(services),
    /** After an upgrade: folds the next names, and queues itself until all are done. */
    'identity:fold-names': (services, payload) =>
      runCommand(services, systemActor('identity'), async (ctx) => {
        const next = await continueFoldingNames(ctx, payload);
        if (next) await queueJob(ctx, 'identity:fold-names', next, { key: 'identity:fold-names' });
      }),
  },
  schedule: [{ task: 'identity:tidy', cron: '27 3 * * *' }],
};
