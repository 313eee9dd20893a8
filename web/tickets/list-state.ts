import { type RefObject, useCallback, useLayoutEffect, useRef, useState } from 'react';
import { useLiveMessages } from '../lib/live.ts';
import { type ListQuery, queryClient, viewsQuery } from '../lib/queries.ts';
import { type PendingRows, refreshList, showFirstPage } from '../lib/ticket-cache.ts';

const storageKey = 'crossdesk.list-places';
const scrollPositions: Record<string, number> = (() => {
  try {
    return JSON.parse(sessionStorage.getItem(storageKey) ?? '{}');
  } catch {
    return {};
  }
})();

/** The name a list is remembered by: another order is another list. */
export const scrollKey = ({ view, state, sort }: ListQuery): string => `${view} ${state} ${sort}`;

/** A list of this name begins at its top when it is shown next. */
export const forgetScroll = (name: string): void => {
  delete scrollPositions[name];
};

/**
 * Keeps where each list was left, in pixels, so that coming back (also by reloading) shows the same rows. It is put back once the rows are
 * there; until then scrolling is the browser's doing, not the reader's, and is not remembered.
 */
export const useScrollRestoration = (list: string, scroller: RefObject<HTMLDivElement | null>, isFilled: boolean) => {
  const restored = useRef<string | null>(null);
  useLayoutEffect(() => {
    if (!isFilled || restored.current === list) return;
    restored.current = list;
    scroller.current?.scrollTo({ top: scrollPositions[list] ?? 0 });
  }, [list, isFilled, scroller]);
  return useCallback(
    (top: number) => {
      if (restored.current !== list) return;
      scrollPositions[list] = Math.round(top);
      try {
        sessionStorage.setItem(storageKey, JSON.stringify(scrollPositions));
      } catch {
        // Without storage it lasts until the page is closed.
      }
    },
    [list],
  );
};

/** The numbers from one to another, wherever they stand; none where one of them is not there. */
const rangeBetween = (numbers: readonly number[], one: number | null, other: number): readonly number[] => {
  const [from = -1, to = -1] = [numbers.indexOf(one ?? -1), numbers.indexOf(other)].sort((a, b) => a - b);
  return from < 0 ? [] : numbers.slice(from, to + 1);
};

/** The rows that are marked for a common action. Shift marks everything from the last marked one; `stretch` goes on row by row, also back. */
export const useSelection = (numbers: readonly number[]) => {
  const [selected, setSelected] = useState<ReadonlySet<number>>(new Set());
  const anchor = useRef<number | null>(null);
  // Where a stretch of marks began, and what was marked before it.
  const extension = useRef<{ at: number; before: ReadonlySet<number> } | null>(null);
  const latest = useRef(numbers);
  latest.current = numbers;
  const toggle = useCallback((number: number, isRange: boolean) => {
    extension.current = null;
    setSelected((known) => {
      const next = new Set(known);
      const range = isRange ? rangeBetween(latest.current, anchor.current, number) : [];
      for (const one of range) next.add(one);
      if (range.length === 0 && !next.delete(number)) next.add(number);
      anchor.current = number;
      return next;
    });
  }, []);
  const extend = (from: number, to: number) => {
    extension.current ??= { at: from, before: selected };
    const { at, before } = extension.current;
    anchor.current = to;
    setSelected(new Set([...before, ...rangeBetween(latest.current, at, to)]));
  };
  const setAll = useCallback((all: readonly number[]) => {
    extension.current = null;
    setSelected(new Set(all));
  }, []);
  const clear = useCallback(() => setAll([]), [setAll]);
  return { selected, toggle, extend, setAll, clear };
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
  const [waiting, setWaiting] = useState<PendingRows | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const latest = useRef({ list, openNumber });
  latest.current = { list, openNumber };
  const scheduleRefresh = useCallback(() => {
    clearTimeout(timer.current);
    timer.current = setTimeout(async () => {
      const pane = scroller.current;
      const isFree =
        pane !== null && pane.scrollTop < 8 && !pane.matches(':hover') && !pane.contains(document.activeElement);
      const { list: asked, openNumber: kept } = latest.current;
      const next = await refreshList(asked, isFree, kept).catch(() => null);
      if (scrollKey(latest.current.list) === scrollKey(asked)) setWaiting(next);
    }, 250);
  }, [scroller]);
  useLiveMessages(scheduleRefresh);
  const show = () => {
    if (waiting) showFirstPage(list, waiting.head, openNumber);
    setWaiting(null);
    scroller.current?.scrollTo({ top: 0 });
    void queryClient.invalidateQueries({ queryKey: viewsQuery.queryKey });
  };
  return { waitingCount: waiting?.count ?? 0, show, renew: scheduleRefresh, forget: () => setWaiting(null) };
};
