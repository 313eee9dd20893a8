import type { TicketBrief } from '@crossdesk/contracts/views.ts';
import { type RefObject, useCallback, useLayoutEffect, useRef, useState } from 'react';
import { call } from '../lib/client.ts';
import { translate } from '../lib/i18n.ts';
import { useLiveMessages } from '../lib/live.ts';
import { showProblem } from '../lib/problem-messages.ts';
import { type ListQuery, queryClient, viewsQuery } from '../lib/queries.ts';
import { type PendingRows, refreshList, showFirstPage } from '../lib/ticket-cache.ts';
import { toast } from '../lib/toast.ts';

const storageKey = 'crossdesk.list-places';
const scrollPositions: Record<string, number> = (() => {
  try {
    return JSON.parse(sessionStorage.getItem(storageKey) ?? '{}');
  } catch {
    return {};
  }
})();

/** Storage key of a list's scroll position. Each sort order has its own. */
export const scrollKey = ({ view, state, sort }: ListQuery): string => `${view} ${state} ${sort}`;

/** Makes a list start at the top when it is shown next. */
export const forgetScroll = (name: string): void => {
  delete scrollPositions[name];
};

/**
 * Stores each list's scroll position in pixels and restores it, also after a reload. It is restored
 * once the rows are loaded; scrolling before that is done by the browser and is not stored.
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
        // Without storage the position is kept until the page is closed.
      }
    },
    [list],
  );
};

/** The numbers between two numbers, in list order; empty if one is missing. */
const rangeBetween = (numbers: readonly number[], one: number | null, other: number): readonly number[] => {
  const [from = -1, to = -1] = [numbers.indexOf(one ?? -1), numbers.indexOf(other)].sort((a, b) => a - b);
  return from < 0 ? [] : numbers.slice(from, to + 1);
};

/**
 * Row selection. Shift-click selects the range from the last selected row; `extend` grows or
 * shrinks a range row by row. `whole`: all tickets of the view, also those that are not loaded,
 * once `selectWhole` has selected them.
 */
export const useSelection = (numbers: readonly number[], list: ListQuery) => {
  const [selected, setSelectedRows] = useState<ReadonlySet<number>>(new Set());
  const [whole, setWhole] = useState<readonly TicketBrief[] | null>(null);
  const setSelected: typeof setSelectedRows = useCallback((next) => {
    setWhole(null);
    setSelectedRows(next);
  }, []);
  const anchor = useRef<number | null>(null);
  // Start of the extended range, and the selection before it.
  const extension = useRef<{ at: number; before: ReadonlySet<number> } | null>(null);
  const latest = useRef(numbers);
  latest.current = numbers;
  const toggle = useCallback(
    (number: number, isRange: boolean) => {
      extension.current = null;
      setSelected((known) => {
        const next = new Set(known);
        const range = isRange ? rangeBetween(latest.current, anchor.current, number) : [];
        for (const one of range) next.add(one);
        if (range.length === 0 && !next.delete(number)) next.add(number);
        anchor.current = number;
        return next;
      });
    },
    [setSelected],
  );
  const extend = (from: number, to: number) => {
    extension.current ??= { at: from, before: selected };
    const { at, before } = extension.current;
    anchor.current = to;
    setSelected(new Set([...before, ...rangeBetween(latest.current, at, to)]));
  };
  const setAll = useCallback(
    (all: readonly number[]) => {
      extension.current = null;
      setSelected(new Set(all));
    },
    [setSelected],
  );
  const clear = useCallback(() => setAll([]), [setAll]);
  const selectWhole = async () => {
    try {
      const { items, isComplete } = await call('listTicketNumbers', { query: list });
      setWhole(items);
      if (!isComplete) toast({ text: translate('batch.limit', { count: items.length }) });
    } catch (error) {
      showProblem(error);
    }
  };
  return { selected, whole, toggle, extend, setAll, selectWhole: () => void selectWhole(), clear };
};

/**
 * Refreshes a list from live updates without moving rows under the user: while the list is
 * scrolled, focused or hovered, new rows wait and are announced; `show` inserts them.
 */
export const useFreshList = (
  list: ListQuery,
  scroller: RefObject<HTMLDivElement | null>,
  openNumber: number | null,
) => {
  const [waiting, setWaiting] = useState<PendingRows | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const latest = useRef({ list, openNumber });
  latest.current = { list, openNumber };
  const scheduleRefresh = useCallback(() => {
    // While a batch changes many tickets the list is refreshed now and then, not only at its end.
    timer.current ??= setTimeout(async () => {
      timer.current = null;
      const pane = scroller.current;
      const isIdle =
        pane !== null && pane.scrollTop < 8 && !pane.matches(':hover') && !pane.contains(document.activeElement);
      const { list: requested, openNumber: pinned } = latest.current;
      const next = await refreshList(requested, isIdle, pinned).catch(() => null);
      if (scrollKey(latest.current.list) === scrollKey(requested)) setWaiting(next);
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
