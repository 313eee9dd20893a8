import { useSyncExternalStore } from 'react';

/** A toast. `action` is its button; with `durationMs` null it stays until dismissed. */
export type Toast = {
  id: number;
  tone: 'plain' | 'good' | 'bad';
  text: string;
  detail?: string | undefined;
  action?: { label: string; run: () => void } | undefined;
  durationMs: number | null;
};

let toasts: readonly Toast[] = [];
let nextId = 1;
const listeners = new Set<() => void>();
const set = (next: readonly Toast[]) => {
  toasts = next;
  for (const listener of listeners) listener();
};

/** Shows a toast and returns its id for `dismissToast`. At most four are shown. */
export const toast = (options: Partial<Omit<Toast, 'id'>> & { text: string }): number => {
  const id = nextId++;
  const durationMs = options.durationMs === undefined ? (options.tone === 'bad' ? 9_000 : 5_000) : options.durationMs;
  set([...toasts, { ...options, tone: options.tone ?? 'plain', id, durationMs }].slice(-4));
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
