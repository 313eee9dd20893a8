import { convert, type DomNode, type FormatCallback } from 'html-to-text';

/** Quotations and lists nested deeper than this get no prefix of their own. */
const maxPrefixDepth = 5;
/** A text longer than this many times its HTML is converted without prefixes. */
const maxGrowth = 2;
const shortText = 10_000;

const isBeyondNumerals = ({ attribs, children }: DomNode): boolean => {
  const start = Number(attribs.start ?? 1);
  return !(start >= 1 && start + children.length <= 1000);
};

/**
 * Formatters that add prefixes, such as "> ", up to a depth: each adds to every line inside, so
 * that deep nesting would multiply the text.
 */
function limitedFormatters(maxDepth: number): Record<string, FormatCallback> {
  let depth = 0;
  const builtIn = (builder: unknown, name: string): FormatCallback | undefined =>
    (builder as { options: { formatters: Record<string, FormatCallback> } }).options.formatters[name];
  const nested =
    (name: string): FormatCallback =>
    (element, walk, builder, options) => {
      depth += 1;
      builtIn(builder, depth > maxDepth ? 'block' : name)?.(element, walk, builder, options);
      depth -= 1;
    };
  return {
    limitedQuote: nested('blockquote'),
    limitedList: nested('unorderedList'),
    limitedNumbers: (element, walk, builder, options) => {
      // The library fails on larger Roman numerals.
      if (isBeyondNumerals(element)) element.attribs.type = '1';
      nested('orderedList')(element, walk, builder, options);
    },
    // Cells of a row are words of their own, and rows are lines of their own.
    cell: (element, walk, builder) => {
      walk(element.children, builder);
      builder.addInline(' ', {});
    },
    limitedItem: (element, walk, builder, options) =>
      builtIn(builder, depth > maxDepth ? 'block' : 'inline')?.(element, walk, builder, options),
  };
}

/**
 * Converts HTML within the limits of `htmlToText` to plain text, at most about twice as long as the
 * HTML that was given, which has `givenLength` characters.
 */
export function convertToText(html: string, givenLength: number, maxDepth = maxPrefixDepth): string {
  const text = convert(html, {
    wordwrap: false,
    limits: { maxInputLength: html.length + 1, maxDepth: 250 },
    formatters: limitedFormatters(maxDepth),
    selectors: [
      { selector: 'a', options: { hideLinkHrefIfSameAsText: true, ignoreHref: false, linkBrackets: ['<', '>'] } },
      { selector: 'img', format: 'skip' },
      { selector: 'blockquote', format: 'limitedQuote' },
      { selector: 'ul', format: 'limitedList' },
      { selector: 'ol', format: 'limitedNumbers' },
      { selector: 'li', format: 'limitedItem' },
      { selector: 'tr', format: 'block', options: { leadingLineBreaks: 1, trailingLineBreaks: 1 } },
      { selector: 'td', format: 'cell' },
      { selector: 'th', format: 'cell' },
      ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({ selector, options: { uppercase: false } })),
    ],
  }).trim();
  const limit = givenLength * maxGrowth + shortText;
  if (text.length <= limit) return text;
  return maxDepth > 0 ? convertToText(html, givenLength, 0) : text.slice(0, limit);
}
