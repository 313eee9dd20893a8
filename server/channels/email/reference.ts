import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * Signed references in our mails, which match replies to their ticket. Each carries a keyed hash,
 * so that nobody can write to a ticket by guessing its number; a reference with a wrong hash is
 * ignored. All are read case-insensitively, because mail servers may change the case.
 */
export interface ReferenceSecret {
  /**
   * The installation's secret. Each kind of reference is hashed separately, so one cannot replace
   * another.
   */
  secret: string;
}

export interface MessageReference {
  ticketNumber: number;
  messageId: string;
}

type ReferenceKind = 'message' | 'reply' | 'bounce' | 'subject';

const ticketPattern = '[1-9]\\d{0,14}';
const idPattern = '[a-z0-9-]{1,40}';
const hashPattern = '[0-9a-f]{16}';

function hashOf(kind: ReferenceKind, value: string, secret: string): Buffer {
  return createHmac('sha256', secret).update(`${kind}\0${value}`).digest();
}

function hexSignature(kind: ReferenceKind, value: string, secret: string): string {
  return hashOf(kind, value, secret).toString('hex').slice(0, 16);
}

const signatureAlphabet = '0123456789abcdefghjkmnpqrstvwxyz';

/** Six characters (30 bits) that can be typed and read aloud, without i, l, o and u. */
function shortSignature(value: string, secret: string): string {
  return [...hashOf('subject', value, secret).subarray(0, 6)].map((byte) => signatureAlphabet[byte % 32]).join('');
}

function isSame(given: string, expected: string): boolean {
  const a = Buffer.from(given);
  const b = Buffer.from(expected);
  return a.length === b.length && timingSafeEqual(a, b);
}

function requirePart(value: string | number, pattern: string): string {
  const text = String(value);
  if (!new RegExp(`^${pattern}$`).test(text))
    throw new Error(`invalid part of a mail reference: ${JSON.stringify(text)}`);
  return text;
}

/**
 * The Message-ID of a mail we send, without angle brackets:
 * `hd.{ticket}.{message}.{hash}@{domain}`.
 */
export function messageIdFor({
  ticketNumber,
  messageId,
  secret,
  domain,
}: MessageReference & ReferenceSecret & { domain: string }) {
  const value = `${requirePart(ticketNumber, ticketPattern)}.${requirePart(messageId, idPattern)}`;
  return `hd.${value}.${hexSignature('message', value, secret)}@${domain}`;
}

const ownMessageId = new RegExp(
  `^<?hd\\.(${ticketPattern})\\.(${idPattern})\\.(${hashPattern})@[^\\s@<>]{1,255}>?$`,
  'i',
);

/** Reads one of our Message-IDs; null for a foreign or forged one. */
export function readMessageId(id: string, secret: string): MessageReference | null {
  const [, ticket, message, hash] = ownMessageId.exec(id)?.map((part) => part.toLowerCase()) ?? [];
  if (ticket === undefined || message === undefined || hash === undefined) return null;
  if (!isSame(hash, hexSignature('message', `${ticket}.${message}`, secret))) return null;
  return { ticketNumber: Number(ticket), messageId: message };
}

/**
 * Adds a plus tag to an address: `support@desk.example` becomes `support+{tag}@desk.example` (RFC
 * 5233).
 */
function withTag(address: string, tag: string): string {
  const at = address.lastIndexOf('@');
  const local = address.slice(0, at).split('+')[0] ?? '';
  const tagged = `${local}+${tag}`;
  if (at < 1 || tagged.length > 64)
    throw new Error(`the address ${JSON.stringify(address)} is too long for a plus tag`);
  return `${tagged}${address.slice(at)}`;
}

/**
 * The reply address of a ticket, `support+t{ticket}.{hash}@…`, for hosts that deliver plus
 * addresses.
 */
export function replyAddressFor({
  address,
  ticketNumber,
  secret,
}: { address: string; ticketNumber: number } & ReferenceSecret) {
  const value = requirePart(ticketNumber, ticketPattern);
  return withTag(address, `t${value}.${hexSignature('reply', value, secret)}`);
}

const replyTag = new RegExp(`\\+t(${ticketPattern})\\.(${hashPattern})@`, 'i');

/** The ticket of a reply address, or null. */
export function readReplyAddress(address: string, secret: string): { ticketNumber: number } | null {
  const [, ticket, hash] = replyTag.exec(address)?.map((part) => part.toLowerCase()) ?? [];
  if (ticket === undefined || hash === undefined || !isSame(hash, hexSignature('reply', ticket, secret))) return null;
  return { ticketNumber: Number(ticket) };
}

/** The envelope sender that receives bounces of one mail (VERP): `bounce+{message}.{hash}@…`. */
export function bounceAddressFor({
  address,
  messageId,
  secret,
}: { address: string; messageId: string } & ReferenceSecret) {
  const value = requirePart(messageId, idPattern);
  const at = address.lastIndexOf('@');
  return withTag(`bounce${address.slice(at)}`, `${value}.${hexSignature('bounce', value, secret)}`);
}

const bounceTag = new RegExp(`^bounce\\+(${idPattern})\\.(${hashPattern})@`, 'i');

/** The message of a bounce address, or null. */
export function readBounceAddress(address: string, secret: string): { messageId: string } | null {
  const [, message, hash] = bounceTag.exec(address)?.map((part) => part.toLowerCase()) ?? [];
  if (message === undefined || hash === undefined || !isSame(hash, hexSignature('bounce', message, secret)))
    return null;
  return { messageId: message };
}

/** The subject tag for mail programs that drop all other references: `[#1042-k3f9xq]`. */
export function subjectTagFor({ ticketNumber, secret }: { ticketNumber: number } & ReferenceSecret): string {
  const value = requirePart(ticketNumber, ticketPattern);
  return `[#${value}-${shortSignature(value, secret)}]`;
}

const subjectTag = new RegExp(`\\[#(${ticketPattern})-([0-9a-z]{6})\\]`, 'gi');

/**
 * The ticket of the first valid tag in a subject, or null. Does not verify the sender: see
 * `threadCandidates`.
 */
export function readSubjectTag(subject: string, secret: string): { ticketNumber: number } | null {
  for (const [, ticket = '', signature = ''] of subject.slice(0, 2_000).matchAll(subjectTag)) {
    if (isSame(signature.toLowerCase(), shortSignature(ticket, secret))) return { ticketNumber: Number(ticket) };
  }
  return null;
}

/** Removes our tags from a subject, valid or not. */
export function withoutSubjectTags(subject: string): string {
  return subject.replace(subjectTag, ' ').replace(/\s+/g, ' ').trim();
}
