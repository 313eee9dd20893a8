/** Shorter lines, such as "Yes", are compared with whole lines only. */
const MIN_PART_CHARS = 8;
const MAX_KNOWN_CHARS = 300_000;

const normalized = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '');

/**
 * The indexes of the quoted lines that no earlier text contains: answers written into the
 * quotation. Line breaks, spaces and punctuation do not count, because mail programs change them.
 */
export function findAnswers(quotedLines: readonly string[], earlierTexts: readonly string[]): number[] {
  const known = earlierTexts.map((text) => text.slice(0, MAX_KNOWN_CHARS));
  const knownLines = new Set(known.flatMap((text) => text.split('\n').map(normalized)));
  const all = known.map(normalized).join(' ').slice(0, MAX_KNOWN_CHARS);
  return quotedLines.flatMap((line, index) => {
    const text = normalized(line);
    const isKnown = text === '' || knownLines.has(text) || (text.length >= MIN_PART_CHARS && all.includes(text));
    return isKnown ? [] : [index];
  });
}
