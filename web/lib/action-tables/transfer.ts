import type { ActionTable } from './table.ts';

export const transferActions = {
  'list.transfer': { group: 'rows', keys: ['t'] },
  'list.escalate': { group: 'rows', keys: ['Shift+t'] },
  'ticket.transfer': { group: 'ticket', keys: ['t'] },
  'ticket.escalate': { group: 'ticket', keys: ['Shift+t'] },
  'go.transferred': { group: 'go', keys: ['g r'] },
  'go.escalated': { group: 'go', keys: ['g e'] },
} as const satisfies ActionTable;
