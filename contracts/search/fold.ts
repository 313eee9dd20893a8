/**
 * Folds text for searching: case, accents, character width and other spellings of the same letter
 * are equal afterwards. The search index, queries and highlights all use this file.
 */

/**
 * A character with the marks that follow it, decomposed Hangul syllables, or another character that
 * is not ASCII. ASCII between pieces only changes its case.
 */
const pieces =
  /[\u1100-\u1112][\u1161-\u1175][\u11a8-\u11c2]?|[^\0-\x7f][\p{M}\uff9e\uff9f]{0,8}|[\0-\x7f][\p{M}\uff9e\uff9f]{1,8}/gu;

const ignorable = /[\p{Default_Ignorable_Code_Point}\p{Bidi_Control}\u0640]/u;
/** Scripts in which marks are accents or vowel signs that many people leave out. */
const accented = /[\p{sc=Latin}\p{sc=Greek}\p{sc=Cyrillic}\p{sc=Arabic}\p{sc=Hebrew}]/u;
const accents = /[\p{sc=Inherited}\p{sc=Arabic}\p{sc=Hebrew}\p{sc=Greek}\p{sc=Cyrillic}]/u;
/** Letters of their own although Unicode decomposes them. */
const ownLetters = new Set([...'йїўќѓ']);

const spellings = new Map<string, string>();
const addSpellings = (pairs: string) => {
  for (const pair of pairs.split(' ')) {
    const [to = '', ...from] = [...pair].reverse();
    for (const one of from) spellings.set(one, to);
  }
};
// In each group the last character replaces the others.
addSpellings('øo łl đd ðd ıi ŋn ħh ςσ');
addSpellings('ٱا یىي ةه کك ךכ םמ ןנ ףפ ץצ');
// Variants of characters in Japanese names, and typographic punctuation.
addSpellings('髙高 﨑崎 邊邉辺 齋齊斎 澤沢 濵濱浜 廣広 德徳 眞真 國国 櫻桜 嶋嶌島 瀨瀬 栁柳 冨富 惠恵');
addSpellings('’‘ʼ`´׳＇\' “”„«»״" ‐‑‒–—―−-');
for (const [letter, folded] of [
  ['ß', 'ss'],
  ['æ', 'ae'],
  ['œ', 'oe'],
  ['þ', 'th'],
] as const)
  spellings.set(letter, folded);

/** The zeros of the decimal digits of other scripts. */
const zeros = [
  0x660, 0x6f0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xe50, 0xed0, 0xf20, 0x1040, 0x17e0,
];

function foldCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x80) return character;
  if (ignorable.test(character)) return '';
  // Katakana becomes hiragana.
  if (code >= 0x30a1 && code <= 0x30f6) return String.fromCodePoint(code - 0x60);
  const zero = zeros.find((one) => code >= one && code < one + 10);
  if (zero !== undefined) return String(code - zero);
  return spellings.get(character) ?? character;
}

const withoutAccents = (character: string): string =>
  accented.test(character) && !ownLetters.has(character)
    ? character.normalize('NFD').replace(/\p{M}/gu, '')
    : character;

function foldPiece(piece: string): string {
  const composed = piece.normalize('NFKC').toLowerCase().normalize('NFC');
  let result = '';
  for (const character of composed) {
    if (/\p{M}/u.test(character)) {
      // Marks that do not compose with their letter: accents are dropped, vowel signs of other
      // scripts are part of the word.
      if (accents.test(character) && !/[\u3099\u309a]/u.test(character)) continue;
      result += character;
      continue;
    }
    for (const one of withoutAccents(character)) result += foldCharacter(one);
  }
  return result;
}

const known = new Map<string, string>();
const maxKnown = 20_000;

function foldedPiece(piece: string): string {
  const found = known.get(piece);
  if (found !== undefined) return found;
  const folded = foldPiece(piece);
  if (known.size < maxKnown) known.set(piece, folded);
  return folded;
}

const asciiOnly = /^[\0-\x7f]*$/;

/** A text as it is compared in searches. */
export const foldText = (text: string): string =>
  (asciiOnly.test(text) ? text : text.replace(pieces, foldedPiece)).toLowerCase();

/**
 * A folded text, and for each of its characters where its source begins in the original; one entry
 * more, for the end.
 */
export type FoldedText = { text: string; starts: Uint32Array };

export function foldWithStarts(text: string): FoldedText {
  const parts: string[] = [];
  const starts: number[] = [];
  let end = 0;
  const addPlain = (until: number) => {
    if (until === end) return;
    parts.push(text.slice(end, until).toLowerCase());
    for (let at = end; at < until; at += 1) starts.push(at);
    end = until;
  };
  if (!asciiOnly.test(text)) {
    for (const match of text.matchAll(pieces)) {
      addPlain(match.index);
      const folded = foldedPiece(match[0]).toLowerCase();
      parts.push(folded);
      for (let at = 0; at < folded.length; at += 1) starts.push(match.index);
      end = match.index + match[0].length;
    }
  }
  addPlain(text.length);
  starts.push(text.length);
  return { text: parts.join(''), starts: Uint32Array.from(starts) };
}
