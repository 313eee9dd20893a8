import { isUtf8 } from 'node:buffer';
import iconv from 'iconv-lite';
import { detectAll } from 'jschardet';

/** Labels of mail programs that the Encoding Standard does not have. */
const aliases: Record<string, string> = {
  cp932: 'shift_jis',
  ms932: 'shift_jis',
  'windows-932': 'shift_jis',
  'x-sjis': 'shift_jis',
  cp936: 'gb18030',
  cp949: 'euc-kr',
  johab: 'cp1361',
  cp950: 'big5',
  cp874: 'windows-874',
  cp50220: 'iso-2022-jp',
  cp50221: 'iso-2022-jp',
  cp51932: 'euc-jp',
  'iso-2022-jp-1': 'iso-2022-jp',
  'iso-2022-jp-2': 'iso-2022-jp',
  'iso-2022-jp-ms': 'iso-2022-jp',
  utf7: 'utf-7',
  'unicode-1-1-utf-7': 'utf-7',
  'x-unicode-2-0-utf-7': 'utf-7',
  'iso8859-15': 'iso-8859-15',
};

/** Charsets that detection may choose; others are not used in mail. */
const detectable =
  /^(?:utf-(?:8|16le|16be)|shift_jis|cp932|euc-jp|iso-2022-jp|gb18030|gb2312|big5|euc-kr|cp949|koi8-[ru]|windows-(?:874|125\d)|cp874|iso-?8859-(?:[25679]|1[35]?))$/;

/** Bytes given to the detector, which needs no more. */
const SAMPLE_BYTES = 16 * 1024;
const unlabelled = new Set(['', 'us-ascii', 'ascii', 'ansi_x3.4-1968', 'unknown-8bit', '8bit', 'binary', 'default']);

type Decode = (bytes: Uint8Array) => string;

/** Strict decoders: they throw on bytes that the charset does not have. */
const strictDecoders = new Map<string, Decode | null>();

function strictDecoder(label: string): Decode | null {
  const key = label.length > 40 ? '' : (aliases[label] ?? label);
  const known = strictDecoders.get(key);
  if (known !== undefined) return known;
  const decode = createDecoder(key);
  // Labels come from the mails, so only a limited number is kept.
  if (strictDecoders.size < 500) strictDecoders.set(key, decode);
  return decode;
}

function createDecoder(label: string): Decode | null {
  try {
    const decoder = new TextDecoder(label, { fatal: true });
    return (bytes) => decoder.decode(bytes);
  } catch {
    if (label === '' || !iconv.encodingExists(label)) return null;
    return (bytes) => {
      if (label === 'utf-7' && bytes.some((byte) => byte > 0x7f)) throw new TypeError('not UTF-7');
      const text = iconv.decode(bytes as Buffer, label);
      if (text.includes('\ufffd')) throw new TypeError(`not ${label}`);
      return text;
    };
  }
}

function tryDecode(label: string, bytes: Uint8Array): string | null {
  try {
    return strictDecoder(label)?.(bytes) ?? null;
  } catch {
    return null;
  }
}

/** Escape sequences by which ISO-2022-JP enters another set (RFC 1468, JIS X 0201). */
// biome-ignore lint/suspicious/noControlCharactersInRegex: an escape sequence starts with one
const iso2022Escape = /\u001b(?:\$[@B(]|\([IJ])/;

interface ByteCounts {
  high: number;
  escape: number;
  ascii: number;
}

function countBytes(bytes: Uint8Array): ByteCounts {
  const counts = { high: 0, escape: 0, ascii: 0 };
  for (const byte of bytes) {
    if (byte > 0x7f) counts.high += 1;
    else if (byte === 0x1b) counts.escape += 1;
    else if (byte > 0x20) counts.ascii += 1;
  }
  return counts;
}

/**
 * Decodes the text of a mail. The declared charset is used if every byte fits it and its result is
 * plausible; otherwise the charset is detected. Never throws; what fits no charset becomes U+FFFD.
 */
export function decodeBytes(bytes: Uint8Array, declared: string | null | undefined): string {
  const label = (declared ?? '')
    .trim()
    .toLowerCase()
    .replace(/^["']|["']$/g, '');
  const counts = countBytes(bytes);
  if (counts.high === 0) return decodeSevenBit(bytes, label, counts);
  const utf8 = isUtf8(bytes) ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8') : null;
  if (utf8 !== null && (isUtf8Label(label) || unlabelled.has(label))) return withoutByteOrderMark(utf8);
  const text = unlabelled.has(label) ? null : tryDecode(label, bytes);
  if (utf8 !== null && (text === null || isMisreadUtf8(utf8, counts, label))) return withoutByteOrderMark(utf8);
  if (text !== null && !(isSingleByte(label) && isMostlyHigh(counts))) return text;
  if (isUtf8Label(label) || text === null) {
    const damaged = utf8WithDamage(bytes, counts);
    if (damaged !== null) return damaged;
  }
  return detected(bytes, counts, text === null ? null : label) ?? text ?? new TextDecoder('windows-1252').decode(bytes);
}

function decodeSevenBit(bytes: Uint8Array, label: string, counts: ByteCounts): string {
  if (counts.escape > 0 && iso2022Escape.test(latin1(bytes.subarray(0, 1_000_000)))) {
    return new TextDecoder('iso-2022-jp').decode(bytes);
  }
  if (label === '' || unlabelled.has(label) || isUtf8Label(label)) return latin1(bytes);
  return tryDecode(label, bytes) ?? latin1(bytes);
}

const latin1 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
const isUtf8Label = (label: string): boolean => /^(?:utf-?8|utf8mb4|unicode-1-1-utf-8)$/.test(label);
const isSingleByte = (label: string): boolean =>
  /^(?:(?:x-)?cp-?12|windows-12|iso[-_]?8859|latin|l\d|koi8|macintosh)/.test(label);
const withoutByteOrderMark = (text: string): string => (text.startsWith('\ufeff') ? text.slice(1) : text);
/** The letters of languages in the Latin alphabet are mostly ASCII. */
const isMostlyHigh = ({ high, ascii }: ByteCounts): boolean => high > 3 && high > ascii * 1.5;

/**
 * Whether bytes that are valid UTF-8 are UTF-8 although another charset is declared. Single-byte
 * text is almost never valid UTF-8 by chance; a few double-byte characters can be.
 */
function isMisreadUtf8(utf8: string, { high }: ByteCounts, label: string): boolean {
  if (/^utf-?16|^ucs|^unicode/.test(label)) return false;
  if (isSingleByte(label)) return true;
  let sequenceCount = 0;
  let rareCount = 0;
  for (const character of utf8.slice(0, 4_000)) {
    const code = character.codePointAt(0) ?? 0;
    if (code > 0x7f) sequenceCount += 1;
    if (code > 0x7f && !/[\p{L}\p{M}\p{N}\p{P}\p{S}\p{Z}]/u.test(character)) rareCount += 1;
  }
  return rareCount === 0 && sequenceCount > 0 && high / sequenceCount >= 2.6 && sequenceCount > 2;
}

/** UTF-8 with a few wrong bytes, as when a gateway cuts a character; null for other charsets. */
function utf8WithDamage(bytes: Uint8Array, { high }: ByteCounts): string | null {
  const text = new TextDecoder('utf-8').decode(bytes);
  let damageCount = 0;
  for (let at = text.indexOf('\ufffd'); at >= 0; at = text.indexOf('\ufffd', at + 1)) damageCount += 1;
  return damageCount * 10 < high ? text : null;
}

/** Detections per mail: one costs milliseconds, and a mail may have thousands of encoded words. */
const MAX_DETECTIONS = 600;
let detectionCount = 0;

/** Starts counting the detections of a mail. */
export function startDetections(): void {
  detectionCount = 0;
}

/**
 * The text in the most likely charset. `declared`: a single-byte charset that also fits; the
 * detection must be sure to replace it.
 */
function detected(bytes: Uint8Array, counts: ByteCounts, declared: string | null): string | null {
  detectionCount += 1;
  if (detectionCount > MAX_DETECTIONS) return null;
  const candidates = detectAll(bytes.subarray(0, SAMPLE_BYTES))
    .map(({ encoding, confidence }) => ({ label: (encoding ?? '').toLowerCase(), confidence: confidence ?? 0 }))
    .filter(({ label }) => detectable.test(label));
  const best = candidates[0];
  if (!best || (declared !== null && best.confidence < 0.1)) return null;
  const western = candidates.find(({ label }) => label === 'windows-1252');
  const isWestern = western && !isMostlyHigh(counts) && western.confidence >= best.confidence * 0.7;
  const order = isWestern ? [western, ...candidates] : candidates;
  for (const { label } of order.slice(0, 5)) {
    const text = tryDecode(label, bytes);
    if (text !== null) return text;
  }
  // A single wrong byte does not change the charset.
  return new TextDecoder(aliases[best.label] ?? best.label).decode(bytes);
}

const encodedWord = /=\?([^?\s]{1,80})\?([QqBb])\?([^?]*)\?=/g;

/** The bytes of an encoded word. */
function wordBytes(encoding: string, text: string): Buffer {
  if (/b/i.test(encoding)) return Buffer.from(text.replace(/[^a-z0-9+/]/gi, ''), 'base64');
  const plain = text.replace(/[_\s]/g, ' ');
  const bytes = Buffer.from(plain);
  let length = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const hex = bytes[at] === 0x3d ? Number.parseInt(hexPair(bytes, at + 1), 16) : Number.NaN;
    bytes[length] = Number.isNaN(hex) ? (bytes[at] ?? 0) : hex;
    length += 1;
    if (!Number.isNaN(hex)) at += 2;
  }
  return bytes.subarray(0, length);
}

function hexPair(bytes: Buffer, at: number): string {
  const pair = bytes.toString('latin1', at, at + 2);
  return /^[\da-f]{2}$/i.test(pair) ? pair : 'x';
}

/**
 * Decodes the encoded words of a header (RFC 2047). Adjacent words in the same charset are decoded
 * together, because many programs split a character between them.
 */
export function decodeWords(text: string): string {
  if (!text.includes('=?')) return text;
  let result = '';
  let done = 0;
  let pending: { label: string; chunks: Buffer[] } | null = null;
  const flush = (): void => {
    if (pending !== null) {
      const { label, chunks } = pending;
      // Each word in ISO-2022-JP returns to ASCII, so it is complete.
      const parts = label.startsWith('iso-2022') ? chunks : [Buffer.concat(chunks)];
      result += parts.map((part) => decodeBytes(part, label)).join('');
    }
    pending = null;
  };
  for (const match of text.matchAll(encodedWord)) {
    const [whole, charset = '', encoding = '', content = ''] = match;
    const between = text.slice(done, match.index);
    // White space between two encoded words is not part of the text (RFC 2047 section 6.2).
    if (pending === null || between.trim() !== '') {
      flush();
      result += between;
    }
    // RFC 2231 section 5 adds a language after the charset.
    const label = charset.split('*')[0]?.toLowerCase() ?? '';
    if (pending !== null && (pending as { label: string }).label !== label) flush();
    pending ??= { label, chunks: [] };
    pending.chunks.push(wordBytes(encoding, content));
    done = match.index + whole.length;
  }
  flush();
  return result + text.slice(done);
}
