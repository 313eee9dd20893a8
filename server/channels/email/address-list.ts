import { domainToASCII } from 'node:url';
import { type Address, addressParser } from 'postal-mime';
import { decodeWords } from './charset.ts';
import { cleanLine } from './mail-text.ts';

export interface MailAddress {
  /** As shown by the sender; '' when there is none. */
  name: string;
  /** Domain in lower case. */
  address: string;
}

const encodedWord = /=\?[^?\s]{1,80}\?[QqBb]\?[^?]*\?=/g;
const placeholder = /\ue000(\d+)\ue001/g;

/**
 * Takes the values of an address header apart. Encoded words are decoded afterwards, so that a
 * colon, comma or bracket in one stays in the name (RFC 2047 section 5).
 */
export function readAddressList(values: readonly string[], limit: number): MailAddress[] {
  const result: MailAddress[] = [];
  for (const { name, address: text } of values.flatMap(parseValue)) {
    const address = readAddress(text);
    if (address === null) continue;
    result.push({ name: cleanLine(name(), 200), address });
    if (result.length === limit) break;
  }
  return result;
}

/** The number of addresses in the values of a header, also of those that cannot be read. */
export const countAddresses = (values: readonly string[]): number => values.flatMap(parseValue).length;

/** An address as written; its name is decoded only when it is used. */
type Entry = { name: () => string; address: string };

function parseValue(value: string): Entry[] {
  const words: string[] = [];
  const protectedValue = value.replace(/[\ue000\ue001]/g, ' ').replace(encodedWord, (word) => {
    words.push(word);
    return `\ue000${words.length - 1}\ue001`;
  });
  const restore = (text: string): string => text.replace(placeholder, (_whole, index) => words[Number(index)] ?? '');
  return flatten(addressParser(protectedValue)).flatMap(({ name, address }): Entry[] => {
    // Some programs encode the name and the address together.
    if (!address && /^(?:\s*\ue000\d+\ue001)+\s*$/.test(name)) {
      const decoded = decodeWords(restore(name));
      if (/<[^<>@]{1,64}@[^<>]{1,255}>/.test(decoded))
        return flatten(addressParser(decoded)).map((one) => ({ name: () => one.name, address: one.address ?? '' }));
    }
    return [{ name: () => decodeWords(restore(name)), address: restore(address ?? '') }];
  });
}

const flatten = (addresses: Address[]): { name: string; address?: string }[] =>
  addresses.flatMap((entry) => entry.group ?? [entry]);

/** A valid address with its domain in lower case; null otherwise. Lengths as in RFC 5321. */
export function readAddress(text: string): string | null {
  const trimmed = text.trim().replace(/^<|>$/g, '');
  const at = trimmed.lastIndexOf('@');
  const local = trimmed.slice(0, at);
  const domainText = trimmed.slice(at + 1).toLowerCase();
  // Non-ASCII domains are stored in Punycode, which every server understands (RFC 5890).
  const domain = domainToASCII(domainText) || domainText;
  if (at < 1 || local.length > 64 || domain.length > 255 || !trimmed.isWellFormed()) return null;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: no address may carry them
  if (/[\u0000-\u0020\u007f<>(),;]/.test(local.replace(/^"[^"\\]*"$/, '')) || /[@\u0000-\u001f]/.test(local))
    return null;
  return /^(?:[\p{L}\p{N}\p{M}_-]{1,63}\.)*[\p{L}\p{N}\p{M}_-]{1,63}$|^\[[\da-f.:ipv]{2,60}\]$/u.test(domain)
    ? `${local}@${domain}`
    : null;
}
