const cjk = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}ー々〆]+/gu;
const maxWordLength = 60;
const maxQueryLength = 1_000;

type Run = { text: string; isCjk: boolean };

/** Splits a text into words. Chinese, Japanese and Korean characters form runs of their own. */
function textRuns(text: string): Run[] {
  const result: Run[] = [];
  for (const word of text
    .normalize('NFKC')
    .toLowerCase()
    .match(/[\p{L}\p{N}\p{M}ー]+/gu) ?? []) {
    let end = 0;
    for (const match of word.matchAll(cjk)) {
      if (match.index > end) result.push({ text: word.slice(end, match.index), isCjk: false });
      result.push({ text: match[0], isCjk: true });
      end = match.index + match[0].length;
    }
    if (end < word.length) result.push({ text: word.slice(end), isCjk: false });
  }
  return result;
}

const characterPairs = (run: string): string[] => {
  const signs = [...run];
  return signs.length < 2 ? signs : signs.slice(1).map((sign, index) => `${signs[index]}${sign}`);
};

const wholeAddress = /^[^\s@]+@[^\s@]+\.\p{L}{2,}$/u;

/**
 * A text as a tsquery for rows of format 1 of the search index: all words; the last one may be a
 * prefix unless it is a number or ends an email address. Null if there are none.
 */
export function formerQuery(text: string, isPrefix: boolean): string | null {
  const words = textRuns(text.slice(0, maxQueryLength)).slice(0, 20);
  const isWhole = wholeAddress.test(text.trim().slice(0, maxQueryLength)) || /^\d+$/.test(words.at(-1)?.text ?? '');
  const prefixIndex = isWhole || !isPrefix ? -1 : words.length - 1;
  const parts = words.map((run, index) => {
    if (!run.isCjk)
      return index === prefixIndex ? `${run.text.slice(0, maxWordLength)}:*` : run.text.slice(0, maxWordLength);
    const signs = characterPairs(run.text);
    return [...run.text].length === 1 ? `${run.text}:*` : `(${signs.join(' <-> ')})`;
  });
  return parts.length > 0 ? parts.join(' & ') : null;
}
