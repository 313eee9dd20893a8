import { run, system } from '../platform/context.ts';
import type { Tasks } from '../platform/jobs.ts';
import { batchTask, workOnBatch } from './commands/batch.ts';
import { endExpiredShares } from './commands/share.ts';

export const sharingTasks: Tasks = {
  /** Shares the next tickets of a batch. */
  [batchTask]: (house, payload) => workOnBatch(house, Number(payload.batchId)),
  /** Every minute: shares whose time is over. */
  'sharing:expire': async (house) => {
    while ((await run(house, system('expiry'), endExpiredShares)) > 0);
  },
};
