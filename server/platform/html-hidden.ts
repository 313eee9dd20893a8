import type { HtmlElement, HtmlNode } from './html-tree.ts';

type Parent = { children: HtmlNode[] };

const isElement = (node: HtmlNode): node is HtmlElement => 'attribs' in node;

/** Hidden by its own style or attribute, as the preview lines of newsletters are. */
function isHidden({ attribs }: HtmlElement): boolean {
  const style = (attribs.style ?? '').slice(0, 6_000);
  return (
    'hidden' in attribs ||
    /(?:^|;)\s{0,99}display\s{0,99}:\s{0,99}none\b/i.test(style) ||
    (/(?:^|;)\s{0,99}max-height\s{0,99}:\s{0,99}0(?![\d.])/i.test(style) &&
      /overflow\s{0,99}:\s{0,99}hidden/i.test(style))
  );
}

/** Changes the children of a parent. */
function replaceChildren(parent: Parent, children: HtmlNode[]): void {
  parent.children = children;
  for (const [index, node] of children.entries()) {
    node.previousSibling = children[index - 1] ?? null;
    node.nextSibling = children[index + 1] ?? null;
  }
}

/** All nodes below a parent, without recursion. */
function* nodesBelow(parent: Parent): Generator<HtmlNode> {
  const waiting: HtmlNode[] = [...parent.children];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    yield node;
    if (isElement(node)) for (const child of node.children) waiting.push(child as HtmlNode);
  }
}

const isShown = (node: HtmlNode): boolean =>
  isElement(node) ? node.name === 'img' : node.type === 'text' && /\S/.test((node as { data: string }).data);

/**
 * Removes the elements that a mail program does not show. A body that is hidden as a whole is kept,
 * because a style sheet may show it.
 */
export function dropHidden(body: HtmlElement): void {
  const before = new Map<Parent, HtmlNode[]>();
  for (const node of nodesBelow(body)) {
    const parent = node.parent as Parent | null;
    if (parent && isElement(node) && isHidden(node)) before.set(parent, parent.children);
  }
  if (before.size === 0) return;
  for (const [parent, children] of before)
    replaceChildren(
      parent,
      children.filter((node) => !isElement(node) || !isHidden(node)),
    );
  if (nodesBelow(body).some(isShown)) return;
  for (const [parent, children] of before) replaceChildren(parent, children);
}
