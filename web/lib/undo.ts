import { useSyncExternalStore } from 'react';
import { translate } from './i18n.ts';
import { dismissToast, type Toast, toast } from './toast.ts';

type UndoEntry = { undo: () => void; until: number };

const defaultUndoMs = 10 * 60_000;
const maxEntries = 20;
let entries: readonly UndoEntry[] = [];
const listeners = new Set<() => void>();
const set = (next: readonly UndoEntry[]) => {
  entries = next;
  for (const listener of listeners) listener();
};

/**
 * Registers how to undo an action, for the undo shortcut. `run` undoes it once; `discard` removes
 * the entry, e.g. because the action was refused; `show` shows a toast with an Undo button unless
 * the action has already been undone. The entry expires after `forMs` milliseconds.
 */
export const registerUndo = (undo: () => void, forMs = defaultUndoMs) => {
  let toastId: number | null = null;
  const entry: UndoEntry = {
    undo: () => {
      if (toastId !== null) dismissToast(toastId);
      undo();
    },
    until: Date.now() + forMs,
  };
  set([...entries, entry].slice(-maxEntries));
  const isRegistered = () => entries.includes(entry);
  const remove = () => set(entries.filter((other) => other !== entry));
  return {
    run: () => {
      if (!isRegistered()) return;
      remove();
      entry.undo();
    },
    discard: () => {
      remove();
      if (toastId !== null) dismissToast(toastId);
    },
    show(tone: Toast['tone'], text: string, forMs = 10_000) {
      if (isRegistered())
        toastId = toast({ tone, text, action: { label: translate('undo'), run: this.run }, durationMs: forMs });
    },
  };
};

/** Shows a toast for a finished action with an Undo button. */
export const showUndo = (tone: Toast['tone'], text: string, undo: () => void): void =>
  registerUndo(undo).show(tone, text);

/**
 * Registers an action that cannot be undone: the undo shortcut says so before it undoes earlier
 * ones.
 */
export const blockUndo = (): void => void registerUndo(() => toast({ text: translate('undo.cannot') }));

/** Undoes the last action, or says that it is too late; null if there is none. */
export const useUndo = (): (() => void) | null => {
  const newest = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => entries.at(-1),
  );
  if (!newest) return null;
  return () => {
    const last = entries.at(-1);
    set(entries.slice(0, -1));
    if (!last) return;
    if (last.until > Date.now()) last.undo();
    else toast({ text: translate('undo.tooLate') });
  };
};
