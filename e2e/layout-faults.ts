/**
 * Runs inside the page and returns its layout problems, one sentence each: sideways scrolling,
 * controls that are off the screen or overlap, text that is cut off without an ellipsis, and
 * targets that are too small (WCAG 2.2, 2.5.8, with its spacing exception).
 */
export function layoutProblems(): string[] {
  const faults: string[] = [];
  const name = (element: Element): string => {
    const id = element.id ? `#${element.id}` : '';
    const label = element.getAttribute('aria-label') ?? element.textContent ?? '';
    const classes = typeof element.className === 'string' ? element.className.split(' ').slice(0, 2).join('.') : '';
    return `${element.tagName.toLowerCase()}${id}.${classes} "${label.trim().replace(/\s+/g, ' ').slice(0, 40)}"`;
  };
  type Box = { left: number; top: number; right: number; bottom: number };
  const intersect = (a: Box, b: Box): Box => ({
    left: Math.max(a.left, b.left),
    top: Math.max(a.top, b.top),
    right: Math.min(a.right, b.right),
    bottom: Math.min(a.bottom, b.bottom),
  });
  const isEmpty = (box: Box) => box.right - box.left < 1 || box.bottom - box.top < 1;
  const screen: Box = { left: 0, top: 0, right: innerWidth, bottom: innerHeight };
  const clips = (style: CSSStyleDeclaration) => style.overflowX !== 'visible' || style.overflowY !== 'visible';
  const isScrollable = (element: Element) => {
    const { overflowX, overflowY } = getComputedStyle(element);
    return {
      x: /auto|scroll/.test(overflowX) && element.scrollWidth > element.clientWidth,
      y: /auto|scroll/.test(overflowY) && element.scrollHeight > element.clientHeight,
    };
  };
  const ancestors = (element: Element): Element[] => {
    const found: Element[] = [];
    for (let at = element.parentElement; at && at !== document.body; at = at.parentElement) {
      found.push(at);
      if (getComputedStyle(at).position === 'fixed') break;
    }
    return found;
  };
  /** The visible part of an element. */
  const visibleBox = (element: Element): Box =>
    ancestors(element)
      .filter((one) => clips(getComputedStyle(one)))
      .reduce<Box>(
        (box, one) => intersect(box, one.getBoundingClientRect()),
        intersect(element.getBoundingClientRect(), screen),
      );
  const isVisible = (element: Element) =>
    element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) &&
    !element.closest('.sr, .skip:not(:focus), [aria-hidden=true], [inert]') &&
    element.getBoundingClientRect().width > 1;

  if (document.documentElement.scrollWidth > innerWidth + 1)
    faults.push(`the page is ${document.documentElement.scrollWidth} px wide in a window of ${innerWidth}`);

  const layers = [...document.querySelectorAll('[aria-modal=true]')];
  const top = layers.at(-1);
  // A mail may be wider than the page; it scrolls within its frame. So do the columns of a board.
  for (const element of (top ?? document.body).querySelectorAll(':not(.mail, .mail *, .team-columns)'))
    if (isScrollable(element).x && element.scrollWidth > element.clientWidth + 1 && isVisible(element))
      faults.push(`scrolls sideways (${element.scrollWidth} in ${element.clientWidth} px): ${name(element)}`);
  const controls = [
    ...document.querySelectorAll(
      'a[href], button, input:not([type=hidden]), select, textarea, summary, [contenteditable=true], [role=button], [role=option], [role=tab], [role=radio], [role=menuitem], [role=switch]',
    ),
  ].filter((one) => isVisible(one) && (!top || top.contains(one) || one.closest('[role=listbox], [role=menu]')));

  /** A checkbox and its label are one target. */
  const target = (element: Element): DOMRect => {
    const label = element instanceof HTMLInputElement ? element.labels?.[0] : undefined;
    const own = element.getBoundingClientRect();
    if (!label || !/checkbox|radio/.test((element as HTMLInputElement).type)) return own;
    const other = label.getBoundingClientRect();
    const left = Math.min(own.left, other.left);
    const up = Math.min(own.top, other.top);
    return new DOMRect(left, up, Math.max(own.right, other.right) - left, Math.max(own.bottom, other.bottom) - up);
  };
  const boxes = controls.map((element) => ({ element, box: target(element), shown: visibleBox(element) }));

  for (const { element, box } of boxes) {
    const holders = ancestors(element).map(isScrollable);
    const isOutX = box.left < -1 || box.right > innerWidth + 1;
    const isOutY = box.top < -1 || box.bottom > innerHeight + 1;
    if (isOutX && !holders.some((one) => one.x)) faults.push(`outside the window: ${name(element)}`);
    if (isOutY && !holders.some((one) => one.y) && document.documentElement.scrollHeight <= innerHeight + 1)
      faults.push(`below the window: ${name(element)}`);
  }

  for (const holder of document.querySelectorAll('.row-meta, .list-head')) {
    if (!isVisible(holder)) continue;
    const { left, right } = holder.getBoundingClientRect();
    for (const child of holder.querySelectorAll('*')) {
      const clippedBy = ancestors(child).find((one) => holder.contains(one) && clips(getComputedStyle(one)));
      const box = child.getBoundingClientRect();
      if (!clippedBy && box.width > 0 && isVisible(child) && (box.right > right + 1 || box.left < left - 1))
        faults.push(`cut off at the edge of its row: ${name(child)}`);
    }
    for (const word of holder.querySelectorAll('.chip > span'))
      if (word.textContent && word.getBoundingClientRect().width < 8 && !word.parentElement?.querySelector('svg'))
        faults.push(`no text is left of: ${name(word)}`);
  }

  const isHit = (element: Element, box: Box) => {
    const hit = document.elementFromPoint((box.left + box.right) / 2, (box.top + box.bottom) / 2);
    return (
      hit !== null && (element.contains(hit) || hit.contains(element) || hit.closest('label')?.control === element)
    );
  };
  const isWithin = (a: Box, b: Box) =>
    a.left >= b.left - 1 && a.right <= b.right + 1 && a.top >= b.top - 1 && a.bottom <= b.bottom + 1;
  /**
   * What floats over the rest, and what stays in place while the rest scrolls under it, is compared
   * among itself.
   */
  const layerOf = (element: Element): Element | null =>
    [element, ...ancestors(element)].find(
      (one) =>
        /sticky|fixed/.test(getComputedStyle(one).position) ||
        one.matches('.batch, .thread-news, .pick-list, [role=menu], [role=listbox], [role=dialog]'),
    ) ?? null;
  boxes.forEach((one, index) => {
    for (const other of boxes.slice(index + 1)) {
      if (one.element.contains(other.element) || other.element.contains(one.element)) continue;
      if (layerOf(one.element) !== layerOf(other.element)) continue;
      const common = intersect(one.shown, other.shown);
      if (common.right - common.left <= 1.5 || common.bottom - common.top <= 1.5) continue;
      // A small control on a large one, such as the button in a password field, is fine if it can
      // be hit.
      if (isWithin(other.shown, one.shown) && isHit(other.element, other.shown)) continue;
      if (isWithin(one.shown, other.shown) && isHit(one.element, one.shown)) continue;
      faults.push(`overlap: ${name(one.element)} and ${name(other.element)}`);
    }
  });

  const isInline = (element: Element) =>
    getComputedStyle(element).display === 'inline' && element.closest('p, dd, li, .mail, .message') !== null;
  const isSmall = (box: DOMRect) => box.width < 23.5 || box.height < 23.5;
  const middle = (box: DOMRect) => ({ x: box.x + box.width / 2, y: box.y + box.height / 2 });
  for (const { element, box, shown } of boxes) {
    if (!isSmall(box) || isEmpty(shown) || isInline(element)) continue;
    const { x, y } = middle(box);
    const near = boxes.find((other) => {
      if (other.element === element || other.element.contains(element) || element.contains(other.element)) return false;
      if (isSmall(other.box)) return Math.hypot(middle(other.box).x - x, middle(other.box).y - y) < 24;
      const dx = Math.max(other.box.left - x, 0, x - other.box.right);
      const dy = Math.max(other.box.top - y, 0, y - other.box.bottom);
      return Math.hypot(dx, dy) < 12;
    });
    if (near)
      faults.push(
        `${Math.round(box.width)}×${Math.round(box.height)} px, too near ${name(near.element)}: ${name(element)}`,
      );
  }

  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const holder = node.parentElement;
    if (!holder || !node.textContent?.trim() || /^(SCRIPT|STYLE|OPTION|NOSCRIPT|TEXTAREA)$/.test(holder.tagName))
      continue;
    if (!isVisible(holder) || (top && !top.contains(holder))) continue;
    range.selectNodeContents(node);
    const text = range.getBoundingClientRect();
    for (const one of [holder, ...ancestors(holder)]) {
      const style = getComputedStyle(one);
      if (style.textOverflow === 'ellipsis' || style.webkitLineClamp !== 'none') break;
      if (style.position === 'fixed' || isScrollable(one).x || isScrollable(one).y) break;
      if (!clips(style)) continue;
      const edge = one.getBoundingClientRect();
      const isCut = text.right > edge.right + 1 || text.left < edge.left - 1 || text.bottom > edge.bottom + 3;
      if (isCut) faults.push(`cut off: "${node.textContent.trim().slice(0, 40)}" in ${name(one)}`);
      break;
    }
  }
  return [...new Set(faults)];
}
