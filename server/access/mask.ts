import { canonicalAddress } from '../platform/addresses.ts';
import { escapeHtml } from '../platform/html.ts';
import { mapHtml, readableText } from '../platform/html-map.ts';

/**
 * All details that identify the customer of a ticket. `phrases`: their company and its domain,
 * masked only as a whole.
 */
export type CustomerIdentity = { names: string[]; phrases: string[]; addresses: string[]; phones: string[] };

/** What a share hides from its receivers. `customer` is set when the customer is masked. */
export type Mask = { hiddenFields: ReadonlySet<string>; isCustomerMasked: boolean; customer: CustomerIdentity | null };

/** What one share hides, as read from the database. */
export type ShareMask = { hidden: string[]; masked: boolean; customer?: CustomerIdentity | null };

/**
 * Combines the masks of several shares. Only what all of them hide stays hidden, so that an
 * additional share never reduces access. Null: nothing is hidden.
 */
export function combineMasks(shares: readonly ShareMask[]): Mask | null {
  const [first, ...others] = shares;
  if (!first) return null;
  const hidden = first.hidden.filter((field) => others.every((share) => share.hidden.includes(field)));
  const isCustomerMasked = shares.every((share) => share.masked);
  if (hidden.length === 0 && !isCustomerMasked) return null;
  const nobody: CustomerIdentity = { names: [], phrases: [], addresses: [], phones: [] };
  return {
    hiddenFields: new Set(hidden),
    isCustomerMasked,
    customer: isCustomerMasked ? (first.customer ?? nobody) : null,
  };
}

/** A name as its initials: "Mina Ito" becomes "M. I.", 佐藤 健 becomes 佐. 健. */
const initials = (name: string): string =>
  name
    .split(/[\s@.]+/)
    .filter(Boolean)
    .slice(0, 3)
    .map((word) => `${[...word][0]?.toUpperCase() ?? ''}.`)
    .join(' ');

/** An address reduced to its first characters: `mina@example.jp` becomes `m***@e***`. */
export function maskedAddress(address: string): string {
  const [local = '', domain = ''] = address.split('@');
  return `${[...local][0] ?? ''}***@${[...domain][0] ?? ''}***`;
}

/** A person with masked name and address. */
export const maskedPerson = <T extends { name: string; address: string | null }>(person: T): T => ({
  ...person,
  name: initials(person.name),
  address: person.address === null ? null : maskedAddress(person.address),
});

type Replace = (found: string, kind: 'name' | 'address' | 'phone') => string;
type Options = {
  /** Masks every email address, for texts that may contain addresses not on record. */
  everyAddress?: boolean;
  /** Also matches names inside longer words, as in file names. */
  isLoose?: boolean;
};
type Matcher = (text: string, replace: Replace, options: Options) => string;

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
const unaccented = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').normalize('NFC');
const cjk = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}]/u;
const commonWords = new Set('mr mrs ms dr the and for inc ltd von van der den del las los customer'.split(' '));
const separators = '[\\s._,;+・·\'"()<>-]*';
const unseen = /[\u00ad\u200b\u2060\ufeff]/g;
const normalized = (text: string): string => text.normalize('NFKC').replace(unseen, '');

/**
 * The words of a name that are masked individually: no particles such as "de", no single
 * characters.
 */
function wordsOf(name: string): string[] {
  const words = name.split(/[\s.,;()"<>/@]+/u).filter(Boolean);
  const hasCapitals = words.some((word) => /^\p{Lu}/u.test(word));
  const parts = words.flatMap((word) => [word, ...(word.includes('-') ? word.split('-') : [])]);
  return parts.filter((word) => {
    if (cjk.test(word)) return [...word].length >= 2;
    const isParticle = hasCapitals && /^\p{Ll}{1,3}$/u.test(word);
    return /\p{L}/u.test(word) && word.length >= 2 && !isParticle && !commonWords.has(word.toLowerCase());
  });
}

/** Patterns for a whole name in any word order, with any separators. */
function wholeNames(name: string): string[] {
  const words = name.split(/[\s.,;()"<>/]+/u).filter((word) => /[\p{L}\p{N}]/u.test(word));
  if (words.length < 2) return [];
  const lastNameFirst = [...words.slice(-1), ...words.slice(0, -1)];
  return [words, lastNameFirst, [...words].reverse()].map((order) => order.map(escaped).join(separators));
}

const bounded = (pattern: string): string => `(?<![\\p{L}\\p{M}])(?:${pattern})(?![\\p{L}\\p{M}])`;

function wordPattern(word: string, isLoose: boolean): string {
  const plain = escaped(word);
  if (cjk.test(word) || (isLoose && word.length >= 4)) return plain;
  if (word.length > 2) return bounded(plain);
  // Two letters match only in the exact case of the name, or in capitals.
  return bounded(`(?-i:${plain}|${escaped(word.toUpperCase())})`);
}

function namePattern({ names, phrases }: CustomerIdentity, isLoose: boolean): RegExp | null {
  const people = names
    .map(normalized)
    .filter((name) => !name.includes('@'))
    .flatMap((name) => [name, unaccented(name)]);
  const whole = people.flatMap((name) => {
    const isLong = cjk.test(name) || name.replace(/\P{L}/gu, '').length >= 6;
    return wholeNames(name).map((pattern) => (isLong ? pattern : bounded(pattern)));
  });
  const words = people.flatMap(wordsOf).sort((a, b) => b.length - a.length);
  const companies = phrases.map(normalized).filter((phrase) => phrase.length >= 3);
  const patterns = new Set([
    ...whole.sort((a, b) => b.length - a.length),
    ...companies.map((phrase) => bounded(escaped(phrase).replace(/\s+/g, '\\s+'))),
    ...words.map((word) => wordPattern(word, isLoose)),
  ]);
  return patterns.size > 0 ? new RegExp([...patterns].join('|'), 'giu') : null;
}

const anyAddress = /[\p{L}\p{N}._+-]+(?:@|%40)[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)*/giu;
const anyNumber = /(?:\+|00)?\(?\d(?:[\s().\-‐–/]{0,3}\d){6,19}/g;
const digitsOf = (text: string): string => text.replace(/\D/g, '');

function createMatcher(customer: CustomerIdentity): Matcher {
  const known = customer.addresses.map(normalized).filter((one) => one.includes('@'));
  const addresses = new Set(known.map(canonicalAddress));
  const literal =
    known.length > 0
      ? new RegExp(
          known
            .sort((a, b) => b.length - a.length)
            .map((one) => escaped(one).replace('@', '(?:@|%40)'))
            .join('|'),
          'giu',
        )
      : null;
  const numbers = customer.phones.map((one) => digitsOf(normalized(one)).slice(-7)).filter((one) => one.length >= 6);
  const strict = namePattern(customer, false);
  const loose = namePattern(customer, true);
  return (original, replace, { everyAddress = false, isLoose = false }) => {
    let text = normalized(original);
    const address = (found: string) => replace(found.replace(/%40/i, '@'), 'address');
    if (literal) text = text.replace(literal, address);
    text = text.replace(anyAddress, (found) =>
      everyAddress || addresses.has(canonicalAddress(found.replace(/%40/i, '@'))) ? address(found) : found,
    );
    if (numbers.length > 0) {
      text = text.replace(anyNumber, (found) => {
        const digits = digitsOf(found);
        return numbers.some((one) => digits.includes(one)) ? replace(found, 'phone') : found;
      });
    }
    const names = isLoose ? loose : strict;
    return names ? text.replace(names, (found) => replace(found, 'name')) : text;
  };
}

const matchers = new WeakMap<CustomerIdentity, Matcher>();
function matcherFor(customer: CustomerIdentity): Matcher {
  const known = matchers.get(customer);
  if (known) return known;
  const matcher = createMatcher(customer);
  matchers.set(customer, matcher);
  return matcher;
}

const mask: Replace = (found, kind) => {
  if (kind === 'address') return maskedAddress(found);
  return kind === 'phone' ? '***' : initials(found.replace(/[_,;+・·'"()<>-]+/g, ' '));
};

/** Masks the names, addresses and phone numbers of a masked customer in a text. */
export const maskText = (of: Mask | null, text: string, options: Options = {}): string =>
  of?.customer ? matcherFor(of.customer)(text, mask, options) : text;

/** Removes everything that identifies the customer, for the search index of masked readers. */
export const withoutCustomer = (customer: CustomerIdentity, text: string): string =>
  matcherFor(customer)(text, () => ' ', { everyAddress: true, isLoose: true });

/** Masks every email address in a text. */
export const maskAddresses = (text: string): string => normalized(text).replace(anyAddress, maskedAddress);

const decoded = (value: string): string => {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
};

/**
 * Masks sanitized HTML. If tags split a name so that it would still be readable, the result is
 * plain text.
 */
export function maskHtml(of: Mask | null, html: string, options: Options = {}): string {
  if (!of?.customer) return html;
  const text = (plain: string) => maskText(of, plain, options);
  const masked = mapHtml(html, text, (name, value) => {
    if (/^data:/i.test(value)) return value;
    const isAddress = name === 'href' || name.endsWith('src');
    const plain = isAddress ? decoded(value) : value;
    const maskedValue = text(plain);
    if (maskedValue === normalized(plain)) return value;
    return isAddress ? '' : maskedValue;
  });
  const readable = normalized(readableText(masked));
  const safe = text(readable);
  return safe === readable ? masked : escapeHtml(safe.trim()).replace(/\n+/g, '<br>');
}

/** Masks every string inside a value, such as the old and new value of a changed field. */
export function maskDeep<T>(of: Mask | null, value: T): T {
  if (!of?.customer) return value;
  const masked = (one: unknown): unknown => {
    if (typeof one === 'string') return maskText(of, one);
    if (Array.isArray(one)) return one.map(masked);
    if (typeof one !== 'object' || one === null || one instanceof Date) return one;
    return Object.fromEntries(Object.entries(one).map(([key, inner]) => [key, masked(inner)]));
  };
  return masked(value) as T;
}
