import { type RefObject, useLayoutEffect, useState, useSyncExternalStore } from 'react';

const onResize = (listener: () => void) => {
  window.addEventListener('resize', listener);
  return () => window.removeEventListener('resize', listener);
};

/** The width of the window in pixels. */
export const useWidth = (): number => useSyncExternalStore(onResize, () => window.innerWidth);

/** The width of an element in pixels; 0 until it has been laid out. */
export const useBoxWidth = (box: RefObject<HTMLElement | null>): number => {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    setWidth(element.clientWidth);
    const watcher = new ResizeObserver(() => setWidth(element.clientWidth));
    watcher.observe(element);
    return () => watcher.disconnect();
  }, [box]);
  return width;
};
