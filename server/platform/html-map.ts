import { Parser } from 'htmlparser2';
import { escapeHtml, isWithinLimits } from './html.ts';

const voidTags = new Set(['br', 'col', 'hr', 'img', 'wbr']);
const inlineTags = new Set(
  'a abbr b bdi bdo big cite code del dfn em font i ins kbd mark q s samp small span strike strong sub sup time tt u var wbr'.split(
    ' ',
  ),
);

/**
 * Rewrites sanitized HTML: `onText` maps each text between two tags, `onAttribute` each attribute
 * value.
 */
export function mapHtml(
  html: string,
  onText: (text: string) => string,
  onAttribute: (name: string, value: string) => string,
): string {
  if (!isWithinLimits(html)) return escapeHtml(onText(html));
  let result = '';
  let text = '';
  const flush = () => {
    if (text !== '') result += escapeHtml(onText(text));
    text = '';
  };
  const parser = new Parser({
    onopentag(name, attributes) {
      flush();
      const list = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeHtml(onAttribute(key, value))}"`);
      result += `<${name}${list.join('')}>`;
    },
    ontext(part) {
      text += part;
    },
    onclosetag(name) {
      flush();
      if (!voidTags.has(name)) result += `</${name}>`;
    },
  });
  parser.end(html);
  flush();
  return result;
}

/** The visible text of HTML: inline tags leave no gap, block tags leave a line break. */
export function readableText(html: string): string {
  let result = '';
  const gap = (name: string) => {
    if (!inlineTags.has(name)) result += '\n';
  };
  const parser = new Parser({
    onopentag: gap,
    ontext(part) {
      result += part;
    },
    onclosetag: gap,
  });
  parser.end(html);
  return result;
}
