import { runCommand, systemActor } from '../platform/context.ts';
import type { Tasks } from '../platform/jobs.ts';
import { batchTask, runBatchChunk } from './commands/batch.ts';
import { revokeExpiredShares } from './commands/share.ts';

export const sharingTasks: Tasks = {
  /** Shares the next tickets of a batch. */
  [batchTask]: (services, payload) => runBatchChunk(services, Number(payload.batchId)),
  /** Every minute: ends expired shares. */
  'sharing:expire': async (services) => {
    while ((await runCommand(services, systemActor('expiry'), revokeExpiredShares)) > 0);
  },
};
