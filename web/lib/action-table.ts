import { batchesActions } from './action-tables/batches.ts';
import { conversationActions } from './action-tables/conversation.ts';
import { listActions } from './action-tables/list.ts';
import { notificationsActions } from './action-tables/notifications.ts';
import { sharingActions } from './action-tables/sharing.ts';
import { shellActions } from './action-tables/shell.ts';
import { slaActions } from './action-tables/sla.ts';
import { ticketsActions } from './action-tables/tickets.ts';
import { transferActions } from './action-tables/transfer.ts';
import { viewsActions } from './action-tables/views.ts';

/**
 * All actions as data. Buttons, menus, shortcuts, the command palette, and the shortcut sheet are
 * views of this table. The open screen registers a handler for each action it supports
 * (`useActionHandler`); an action without a handler is not offered. If two offered actions share a
 * key, the upper one wins: actions on selected rows take precedence over the open ticket.
 * `keys`: alternatives; `mod` is ⌘ or Ctrl; a space separates the steps of a sequence.
 */
export const actionTable = {
  ...shellActions,
  ...notificationsActions,
  ...listActions,
  ...ticketsActions,
  ...sharingActions,
  ...transferActions,
  ...slaActions,
  ...viewsActions,
  ...batchesActions,
  ...conversationActions,
} as const;

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
