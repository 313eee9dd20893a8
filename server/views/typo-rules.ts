import type { WordRun } from '@crossdesk/contracts/search/words.ts';

const minLength = 4;
const maxLength = 24;

/** Whether a word is long enough to be recognised when it is misspelled. */
export const isSuggestable = ({ text, isUnspaced }: WordRun): boolean => {
  const { length } = [...text];
  return !isUnspaced && length >= minLength && length <= maxLength && /^[\p{L}\p{M}]+$/u.test(text);
};

/**
 * A word and all words with one letter less. Two words share one of these if one letter is missing,
 * added, different, or exchanged with the next.
 */
export function editKeys(word: string): string[] {
  const letters = [...word];
  return [...new Set([word, ...letters.map((_, at) => letters.filter((__, other) => other !== at).join(''))])];
}

/** The number of letters to insert, delete, replace or exchange to turn one word into the other. */
export function editDistance(one: string, other: string): number {
  const [a, b] = [[...one], [...other]];
  const rows = [Array.from({ length: b.length + 1 }, (_, index) => index)];
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const isSame = a[i - 1] === b[j - 1];
      let cost = Math.min(
        (rows[i - 1]?.[j] ?? 0) + 1,
        (row[j - 1] ?? 0) + 1,
        (rows[i - 1]?.[j - 1] ?? 0) + (isSame ? 0 : 1),
      );
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, (rows[i - 2]?.[j - 2] ?? 0) + 1);
      row.push(cost);
    }
    rows.push(row);
  }
  return rows[a.length]?.[b.length] ?? 0;
}
