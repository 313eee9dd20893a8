const fold = (text: string) => text.normalize('NFKC').toLocaleLowerCase();
const words = (text: string) =>
  fold(text)
    .split(/[^\p{L}\p{N}#]+/u)
    .filter(Boolean);

/**
 * How well a label matches typed text: 1 if every typed word starts a word, 0 if the label also
 * starts with the first typed word, 2 if every typed word is contained, null without a match.
 * Without text, 0.
 */
export function matchRank(label: string, text: string): 0 | 1 | 2 | null {
  const typed = fold(text).trim();
  const folded = fold(label);
  const typedWords = typed.split(/\s+/);
  const labelWords = words(label);
  const isAtStart = folded.startsWith(typedWords[0] ?? '');
  if (isAtStart && typedWords.length === 1) return 0;
  if (typedWords.every((word) => labelWords.some((one) => one.startsWith(word)))) return isAtStart ? 0 : 1;
  return typedWords.every((word) => folded.includes(word)) ? 2 : null;
}

/**
 * The matching lines, best matches first within their group, and the group of the best match first.
 * Equal matches keep their order.
 */
export function rankLines<Line extends { label: string; group: string }>(lines: readonly Line[], text: string): Line[] {
  const ranked = lines.flatMap((line) => {
    const rank = matchRank(line.label, text);
    return rank === null ? [] : [{ line, rank }];
  });
  const best = new Map<string, number>();
  for (const { line, rank } of ranked) best.set(line.group, Math.min(rank, best.get(line.group) ?? rank));
  const groups = [...best].sort(([, a], [, b]) => a - b).map(([group]) => group);
  return groups.flatMap((group) =>
    ranked
      .filter(({ line }) => line.group === group)
      .sort((a, b) => a.rank - b.rank)
      .map(({ line }) => line),
  );
}
