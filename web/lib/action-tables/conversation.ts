import type { ActionTable } from './table.ts';

export const conversationActions = {
  'write.send': { group: 'write', keys: ['mod+Enter'] },
  'write.canned': { group: 'write', keys: ['mod+/'] },
  'write.leave': { group: 'write', keys: [] },
} as const satisfies ActionTable;
