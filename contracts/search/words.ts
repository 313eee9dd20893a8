/** Splits folded text into words, the same way for the search index, queries and highlights. */

const words = /[\p{L}\p{N}\p{M}ー]+/gu;
/** Scripts written without spaces (and Korean, whose words take endings), as a character class. */
export const unspacedScripts =
  '[\\p{sc=Han}\\p{sc=Hiragana}\\p{sc=Katakana}\\p{sc=Hangul}\\p{sc=Thai}\\p{sc=Lao}\\p{sc=Khmer}\\p{sc=Myanmar}ー々〆]';
const unspaced = new RegExp(`${unspacedScripts}+`, 'gu');

/** Characters of one word without a break. `isJoined`: it follows the previous run directly. */
export type WordRun = { text: string; isUnspaced: boolean; isJoined: boolean; start: number };

export function wordRuns(folded: string): WordRun[] {
  const result: WordRun[] = [];
  for (const { 0: word, index } of folded.matchAll(words)) {
    let end = 0;
    const add = (until: number, isUnspaced: boolean) => {
      if (until === end) return;
      result.push({ text: word.slice(end, until), isUnspaced, isJoined: end > 0, start: index + end });
      end = until;
    };
    for (const match of word.matchAll(unspaced)) {
      add(match.index, false);
      add(match.index + match[0].length, true);
    }
    add(word.length, false);
  }
  return result;
}

const compounds = /(?<![\p{L}\p{N}\p{M}])[\p{L}\p{N}\p{M}]+(?:['.-][\p{L}\p{N}\p{M}]+)+/gu;
const isInitials = /^\p{L}(?:\.\p{L})+$/u;
const maxCompound = 60;

/** Words with apostrophes, hyphens or as initials, written in one: `dont`, `email`, `usa`. */
export function joinedWords(folded: string): { text: string; start: number }[] {
  const result: { text: string; start: number }[] = [];
  for (const { 0: compound, index } of folded.matchAll(compounds)) {
    if (compound.length > maxCompound || (compound.includes('.') && !isInitials.test(compound))) continue;
    result.push({ text: compound.replace(/['.-]/g, ''), start: index });
  }
  return result;
}

const signWords = [
  // .NET
  /(?<![\p{L}\p{N}\p{M}.])\.\p{L}[\p{L}\p{N}]{0,19}(?![\p{L}\p{N}\p{M}])/gu,
  // C++, F#
  /(?<![\p{L}\p{N}\p{M}])[\p{L}\p{N}]{1,20}[+#]{1,3}(?![\p{L}\p{N}\p{M}+#])/gu,
  // =>, ???, €
  /(?<![^\s])(?:[^\p{L}\p{N}\p{M}\s]{2,8}|[\p{Sc}\p{Sm}])(?![^\s])/gu,
  /\p{Extended_Pictographic}/gu,
];

/** The words of a folded text in which signs matter: `c++`, `.net`, `=>`, emoji. */
export const wordsWithSigns = (folded: string): string[] =>
  signWords.flatMap((pattern) => [...folded.matchAll(pattern)].map(([word]) => word));
