import { runCommand, systemActor } from '../platform/context.ts';
import type { ModuleJobs } from '../platform/module-jobs.ts';
import { batchTask, deleteOldBatches, runBatch } from './commands.ts';

export const batchJobs: ModuleJobs = {
  tasks: {
    /** Works on the next tickets of a batch. */
    [batchTask]: (services, payload) => runBatch(services, Number(payload.batchId)),
    /** Every night: deletes batches older than 30 days. */
    'batches:delete-old': async (services) => {
      while ((await runCommand(services, systemActor('batch'), deleteOldBatches)) > 0);
    },
  },
  schedule: [{ task: 'batches:delete-old', cron: '30 2 * * *' }],
};
