import type { ActionTable } from './table.ts';

export const listActions = {
  'list.next': { group: 'list', keys: ['j', 'ArrowDown'] },
  'list.previous': { group: 'list', keys: ['k', 'ArrowUp'] },
  'list.open': { group: 'list', keys: ['Enter', 'o'] },
  'list.select': { group: 'list', keys: ['x'] },
  'list.selectNext': { group: 'list', keys: ['Shift+ArrowDown'] },
  'list.selectPrevious': { group: 'list', keys: ['Shift+ArrowUp'] },
  'list.selectAll': { group: 'list', keys: ['Shift+a'] },
  'list.clear': { group: 'list', keys: [] },
  'list.sort': { group: 'list', keys: ['g o'] },
  'list.density': { group: 'list', keys: ['g d'] },
  'list.refresh': { group: 'list', keys: ['.'] },
  'list.close': { group: 'rows', keys: ['e'] },
  'list.assign': { group: 'rows', keys: ['a'] },
  'list.assignToMe': { group: 'rows', keys: ['i'] },
  'list.status': { group: 'rows', keys: ['v'] },
  'list.priority': { group: 'rows', keys: ['p'] },
  'list.unread': { group: 'rows', keys: ['u'] },
  'list.delete': { group: 'rows', keys: ['#'] },
  'list.restore': { group: 'rows', keys: ['Shift+z'] },
} as const satisfies ActionTable;
