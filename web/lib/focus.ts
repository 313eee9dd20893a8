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

const focusable =
  'a[href], button:not(:disabled), input:not(:disabled, [type=hidden]), select:not(:disabled), ' +
  'textarea:not(:disabled), [contenteditable=true], [tabindex]:not([tabindex="-1"])';

/** The element of a dialog or drawer to work with first; the close button in its header is none. */
const firstUseful = (layer: Element): HTMLElement | null =>
  [...layer.querySelectorAll<HTMLElement>('[data-autofocus]'), ...layer.querySelectorAll<HTMLElement>(focusable)].find(
    (one) => !one.closest('header') && one.matches(focusable) && one.checkVisibility(),
  ) ?? null;

/**
 * Focuses the first useful element of each dialog or drawer that opens, until the person uses the
 * keyboard or the mouse. The library focuses the close button, and content may load later. Returns
 * a function that stops watching.
 */
export const focusOpenedLayers = (layers: Element): (() => void) => {
  const untouched = new Set<Element>();
  const known = new WeakSet<Element>();
  const moveFocus = () => {
    for (const layer of untouched) {
      const active = document.activeElement;
      const hasUsefulFocus = active !== layer && layer.contains(active) && !active?.closest('header');
      if (!layer.isConnected || hasUsefulFocus) untouched.delete(layer);
      else firstUseful(layer)?.focus({ preventScroll: true });
    }
  };
  const watcher = new MutationObserver(() => {
    for (const layer of layers.querySelectorAll('[aria-modal=true]')) {
      if (known.has(layer)) continue;
      known.add(layer);
      untouched.clear();
      untouched.add(layer);
    }
    if (untouched.size > 0) setTimeout(moveFocus);
  });
  const leaveFocus = () => untouched.clear();
  const onFocus = () => untouched.size > 0 && setTimeout(moveFocus);
  watcher.observe(layers, { childList: true, subtree: true });
  document.addEventListener('focusin', onFocus);
  for (const type of ['keydown', 'pointerdown']) document.addEventListener(type, leaveFocus, true);
  return () => {
    watcher.disconnect();
    document.removeEventListener('focusin', onFocus);
    for (const type of ['keydown', 'pointerdown']) document.removeEventListener(type, leaveFocus, true);
  };
};
