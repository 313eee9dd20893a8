import { type RefObject, useCallback, useEffect, useLayoutEffect, useState } from 'react';

/** Rows drawn beyond what is seen, above and below, so that a quick scroll meets no gap. */
const spare = 8;

/**
 * Which rows of a list are drawn: those in view and a few more, however long it is. All rows have one height (in pixels), so nothing is
 * ever measured and nothing jumps. `isSeen`: at least a part of the row is in view now; `reveal` brings it there by the shortest way.
 */
export const useRowWindow = (count: number, height: number, scroller: RefObject<HTMLElement | null>) => {
  const [seen, setSeen] = useState({ first: 0, last: Math.ceil(innerHeight / height) });
  const look = useCallback(() => {
    const pane = scroller.current;
    if (!pane) return;
    const first = Math.floor(pane.scrollTop / height);
    const last = Math.ceil((pane.scrollTop + pane.clientHeight) / height);
    setSeen((before) => (before.first === first && before.last === last ? before : { first, last }));
  }, [height, scroller]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another number of rows may move what is in view
  useLayoutEffect(look, [look, count]);
  useEffect(() => {
    const pane = scroller.current;
    if (!pane) return;
    const watcher = new ResizeObserver(look);
    watcher.observe(pane);
    pane.addEventListener('scroll', look, { passive: true });
    return () => {
      watcher.disconnect();
      pane.removeEventListener('scroll', look);
    };
  }, [look, scroller]);
  const reveal = (index: number): void => {
    const pane = scroller.current;
    if (!pane) return;
    const top = index * height;
    if (top < pane.scrollTop) pane.scrollTop = top;
    else if (top + height > pane.scrollTop + pane.clientHeight) pane.scrollTop = top + height - pane.clientHeight;
    look();
  };
  const isSeen = (index: number): boolean => {
    const { scrollTop, clientHeight } = scroller.current ?? { scrollTop: 0, clientHeight: 0 };
    return (index + 1) * height > scrollTop && index * height < scrollTop + clientHeight;
  };
  const first = Math.max(0, Math.min(seen.first - spare, count - 1));
  const last = Math.min(count - 1, seen.last + spare);
  const indexes = Array.from({ length: Math.max(0, last - first + 1) }, (_, step) => first + step);
  return { indexes, isSeen, reveal };
};
