import type { ActionTable } from './table.ts';

export const shellActions = {
  'go.assigned': { group: 'go', keys: ['g a'] },
  'go.unassigned': { group: 'go', keys: ['g u'] },
  'go.all': { group: 'go', keys: ['g l'] },
  'go.shared': { group: 'go', keys: ['g h'] },
  'go.trash': { group: 'go', keys: ['g x'] },
  'go.customers': { group: 'go', keys: ['g c'] },
  'go.settings': { group: 'go', keys: ['g s'] },
  'go.back': { group: 'go', keys: ['Escape'] },
  'app.undo': { group: 'anywhere', keys: ['z'] },
  'app.search': { group: 'anywhere', keys: ['/'] },
  'app.palette': { group: 'anywhere', keys: ['mod+k'] },
  'app.keys': { group: 'anywhere', keys: ['?'] },
  'app.newTicket': { group: 'anywhere', keys: ['n'] },
  'app.theme': { group: 'anywhere', keys: ['g t'] },
  'app.language': { group: 'anywhere', keys: ['g j'] },
  'app.views': { group: 'anywhere', keys: ['['] },
  'app.available': { group: 'anywhere', keys: [] },
  'app.away': { group: 'anywhere', keys: [] },
  'app.offline': { group: 'anywhere', keys: [] },
  'app.signOut': { group: 'anywhere', keys: [] },
} as const satisfies ActionTable;
