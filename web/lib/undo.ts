import { useSyncExternalStore } from 'react';

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
 * Remembers how something just done is taken back, for the key that does so and for a button that offers it: the answer takes it back, once.
 * It is forgotten after ten minutes, or after `forMs` milliseconds.
 */
export const undoable = (takeBack: () => void, forMs = lastsMs): (() => void) => {
  const one: Done = { takeBack, until: Date.now() + forMs };
  set([...done, one].slice(-mostKept));
  return () => {
    if (!done.includes(one)) return;
    set(done.filter((other) => other !== one));
    takeBack();
  };
};

const last = (): Done | undefined => done.findLast((one) => one.until > Date.now());

/** Takes back what was done last; null when there is nothing. */
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
    const one = last();
    set(done.filter((other) => other !== one && other.until > Date.now()));
    one?.takeBack();
  };
};
