import { useSyncExternalStore } from 'react';
import { say } from './i18n.ts';
import { toast } from './toast.ts';

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
 * Remembers how something just done is taken back, for the key that does so and for a button that offers it: `run` takes it back, once; `forget`
 * leaves it as it is. It is forgotten by itself after ten minutes, or after `forMs` milliseconds.
 */
export const undoable = (takeBack: () => void, forMs = lastsMs): { run: () => void; forget: () => void } => {
  const one: Done = { takeBack, until: Date.now() + forMs };
  set([...done, one].slice(-mostKept));
  const forget = () => set(done.filter((other) => other !== one));
  const run = () => {
    if (!done.includes(one)) return;
    forget();
    takeBack();
  };
  return { run, forget };
};

/** Takes back what was done last, and says so where it is too late; null when nothing was done. */
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
    const lasting = done.filter((one) => one.until > Date.now());
    const one = lasting.at(-1);
    set(lasting.slice(0, -1));
    if (one) one.takeBack();
    else toast({ text: say('undo.tooLate') });
  };
};
