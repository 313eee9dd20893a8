import { parseAst } from 'vitest/node';

/** A node of the syntax tree, as far as it is used here. */
type Node = { type: string; start: number } & Record<string, unknown>;

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';

const parse = (file: string, source: string): Node =>
  parseAst(source, { lang: file.endsWith('.tsx') ? 'tsx' : 'ts' }) as unknown as Node;

const childrenOf = (node: Node): Node[] => Object.values(node).flat().filter(isNode);

function walk(node: Node, look: (node: Node, within: readonly Node[]) => void, within: readonly Node[] = []): void {
  look(node, within);
  const further = [...within, node];
  for (const child of childrenOf(node)) walk(child, look, further);
}

const nameOf = (node: unknown): string => (isNode(node) ? String(node.name ?? node.value ?? '') : '');

/** A literal text. `isWhole` is false for parts of a template literal. */
type Text = { text: string; start: number; isWhole: boolean };

/** The literal texts an expression can evaluate to, without function calls. */
function textsOf(node: unknown): Text[] {
  if (!isNode(node)) return [];
  if (node.type === 'Literal')
    return typeof node.value === 'string' ? [{ text: node.value, start: node.start, isWhole: true }] : [];
  if (node.type === 'TemplateLiteral')
    return (node.quasis as Node[]).map((one) => ({
      text: (one.value as { cooked: string }).cooked ?? '',
      start: one.start,
      isWhole: (node.quasis as Node[]).length === 1,
    }));
  if (node.type === 'JSXExpressionContainer') return textsOf(node.expression);
  if (node.type === 'ParenthesizedExpression') return textsOf(node.expression);
  if (node.type === 'ConditionalExpression') return [...textsOf(node.consequent), ...textsOf(node.alternate)];
  if (node.type === 'LogicalExpression') return [...textsOf(node.left), ...textsOf(node.right)];
  return [];
}

const textAttributes = new Set(
  'aria-label aria-description aria-placeholder aria-roledescription aria-valuetext title placeholder label alt description error legend'.split(
    ' ',
  ),
);

/** Names that are the same in every language, and example addresses. */
const name = /\b(Crossdesk|English|SPF|DKIM|DMARC)\b|日本語|\S+@example\.(com|org)\b|https?:\/\/\S*/g;
const isWords = (text: string): boolean => /\p{L}/u.test(text.replace(name, ''));

/**
 * Interface text that is not in a catalogue: between tags, in visible or spoken attributes, and in
 * toasts. One sentence each, with the line.
 */
export function findHardcodedText(file: string, source: string): string[] {
  const found: Text[] = [];
  walk(parse(file, source), (node, within) => {
    if (node.type === 'JSXText') found.push({ text: String(node.value), start: node.start, isWhole: true });
    if (node.type === 'JSXAttribute' && textAttributes.has(nameOf(node.name))) found.push(...textsOf(node.value));
    if (node.type === 'JSXExpressionContainer' && /^JSX(Element|Fragment)$/.test(within.at(-1)?.type ?? ''))
      found.push(...textsOf(node));
    if (node.type === 'CallExpression' && nameOf(node.callee) === 'toast')
      for (const given of childrenOf((node.arguments as Node[])[0] ?? node))
        if (given.type === 'Property' && /^(text|detail)$/.test(nameOf(given.key))) found.push(...textsOf(given.value));
  });
  return found
    .filter(({ text }) => isWords(text))
    .map(({ text, start }) => {
      const line = source.slice(0, start).split('\n').length + (/^\s*\n/.test(text) ? 1 : 0);
      return `${file}:${line} shows “${text.trim().replace(/\s+/g, ' ')}”, which is not in a catalogue.`;
    });
}

/** The catalogue keys a file uses. */
export type KeyUses = {
  /** Keys passed to the translate function literally. */
  requested: string[];
  /** All literal texts, because a key may be passed on before it is used. */
  literals: string[];
  /** Composed keys, such as `write.${kind}`. */
  patterns: RegExp[];
};

const escapeRegExp = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

export function readKeyUses(file: string, source: string): KeyUses {
  const uses: KeyUses = { requested: [], literals: [], patterns: [] };
  walk(parse(file, source), (node) => {
    if (node.type === 'Literal' && typeof node.value === 'string') uses.literals.push(node.value);
    if (node.type === 'TemplateLiteral') {
      const parts = textsOf(node).map(({ text }) => text);
      if (parts.length > 1 && /^[a-z]\w*[.\w]*$/i.test(parts[0] ?? ''))
        uses.patterns.push(new RegExp(`^${parts.map(escapeRegExp).join('.+')}$`));
    }
    if (node.type === 'CallExpression' && /^(t|translate)$/.test(nameOf(node.callee))) {
      const asked = textsOf((node.arguments as Node[])[0]).filter((one) => one.isWhole);
      uses.requested.push(...asked.map(({ text }) => text));
    }
  });
  return uses;
}

type Catalogue = Readonly<Record<string, string | undefined>>;
const withoutEnding = (key: string): string => key.replace(/_(zero|one|two|few|many|other)$/, '');

/** Differences between the languages, and between catalogues and used keys, one sentence each. */
export function findCatalogueErrors(english: Catalogue, japanese: Catalogue, uses: readonly KeyUses[]): string[] {
  // Japanese has one form for every number.
  const missing = Object.keys(english).filter((key) => !(key in japanese) && !key.endsWith('_one'));
  const extra = Object.keys(japanese).filter((key) => !(key in english));
  const known = new Set([...Object.keys(english), ...Object.keys(english).map(withoutEnding)]);
  const unknown = [...new Set(uses.flatMap(({ requested: asked }) => asked))].filter((key) => !known.has(key));
  const literals = new Set(uses.flatMap((one) => one.literals));
  const patterns = uses.flatMap((one) => one.patterns);
  const isUsed = (key: string) =>
    [key, withoutEnding(key)].some((one) => literals.has(one) || patterns.some((pattern) => pattern.test(one)));
  return [
    ...missing.map((key) => `“${key}” is missing in Japanese.`),
    ...extra.map((key) => `“${key}” is in Japanese only.`),
    ...unknown.map((key) => `“${key}” is used but not in a catalogue.`),
    ...Object.keys(english)
      .filter((key) => !isUsed(key))
      .map((key) => `“${key}” is never used.`),
  ];
}
