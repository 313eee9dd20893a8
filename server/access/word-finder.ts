import { type Folded, fold } from './fold.ts';

/** Where a word counts: anywhere, not inside a longer word, or not inside a longer domain. */
type Bounds = 'none' | 'word' | 'domain';

export type Word = {
  /** Normalized. */
  text: string;
  kind: 'name' | 'domain';
  bounds: Bounds;
  /** Any separators may be between its letters. */
  isSpaced?: boolean;
  /** Also counts inside longer words in a loose search. */
  isLoose?: boolean;
  /** An ending such as "s" may follow. */
  hasEndings?: boolean;
  /** Counts only in one of these spellings. */
  spellings?: readonly string[];
  /** Counts only before a form of address, such as 様. */
  needsTitle?: boolean;
};

type Found = { start: number; end: number; kind: Word['kind'] };

/** A place in the tree of words. Most have one child, which needs no map. */
type Node = { code: number; only: Node | null; next: Map<number, Node> | null; words: Word[] | null };

const separators = new Set([...' ._,;+・·\'"()<>-'].map((one) => one.codePointAt(0) ?? 0));
const maxSeparators = 16;
const maxLength = 120;
const endings = [[...'s'], [...'es']].map((one) => one.map((character) => character.charCodeAt(0)));
const title = /\s?(?:さん|さま|様|氏|です|ちゃん|くん|君|殿|先生|女士|小姐|씨|님)/uy;
const domainCharacter = /[\p{L}\p{M}\p{N}-]/u;

const newNode = (code = 0): Node => ({ code, only: null, next: null, words: null });
const childOf = (node: Node, code: number): Node | undefined =>
  node.next ? node.next.get(code) : node.only?.code === code ? node.only : undefined;

function addChild(node: Node, code: number): Node {
  const child = newNode(code);
  if (node.next) node.next.set(code, child);
  else if (node.only) {
    node.next = new Map([
      [node.only.code, node.only],
      [code, child],
    ]);
  } else node.only = child;
  return child;
}

/** Limits the memory and time for the words of one customer: the words of about 200 people. */
const maxNodes = 30_000;

/** Finds many words in a text in one pass, whatever their number. */
export class WordFinder {
  readonly #plain = newNode();
  readonly #spaced = newNode();

  #nodeCount = 0;

  constructor(words: Iterable<Word>) {
    for (const word of words) {
      if (this.isOverfull) return;
      this.#add(word);
    }
  }

  /** There are more words than can be searched for. */
  get isOverfull(): boolean {
    return this.#nodeCount > maxNodes;
  }

  #add(word: Word): void {
    let node = word.isSpaced ? this.#spaced : this.#plain;
    const { codes, length } = fold(word.text);
    let keptCount = 0;
    for (let at = 0; at < length && keptCount < maxLength; at += 1) {
      const code = codes[at] ?? 0;
      if (word.isSpaced && separators.has(code)) continue;
      keptCount += 1;
      const next = childOf(node, code);
      if (!next) this.#nodeCount += 1;
      node = next ?? addChild(node, code);
    }
    if (keptCount === 0) return;
    node.words ??= [];
    const isKnown = node.words.some((one) => one.bounds === word.bounds && one.kind === word.kind && !one.spellings);
    if (!isKnown || word.spellings) node.words.push(word);
  }

  /** Replaces the longest word at each place. */
  replace(text: string, isLoose: boolean, replacement: (found: string, kind: Word['kind']) => string): string {
    const folded = fold(text);
    let result = '';
    let done = 0;
    for (let at = 0; at < folded.length; ) {
      const found = this.#findAt(text, folded, at, isLoose);
      if (!found) {
        at += 1;
        continue;
      }
      const start = Math.max(folded.starts[at] ?? 0, done);
      const end = sourceEnd(folded, found.end);
      result += text.slice(done, start) + replacement(text.slice(start, end), found.kind);
      done = end;
      at = found.end;
    }
    return done === 0 ? text : result + text.slice(done);
  }

  #findAt(text: string, folded: Folded, start: number, isLoose: boolean): Found | null {
    let longest: Found | null = null;
    for (const isSpaced of [false, true]) {
      let node: Node | undefined = isSpaced ? this.#spaced : this.#plain;
      let at = start;
      let skipped = 0;
      while (at < folded.length) {
        const code = folded.codes[at] ?? 0;
        const next: Node | undefined = childOf(node, code);
        at += 1;
        if (!next) {
          skipped += 1;
          if (isSpaced && at - 1 > start && skipped <= maxSeparators && separators.has(code)) continue;
          break;
        }
        skipped = 0;
        node = next;
        for (const word of node.words ?? []) {
          const end = endOf(word, text, folded, start, at, isLoose);
          if (end > (longest?.end ?? 0)) longest = { start, end, kind: word.kind };
        }
      }
    }
    return longest;
  }
}

/** The place in the text after the folded character before `end`. */
function sourceEnd({ starts, length }: Folded, end: number): number {
  let at = end;
  while (at < length && starts[at] === starts[at - 1]) at += 1;
  return starts[at] ?? 0;
}

const isLetterAt = ({ letters, length }: Folded, at: number): boolean => at >= 0 && at < length && letters[at] === 1;

/** Where the word ends that was matched from `start` to `end`; 0 if it does not count here. */
function endOf(word: Word, text: string, folded: Folded, start: number, end: number, isLoose: boolean): number {
  const source = () => text.slice(folded.starts[start], sourceEnd(folded, end));
  if (word.spellings && !word.spellings.includes(source())) return 0;
  if (word.needsTitle) {
    title.lastIndex = sourceEnd(folded, end);
    return title.test(text) ? end : 0;
  }
  if (word.bounds === 'none' || (isLoose && word.isLoose)) return end;
  if (word.bounds === 'domain') {
    const isInside = (at: number) =>
      at >= 0 && at < folded.length && domainCharacter.test(String.fromCodePoint(folded.codes[at] ?? 0));
    return isInside(start - 1) || isInside(end) ? 0 : end;
  }
  if (isLetterAt(folded, start - 1)) return 0;
  if (!isLetterAt(folded, end)) return end;
  if (!word.hasEndings) return 0;
  const ending = endings.find(
    (codes) =>
      codes.every((code, place) => folded.codes[end + place] === code) && !isLetterAt(folded, end + codes.length),
  );
  return ending ? end + ending.length : 0;
}
