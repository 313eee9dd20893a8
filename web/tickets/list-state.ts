import { type RefObject, useCallback, useRef, useState } from 'react';
import { useLiveMessages } from '../lib/live.ts';
import { type ListQuery, queryClient, viewsQuery } from '../lib/queries.ts';
import { placeHead, renewList, type Waiting } from '../lib/ticket-cache.ts';

/** Where each list was left, so that coming back shows the same rows. In pixels. */
export const scrollPlaces = new Map<string, number>();

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
      if (latest.current.list.view === asked.view && latest.current.list.state === asked.state) setWaiting(next);
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
