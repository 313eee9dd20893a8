import { fileTypeFromBuffer } from 'file-type';

/**
 * Detects the content type from the first bytes. The claimed type is used only if detection fails
 * and the type is harmless.
 */
export async function detectContentType(content: Uint8Array, claimed: string): Promise<string> {
  const found = await fileTypeFromBuffer(content).catch(() => undefined);
  if (found) return found.mime;
  const plain = claimed.toLowerCase().split(';')[0]?.trim() ?? '';
  return /^(text\/(plain|csv|calendar)|message\/rfc822|application\/(json|ms-tnef))$/.test(plain)
    ? plain
    : 'application/octet-stream';
}
