import { foldText, foldWithStarts } from './fold.ts';
import { parseSearch, type SearchTerm } from './parse.ts';
import { unspacedScripts, wordRuns, wordsWithSigns } from './words.ts';

/** A part of a text, from `start` to before `end`. */
export type TextRange = { start: number; end: number };

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
/** A letter of a script with spaces; characters of other scripts may follow it without a break. */
const letters = `(?:(?!${unspacedScripts})[\\p{L}\\p{N}\\p{M}])`;

/** The pattern of a word; English endings may differ, as in the search index. */
function wordPattern(word: string, isUnspaced: boolean, isWhole: boolean): string {
  if (isUnspaced) return escaped(word);
  const stem = word.length > 4 ? word.replace(/(?:ies|es|s|ed|ing|y|e)$/, '') : word;
  const rest = isWhole && stem === word && word.length < 4 ? '' : isWhole ? `${letters}{0,4}` : `${letters}{0,20}`;
  return `(?<!${letters})${escaped(stem)}${rest}(?!${letters})`;
}

/**
 * Words of a search that are highlighted. Compiling the pattern of a word takes some milliseconds,
 * and one character can fold to several words.
 */
const maxWords = 20;

/** The fields whose operators are highlighted in every text. */
const shownOperators = new Set(['subject', 'from', 'to', 'requester', 'account', 'tag']);

/** The patterns of a term and how many words they contain, at most `limit`. */
function termPatterns(term: SearchTerm, isLast: boolean, limit: number): { patterns: string[]; wordCount: number } {
  const nothing = { patterns: [], wordCount: 0 };
  if (term.isExcluded) return nothing;
  if (term.kind === 'operator' && !shownOperators.has(term.operator)) return nothing;
  const folded = foldText(term.kind === 'text' ? term.text : term.value);
  const signs = wordsWithSigns(folded).slice(0, limit);
  if (signs.length > 0) return { patterns: signs.map(escaped), wordCount: signs.length };
  const isPhrase = term.kind === 'text' && term.isPhrase;
  const runs = wordRuns(folded).slice(0, limit);
  if (runs.length === 0) return nothing;
  const words = runs.map((run) => wordPattern(run.text, run.isUnspaced, isPhrase || !isLast));
  return { patterns: [words.join('[^\\p{L}\\p{N}\\p{M}]{0,8}')], wordCount: runs.length };
}

/** Finds the searched words in texts. */
export type Highlighter = (text: string) => TextRange[];

const maxRanges = 500;

/** A function that finds the words of a search in a text; finds nothing if it has no words. */
export function createHighlighter(search: string): Highlighter {
  const terms = parseSearch(search);
  const patterns: string[] = [];
  let left = maxWords;
  for (const [index, term] of terms.entries()) {
    const found = termPatterns(term, index === terms.length - 1, left);
    patterns.push(...found.patterns);
    left -= found.wordCount;
  }
  if (patterns.length === 0) return () => [];
  const pattern = new RegExp(patterns.join('|'), 'gu');
  return (text) => {
    const folded = foldWithStarts(text);
    const ranges: TextRange[] = [];
    for (const match of folded.text.matchAll(pattern)) {
      if (match[0] === '') continue;
      const start = folded.starts[match.index] ?? 0;
      let last = match.index + match[0].length;
      // A character that folds to two is highlighted whole.
      while (last < folded.text.length && folded.starts[last] === folded.starts[last - 1]) last += 1;
      ranges.push({ start, end: folded.starts[last] ?? text.length });
      if (ranges.length >= maxRanges) break;
    }
    return ranges;
  };
}
