import { useSyncExternalStore } from 'react';
import { exactTime, messageTime, shortTime } from '../lib/format.ts';

// One timer for the page: all relative times update together, twice a minute, while it is visible.
let now = Date.now();
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;
const tick = () => {
  now = Date.now();
  for (const listener of listeners) listener();
};
const subscribe = (listener: () => void) => {
  listeners.add(listener);
  timer ??= setInterval(() => {
    if (!document.hidden) tick();
  }, 30_000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
};

/** The current time in milliseconds, updated every 30 seconds. */
export const useNow = (): number => useSyncExternalStore(subscribe, () => now);

/** A time relative to now; the exact time on hover. */
export const Time = ({ at, isLong = false, className }: { at: string; isLong?: boolean; className?: string }) => {
  const instant = useNow();
  return (
    <time dateTime={at} title={exactTime(at)} className={className}>
      {isLong ? messageTime(at, instant) : shortTime(at, Math.max(instant, Date.now()))}
    </time>
  );
};
