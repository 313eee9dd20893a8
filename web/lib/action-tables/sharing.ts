import type { ActionTable } from './table.ts';

export const sharingActions = {
  'list.share': { group: 'rows', keys: ['s'] },
  'ticket.share': { group: 'ticket', keys: ['s'] },
  'ticket.why': { group: 'ticket', keys: [] },
} as const satisfies ActionTable;
