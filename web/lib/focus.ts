/** What had the focus; for an entry of a menu, which goes with its menu, the button the menu belongs to. */
const homeOf = (element: Element | null): HTMLElement | null => {
  const menu = element?.closest('[role=menu]');
  const home = menu ? document.querySelector(`[aria-controls="${CSS.escape(menu.id)}"]`) : element;
  return home instanceof HTMLElement && home !== document.body ? home : null;
};

/** Puts the hand here when the page has changed, a frame later, unless it has gone somewhere else by then. */
export const focusNextFrame = (find: () => HTMLElement | null | undefined, options?: FocusOptions): void => {
  const held = document.activeElement;
  requestAnimationFrame(() => {
    const now = document.activeElement;
    if (now === held || now === document.body) find()?.focus(options);
  });
};

/**
 * When a dialog or drawer goes, the focus returns to where it was before it came, whatever opened it (WCAG 2.4.3).
 * Layers are not closed but taken away, so the library that draws them does not do this by itself. Returns how to stop.
 */
export const returnFocus = (layers: Element): (() => void) => {
  const homes = new Map<Element, HTMLElement | null>();
  const watcher = new MutationObserver(() => {
    for (const layer of layers.querySelectorAll('[aria-modal=true]'))
      if (!homes.has(layer)) homes.set(layer, homeOf(document.activeElement));
    for (const [layer, home] of homes) {
      if (layer.isConnected) continue;
      homes.delete(layer);
      // Whoever closed it may have somewhere better for the hand to go.
      setTimeout(() => {
        if (document.activeElement === document.body && home?.isConnected) home.focus({ preventScroll: true });
      });
    }
  });
  watcher.observe(layers, { childList: true, subtree: true });
  return () => watcher.disconnect();
};
