import type { ActionTable } from './table.ts';

export const notificationsActions = {
  'go.notifications': { group: 'go', keys: ['g n'] },
} as const satisfies ActionTable;
