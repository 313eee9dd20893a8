import { createHash } from 'node:crypto';
import type { Context } from '../../platform/context.ts';
import { readAll } from '../../platform/files.ts';
import { headerEnd } from './raw-headers.ts';
import './tables.ts';

/**
 * A hash of what a mail says: sender, subject and body. Headers that each delivery adds, and line
 * breaks, do not count.
 */
export function contentHash(raw: Buffer): string {
  const end = headerEnd(raw);
  const head = raw
    .subarray(0, end)
    .toString('latin1')
    .replace(/\r?\n[ \t]/g, ' ');
  const lines = head.split(/\r?\n/).filter((line) => /^(?:from|subject)[ \t]*:/i.test(line));
  const body = raw.subarray(end).toString('latin1').replaceAll('\r', '').trim();
  const said = [...lines.map((line) => line.replace(/\s+/g, ' ').trim()), '', body].join('\n');
  return createHash('sha256').update(said, 'latin1').digest('hex');
}

const hashOf = async (ctx: Context, file: string): Promise<string | null> => {
  const stream = await ctx.external.files.get(file);
  return stream ? contentHash(await readAll(stream)) : null;
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
