import { normalized } from './fold.ts';
import type { CustomerIdentity } from './mask.ts';
import type { Word } from './word-finder.ts';

const cjk = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}]/u;
const unspaced = /^[\p{sc=Han}\p{sc=Hangul}][\p{sc=Han}\p{sc=Hangul}\p{sc=Hiragana}\p{sc=Katakana}ー]{1,5}$/u;
const kana = /[\p{sc=Hiragana}\p{sc=Katakana}ー]/u;
const commonWords = new Set('mr mrs ms dr the and for inc ltd von van der den del las los customer'.split(' '));

/** Local parts that name no person. */
export const genericLocalParts = (
  'info support sales mail email contact kontakt office hello service admin noreply reply no-reply team shop help desk ' +
  'helpdesk billing invoice order orders account accounts customer customers client user test news newsletter press ' +
  'jobs marketing web webmaster postmaster daemon mailer company home work private the and'
).split(' ');

/** Domains of mail providers, which name no customer. */
export const freeMailDomains =
  '^(gmail\\.com|googlemail\\.com|(outlook|hotmail|live|msn|yahoo|ymail|gmx)\\.[a-z.]{2,6}|icloud\\.com|me\\.com|mac\\.com|aol\\.com|' +
  'web\\.de|t-online\\.de|freenet\\.de|proton\\.me|protonmail\\.com|pm\\.me|mail\\.ru|yandex\\.[a-z]{2,3}|qq\\.com|163\\.com|126\\.com|' +
  'naver\\.com|(.+\\.)?(docomo|ezweb|softbank)\\.ne\\.jp|au\\.com|i\\.softbank\\.jp|orange\\.fr|free\\.fr|comcast\\.net)$';
const freeMail = new RegExp(freeMailDomains);

/** With more names, addresses or phone numbers, texts are hidden as a whole. */
const maxDetails = 1000;
const maxNameLength = 300;
/** Longer names are searched for in the order in which they are written. */
const maxReorderedWords = 8;

const maxCharacters = 12_000;

export function hasTooManyDetails({ names, phrases, addresses, phones }: CustomerIdentity): boolean {
  const details = [names, phrases, addresses, phones];
  if (details.some((one) => one.length > maxDetails)) return true;
  return details.flat().reduce((sum, one) => sum + one.length, 0) > maxCharacters;
}

const wordsIn = (name: string): string[] => name.split(/[\s.,;()"<>/@]+/u).filter(Boolean);

/**
 * The words of a name that are masked individually: no particles such as "de", no single
 * characters.
 */
function separateWords(name: string): string[] {
  const words = wordsIn(name);
  const hasCapitals = words.some((word) => /^\p{Lu}/u.test(word));
  const parts = words.flatMap((word) => [word, ...(word.includes('-') ? word.split('-') : [])]);
  return parts.filter((word) => {
    if (cjk.test(word)) return [...word].length >= 2;
    const isParticle = hasCapitals && /^\p{Ll}{1,3}$/u.test(word);
    return /\p{L}/u.test(word) && word.length >= 2 && !isParticle && !commonWords.has(word.toLowerCase());
  });
}

/** The spellings of a German word: "Jürgen" is also "juergen", and the other way round. */
function germanSpellings(word: string): string[] {
  const lower = word.toLowerCase();
  const written = lower.replace(/[äöü]/g, (one) => `${{ ä: 'a', ö: 'o', ü: 'u' }[one]}e`);
  const read = lower.length >= 5 ? lower.replace(/([aou])e/g, '$1') : lower;
  return [word, ...[written, read].filter((spelling) => spelling !== lower)];
}

/** The first and last 1 to 3 characters of a name without a space, such as 佐藤健一. */
function unspacedParts(name: string): string[] {
  const characters = [...name];
  const isCut = (at: number) => !(kana.test(characters[at - 1] ?? '') && kana.test(characters[at] ?? ''));
  const cuts = characters.flatMap((_, at) =>
    at > 0 && isCut(at) && (at <= 3 || characters.length - at <= 3) ? [at] : [],
  );
  return cuts.flatMap((at) => [
    ...(at <= 3 ? [characters.slice(0, at).join('')] : []),
    ...(characters.length - at <= 3 ? [characters.slice(at).join('')] : []),
  ]);
}

const lettersOf = (text: string): number => text.replace(/\P{L}/gu, '').length;
const isName = (name: string): boolean => !name.includes('@');
const peopleOf = ({ names }: CustomerIdentity): string[] => names.map(normalized).filter(isName);

/** A word that is masked on its own. */
function separateWord(text: string): Word {
  const word = { text, kind: 'name', bounds: 'word' } as const;
  if (cjk.test(text)) return { ...word, bounds: 'none' };
  if (text.length === 2) return { ...word, spellings: [text, text.toUpperCase()] };
  return text.length >= 4 ? { ...word, isLoose: true, hasEndings: true } : word;
}

/** A name in any word order, also without its middle names, with any separators. */
function wholeName(name: string): Word[] {
  const words = name.split(/[\s.,;()"<>/-]+/u).filter((word) => /[\p{L}\p{N}]/u.test(word));
  const [first, last] = [words.slice(0, 1), words.slice(-1)];
  if (words.length < 2) return [];
  const reordered = [[...last, ...words.slice(0, -1)], [...words].reverse()];
  const orders = [
    words,
    ...(words.length <= maxReorderedWords ? reordered : []),
    [...first, ...last],
    [...last, ...first],
  ];
  const isLong = (text: string) => cjk.test(text) || lettersOf(text) >= 6;
  return [...new Set(orders.map((order) => order.join(' ')))]
    .flatMap(germanSpellings)
    .map((text) => ({ text, kind: 'name', bounds: isLong(text) ? 'none' : 'word', isSpaced: true }));
}

/** Parts of CJK names. Single characters count only before a form of address. */
function cjkParts(name: string): Word[] {
  const parts = wordsIn(name).flatMap((word) => (unspaced.test(word) ? [word, ...unspacedParts(word)] : [word]));
  return parts
    .filter((part) => cjk.test(part))
    .map((text) => ({ text, kind: 'name', bounds: 'none', needsTitle: [...text].length === 1 }));
}

/** The domain of an address, if it is not that of a mail provider. */
function ownDomain(address: string): Word[] {
  const domain = address.slice(address.lastIndexOf('@') + 1).toLowerCase();
  if (!domain.includes('.') || freeMail.test(domain)) return [];
  return [domain, `www.${domain}`].map((text) => ({ text, kind: 'domain', bounds: 'domain' }));
}

/** The words of an address that may name a person, as a name: "petra.zwiebel" is petra zwiebel. */
const nameInAddress = (address: string): string =>
  address
    .slice(0, Math.max(address.lastIndexOf('@'), 0))
    .split(/[^\p{L}\p{M}]+/u)
    .filter((word) => word.length >= 3 && !genericLocalParts.includes(word.toLowerCase()))
    .join(' ');

/** Every word and phrase that identifies a customer in a text. */
export function* identityWords(customer: CustomerIdentity): Generator<Word> {
  const addresses = customer.addresses.map(normalized);
  const people = new Set(
    [...peopleOf(customer), ...addresses.map(nameInAddress)].map((one) => one.slice(0, maxNameLength)),
  );
  for (const name of people) {
    yield* wholeName(name);
    for (const word of wordsIn(name)) if (word.includes('-')) yield* wholeName(word);
    yield* separateWords(name).flatMap(germanSpellings).map(separateWord);
    yield* cjkParts(name);
  }
  const phrases = customer.phrases
    .map(normalized)
    .filter((phrase) => phrase.length >= 3)
    .map((text): Word => ({ text, kind: 'name', bounds: 'word', isSpaced: true }));
  yield* phrases;
  yield* addresses.flatMap(ownDomain);
}

const hasHanOrHangul = /^[\p{sc=Han}\p{sc=Hangul}]/u;

/** First characters that are a whole part of a name, such as 林 of 林 由美 or of 林由美. */
export function tellingInitials(names: readonly string[]): Set<string> {
  const parts = names.map(normalized).map((name) => name.split(/[\s@.]+/u).filter(Boolean));
  return new Set(
    parts.flatMap((words) =>
      words
        .filter(
          (word) => cjk.test(word) && ([...word].length === 1 || (words.length === 1 && hasHanOrHangul.test(word))),
        )
        .map((word) => [...word][0] ?? ''),
    ),
  );
}
