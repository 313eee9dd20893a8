import { type RefObject, useCallback, useEffect, useLayoutEffect, useState } from 'react';

/** Rows rendered above and below the visible ones, so that fast scrolling shows no gaps. */
const overscan = 8;

/**
 * Virtualizes a list: renders the visible rows and a few more. All rows have the same height in
 * pixels, so nothing is measured. `isVisible`: at least a part of the row is visible; `scrollToRow`
 * scrolls the minimum distance to show it.
 */
export const useRowWindow = (count: number, height: number, scroller: RefObject<HTMLElement | null>) => {
  const [visible, setSeen] = useState({ first: 0, last: Math.ceil(innerHeight / height) });
  const updateVisible = useCallback(() => {
    const pane = scroller.current;
    if (!pane) return;
    const first = Math.floor(pane.scrollTop / height);
    const last = Math.ceil((pane.scrollTop + pane.clientHeight) / height);
    setSeen((before) => (before.first === first && before.last === last ? before : { first, last }));
  }, [height, scroller]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the row count matters
  useLayoutEffect(updateVisible, [updateVisible, count]);
  useEffect(() => {
    const pane = scroller.current;
    if (!pane) return;
    const watcher = new ResizeObserver(updateVisible);
    watcher.observe(pane);
    pane.addEventListener('scroll', updateVisible, { passive: true });
    return () => {
      watcher.disconnect();
      pane.removeEventListener('scroll', updateVisible);
    };
  }, [updateVisible, scroller]);
  const scrollToRow = (index: number): void => {
    const pane = scroller.current;
    if (!pane) return;
    const top = index * height;
    if (top < pane.scrollTop) pane.scrollTop = top;
    else if (top + height > pane.scrollTop + pane.clientHeight) pane.scrollTop = top + height - pane.clientHeight;
    updateVisible();
  };
  const isVisible = (index: number): boolean => {
    const { scrollTop, clientHeight } = scroller.current ?? { scrollTop: 0, clientHeight: 0 };
    return (index + 1) * height > scrollTop && index * height < scrollTop + clientHeight;
  };
  const first = Math.max(0, Math.min(visible.first - overscan, count - 1));
  const last = Math.min(count - 1, visible.last + overscan);
  const indexes = Array.from({ length: Math.max(0, last - first + 1) }, (_, step) => first + step);
  return { indexes, isVisible, scrollToRow };
};
