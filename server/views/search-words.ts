import { foldText } from '@crossdesk/contracts/search/fold.ts';
import { joinedWords, type WordRun, wordRuns, wordsWithSigns } from '@crossdesk/contracts/search/words.ts';

/**
 * The fields that operators search. The words of a field are indexed a second time with a letter
 * in front that folded text cannot contain, so that one index answers all operators.
 */
const fieldLetters = { subject: 'ä', from: 'ö', to: 'ü', requester: 'ë', account: 'ï' } as const;
export type WordField = keyof typeof fieldLetters;

const pairLetter = 'á';
const signLetter = 'ø';
const attachmentWord = 'îfile';
/** Marks tickets with too many words to store the positions of all. */
const overflowWord = 'îmany';

const maxWordLength = 60;
const maxFoldedLength = 200_000;

/** PostgreSQL stores positions up to 16,383 and 255 of one word. */
const maxPositions = 16_000;
const maxPositionsOfWord = 120;
/** A tsvector holds 1 MB of words and positions. */
const maxBytes = 900_000;
const bytesPerPosition = 4;

const characterPairs = (run: string): string[] => {
  const characters = [...run];
  return characters.length < 2
    ? characters
    : characters.slice(1).map((character, index) => `${characters[index]}${character}`);
};

/** A run as indexed: a word, or its character pairs and the last character. */
const runWords = ({ text, isUnspaced }: WordRun): string[] => {
  if (!isUnspaced) return [text.slice(0, maxWordLength)];
  const pairs = characterPairs(text);
  const last = [...text].at(-1) ?? '';
  return pairs.at(-1) === last ? pairs : [...pairs, last];
};

/** A word with signs as letters and digits: `c++` becomes `cø2bø2b`. */
const encodedSigns = (word: string): string =>
  word.replace(/[^\p{L}\p{N}\p{M}]/gu, (sign) => `${signLetter}${(sign.codePointAt(0) ?? 0).toString(16)}`);

/** Parts of three characters of each word, by which any part of a word is found. */
const tripleWords = (folded: string): string[] =>
  wordRuns(folded)
    .filter((run) => !run.isUnspaced)
    .flatMap(({ text }) => {
      const characters = [...text].slice(0, maxWordLength);
      return characters.slice(2).map((third, at) => `${pairLetter}${characters[at]}${characters[at + 1]}${third}`);
    });

/**
 * The words of a ticket for the search index: `ordered` with positions, for phrases, and
 * `unordered` without.
 */
export class TicketWords {
  readonly #ordered: string[] = [];
  readonly #unordered = new Set<string>();
  readonly #counts = new Map<string, number>();
  #bytes = 0;
  #hasOverflow = false;

  /** Adds a text; with a field, its words are found by the operator of that name. */
  add(text: string, field?: WordField): this {
    const letter = field ? fieldLetters[field] : '';
    // Some characters fold to many.
    const folded = foldText(text).slice(0, maxFoldedLength);
    for (const run of wordRuns(folded)) for (const word of runWords(run)) this.#addOrdered(letter + word);
    for (const { text: word } of joinedWords(folded)) this.#addUnordered(letter + word);
    for (const word of wordsWithSigns(folded)) this.#addUnordered(letter + encodedSigns(word));
    if (field === 'subject') for (const word of tripleWords(folded)) this.#addUnordered(word);
    return this;
  }

  markAttachment(): this {
    this.#addUnordered(attachmentWord);
    return this;
  }

  #addOrdered(word: string): void {
    const count = this.#counts.get(word) ?? 0;
    const bytes = bytesPerPosition + (count === 0 ? Buffer.byteLength(word) : 0);
    if (this.#bytes + bytes > maxBytes) return;
    this.#counts.set(word, count + 1);
    if (this.#ordered.length >= maxPositions || count >= maxPositionsOfWord) {
      this.#hasOverflow = true;
      if (count > 0) return;
    }
    this.#bytes += bytes;
    this.#ordered.push(word);
  }

  #addUnordered(word: string): void {
    if (this.#unordered.has(word)) return;
    this.#bytes += Buffer.byteLength(word) + bytesPerPosition;
    if (this.#bytes <= maxBytes) this.#unordered.add(word);
  }

  get ordered(): string {
    return this.#ordered.join(' ');
  }

  get unordered(): string {
    return [...this.#unordered, ...(this.#hasOverflow ? [overflowWord] : [])].join(' ');
  }
}

/** The tsquery of tickets with attached files. */
export const attachmentQuery = attachmentWord;

const wholeAddress = /^[^\s@]+@[^\s@]+\.\p{L}{2,}$/u;

/** The runs of a part as consecutive words; the last one may be a prefix. */
function sequence(runs: readonly WordRun[], letter: string, isPrefix: boolean): string[] {
  return runs.flatMap((run, index) => {
    const isLast = index === runs.length - 1;
    const words = run.isUnspaced && isLast ? characterPairs(run.text) : runWords(run);
    const isOpen = isLast && (isPrefix || (run.isUnspaced && words.length === 1 && [...run.text].length === 1));
    return words.map(
      (word, at) => `${letter}${word}${isOpen && at === words.length - 1 && canExtend(run) ? ':*' : ''}`,
    );
  });
}

/** Pairs of characters are complete; a single character also begins pairs. */
const canExtend = (run: WordRun): boolean => !run.isUnspaced || [...run.text].length === 1;

/**
 * A text as a tsquery: its words in this order without others between them. Tickets with too many
 * words match if they contain all of them. Null if the text has no words.
 */
export function wordsQuery(text: string, { field, isPrefix }: { field?: WordField; isPrefix: boolean }): string | null {
  const letter = field ? fieldLetters[field] : '';
  const folded = foldText(text.trim());
  const runs = wordRuns(folded).slice(0, 20);
  const isComplete = wholeAddress.test(folded) || /^\p{N}+$/u.test(runs.at(-1)?.text ?? '');
  const isOpen = isPrefix && !isComplete;
  const end = isOpen ? ':*' : '';
  const parts: string[] = [];
  const signs = wordsWithSigns(folded).slice(0, 5);
  const words = runs.length === 1 && signs.length > 0 ? [] : sequence(runs, letter, isOpen);
  if (words.length === 1) parts.push(words[0] ?? '');
  if (words.length > 1) {
    const alternatives = [words.join(' <-> '), `(${overflowWord} & ${words.join(' & ')})`];
    const joined = joinedWords(folded);
    if (joined.length === 1 && !/\s/u.test(folded)) alternatives.push(`${letter}${joined[0]?.text}${end}`);
    parts.push(`(${alternatives.join(' | ')})`);
  }
  for (const word of signs) parts.push(`${letter}${encodedSigns(word)}${end}`);
  return parts.length === 0 ? null : parts.length === 1 ? (parts[0] ?? null) : `(${parts.join(' & ')})`;
}

/**
 * A tsquery that all tickets match whose subject contains a part of a text, among others; null if
 * the part is too short for the index.
 */
export function subjectPartQuery(part: string): string | null {
  const folded = foldText(part);
  const words = wordRuns(folded).flatMap((run) =>
    run.isUnspaced && [...run.text].length >= 2
      ? characterPairs(run.text).map((pair) => fieldLetters.subject + pair)
      : [],
  );
  const all = [...new Set([...words, ...tripleWords(folded)])].slice(0, 40);
  return all.length > 0 ? all.join(' & ') : null;
}
