import type { ActionTable } from './table.ts';

export const slaActions = {
  'ticket.times': { group: 'ticket', keys: ['w'] },
  'go.dueSoon': { group: 'go', keys: ['g w'] },
} as const satisfies ActionTable;
