import { useSyncExternalStore } from 'react';
import { translate } from './i18n.ts';
import { dismissToast, type Toast, toast } from './toast.ts';

type Done = { takeBack: () => void; until: number };

const lastsMs = 10 * 60_000;
const mostKept = 20;
let done: readonly Done[] = [];
const listeners = new Set<() => void>();
const set = (next: readonly Done[]) => {
  done = next;
  for (const listener of listeners) listener();
};

/**
 * Remembers how something is taken back, for the key that does so: `run` takes it back, once; `forget` leaves it as it is, e.g. where it was
 * refused; `tell` says what was done and offers it, unless it has been taken back while it was under way. After `forMs` milliseconds it is too late.
 */
export const undoable = (takeBack: () => void, forMs = lastsMs) => {
  let shown: number | null = null;
  const one: Done = {
    takeBack: () => {
      if (shown !== null) dismissToast(shown);
      takeBack();
    },
    until: Date.now() + forMs,
  };
  set([...done, one].slice(-mostKept));
  const isThere = () => done.includes(one);
  const drop = () => set(done.filter((other) => other !== one));
  return {
    run: () => {
      if (!isThere()) return;
      drop();
      one.takeBack();
    },
    forget: () => {
      drop();
      if (shown !== null) dismissToast(shown);
    },
    tell(tone: Toast['tone'], text: string, forMs = 10_000) {
      if (isThere()) shown = toast({ tone, text, action: { label: translate('undo'), run: this.run }, lastsMs: forMs });
    },
  };
};

/** Says what was done and offers to take it back. */
export const showUndo = (tone: Toast['tone'], text: string, takeBack: () => void): void =>
  undoable(takeBack).tell(tone, text);

/** Something was done that stays done: whoever presses the key is told so, before it reaches what was done earlier. */
export const notUndoable = (): void => void undoable(() => toast({ text: translate('undo.cannot') }));

/** Takes back what was done last, or says that it is too late for that; null when nothing was done. */
export const useUndo = (): (() => void) | null => {
  const newest = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => done.at(-1),
  );
  if (!newest) return null;
  return () => {
    const one = done.at(-1);
    set(done.slice(0, -1));
    if (!one) return;
    if (one.until > Date.now()) one.takeBack();
    else toast({ text: translate('undo.tooLate') });
  };
};
