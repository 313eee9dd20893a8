import { canonicalAddress } from '../platform/addresses.ts';
import { normalized } from './fold.ts';

type Replace = (found: string) => string;

/** An "@", also percent-encoded or written as (at), or the "=" of a return path. */
const signs = /@|%40|[ \t]{0,3}[[({][ \t]{0,2}at[ \t]{0,2}[\])}][ \t]{0,3}|=/giu;
const localCharacter = /[\p{L}\p{M}\p{N}._+-]/u;
const domain = /[\p{L}\p{M}\p{N}-]{1,63}(?:[.。][\p{L}\p{M}\p{N}-]{1,63}){0,8}/uy;
const longestLocal = 64;
const maxAddresses = 2000;

/** The local part of an address that ends at `to`; empty if there is none. */
const localBefore = (text: string, from: number, to: number): string => {
  const near = text.slice(Math.max(from, to - longestLocal), to);
  if (near.endsWith('"') && near.indexOf('"') < near.length - 1)
    return near.slice(near.lastIndexOf('"', near.length - 2));
  let start = to;
  while (start > from && to - start < longestLocal && localCharacter.test(text[start - 1] ?? '')) start -= 1;
  return text.slice(start, to);
};

const domainAfter = (text: string, at: number): string => {
  domain.lastIndex = at;
  return domain.exec(text)?.[0] ?? '';
};

/** The domain, then the same without its last parts: a sentence may follow without a space. */
const shorterDomains = (whole: string): string[] => {
  const labels = whole.split('.');
  return labels.map((_, index) => labels.slice(0, labels.length - index).join('.'));
};

/** Replaces the known addresses of a customer, or every address. */
export class AddressFinder {
  readonly #canonical: ReadonlySet<string>;
  readonly #spelled: ReadonlySet<string>;
  /** The lengths of the local parts at a domain. */
  readonly #lengths = new Map<string, Set<number>>();

  constructor(addresses: readonly string[]) {
    const known = addresses
      .slice(0, maxAddresses)
      .map(normalized)
      .filter((one) => one.includes('@'));
    this.#canonical = new Set(known.map(canonicalAddress));
    this.#spelled = new Set(known.map((one) => one.toLowerCase()));
    for (const one of this.#spelled) {
      const at = one.lastIndexOf('@');
      const lengths = this.#lengths.get(one.slice(at + 1)) ?? new Set();
      this.#lengths.set(one.slice(at + 1), lengths.add(at));
    }
  }

  replace(text: string, isEvery: boolean, replacement: Replace): string {
    let result = '';
    let done = 0;
    for (const { 0: sign, index } of text.matchAll(signs)) {
      if (index < done) continue;
      const found = this.#findAt(text, done, index, sign, isEvery);
      if (!found) continue;
      result += text.slice(done, index - found.before) + replacement(found.address);
      done = index + sign.length + found.after;
    }
    return done === 0 ? text : result + text.slice(done);
  }

  #findAt(text: string, from: number, at: number, sign: string, isEvery: boolean) {
    const whole = domainAfter(text, at + sign.length);
    if (whole === '') return null;
    return (
      this.#spelledAt(text, from, at, whole) ??
      (sign === '=' ? this.#reversedAt(text, from, at, sign) : this.#otherAt(text, from, at, whole, isEvery))
    );
  }

  #spelledAt(text: string, from: number, at: number, whole: string) {
    for (const host of shorterDomains(whole)) {
      const lengths = [...(this.#lengths.get(host.toLowerCase()) ?? [])].filter((one) => at - one >= from);
      const before = lengths
        .filter((one) => this.#spelled.has(`${text.slice(at - one, at)}@${host}`.toLowerCase()))
        .reduce((longest, one) => Math.max(longest, one), 0);
      if (before > 0) return { before, after: host.length, address: `${text.slice(at - before, at)}@${host}` };
    }
    return null;
  }

  /** A return path may name the domain first: `example.jp=mina@relay.example`. */
  #reversedAt(text: string, from: number, at: number, sign: string) {
    const host = localBefore(text, from, at);
    let end = at + sign.length;
    while (end - at <= longestLocal && localCharacter.test(text[end] ?? '')) end += 1;
    const local = text.slice(at + sign.length, end);
    const isKnown = this.#spelled.has(`${local}@${host}`.toLowerCase());
    return isKnown ? { before: host.length, after: local.length, address: `${local}@${host}` } : null;
  }

  #otherAt(text: string, from: number, at: number, whole: string, isEvery: boolean) {
    const local = localBefore(text, from, at);
    if (local === '') return null;
    const host = isEvery
      ? whole
      : shorterDomains(whole).find((one) => this.#canonical.has(canonicalAddress(`${local}@${one}`)));
    return host === undefined ? null : { before: local.length, after: host.length, address: `${local}@${host}` };
  }
}

const digitRun = /\d(?:[\s().\-‐–—/_·]{0,3}\d){5,}/g;
/** Separators between two numbers rather than inside one. */
const betweenNumbers = /\n|\s\/|\/\s|\s{2}/;
/** Digits before the last seven that may belong to the same number. */
const maxPrefix = 9;
const shaped = /(?<![\d.,])(?:\+ ?)?\(?\d(?:[ \t().\-‐–—/_·]{0,3}\d){7,14}(?!\d)/g;
const labelled =
  /((?:(?<!\p{L})(?:tel(?:efon|ephone)?|phone|(?:tele)?fon|fax|mobile?|handy|cell)|電話(?:番号)?|携帯(?:電話)?)[\s.:：#=()は-]{0,6})(\+?\(?\d(?:[ \t().\-‐–—/_·]{0,3}\d){5,14})/giu;
const date = /^(?:\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}[./-]\d{1,2}[./-]\d{1,2})(?!\d)/;
const digitsOf = (text: string): string => text.replace(/\D/g, '');

/** Whether a number is written like a phone number. Numbers of orders are not. */
function looksLikePhone(found: string): boolean {
  const count = digitsOf(found).length;
  if (found.startsWith('+')) return count >= 8 && count <= 15;
  if (!/^\(?0/.test(found) || date.test(found)) return false;
  return count >= 9 && count <= (found.startsWith('00') ? 15 : 12) && /[^\d]/.test(found);
}

/** Replaces the known phone numbers of a customer, or everything written like a phone number. */
export class PhoneFinder {
  readonly #ends: ReadonlySet<string>;

  constructor(phones: readonly string[]) {
    const ends = phones.slice(0, maxAddresses).map((one) => digitsOf(normalized(one)).slice(-7));
    this.#ends = new Set(ends.filter((one) => one.length >= 6));
  }

  #replaceKnown(text: string, replacement: Replace): string {
    let result = '';
    let done = 0;
    for (const { 0: run, index } of text.matchAll(digitRun)) {
      const places = [...run.matchAll(/\d/g)].map((digit) => index + digit.index);
      const digits = digitsOf(run);
      for (let at = 0; at + 6 <= digits.length; at += 1) {
        const length = [7, 6].find((one) => this.#ends.has(digits.slice(at, at + one)));
        if (length === undefined || (places[at] ?? 0) < done) continue;
        const start = this.#startOf(text, places, at, done);
        let last = at + length - 1;
        while (places[last + 1] === (places[last] ?? 0) + 1) last += 1;
        const end = (places[last] ?? 0) + 1;
        result += text.slice(done, start) + replacement(text.slice(start, end));
        done = end;
        at = last;
      }
    }
    return done === 0 ? text : result + text.slice(done);
  }

  /** Where a number starts whose last digits start at `at`: with its prefixes, "+" and "(". */
  #startOf(text: string, places: readonly number[], at: number, from: number): number {
    const place = (index: number) => places[index] ?? 0;
    let first = at;
    while (
      first > 0 &&
      at - first < maxPrefix &&
      place(first - 1) >= from &&
      !betweenNumbers.test(text.slice(place(first - 1) + 1, place(first)))
    ) {
      first -= 1;
    }
    let start = place(first);
    while (start > from && '+('.includes(text[start - 1] ?? ' ')) start -= 1;
    return start;
  }

  replace(text: string, isEvery: boolean, replacement: Replace): string {
    const known = this.#ends.size > 0 ? this.#replaceKnown(text, replacement) : text;
    if (!isEvery) return known;
    return known
      .replace(labelled, (_, label: string, found: string) => label + replacement(found))
      .replace(shaped, (found) => (looksLikePhone(found) ? replacement(found) : found));
  }
}
