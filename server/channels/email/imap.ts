import type { ImapFlow } from 'imapflow';
import { closeImap, type ImapAccount, type ImapOptions, openFolder, openImap } from './imap-connection.ts';

/** `folder` is usually INBOX. */
export type MailboxSettings = ImapAccount & { folder: string };

/**
 * How far a mailbox has been read. Valid only while the server keeps `uidValidity` (RFC 9051
 * section 2.3.1).
 */
export interface MailboxCursor {
  uidValidity: number;
  /** 0 if nothing has been read yet. */
  lastUid: number;
}

export interface FetchedMail {
  uid: number;
  uidValidity: number;
  /** When the server received it; null if unknown. */
  receivedAt: Date | null;
  /** Size of the whole mail in bytes. */
  byteCount: number;
  /** The mail is larger than `maxBytes`; only the beginning was fetched. */
  isCut: boolean;
}

/** The signal also stops a poll between two mails. */
export type PollOptions = ImapOptions & { maxBytes: number };

/**
 * Fetches new mail since `since` in order of arrival; all mail without it, or if the server reset
 * `uidValidity`. Passes each mail to `onMail` and advances the cursor only when that succeeds, so a
 * crash can repeat a mail but never skip one. Deletes, moves and marks nothing in the mailbox.
 * Returns the new cursor. If `onMail` or the connection fails after some mails, returns the cursor
 * before the failure and logs it; if it fails before the first, throws. Throws PrivateAddress for a
 * server in a private network that the operator has not allowed.
 */
export async function pollMailbox(
  settings: MailboxSettings,
  since: MailboxCursor | null,
  onMail: (raw: Buffer, mail: FetchedMail) => Promise<void>,
  options: PollOptions,
): Promise<MailboxCursor> {
  const client = await openImap(settings, options);
  try {
    await openFolder(client, settings.folder);
    return await fetchNewMails(client, since, onMail, options);
  } finally {
    await closeImap(client, options.signal);
  }
}

/** Like pollMailbox, over a connection that has the folder open. */
export async function fetchNewMails(
  client: ImapFlow,
  since: MailboxCursor | null,
  onMail: (raw: Buffer, mail: FetchedMail) => Promise<void>,
  { log, signal, maxBytes }: Pick<PollOptions, 'log' | 'signal' | 'maxBytes'>,
): Promise<MailboxCursor> {
  if (client.mailbox === false) throw new Error('the mailbox is not open');
  const uidValidity = Number(client.mailbox.uidValidity);
  const isKnown = since !== null && since.uidValidity === uidValidity;
  if (since !== null && !isKnown)
    log.warn({ uidValidity }, 'the server reset uidValidity; reading the mailbox from the start');
  const cursor = { uidValidity, lastUid: isKnown ? since.lastUid : 0 };
  // "*" matches the last mail even if its number is smaller, so known mails are filtered out here.
  const uidsOnServer = await client.search({ uid: `${cursor.lastUid + 1}:*` }, { uid: true });
  if (!Array.isArray(uidsOnServer)) throw new Error('the server did not list the new mails');
  const uids = uidsOnServer.filter((uid) => uid > cursor.lastUid).sort((a, b) => a - b);
  let fetchedCount = 0;
  try {
    for (const uid of uids) {
      if (signal.aborted) break;
      const mail = await client.fetchOne(
        String(uid),
        { uid: true, size: true, internalDate: true, source: { start: 0, maxLength: maxBytes } },
        { uid: true },
      );
      if (mail === undefined) throw new Error('the mailbox was closed');
      // False for a mail that was deleted meanwhile.
      if (mail !== false) {
        if (mail.source === undefined) throw new Error('the server returned a mail without its source');
        const byteCount = mail.size ?? mail.source.length;
        await onMail(mail.source, {
          uid,
          uidValidity,
          receivedAt: mail.internalDate === undefined ? null : new Date(mail.internalDate),
          byteCount,
          isCut: byteCount > mail.source.length,
        });
      }
      cursor.lastUid = uid;
      fetchedCount += 1;
    }
  } catch (error) {
    if (fetchedCount === 0) throw error;
    log.warn({ err: error, uid: cursor.lastUid, fetchedCount }, 'the mailbox was only partly read');
  }
  return cursor;
}
