import { isUtf8 } from 'node:buffer';
import { decodeBytes } from './charset.ts';

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
 * Repairs headers in a national charset without RFC 2047 encoding. They are decoded in the charset
 * the mail declares if they fit it, or in the one detected, and returned as UTF-8. Other mails are
 * returned unchanged.
 */
export function repairRawHeaders(raw: Buffer): Buffer {
  const end = headerEnd(raw);
  const block = raw.subarray(0, end);
  if (isUtf8(block) && !block.includes(0x1b)) return raw;
  const declared = /charset\s*=\s*"?([\w.:-]{2,40})/i.exec(raw.subarray(0, end + 4_096).toString('latin1'))?.[1];
  const lines = block
    .toString('latin1')
    .split('\n')
    .map((line) => Buffer.from(line, 'latin1'));
  const isForeign = (line: Buffer) => !isUtf8(line);
  // Decoded together, because detection needs some text.
  const foreign = decodeBytes(joinLines(lines.filter(isForeign)), declared).split('\n');
  let foreignCount = 0;
  const repaired = lines.map((line) =>
    isForeign(line)
      ? Buffer.from(foreign[foreignCount++] ?? '')
      : line.includes(0x1b)
        ? Buffer.from(decodeBytes(line, ''))
        : line,
  );
  return Buffer.concat([joinLines(repaired), raw.subarray(end)]);
}

function joinLines(lines: Buffer[]): Buffer {
  const lineBreak = Buffer.from('\n');
  return Buffer.concat(lines.flatMap((line, index) => (index === 0 ? [line] : [lineBreak, line])));
}
