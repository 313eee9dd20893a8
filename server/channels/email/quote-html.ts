import { isWithinLimits, parseShown } from '../../platform/html.ts';
import {
  type HtmlElement as Element,
  type HtmlNode as Node,
  serializeNodes,
  wrapNode,
} from '../../platform/html-tree.ts';
import { classifyLines, findForwarded, findQuotation, isAttribution } from './quote-lines.ts';

const MAX_HTML_CHARS = 2_000_000;

/** Classes of elements that contain only a quotation; the reply may continue after them. */
const containerClasses = [
  'gmail_quote',
  'yahoo_quoted',
  'protonmail_quote',
  'tutanota_quote',
  'zmail_extra',
  'moz-cite-prefix',
];
/** Ids of elements after which everything is quoted. */
const restIds = ['divrplyfwdmsg', 'appendonsend', 'stopspelling', 'zwchr', 'mail-editor-reference-message-container'];
const outlookBorder =
  /border:\s?none;\s?border-top:\s?solid\s?#(?:B5C4DF|E1E1E1)\s?1\.0pt|border-top-color:\s?rgb\(229, 229, 229\)/i;
const blocks = new Set(
  'address article blockquote center div dl dd dt footer h1 h2 h3 h4 h5 h6 header hr li ol p pre section table tr ul'.split(
    ' ',
  ),
);
const hiddenElements = new Set(['head', 'style', 'script', 'title']);

/** Splits an HTML body, unsanitised, into reply and quotation; null if it should be shown whole. */
export function splitQuotedHtml(html: string): { visible: string; quoted: string } | null {
  if (html.length > MAX_HTML_CHARS || !isWithinLimits(html)) return null;
  const body = parseShown(html);
  if (body === null) return null;
  const removed = cutQuoteContainers(body.children) ?? cutByLines(body.children);
  if (removed !== null) dropFromParents(removed);
  if (removed === null || removed.length === 0 || !hasVisibleContent(body.children)) return null;
  return { visible: serializeNodes(body.children), quoted: serializeNodes(removed) };
}

/** More lines of a quotation are not compared with earlier messages. */
const MAX_MARKED_LINES = 500;
const MAX_MARKED_NODES = 2_000;

/**
 * Wraps the texts of each line of sanitised HTML in `<span data-line="{key}-{n}">`, so that lines
 * can be marked later. Lines that introduce a quotation are left out. Returns the lines' texts.
 */
export function markLines(html: string, key: string): { html: string; lines: string[] } {
  const body = isWithinLimits(html) ? parseShown(html) : null;
  if (body === null) return { html, lines: [] };
  const shown = readLines(body.children, { splitsCells: true });
  const kinds = classifyLines(shown.map((line) => line.text));
  const written = shown.filter((_line, index) => kinds[index] === 'text' || kinds[index] === 'quoted');
  const lines = written.slice(0, MAX_MARKED_LINES);
  let nodeCount = 0;
  for (const [index, { nodes }] of lines.entries()) {
    nodeCount += nodes.length;
    if (nodeCount > MAX_MARKED_NODES) break;
    for (const node of nodes) wrapNode(node, `${key}-${index}`);
  }
  return { html: serializeNodes(body.children), lines: lines.map((line) => line.text) };
}

/** Splits HTML at a forwarded mail: the words above it, and its own text; null without one. */
export function splitForwardedHtml(html: string): { note: string; body: string } | null {
  if (html.length > MAX_HTML_CHARS || !isWithinLimits(html)) return null;
  const [above, below] = [parseShown(html), parseShown(html)];
  if (above === null || below === null) return null;
  const lines = readLines(above.children);
  const range = findForwarded(lines.map((line) => line.text));
  const start = range === null ? undefined : lines[range.start];
  const bodyStart = range === null ? undefined : readLines(below.children)[range.bodyStart];
  if (start === undefined) return null;
  dropFromParents(withRest(start.node));
  return {
    note: serializeNodes(above.children),
    body: bodyStart === undefined ? '' : serializeNodes(withRest(bodyStart.node)),
  };
}

function isElement(node: Node): node is Element {
  return 'attribs' in node;
}

function hasVisibleContent(nodes: Node[]): boolean {
  const seen = readLines(nodes);
  return seen.some((line) => /[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(line.text) || line.hasImage);
}

function isRest(element: Element): boolean {
  return restIds.includes((element.attribs.id ?? '').toLowerCase()) || outlookBorder.test(element.attribs.style ?? '');
}

function isContainer(element: Element): boolean {
  const classes = (element.attribs.class ?? '').split(/\s+/, 20);
  if (containerClasses.some((name) => classes.includes(name))) return true;
  if (element.attribs.id === 'OLK_SRC_BODY_SECTION') return true;
  return element.name === 'blockquote' && (element.attribs.type ?? '').toLowerCase() === 'cite';
}

function isForward(element: Element): boolean {
  const start = readLines([element], { lines: 12 });
  return classifyLines(start.map((line) => line.text)).includes('forward');
}

/**
 * Removes elements that mail programs mark as quoted; null if none are marked or the reply is
 * interleaved.
 */
function cutQuoteContainers(nodes: Node[]): Node[] | null {
  const containers: { element: Element; isRest: boolean }[] = [];
  const visit = (children: Node[]): boolean => {
    for (const node of children) {
      if (!isElement(node)) continue;
      if (isRest(node)) {
        containers.push({ element: node, isRest: true });
        return true;
      }
      if (isContainer(node)) containers.push({ element: node, isRest: false });
      else if (visit(node.children)) return true;
    }
    return false;
  };
  visit(nodes);
  const first = containers[0];
  if (
    first === undefined ||
    isForward(first.element) ||
    isInterleaved(
      nodes,
      containers.map(({ element }) => element),
    )
  )
    return null;
  const removed: Node[] = [];
  const seen = new Set<Node>();
  for (const { element, isRest: cutsRest } of containers) {
    const cut = cutsRest ? withRest(borderBlock(element)) : [...attributionBefore(element, seen), element];
    for (const node of cut) {
      if (seen.has(node)) continue;
      seen.add(node);
      removed.push(node);
      unlink(node);
    }
  }
  return removed;
}

/** Unlinks a node from its siblings. The parents' child lists are updated once, at the end. */
function unlink(node: Node): void {
  if (node.previousSibling) node.previousSibling.nextSibling = node.nextSibling;
  if (node.nextSibling) node.nextSibling.previousSibling = node.previousSibling;
  node.previousSibling = null;
  node.nextSibling = null;
}

/** Filters each parent's children once: removing nodes one by one would take quadratic time. */
function dropFromParents(removed: Node[]): void {
  const removedNodes = new Set(removed);
  for (const parent of new Set(removed.map((node) => node.parent))) {
    if (parent !== null) parent.children = parent.children.filter((child) => !removedNodes.has(child as Node));
  }
  for (const node of removed) node.parent = null;
}

/** Whether the reply is interleaved with quoted parts. */
function isInterleaved(nodes: Node[], elements: Element[]): boolean {
  if (elements.length < 2) return false;
  const quoted = new Set<unknown>(elements);
  const lines = readLines(nodes).map(({ node, text }) => ({ text, isQuoted: isInside(node, quoted) }));
  const first = lines.findIndex((line) => line.isQuoted);
  const last = lines.findLastIndex((line) => line.isQuoted);
  return lines
    .slice(first, last)
    .some((line) => !line.isQuoted && /[\p{L}\p{N}]/u.test(line.text) && !isAttribution(line.text));
}

function isInside(node: Node, elements: ReadonlySet<unknown>): boolean {
  for (let at: unknown = node; at !== null; at = (at as Node).parent) if (elements.has(at)) return true;
  return false;
}

/** Outlook wraps its border in another div with no other content. */
function borderBlock(element: Element): Element {
  const { parent } = element;
  const isOnlyWrapped =
    parent !== null && isElement(parent as Node) && (parent as Element).children.find(isElement) === element;
  return isOnlyWrapped && (parent as Element).name === 'div' && outlookBorder.test(element.attribs.style ?? '')
    ? (parent as Element)
    : element;
}

/** The node and everything after it in the document. */
function withRest(node: Node): Node[] {
  const rest: Node[] = [node];
  for (let at: Node | null = node; at !== null; at = at.parent as Node | null) {
    for (let next = at.nextSibling; next !== null; next = next.nextSibling) rest.push(next as Node);
  }
  return rest;
}

/** An attribution is one short line; elements with more nodes are not read. */
const MAX_ATTRIBUTION_NODES = 100;

function attributionBefore(element: Element, removed: ReadonlySet<Node>): Node[] {
  const before: Node[] = [];
  let text = '';
  for (
    let previous = element.previousSibling;
    previous !== null && before.length < 6;
    previous = previous.previousSibling
  ) {
    before.unshift(previous as Node);
    const lines = readLines([previous as Node], { nodes: MAX_ATTRIBUTION_NODES, removed });
    text = `${lines.map((line) => line.text).join('\n')}${text}`;
    if (isAttribution(text)) return before;
    if (text.length > 900) return [];
  }
  return [];
}

/** Cuts where a visible line introduces a quotation ("-----Original Message-----"). */
function cutByLines(nodes: Node[]): Node[] | null {
  const lines = readLines(nodes);
  const range = findQuotation(classifyLines(lines.map((line) => line.text)));
  const start = range === null ? undefined : lines[range.start];
  if (start === undefined || range === null || range.end < lines.length) return null;
  return withRest(lineStart(start.node));
}

/** The outermost element that begins with this node, so that a line keeps its bold and its font. */
function lineStart(node: Node): Node {
  const isBlank = (before: Node): boolean => 'data' in before && before.type === 'text' && before.data.trim() === '';
  for (let at = node; ; at = at.parent as Node) {
    let before = at.previousSibling as Node | null;
    while (before !== null && isBlank(before)) before = before.previousSibling as Node | null;
    const { parent } = at;
    if (before !== null || parent === null || !isElement(parent as Node) || (parent as Element).name === 'body')
      return at;
  }
}

interface ShownLine {
  text: string;
  /** The first node of the line. */
  node: Node;
  /** All its texts and images. */
  nodes: Node[];
  hasImage: boolean;
}

interface ReadLimits {
  lines?: number;
  nodes?: number;
  /** Whether each table cell is a line of its own. */
  splitsCells?: boolean;
  /** Nodes that are already cut but still listed by their parents. */
  removed?: ReadonlySet<Node>;
}

/** The visible text by lines, each with its first node, within the limits. */
function readLines(
  nodes: Node[],
  {
    lines: maxLines = 6_000,
    nodes: maxNodes = Number.POSITIVE_INFINITY,
    removed,
    splitsCells = false,
  }: ReadLimits = {},
): ShownLine[] {
  const lines: ShownLine[] = [];
  let current: ShownLine | null = null;
  const endLine = (): void => {
    if (current !== null) lines.push({ ...current, text: current.text.replace(/\s+/g, ' ').trim() });
    current = null;
  };
  const add = (node: Node, text: string, hasImage: boolean): void => {
    if (current === null) {
      if (text.trim() !== '' || hasImage) current = { text, node, nodes: [node], hasImage };
    } else if (current.text.length < 2_000) {
      current.nodes.push(node);
      current = { ...current, text: current.text + text, hasImage: current.hasImage || hasImage };
    }
  };
  let nodeCount = 0;
  const visit = (children: Node[]): void => {
    for (const node of children) {
      if (lines.length >= maxLines || nodeCount >= maxNodes) return;
      nodeCount += 1;
      if (removed?.has(node)) continue;
      if ('data' in node && node.type === 'text') add(node, node.data, false);
      if (!isElement(node) || hiddenElements.has(node.name)) continue;
      if (node.name === 'br') endLine();
      else if (node.name === 'img') add(node, '', true);
      else if (blocks.has(node.name) || (splitsCells && (node.name === 'td' || node.name === 'th'))) {
        endLine();
        visit(node.children);
        endLine();
      } else visit(node.children);
    }
  };
  visit(nodes);
  endLine();
  return lines;
}
