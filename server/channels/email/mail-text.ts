/**
 * Removes what a database or reader cannot handle: NUL, lone surrogates, and control characters
 * except tab and line breaks.
 */
export function cleanBody(text: string): string {
  return (
    text
      .toWellFormed()
      .replace(/\r\n?/g, '\n')
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, '')
  );
}

/** The same for one line: line breaks become spaces; at most `maxLength` UTF-16 units. */
export function cleanLine(text: string, maxLength: number): string {
  return (
    text
      .slice(0, maxLength * 4)
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
      .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ')
      .replace(/ {2,}/g, ' ')
      .trim()
      .slice(0, maxLength)
      .toWellFormed()
  );
}

const MAX_NAME_CHARS = 150;

const namesByType: Record<string, string> = {
  'application/ics': 'invitation.ics',
  'application/ms-tnef': 'winmail.dat',
  'application/pdf': 'document.pdf',
  'image/gif': 'image.gif',
  'image/jpeg': 'image.jpg',
  'image/jpg': 'image.jpg',
  'image/png': 'image.png',
  'image/webp': 'image.webp',
  'message/delivery-status': 'delivery-status.txt',
  'message/rfc822': 'message.eml',
  'message/global': 'message.eml',
  'text/calendar': 'invitation.ics',
  'text/csv': 'table.csv',
  'text/html': 'message.html',
  'text/plain': 'text.txt',
  'text/rfc822-headers': 'headers.txt',
};

/**
 * A safe file name: no folders, no control or text-direction characters, nothing a file system
 * refuses, at most 150 UTF-16 units with the extension kept. Without a usable name, one is derived
 * from the type.
 */
export function attachmentName(name: string | null, contentType: string): string {
  const lastPart = (name ?? '').slice(-4_000).split(/[/\\]/).at(-1) ?? '';
  const plain = cleanLine(lastPart.normalize('NFC'), 2_000)
    .replace(/[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g, '')
    .replace(/[<>:"|?*]/g, '_')
    .replace(/^[ .]{1,2000}|[ .]{1,2000}$/g, '');
  if (plain === '') return namesByType[contentType] ?? 'attachment.bin';
  const withExtension = contentType === 'message/rfc822' && !/\.eml$/i.test(plain) ? `${plain}.eml` : plain;
  if (withExtension.length <= MAX_NAME_CHARS) return withExtension;
  const extension = /\.[\p{L}\p{N}]{1,10}$/u.exec(withExtension)?.[0] ?? '';
  return `${withExtension.slice(0, MAX_NAME_CHARS - extension.length)}${extension}`.toWellFormed();
}
