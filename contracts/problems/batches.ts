import type { ProblemTable } from './table.ts';

export const batchesProblems = {
  batch_running: [409, 'This batch is still running.'],
  nothing_to_retry: [409, 'No ticket of this batch was refused for this reason.'],
  changed_since: [409, 'The ticket was changed after the batch.'],
} as const satisfies ProblemTable;
