import { type RefObject, useCallback, useLayoutEffect, useRef, useState } from 'react';
import { useLiveMessages } from '../lib/live.ts';
import { type ListQuery, queryClient, viewsQuery } from '../lib/queries.ts';
import { placeHead, renewList, type Waiting } from '../lib/ticket-cache.ts';

const placeKey = 'crossdesk.list-places';
const places: Record<string, number> = (() => {
  try {
    return JSON.parse(sessionStorage.getItem(placeKey) ?? '{}');
  } catch {
    return {};
  }
})();

/** The name a list is remembered by: another order is another list. */
export const placeNameOf = ({ view, state, sort }: ListQuery): string => `${view} ${state} ${sort}`;

/** A list of this name begins at its top when it is shown next. */
export const forgetPlace = (name: string): void => {
  delete places[name];
};

/**
 * Keeps where each list was left, in pixels, so that coming back (also by reloading) shows the same rows. It is put back once the rows are
 * there; until then scrolling is the browser's doing, not the reader's, and is not remembered.
 */
export const useScrollPlace = (list: string, scroller: RefObject<HTMLDivElement | null>, isFilled: boolean) => {
  const restored = useRef<string | null>(null);
  useLayoutEffect(() => {
    if (!isFilled || restored.current === list) return;
    restored.current = list;
    scroller.current?.scrollTo({ top: places[list] ?? 0 });
  }, [list, isFilled, scroller]);
  return useCallback(
    (top: number) => {
      if (restored.current !== list) return;
      places[list] = Math.round(top);
      try {
        sessionStorage.setItem(placeKey, JSON.stringify(places));
      } catch {
        // Without storage it lasts until the page is closed.
      }
    },
    [list],
  );
};

/** The rows that are marked for a common action. Shift marks everything from the last marked one. */
export const useSelection = (numbers: readonly number[]) => {
  const [selected, setSelected] = useState<ReadonlySet<number>>(new Set());
  const anchor = useRef<number | null>(null);
  const latest = useRef(numbers);
  latest.current = numbers;
  const toggle = useCallback((number: number, isRange: boolean) => {
    setSelected((known) => {
      const next = new Set(known);
      const from = latest.current.indexOf(anchor.current ?? -1);
      const to = latest.current.indexOf(number);
      if (isRange && from >= 0 && to >= 0) {
        for (const one of latest.current.slice(Math.min(from, to), Math.max(from, to) + 1)) next.add(one);
      } else if (!next.delete(number)) next.add(number);
      anchor.current = number;
      return next;
    });
  }, []);
  const clear = useCallback(() => setSelected(new Set()), []);
  return { selected, toggle, clear };
};

/**
 * Keeps a list fresh from the live connection without moving it under the reader: while the list is scrolled, focused or under the pointer,
 * what is new waits and is announced; `show` puts it in its place.
 */
export const useFreshList = (
  list: ListQuery,
  scroller: RefObject<HTMLDivElement | null>,
  openNumber: number | null,
) => {
  const [waiting, setWaiting] = useState<Waiting | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const latest = useRef({ list, openNumber });
  latest.current = { list, openNumber };
  const hear = useCallback(() => {
    clearTimeout(timer.current);
    timer.current = setTimeout(async () => {
      const pane = scroller.current;
      const isFree =
        pane !== null && pane.scrollTop < 8 && !pane.matches(':hover') && !pane.contains(document.activeElement);
      const { list: asked, openNumber: kept } = latest.current;
      const next = await renewList(asked, isFree, kept).catch(() => null);
      if (placeNameOf(latest.current.list) === placeNameOf(asked)) setWaiting(next);
    }, 250);
  }, [scroller]);
  useLiveMessages(hear);
  const show = () => {
    if (waiting) placeHead(list, waiting.head, openNumber);
    setWaiting(null);
    scroller.current?.scrollTo({ top: 0 });
    void queryClient.invalidateQueries({ queryKey: viewsQuery.queryKey });
  };
  return { waitingCount: waiting?.count ?? 0, show, renew: hear, forget: () => setWaiting(null) };
};
