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

/**
 * The indexed form of a text: words, and CJK runs as overlapping character pairs, so that any part
 * is found; the last character also alone.
 */
export const searchText = (text: string): string =>
  textRuns(text.slice(0, 200_000))
    .flatMap((run) =>
      run.isCjk
        ? [...new Set([...characterPairs(run.text), [...run.text].at(-1) ?? ''])]
        : [run.text.slice(0, maxWordLength)],
    )
    .join(' ');

const wholeAddress = /^[^\s@]+@[^\s@]+\.\p{L}{2,}$/u;

/**
 * A search as a tsquery: all words; the last one matches as a prefix unless it is a number or ends
 * an email address. Null if there is nothing to search for.
 */
export function searchQuery(text: string): string | null {
  const words = textRuns(text.slice(0, maxQueryLength)).slice(0, 20);
  const isWhole = wholeAddress.test(text.trim().slice(0, maxQueryLength)) || /^\d+$/.test(words.at(-1)?.text ?? '');
  const prefixIndex = isWhole ? -1 : words.length - 1;
  const parts = words.map((run, index) => {
    if (!run.isCjk)
      return index === prefixIndex ? `${run.text.slice(0, maxWordLength)}:*` : run.text.slice(0, maxWordLength);
    const signs = characterPairs(run.text);
    return [...run.text].length === 1 ? `${run.text}:*` : `(${signs.join(' <-> ')})`;
  });
  return parts.length > 0 ? parts.join(' & ') : null;
}

/** The ticket number in a search such as `1042` or `#1042`; null if there is none. */
export function searchedNumber(text: string): number | null {
  const digits = /^#? {0,9}(\d{1,15})$/.exec(text.normalize('NFKC').trim())?.[1];
  const number = digits ? Number(digits) : 0;
  return number > 0 ? number : null;
}

/** The part of a text around the first matching word, on one line. */
export function excerptOf(text: string, query: string, length = 160): string {
  const plain = text.replace(/\s+/g, ' ').trim();
  const folded = plain.toLowerCase();
  const matchIndexes = textRuns(query.slice(0, maxQueryLength))
    .slice(0, 20)
    .map((run) => folded.indexOf(run.text))
    .filter((index) => index >= 0);
  const start = matchIndexes.length === 0 ? 0 : Math.max(0, Math.min(...matchIndexes) - 40);
  return `${start > 0 ? '…' : ''}${plain.slice(start, start + length)}${start + length < plain.length ? '…' : ''}`;
}

type BuiltInView = 'assigned' | 'unassigned' | 'shared' | 'shared_out' | 'all' | 'trash';

export type ViewKey =
  | { is: BuiltInView }
  | { is: 'department'; departmentId: number }
  | { is: 'custom'; viewId: number };

export function parseViewKey(key: string): ViewKey {
  const departmentId = /^department:(\d+)$/.exec(key)?.[1];
  if (departmentId) return { is: 'department', departmentId: Number(departmentId) };
  const viewId = /^custom:(\d+)$/.exec(key)?.[1];
  if (viewId) return { is: 'custom', viewId: Number(viewId) };
  return { is: key as BuiltInView };
}
