import { createHash } from 'node:crypto';
import { escapeHtml } from '../platform/html.ts';
import { mapHtml, readableText } from '../platform/html-map.ts';
import { AddressFinder, PhoneFinder } from './contact-details.ts';
import { mapPercentEncoded } from './escapes.ts';
import { normalized } from './fold.ts';
import { hasTooManyDetails, identityWords, tellingInitials } from './identity-words.ts';
import { WordFinder } from './word-finder.ts';

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

const neutralInitial = '•';

/**
 * A name as its initials: "Mina Ito" becomes "M. I.". Initials in `telling` would show a whole part
 * of the name: 林 由美 becomes • 由.
 */
const initials = (name: string, telling: ReadonlySet<string> = tellingInitials([name])): string =>
  name
    .split(/[\s@.]+/)
    .filter(Boolean)
    .slice(0, 3)
    .map((word) => [...word][0]?.toUpperCase() ?? '')
    .map((initial) => (telling.has(initial) ? neutralInitial : `${initial}.`))
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

type Kind = 'name' | 'address' | 'phone' | 'domain';
type Replace = (found: string, kind: Kind, telling: ReadonlySet<string>) => string;
type Options = {
  /**
   * Masks every email address and everything written like a phone number, for texts that may
   * contain details not on record.
   */
  everyAddress?: boolean;
  /** Also matches names inside longer words, as in file names. */
  isLoose?: boolean;
};
type Matcher = (text: string, replace: Replace, options: Options) => string;

/** Replaces a text in which too many people would have to be masked. */
const hiddenText = '•••';
const hideAll: Matcher = (text, replace) => (text.trim() === '' ? text : replace(hiddenText, 'name', new Set()));

function createMatcher(customer: CustomerIdentity): Matcher {
  const words = new WordFinder(identityWords(customer));
  if (words.isOverfull) return hideAll;
  const addresses = new AddressFinder(customer.addresses);
  const phones = new PhoneFinder(customer.phones);
  const telling = tellingInitials(customer.names);
  return (original, replace, { everyAddress = false, isLoose = false }) => {
    const replaceIn = (text: string): string => {
      const withoutAddresses = addresses.replace(text, everyAddress, (found) => replace(found, 'address', telling));
      const withoutPhones = phones.replace(withoutAddresses, everyAddress, (found) => replace(found, 'phone', telling));
      return words.replace(withoutPhones, isLoose, (found, kind) => replace(found, kind, telling));
    };
    return replaceIn(mapPercentEncoded(normalized(original), replaceIn));
  };
}

const keys = new WeakMap<CustomerIdentity, string>();
const matchers = new Map<string, Matcher>();
/** Each keeps the words of a customer; a list shows many customers. */
const maxMatchers = 8;

/** The matcher of a customer. Those used last are kept, also for equal customers of other rows. */
function matcherFor(customer: CustomerIdentity): Matcher {
  if (hasTooManyDetails(customer)) return hideAll;
  const key = keys.get(customer) ?? createHash('sha256').update(JSON.stringify(customer)).digest('base64');
  keys.set(customer, key);
  const matcher = matchers.get(key) ?? createMatcher(customer);
  matchers.delete(key);
  matchers.set(key, matcher);
  const [oldest] = matchers.keys();
  if (matchers.size > maxMatchers && oldest !== undefined) matchers.delete(oldest);
  return matcher;
}

const mask: Replace = (found, kind, telling) => {
  if (found === hiddenText) return hiddenText;
  if (kind === 'address') return maskedAddress(found);
  if (kind === 'domain') return `${[...found.replace(/^www\./i, '')][0] ?? ''}***`;
  return kind === 'phone' ? '***' : initials(found.replace(/[_,;+・·'"()<>-]+/g, ' '), telling);
};

/** Masks the names, addresses and phone numbers of a masked customer in a text. */
export const maskText = (of: Mask | null, text: string, options: Options = {}): string =>
  of?.customer ? matcherFor(of.customer)(text, mask, options) : text;

/** Removes everything that identifies the customer, for the search index of masked readers. */
export const withoutCustomer = (customer: CustomerIdentity, text: string): string =>
  matcherFor(customer)(text, () => ' ', { everyAddress: true, isLoose: true });

const anyAddress = new AddressFinder([]);

/** Masks every email address in a text. */
export const maskAddresses = (text: string): string => anyAddress.replace(normalized(text), true, maskedAddress);

/**
 * Masks sanitized HTML. If tags split a name so that it would still be readable, the result is
 * plain text.
 */
export function maskHtml(of: Mask | null, html: string, options: Options = {}): string {
  if (!of?.customer) return html;
  const text = (plain: string) => maskText(of, plain, options);
  const masked = mapHtml(html, text, (name, value) => {
    if (/^data:/i.test(value)) return value;
    const maskedValue = text(value);
    if (maskedValue === normalized(value)) return value;
    return name === 'href' || name.endsWith('src') ? '' : maskedValue;
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
