/**
 * All actions as data. Buttons, menus, shortcuts, the command palette, and the shortcut sheet are
 * views of this table. The open screen registers a handler for each action it supports
 * (`useActionHandler`); an action without a handler is not offered. If two offered actions share a
 * key, the upper one wins: actions on selected rows take precedence over the open ticket.
 * `keys`: alternatives; `mod` is ⌘ or Ctrl; a space separates the steps of a sequence.
 */
export const actionTable = {
  'go.assigned': { group: 'go', keys: ['g a'] },
  'go.unassigned': { group: 'go', keys: ['g u'] },
  'go.all': { group: 'go', keys: ['g l'] },
  'go.shared': { group: 'go', keys: ['g h'] },
  'go.trash': { group: 'go', keys: ['g x'] },
  'go.notifications': { group: 'go', keys: ['g n'] },
  'go.customers': { group: 'go', keys: ['g c'] },
  'go.settings': { group: 'go', keys: ['g s'] },
  'go.back': { group: 'go', keys: ['Escape'] },
  'app.undo': { group: 'anywhere', keys: ['z'] },
  'app.search': { group: 'anywhere', keys: ['/'] },
  'app.palette': { group: 'anywhere', keys: ['mod+k'] },
  'app.keys': { group: 'anywhere', keys: ['?'] },
  'app.newTicket': { group: 'anywhere', keys: ['n'] },
  'app.newView': { group: 'anywhere', keys: ['g v'] },
  'app.theme': { group: 'anywhere', keys: ['g t'] },
  'app.language': { group: 'anywhere', keys: ['g j'] },
  'app.views': { group: 'anywhere', keys: ['['] },
  'app.available': { group: 'anywhere', keys: [] },
  'app.away': { group: 'anywhere', keys: [] },
  'app.offline': { group: 'anywhere', keys: [] },
  'app.signOut': { group: 'anywhere', keys: [] },
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
  'list.editView': { group: 'list', keys: [] },
  'list.copyView': { group: 'list', keys: [] },
  'list.deleteView': { group: 'list', keys: [] },
  'list.close': { group: 'rows', keys: ['e'] },
  'list.assign': { group: 'rows', keys: ['a'] },
  'list.assignToMe': { group: 'rows', keys: ['i'] },
  'list.status': { group: 'rows', keys: ['v'] },
  'list.priority': { group: 'rows', keys: ['p'] },
  'list.share': { group: 'rows', keys: ['s'] },
  'list.unread': { group: 'rows', keys: ['u'] },
  'list.delete': { group: 'rows', keys: ['#'] },
  'list.restore': { group: 'rows', keys: ['Shift+z'] },
  'ticket.next': { group: 'ticket', keys: ['Shift+j'] },
  'ticket.previous': { group: 'ticket', keys: ['Shift+k'] },
  'ticket.scrollDown': { group: 'ticket', keys: ['Space'] },
  'ticket.scrollUp': { group: 'ticket', keys: ['Shift+Space'] },
  'ticket.reply': { group: 'ticket', keys: ['r'] },
  'ticket.comment': { group: 'ticket', keys: ['c'] },
  'ticket.forward': { group: 'ticket', keys: ['f'] },
  'ticket.close': { group: 'ticket', keys: ['e'] },
  'ticket.assign': { group: 'ticket', keys: ['a'] },
  'ticket.assignToMe': { group: 'ticket', keys: ['i'] },
  'ticket.status': { group: 'ticket', keys: ['v'] },
  'ticket.priority': { group: 'ticket', keys: ['p'] },
  'ticket.tags': { group: 'ticket', keys: ['l'] },
  'ticket.subject': { group: 'ticket', keys: ['Shift+r'] },
  'ticket.share': { group: 'ticket', keys: ['s'] },
  'ticket.why': { group: 'ticket', keys: [] },
  'ticket.delete': { group: 'ticket', keys: ['#'] },
  'ticket.restore': { group: 'ticket', keys: ['Shift+z'] },
  'ticket.copyLink': { group: 'ticket', keys: ['y'] },
  'ticket.unread': { group: 'ticket', keys: ['u'] },
  'ticket.print': { group: 'ticket', keys: [] },
  'ticket.customer': { group: 'ticket', keys: [']'] },
  'ticket.details': { group: 'ticket', keys: ['d'] },
  'ticket.filter': { group: 'ticket', keys: ['h'] },
  'write.send': { group: 'write', keys: ['mod+Enter'] },
  'write.canned': { group: 'write', keys: ['mod+/'] },
  'write.leave': { group: 'write', keys: [] },
} as const satisfies Record<string, { group: ActionGroup; keys: readonly string[] }>;

export type ActionGroup = 'go' | 'anywhere' | 'list' | 'rows' | 'ticket' | 'write';
export type ActionId = keyof typeof actionTable;
export const actionIds = Object.keys(actionTable) as ActionId[];

const isApple = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.platform);
const names: Record<string, string> = {
  mod: isApple ? '⌘' : 'Ctrl',
  Enter: '↵',
  Escape: 'Esc',
  ArrowDown: '↓',
  ArrowUp: '↑',
  Shift: '⇧',
};

/** The key caps to draw for a key or sequence: ⌘ and K for `mod+k`. */
export const keyCaps = (keys: string): string[] =>
  keys.split(/[ +]/).map((part) => names[part] ?? (part.length === 1 ? part.toUpperCase() : part));
