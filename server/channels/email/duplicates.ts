import { createHash } from 'node:crypto';
import type { Context } from '../../platform/context.ts';
import { headerEnd } from './raw-headers.ts';
import './tables.ts';

const carriageReturn = 0x0d;
/** White space in Latin-1. */
const isBlank = (byte: number): boolean => (byte >= 0x09 && byte <= 0x0d) || byte === 0x20 || byte === 0xa0;
const chunkBytes = 64 * 1024;
/** Mails with longer headers are not ingested. */
const maxHeadBytes = 1024 * 1024;

/** The lines of the sender and the subject. */
function countedLines(head: Buffer): string[] {
  const lines = head
    .toString('latin1')
    .replace(/\r?\n[ \t]/g, ' ')
    .split(/\r?\n/);
  return lines.filter((line) => /^(?:from|subject)[ \t]*:/i.test(line)).map((line) => line.replace(/\s+/g, ' ').trim());
}

/** Hashes bytes without carriage returns, and without white space around them. */
function bodyHash(start: string) {
  const hash = createHash('sha256').update(start, 'latin1');
  let upToLastWord = hash.copy();
  let hasWord = false;
  const kept = Buffer.allocUnsafe(chunkBytes);
  const addChunk = (chunk: Buffer): void => {
    let length = 0;
    let wordEnd = 0;
    for (const byte of chunk) {
      if (byte === carriageReturn || (!hasWord && isBlank(byte))) continue;
      hasWord = true;
      kept[length] = byte;
      length += 1;
      if (!isBlank(byte)) wordEnd = length;
    }
    if (wordEnd > 0) {
      hash.update(kept.subarray(0, wordEnd));
      upToLastWord = hash.copy();
    }
    hash.update(kept.subarray(wordEnd, length));
  };
  return {
    add(bytes: Buffer): void {
      for (let at = 0; at < bytes.length; at += chunkBytes) addChunk(bytes.subarray(at, at + chunkBytes));
    },
    digest: (): string => upToLastWord.digest('hex'),
  };
}

type BodyHash = ReturnType<typeof bodyHash>;

/** The hash after the header of a mail and the start of its body. */
function afterHead(start: Buffer): BodyHash {
  const end = headerEnd(start);
  const body = bodyHash([...countedLines(start.subarray(0, end)), '', ''].join('\n'));
  body.add(start.subarray(end));
  return body;
}

/**
 * A hash of what a mail says: sender, subject and body. Headers that each delivery adds, and line
 * breaks, do not count. Keeps the header and one chunk of the mail in memory.
 */
export async function contentHash(chunks: AsyncIterable<Buffer> | Iterable<Buffer>): Promise<string> {
  let head: Buffer = Buffer.alloc(0);
  let body: BodyHash | null = null;
  for await (const chunk of chunks) {
    if (body) {
      body.add(chunk);
      continue;
    }
    head = Buffer.concat([head, chunk]);
    if (headerEnd(head) < head.length || head.length > maxHeadBytes) body = afterHead(head);
  }
  return (body ?? afterHead(head)).digest();
}

const hashOf = async (ctx: Context, file: string): Promise<string | null> => {
  const stream = await ctx.external.files.get(file);
  return stream && contentHash(stream);
};

type Mail = { hash: string; mailbox_id: number };

/**
 * The id under which a mail is stored: its Message-ID, unless another mail of the mailbox has that
 * already, because some devices and forms repeat it. Then the content hash is appended after a
 * space. A mail delivered again gets the id of the first delivery.
 */
export async function uniqueMailId(ctx: Context, messageId: string, mail: Mail): Promise<string> {
  const first = await ctx.tx
    .selectFrom('mail_reference')
    .leftJoin('incoming_mail', (join) =>
      join
        .onRef('incoming_mail.message_id', '=', 'mail_reference.message_id')
        .on('incoming_mail.state', '!=', 'duplicate'),
    )
    .select('incoming_mail.hash')
    .where('mail_id', '=', messageId)
    .where('mail_reference.mailbox_id', '=', mail.mailbox_id)
    .executeTakeFirst();
  if (!first || first.hash === mail.hash) return messageId;
  const content = await hashOf(ctx, mail.hash);
  const isSame = content === null || (first.hash !== null && (await hashOf(ctx, first.hash)) === content);
  return isSame ? messageId : `${messageId} ${content}`;
}

/** The Message-ID of a mail by the id under which it is stored. */
export const plainMessageId = (mailId: string): string => mailId.split(' ')[0] ?? '';
