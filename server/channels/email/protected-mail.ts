import { inflateSync } from 'node:zlib';
import { Constructed, fromBER, ObjectIdentifier, OctetString, Sequence } from 'asn1js';

/** signed: the text is readable without keys. encrypted: it is not. */
export type Protection = 'signed' | 'encrypted';

/** What an S/MIME or PGP container holds: the protected part, if it is readable without keys. */
export interface OpenedContainer {
  protection: Protection | null;
  content: Buffer | null;
}

/** Content types of CMS (RFC 5652 section 4, RFC 3274, RFC 5083). */
const signedData = '1.2.840.113549.1.7.2';
const encryptedTypes = ['1.2.840.113549.1.7.3', '1.2.840.113549.1.7.6', '1.2.840.113549.1.9.16.1.23'];
const compressedData = '1.2.840.113549.1.9.16.1.9';

const limits = { maxDepth: 100, maxNodes: 10_000, maxContentLength: 60 * 1024 * 1024 };
const MAX_INFLATED_BYTES = 60 * 1024 * 1024;

/** Reads a `smime.p7m`; null if it is none. */
export function openSmime(file: Buffer): OpenedContainer | null {
  try {
    return readContentInfo(Uint8Array.from(file));
  } catch {
    return null;
  }
}

function readContentInfo(bytes: Uint8Array<ArrayBuffer>): OpenedContainer | null {
  const { result, offset } = fromBER(bytes, limits);
  if (offset < 0 || !(result instanceof Sequence)) return null;
  const [type, wrapped] = result.valueBlock.value;
  if (!(type instanceof ObjectIdentifier)) return null;
  const name = type.getValue();
  if (encryptedTypes.includes(name)) return { protection: 'encrypted', content: null };
  if (name !== signedData && name !== compressedData) return null;
  const inner = wrapped instanceof Constructed ? wrapped.valueBlock.value[0] : null;
  if (!(inner instanceof Sequence)) return null;
  // SignedData and CompressedData: version, algorithms, then the content with its type.
  const content = inner.valueBlock.value[2];
  const octets = content instanceof Sequence ? content.valueBlock.value[1] : null;
  const value = octets instanceof Constructed ? octets.valueBlock.value[0] : null;
  const raw = value instanceof OctetString ? Buffer.from(value.getValue()) : null;
  if (name === signedData) return { protection: 'signed', content: raw };
  return raw && { protection: null, content: inflateSync(raw, { maxOutputLength: MAX_INFLATED_BYTES }) };
}

/** A text with inline PGP, taken apart. */
export interface InlinePgp {
  protection: Protection;
  text: string;
  /** The signature or the encrypted message, to be stored as a file. */
  file: { name: string; content: string };
}

const signedStart = '-----BEGIN PGP SIGNED MESSAGE-----';
const signatureStart = '-----BEGIN PGP SIGNATURE-----';
const signatureEnd = '-----END PGP SIGNATURE-----';
const encryptedStart = '-----BEGIN PGP MESSAGE-----';
const encryptedEnd = '-----END PGP MESSAGE-----';

/** Reads a text that is signed or encrypted inline (RFC 9580 section 7); null for other texts. */
export function readInlinePgp(text: string): InlinePgp | null {
  return readSigned(text) ?? readEncrypted(text);
}

/** The index of a line that starts with `marker`, from `from` on; -1 without one. */
function lineIndex(text: string, marker: string, from = 0): number {
  if (from === 0 && text.startsWith(marker)) return 0;
  const at = text.indexOf(`\n${marker}`, Math.max(from - 1, 0));
  return at < 0 ? -1 : at + 1;
}

function readSigned(text: string): InlinePgp | null {
  const start = lineIndex(text, signedStart);
  const signature = start < 0 ? -1 : lineIndex(text, signatureStart, start);
  if (signature < 0) return null;
  const end = lineIndex(text, signatureEnd, signature);
  const after = end < 0 ? text.length : end + signatureEnd.length;
  // Lines such as "Hash: SHA256" end at the first empty line.
  const bodyStart = text.indexOf('\n\n', start);
  const body = bodyStart < 0 || bodyStart > signature ? '' : text.slice(bodyStart + 2, signature).trimEnd();
  const parts = [text.slice(0, start), body.replace(/^- /gm, ''), text.slice(after)].map((part) => part.trim());
  return {
    protection: 'signed',
    text: parts.filter((part) => part !== '').join('\n\n'),
    file: { name: 'signature.asc', content: text.slice(signature, after) },
  };
}

function readEncrypted(text: string): InlinePgp | null {
  const start = lineIndex(text, encryptedStart);
  const end = start < 0 ? -1 : lineIndex(text, encryptedEnd, start);
  if (end < 0) return null;
  const after = end + encryptedEnd.length;
  const parts = [text.slice(0, start), text.slice(after)].map((part) => part.trim());
  return {
    protection: 'encrypted',
    text: parts.filter((part) => part !== '').join('\n\n'),
    file: { name: 'encrypted-message.asc', content: text.slice(start, after) },
  };
}
