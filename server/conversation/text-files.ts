export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be';

// biome-ignore lint/suspicious/noControlCharactersInRegex: they occur in binary files only
const control = /[\u0000-\u0008\u000e-\u001a\u001c-\u001f]/;
const unassigned = /[\p{Cn}\p{Co}]/u;
// biome-ignore lint/suspicious/noControlCharactersInRegex: ISO-2022 uses escapes
const switchesCharacters = /\u001b[$()]/;

/** The text of bytes that may end within a character; null if they are not in this encoding. */
function decodedStart(bytes: Uint8Array, encoding: Encoding): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes, { stream: true });
  } catch {
    return null;
  }
}

/**
 * The encoding of a text file, from its first bytes. `unknown`: a text in another encoding. Null:
 * not a text.
 */
export function detectEncoding(start: Uint8Array): Encoding | 'unknown' | null {
  const [first, second] = start;
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  const text = decodedStart(start, 'utf-8');
  if (text !== null && !control.test(text)) return switchesCharacters.test(text) ? 'unknown' : 'utf-8';
  if (start.includes(0)) {
    for (const encoding of ['utf-16le', 'utf-16be'] as const) {
      const wide = decodedStart(start, encoding);
      if (wide !== null && !control.test(wide) && !unassigned.test(wide)) return encoding;
    }
  }
  return control.test(Buffer.from(start).toString('latin1')) ? null : 'unknown';
}

/** The text of a file; null if it is not in this encoding. */
export function decodeText(bytes: Uint8Array, encoding: Encoding): string | null {
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
    return encoding !== 'utf-8' && text.includes('\0') ? null : text;
  } catch {
    return null;
  }
}
