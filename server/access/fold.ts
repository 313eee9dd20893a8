/** Characters nobody sees, such as joiners and direction marks; kept inside emoji. */
const unseen =
  /(?<!\p{Extended_Pictographic})[\u200d\ufe0f]|(?![\u200d\ufe0f])[\p{Default_Ignorable_Code_Point}\p{Bidi_Control}]/gu;

/** A text in the form in which it is searched and shown to masked readers. */
export const normalized = (text: string): string => text.normalize('NFKC').replace(unseen, '');

const letter = /[\p{L}\p{M}]/u;
const accented = /[\p{sc=Latin}\p{sc=Greek}\p{sc=Cyrillic}]/u;
const ignored = /[\p{Default_Ignorable_Code_Point}\p{Bidi_Control}]|[\u0300-\u036f]/u;
const plainForms: Record<string, string> = { ß: 'ss', ø: 'o', ł: 'l', đ: 'd', ð: 'd', æ: 'ae', œ: 'oe', ı: 'i' };

/** One character without case and accents; empty for characters that do not count. */
function foldCharacter(character: string): string {
  if (ignored.test(character)) return '';
  if (/\s/u.test(character)) return ' ';
  if (/\p{Pd}/u.test(character)) return '-';
  if (/[’‘ʼ`´]/u.test(character)) return "'";
  const lower = character.toLowerCase();
  if (!accented.test(lower)) return lower;
  const plain = lower.normalize('NFD').replace(/\p{M}/gu, '');
  return plainForms[plain] ?? plain;
}

type Unit = { codes: readonly number[]; isLetter: boolean };
const units = new Map<number, Unit>();
const maxUnits = 20_000;

function unitOf(code: number): Unit {
  const known = units.get(code);
  if (known) return known;
  const character = String.fromCodePoint(code);
  const codes = [...foldCharacter(character)].map((one) => one.codePointAt(0) ?? 0);
  const unit = { codes, isLetter: letter.test(character) };
  if (units.size < maxUnits) units.set(code, unit);
  return unit;
}

/**
 * A text without case and accents. `codes[i]` is a character of it, and `starts[i]` the place in
 * the text it comes from; `starts` has one entry more, for the end.
 */
export type Folded = { codes: Uint32Array; starts: Uint32Array; letters: Uint8Array; length: number };

/** A character folds to two at most. */
const maxGrowth = 2;

export function fold(text: string): Folded {
  const size = text.length * maxGrowth;
  const folded = { codes: new Uint32Array(size), starts: new Uint32Array(size + 1), letters: new Uint8Array(size) };
  let length = 0;
  for (let at = 0; at < text.length; ) {
    const code = text.codePointAt(at) ?? 0;
    const unit = unitOf(code);
    for (let place = 0; place < unit.codes.length && place < maxGrowth; place += 1) {
      folded.codes[length] = unit.codes[place] ?? 0;
      folded.starts[length] = at;
      folded.letters[length] = unit.isLetter ? 1 : 0;
      length += 1;
    }
    at += code > 0xffff ? 2 : 1;
  }
  folded.starts[length] = text.length;
  return { ...folded, length };
}
