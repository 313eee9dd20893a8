import { useEffect, useRef, useSyncExternalStore } from 'react';
import { type ActionId, actionIds, actionTable } from './action-table.ts';
import { toast } from './toast.ts';

/** How the open screen runs an action. `refusal` is the message why it may not; null if it may. */
export type ActionHandler = { run: () => void; refusal: string | null };

const handlers = new Map<ActionId, { current: ActionHandler }[]>();
const listeners = new Set<() => void>();
let version = 0;
const notifyListeners = () => {
  version += 1;
  for (const listener of listeners) listener();
};
const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/**
 * The current handler of an action; null if no open screen offers it. The last opened screen wins.
 */
export const handlerOf = (id: ActionId): ActionHandler | null => handlers.get(id)?.at(-1)?.current ?? null;

/** Runs an action unless it is refused or not offered. Returns whether it ran. */
export const runAction = (id: ActionId): boolean => {
  const handler = handlerOf(id);
  if (!handler || handler.refusal !== null) return false;
  handler.run();
  return true;
};

/**
 * Registers this screen's handler for an action while mounted. Pass null to not offer the action.
 */
export const useActionHandler = (id: ActionId, run: (() => void) | null, refusal: string | null = null): void => {
  const latest = useRef<ActionHandler>({ run: () => {}, refusal });
  latest.current = { run: run ?? (() => {}), refusal };
  const isOffered = run !== null;
  useEffect(() => {
    if (!isOffered) return;
    const stack = handlers.get(id) ?? [];
    handlers.set(id, [...stack, latest]);
    notifyListeners();
    return () => {
      handlers.set(
        id,
        (handlers.get(id) ?? []).filter((one) => one !== latest),
      );
      notifyListeners();
    };
  }, [id, isOffered]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: refusals are shown
  useEffect(notifyListeners, [refusal]);
};

/** The handler of an action; re-renders when it is added or removed, or its refusal changes. */
export const useAction = (id: ActionId): ActionHandler | null => {
  useSyncExternalStore(subscribe, () => version);
  return handlerOf(id);
};

/** All actions that have a handler. */
export const useOfferedActions = (): ActionId[] => {
  useSyncExternalStore(subscribe, () => version);
  return actionIds.filter((id) => handlerOf(id) !== null);
};

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) &&
  !(target instanceof HTMLInputElement && /^(checkbox|radio|button)$/.test(target.type));

const isInsideLayer = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('[role=dialog],[role=menu],[role=listbox]') !== null;

const keyName = (event: KeyboardEvent): string => {
  const key = event.key === ' ' ? 'Space' : event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const isLetter = /^[a-z]$/.test(key);
  return [
    event.metaKey || event.ctrlKey ? 'mod' : '',
    event.shiftKey && (isLetter || key.length > 1) ? 'Shift' : '',
    key,
  ]
    .filter(Boolean)
    .join('+');
};

let suspendCount = 0;
/**
 * Disables plain keys until the returned function is called: a dialog is loading, and the keys are
 * meant for it.
 */
export const suspendShortcuts = (): (() => void) => {
  suspendCount += 1;
  return () => {
    suspendCount -= 1;
  };
};

/**
 * Runs the table's actions from the keyboard. Plain keys are ignored in text fields, dialogs, and
 * menus.
 */
export const listenToShortcuts = (): (() => void) => {
  let pendingKeys = '';
  let resetTimer: ReturnType<typeof setTimeout> | undefined;
  // Recorded in the capture phase: the key that closes a dialog must not also act on the page
  // below.
  let hadLayer = false;
  const recordOpenLayer = () => {
    hadLayer = document.querySelector('[aria-modal=true]') !== null;
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing || event.altKey || /^(Shift|Control|Meta|Alt)$/.test(event.key))
      return;
    const step = keyName(event);
    const isChord = step.startsWith('mod+');
    if (!isChord && (isTyping(event.target) || isInsideLayer(event.target))) return;
    if (!isChord && (hadLayer || suspendCount > 0)) return;
    // Enter and the arrow keys belong to the focused control, except on list rows.
    const isOnControl =
      event.target instanceof Element &&
      event.target.closest('button,a,summary,[role=tab],[role=radio]')?.hasAttribute('data-row') === false;
    if (isOnControl && /^(Enter| |ArrowUp|ArrowDown)$/.test(event.key)) return;
    if (event.key === ' ' && event.target instanceof HTMLInputElement) return;
    const typed = pendingKeys ? `${pendingKeys} ${step}` : step;
    clearTimeout(resetTimer);
    pendingKeys = '';
    const match = actionIds.find((id) => (actionTable[id].keys as readonly string[]).includes(typed) && handlerOf(id));
    if (match) {
      const refusal = handlerOf(match)?.refusal;
      if (refusal) toast({ text: refusal });
      if (refusal || runAction(match)) event.preventDefault();
      return;
    }
    if (actionIds.some((id) => actionTable[id].keys.some((keys: string) => keys.startsWith(`${typed} `)))) {
      pendingKeys = typed;
      resetTimer = setTimeout(() => {
        pendingKeys = '';
      }, 1_200);
    }
  };
  window.addEventListener('keydown', recordOpenLayer, true);
  window.addEventListener('keydown', onKey);
  return () => {
    clearTimeout(resetTimer);
    window.removeEventListener('keydown', recordOpenLayer, true);
    window.removeEventListener('keydown', onKey);
  };
};
