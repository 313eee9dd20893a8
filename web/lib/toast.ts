import { useSyncExternalStore } from 'react';

/** A short message at the edge of the screen. `action` is offered as a button; `lastsMs` null stays until it is closed. */
export type Toast = {
  id: number;
  tone: 'plain' | 'good' | 'bad';
  text: string;
  detail?: string | undefined;
  action?: { label: string; run: () => void } | undefined;
  lastsMs: number | null;
};

let toasts: readonly Toast[] = [];
let nextId = 1;
const listeners = new Set<() => void>();
const set = (next: readonly Toast[]) => {
  toasts = next;
  for (const listener of listeners) listener();
};

/** Shows a message and gives its id, to take it away early. At most four are kept. */
export const toast = (given: Partial<Omit<Toast, 'id'>> & { text: string }): number => {
  const id = nextId++;
  const lastsMs = given.lastsMs === undefined ? (given.tone === 'bad' ? 9_000 : 5_000) : given.lastsMs;
  const one: Toast = { ...given, tone: given.tone ?? 'plain', id, lastsMs };
  set([...toasts, one].slice(-4));
  return id;
};

export const dismissToast = (id: number): void => set(toasts.filter((one) => one.id !== id));

export const useToasts = (): readonly Toast[] =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => toasts,
  );
