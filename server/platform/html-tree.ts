import { html, Parser, serialize, type Token } from 'parse5';
import { adapter, type Htmlparser2TreeAdapterMap } from 'parse5-htmlparser2-tree-adapter';

export type HtmlNode = Htmlparser2TreeAdapterMap['childNode'];
export type HtmlElement = Htmlparser2TreeAdapterMap['element'];

/** Maximum nesting depth while parsing; deeper input costs quadratic time. */
const MAX_DEPTH = 1_000;
/** Maximum number of elements and texts; misnested tags are repeated in every paragraph. */
const MAX_NODES = 400_000;

/** Elements whose content is never text to read. */
const hiddenTags = ['script', 'style', 'title'];
const structureTags = ['html', 'head', 'body'];

const ElementNode = adapter.createElement('div', html.NS.HTML, []).constructor as new (
  name: string,
  attributes: Record<string, string>,
  children: HtmlNode[],
) => HtmlElement;

class TreeTooLarge extends Error {}

/**
 * The parser of browsers (the HTML standard), without elements that hide what follows when their
 * end tag is missing: `svg`, `math`, `select`, `template` and everything else not in `shownTags`.
 * Their tags are skipped, so their content is parsed like any other.
 */
function createParser(shownTags: ReadonlySet<string>): Parser<Htmlparser2TreeAdapterMap> {
  let nodeCount = 0;
  const countNode = (): void => {
    nodeCount += 1;
    if (nodeCount > MAX_NODES) throw new TreeTooLarge();
  };
  const parser = new Parser<Htmlparser2TreeAdapterMap>({
    scriptingEnabled: false,
    treeAdapter: {
      ...adapter,
      createElement(tagName, namespace, attributes) {
        countNode();
        // Most elements have no attributes; those that adopt some later are created in full.
        if (attributes.length > 0 || structureTags.includes(tagName))
          return adapter.createElement(tagName, namespace, attributes);
        const element = new ElementNode(tagName, {}, []);
        element.namespace = namespace;
        return element;
      },
      createTextNode(text) {
        countNode();
        return adapter.createTextNode(text);
      },
    },
  });
  const onStartTag = parser.onStartTag.bind(parser);
  const onEndTag = parser.onEndTag.bind(parser);
  const isKept = (name: string): boolean =>
    shownTags.has(name) || hiddenTags.includes(name) || structureTags.includes(name);
  parser.onStartTag = (token: Token.TagToken): void => {
    // Inside svg these may end with "/>"; elsewhere they would hide the rest.
    if (!isKept(token.tagName) || (token.selfClosing && hiddenTags.includes(token.tagName))) return;
    if (parser.openElements.stackTop > MAX_DEPTH) throw new TreeTooLarge();
    onStartTag(token);
  };
  parser.onEndTag = (token: Token.TagToken): void => {
    if (isKept(token.tagName)) onEndTag(token);
  };
  return parser;
}

/**
 * Parses HTML as browsers do and returns its body with elements of `shownTags` only; null if it is
 * too deep or too large to parse in reasonable time.
 */
export function parseBody(source: string, shownTags: ReadonlySet<string>): HtmlElement | null {
  try {
    const parser = createParser(shownTags);
    parser.tokenizer.write(source, true);
    return findBody(parser.document);
  } catch (error) {
    if (error instanceof TreeTooLarge) return null;
    throw error;
  }
}

function findBody(document: Htmlparser2TreeAdapterMap['document']): HtmlElement | null {
  const root = document.children.find((node) => adapter.isElementNode(node));
  if (!root || !adapter.isElementNode(root)) return null;
  const body = root.children.find((node) => adapter.isElementNode(node) && node.name === 'body');
  return body && adapter.isElementNode(body) ? body : null;
}

/** The HTML of nodes. */
export function serializeNodes(nodes: HtmlNode[]): string {
  const holder = adapter.createElement('div', html.NS.HTML, []);
  holder.children = nodes;
  return serialize<Htmlparser2TreeAdapterMap>(holder, { treeAdapter: adapter });
}

/** Wraps a node in a span with `data-line`. */
export function wrapNode(node: HtmlNode, line: string): void {
  const span = adapter.createElement('span', html.NS.HTML, [{ name: 'data-line', value: line }]);
  const { parent } = node;
  if (!parent) return;
  parent.children[parent.children.indexOf(node)] = span;
  span.parent = parent;
  span.children = [node];
  node.parent = span;
}
