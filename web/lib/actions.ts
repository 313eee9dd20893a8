import { useEffect, useRef, useSyncExternalStore } from 'react';
import { type ActionId, actionIds, actionTable } from './action-table.ts';
import { toast } from './toast.ts';

/** How the open screen does an action now. `refusal` is the sentence why it may not be done; null when it may. */
export type ActionHandler = { run: () => void; refusal: string | null };

const handlers = new Map<ActionId, { current: ActionHandler }[]>();
const listeners = new Set<() => void>();
let version = 0;
const tell = () => {
  version += 1;
  for (const listener of listeners) listener();
};
const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** What would happen on this action now; null when no open screen offers it. The screen opened last wins. */
export const handlerOf = (id: ActionId): ActionHandler | null => handlers.get(id)?.at(-1)?.current ?? null;

/** Does it, unless it is refused or not offered. Answers whether something was done. */
export const runAction = (id: ActionId): boolean => {
  const handler = handlerOf(id);
  if (!handler || handler.refusal !== null) return false;
  handler.run();
  return true;
};

/** Says how this screen does an action, for as long as it is shown. Pass null while it does not offer it. */
export const useActionHandler = (id: ActionId, run: (() => void) | null, refusal: string | null = null): void => {
  const latest = useRef<ActionHandler>({ run: () => {}, refusal });
  latest.current = { run: run ?? (() => {}), refusal };
  const isOffered = run !== null;
  useEffect(() => {
    if (!isOffered) return;
    const stack = handlers.get(id) ?? [];
    handlers.set(id, [...stack, latest]);
    tell();
    return () => {
      handlers.set(
        id,
        (handlers.get(id) ?? []).filter((one) => one !== latest),
      );
      tell();
    };
  }, [id, isOffered]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new reason has to reach the buttons and the palette
  useEffect(tell, [refusal]);
};

/** An action as a button sees it; re-renders when it starts or stops being offered, or its refusal changes. */
export const useAction = (id: ActionId): ActionHandler | null => {
  useSyncExternalStore(subscribe, () => version);
  return handlerOf(id);
};

/** All actions offered now. */
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

const stepOf = (event: KeyboardEvent): string => {
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

let heldCount = 0;
/** Plain keys do nothing until the returned function is called: something is opening that they are meant for. */
export const holdKeys = (): (() => void) => {
  heldCount += 1;
  return () => {
    heldCount -= 1;
  };
};

/** Listens to the keyboard and runs the table. Plain keys are left to whoever is typing, and to an open dialog or menu. */
export const listenToKeys = (): (() => void) => {
  let begun = '';
  let forget: ReturnType<typeof setTimeout> | undefined;
  // Looked at before anybody hears of the key: the one that closes a dialog must not also act on the page behind it.
  let hadLayer = false;
  const look = () => {
    hadLayer = document.querySelector('[aria-modal=true]') !== null;
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing || event.altKey || /^(Shift|Control|Meta|Alt)$/.test(event.key))
      return;
    const step = stepOf(event);
    const isChord = step.startsWith('mod+');
    if (!isChord && (isTyping(event.target) || isInsideLayer(event.target))) return;
    if (!isChord && (hadLayer || heldCount > 0)) return;
    // Enter and the arrows belong to the focused control; only rows of the list hand them on.
    const isOnControl =
      event.target instanceof Element &&
      event.target.closest('button,a,summary,[role=tab],[role=radio]')?.hasAttribute('data-row') === false;
    if (isOnControl && /^(Enter| |ArrowUp|ArrowDown)$/.test(event.key)) return;
    if (event.key === ' ' && event.target instanceof HTMLInputElement) return;
    const typed = begun ? `${begun} ${step}` : step;
    clearTimeout(forget);
    begun = '';
    const match = actionIds.find((id) => (actionTable[id].keys as readonly string[]).includes(typed) && handlerOf(id));
    if (match) {
      const refusal = handlerOf(match)?.refusal;
      if (refusal) toast({ text: refusal });
      if (refusal || runAction(match)) event.preventDefault();
      return;
    }
    if (actionIds.some((id) => actionTable[id].keys.some((keys: string) => keys.startsWith(`${typed} `)))) {
      begun = typed;
      forget = setTimeout(() => {
        begun = '';
      }, 1_200);
    }
  };
  window.addEventListener('keydown', look, true);
  window.addEventListener('keydown', onKey);
  return () => {
    clearTimeout(forget);
    window.removeEventListener('keydown', look, true);
    window.removeEventListener('keydown', onKey);
  };
};
