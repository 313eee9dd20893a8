import type { Highlighter } from '@crossdesk/contracts/search/highlight.ts';

const excerptLength = 160;
const lengthBefore = 40;

/** The part of a text around the first highlight, on one line; the beginning if there is none. */
export function excerptOf(text: string, highlight: Highlighter): string {
  const plain = text.replace(/\s+/g, ' ').trim();
  const first = highlight(plain)[0]?.start ?? 0;
  const start = Math.max(0, first - lengthBefore);
  const end = start + excerptLength;
  return `${start > 0 ? '…' : ''}${plain.slice(start, end)}${end < plain.length ? '…' : ''}`;
}

/** The text with the most different highlighted words; the first one if none has any. */
export function bestText(texts: readonly string[], highlight: Highlighter): string {
  let best = texts[0] ?? '';
  let bestCount = 0;
  for (const text of texts) {
    const found = new Set(highlight(text).map(({ start, end }) => text.slice(start, end).toLowerCase()));
    if (found.size > bestCount) [best, bestCount] = [text, found.size];
  }
  return best;
}
