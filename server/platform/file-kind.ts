import { fileTypeFromBuffer } from 'file-type';

/** The type of a file by its first bytes; what it claims counts only where the bytes say nothing and the claim is harmless. */
export async function detectContentType(content: Uint8Array, claimed: string): Promise<string> {
  const found = await fileTypeFromBuffer(content).catch(() => undefined);
  if (found) return found.mime;
  const plain = claimed.toLowerCase().split(';')[0]?.trim() ?? '';
  return /^(text\/(plain|csv|calendar)|message\/rfc822|application\/(json|ms-tnef))$/.test(plain)
    ? plain
    : 'application/octet-stream';
}
