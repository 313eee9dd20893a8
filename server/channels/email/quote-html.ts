import { DomUtils, parseDocument } from 'htmlparser2';
import { isReasonablyShaped } from '../../platform/html.ts';
import { classifyLines, findQuotation, isAttribution } from './quote-lines.ts';

type Node = ReturnType<typeof parseDocument>['children'][number];
type Element = Extract<Node, { attribs: unknown }>;

const MAX_HTML_CHARS = 2_000_000;

/** Elements that hold a quotation and nothing else; the writer may go on below them. */
const containerClasses = [
  'gmail_quote',
  'yahoo_quoted',
  'protonmail_quote',
  'tutanota_quote',
  'zmail_extra',
  'moz-cite-prefix',
];
/** Elements after which everything is quotation. */
const restIds = ['divrplyfwdmsg', 'appendonsend', 'stopspelling', 'zwchr', 'mail-editor-reference-message-container'];
const outlookBorder =
  /border:\s?none;\s?border-top:\s?solid\s?#(?:B5C4DF|E1E1E1)\s?1\.0pt|border-top-color:\s?rgb\(229, 229, 229\)/i;
const blocks = new Set(
  'address article blockquote center div dl dd dt footer h1 h2 h3 h4 h5 h6 header hr li ol p pre section table tr ul'.split(
    ' ',
  ),
);
const unseen = new Set(['head', 'style', 'script', 'title']);

/** The two halves of an HTML body as it was sent; null when it is to be shown whole. */
export function splitQuotedHtml(html: string): { visible: string; quoted: string } | null {
  if (html.length > MAX_HTML_CHARS || !isReasonablyShaped(html)) return null;
  const document = parseDocument(html);
  const removed = cutContainers(document.children) ?? cutByLines(document.children);
  if (removed === null || removed.length === 0 || !isWorthSeeing(document.children)) return null;
  return { visible: DomUtils.getOuterHTML(document.children), quoted: DomUtils.getOuterHTML(removed) };
}

function isElement(node: Node): node is Element {
  return 'attribs' in node;
}

function isWorthSeeing(nodes: Node[]): boolean {
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
  const start = readLines([element], 12);
  return classifyLines(start.map((line) => line.text)).includes('forward');
}

/** Cuts what mail programs mark as quoted; null when nothing is marked, or when the answer stands in between. */
function cutContainers(nodes: Node[]): Node[] | null {
  const found: { element: Element; isRest: boolean }[] = [];
  const visit = (children: Node[]): boolean => {
    for (const node of children) {
      if (!isElement(node)) continue;
      if (isRest(node)) {
        found.push({ element: node, isRest: true });
        return true;
      }
      if (isContainer(node)) found.push({ element: node, isRest: false });
      else if (visit(node.children)) return true;
    }
    return false;
  };
  visit(nodes);
  const first = found[0];
  if (
    first === undefined ||
    isForward(first.element) ||
    isInterleaved(
      nodes,
      found.map(({ element }) => element),
    )
  )
    return null;
  const cut = new Set<Node>();
  for (const { element, isRest: cutsRest } of found) {
    const nodesOfOne = cutsRest ? withRest(borderBlock(element)) : [...attributionBefore(element), element];
    for (const node of nodesOfOne) cut.add(node);
  }
  removeAll(nodes, cut);
  return [...cut];
}

/** Removes the nodes in one pass: removing them one by one takes time with the square of their number. */
function removeAll(roots: Node[], removed: ReadonlySet<Node>): void {
  const lists = new Set<Node[]>([...removed].map((node) => (node.parent as Element | null)?.children ?? roots));
  for (const list of lists) {
    const kept = list.filter((node) => !removed.has(node));
    list.splice(0, list.length);
    for (const node of kept) list.push(node);
    for (const [index, node] of kept.entries()) {
      node.prev = kept[index - 1] ?? null;
      node.next = kept[index + 1] ?? null;
    }
  }
}

/** Whether somebody wrote between two quoted pieces. */
function isInterleaved(nodes: Node[], elements: Element[]): boolean {
  if (elements.length < 2) return false;
  const quoted = new Set<unknown>(elements);
  const places = readLines(nodes).map(({ node, text }) => ({ text, isQuoted: isInsideAny(node, quoted) }));
  const first = places.findIndex((place) => place.isQuoted);
  const last = places.findLastIndex((place) => place.isQuoted);
  return places
    .slice(first, last)
    .some((place) => !place.isQuoted && /[\p{L}\p{N}]/u.test(place.text) && !isAttribution(place.text));
}

function isInsideAny(node: Node, elements: ReadonlySet<unknown>): boolean {
  for (let at: unknown = node; at !== null; at = (at as Node).parent) if (elements.has(at)) return true;
  return false;
}

/** Outlook wraps its border in another div that holds nothing else. */
function borderBlock(element: Element): Element {
  const { parent } = element;
  const isOnlyWrapped =
    parent !== null && isElement(parent as Node) && DomUtils.getSiblings(element).filter(isElement)[0] === element;
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

function attributionBefore(element: Element): Node[] {
  const before: Node[] = [];
  let text = '';
  for (
    let previous = element.previousSibling;
    previous !== null && before.length < 6;
    previous = previous.previousSibling
  ) {
    before.unshift(previous as Node);
    text = `${readLines([previous as Node])
      .map((line) => line.text)
      .join('\n')}${text}`;
    if (isAttribution(text)) return before;
    if (text.length > 900) return [];
  }
  return [];
}

/** Cuts where a line of the shown text introduces a quotation ("-----Original Message-----"). */
function cutByLines(nodes: Node[]): Node[] | null {
  const lines = readLines(nodes);
  const range = findQuotation(classifyLines(lines.map((line) => line.text)));
  const start = range === null ? undefined : lines[range.start];
  if (start === undefined || range === null || range.end < lines.length) return null;
  const cut = withRest(start.node);
  removeAll(nodes, new Set(cut));
  return cut;
}

interface ShownLine {
  text: string;
  /** The first node of the line. */
  node: Node;
  hasImage: boolean;
}

/** The text as shown, line by line, each with the node it begins in; at most `limit` lines. */
function readLines(nodes: Node[], limit = 6_000): ShownLine[] {
  const lines: ShownLine[] = [];
  let current: ShownLine | null = null;
  const endLine = (): void => {
    if (current !== null) lines.push({ ...current, text: current.text.replace(/\s+/g, ' ').trim() });
    current = null;
  };
  const add = (node: Node, text: string, hasImage: boolean): void => {
    if (current === null) {
      if (text.trim() !== '' || hasImage) current = { text, node, hasImage };
    } else if (current.text.length < 2_000)
      current = { ...current, text: current.text + text, hasImage: current.hasImage || hasImage };
  };
  const visit = (children: Node[]): void => {
    for (const node of children) {
      if (lines.length >= limit) return;
      if ('data' in node && node.type === 'text') add(node, node.data, false);
      if (!isElement(node) || unseen.has(node.name)) continue;
      if (node.name === 'br') endLine();
      else if (node.name === 'img') add(node, '', true);
      else if (blocks.has(node.name)) {
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
