import type { ActionTable } from './table.ts';

export const viewsActions = {
  'app.newView': { group: 'anywhere', keys: ['g v'] },
  'list.editView': { group: 'list', keys: [] },
  'list.copyView': { group: 'list', keys: [] },
  'list.deleteView': { group: 'list', keys: [] },
} as const satisfies ActionTable;
