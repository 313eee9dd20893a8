/**
 * The element to restore focus to; for a menu item, which is removed with its menu, the menu's
 * button.
 */
const focusTarget = (element: Element | null): HTMLElement | null => {
  const menu = element?.closest('[role=menu]');
  const target = menu ? document.querySelector(`[aria-controls="${CSS.escape(menu.id)}"]`) : element;
  return target instanceof HTMLElement && target !== document.body ? target : null;
};

/**
 * Focuses an element on the next frame, once the page has changed, unless the focus has moved by
 * then.
 */
export const focusNextFrame = (find: () => HTMLElement | null | undefined, options?: FocusOptions): void => {
  const previous = document.activeElement;
  requestAnimationFrame(() => {
    const now = document.activeElement;
    if (now === previous || now === document.body) find()?.focus(options);
  });
};

/**
 * When a dialog or drawer is removed, restores the focus to where it was before (WCAG 2.4.3). The
 * library does this only for layers that are closed, and ours are unmounted. Returns a function
 * that stops watching.
 */
export const restoreFocusAfterLayers = (layers: Element): (() => void) => {
  const targets = new Map<Element, HTMLElement | null>();
  const watcher = new MutationObserver(() => {
    for (const layer of layers.querySelectorAll('[aria-modal=true]'))
      if (!targets.has(layer)) targets.set(layer, focusTarget(document.activeElement));
    for (const [layer, target] of targets) {
      if (layer.isConnected) continue;
      targets.delete(layer);
      // The code that closed the layer may move the focus itself.
      setTimeout(() => {
        if (document.activeElement === document.body && target?.isConnected) target.focus({ preventScroll: true });
      });
    }
  });
  watcher.observe(layers, { childList: true, subtree: true });
  return () => watcher.disconnect();
};
