import type { ActionTable } from './table.ts';

export const batchesActions = {
  'app.batches': { group: 'anywhere', keys: ['g p'] },
} as const satisfies ActionTable;
