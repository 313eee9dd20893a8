import { isUtf8 } from 'node:buffer';

/** Escape sequences by which ISO-2022-JP enters a double-byte set (RFC 1468). */
const iso2022Escapes = ['\u001b$@', '\u001b$B', '\u001b$(', '\u001b(I', '\u001b(J'];

function hasIso2022Escape(text: string): boolean {
  return iso2022Escapes.some((sequence) => text.includes(sequence));
}

/** Where the header block ends: the index just after its last line break. */
export function headerEnd(raw: Buffer): number {
  const unix = raw.indexOf('\n\n');
  const network = raw.indexOf('\n\r\n');
  if (unix < 0 && network < 0) return raw.length;
  return (unix < 0 ? network : network < 0 ? unix : Math.min(unix, network)) + 1;
}

/**
 * Whether the header block is within these limits: code that reads it by lines may take quadratic
 * time.
 */
export function hasModestHeaders(raw: Buffer, maxBytes: number, maxLines: number): boolean {
  const end = headerEnd(raw);
  if (end > maxBytes) return false;
  let lineCount = 0;
  for (let at = raw.indexOf(10); at >= 0 && at < end; at = raw.indexOf(10, at + 1)) lineCount += 1;
  return lineCount <= maxLines;
}

/**
 * Repairs headers in a national charset without RFC 2047 encoding. Each such line is decoded as
 * ISO-2022-JP if it has its escapes, else in the charset the mail declares, else as Windows-1252,
 * and returned as UTF-8. Other mails are returned unchanged.
 */
export function repairRawHeaders(raw: Buffer): Buffer {
  const end = headerEnd(raw);
  const block = raw.subarray(0, end);
  if (isUtf8(block) && !block.includes(0x1b)) return raw;
  const declared = /charset\s*=\s*"?([\w.:-]{2,40})/i.exec(raw.subarray(0, end + 4_096).toString('latin1'))?.[1];
  const lines = block
    .toString('latin1')
    .split('\n')
    .map((line) => Buffer.from(decodeLine(line, declared)));
  return Buffer.concat([joinLines(lines), raw.subarray(end)]);
}

/** Decodes text that is ISO-2022-JP without being declared as such. */
export function decodeStrayIso2022(text: string): string {
  return hasIso2022Escape(text) && isSevenBit(text) ? decodeAs('iso-2022-jp', Buffer.from(text, 'latin1')) : text;
}

function isSevenBit(text: string): boolean {
  for (let index = 0; index < text.length; index += 1) if (text.charCodeAt(index) > 0x7f) return false;
  return true;
}

function decodeLine(line: string, declared: string | undefined): string {
  const bytes = Buffer.from(line, 'latin1');
  if (hasIso2022Escape(line)) return decodeAs('iso-2022-jp', bytes);
  if (isUtf8(bytes)) return bytes.toString('utf8');
  try {
    return new TextDecoder(declared ?? 'windows-1252', { fatal: true }).decode(bytes);
  } catch {
    return decodeAs('windows-1252', bytes);
  }
}

function decodeAs(charset: string, bytes: Buffer): string {
  return new TextDecoder(charset).decode(bytes);
}

function joinLines(lines: Buffer[]): Buffer {
  const lineBreak = Buffer.from('\n');
  return Buffer.concat(lines.flatMap((line, index) => (index === 0 ? [line] : [lineBreak, line])));
}
