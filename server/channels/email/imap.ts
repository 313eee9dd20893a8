import { isIP } from 'node:net';
import { ImapFlow } from 'imapflow';
import type { Log } from '../../platform/log.ts';
import { type PrivateAllowance, resolveOutgoingAddress } from '../../platform/outgoing-address.ts';

export interface MailboxSettings {
  host: string;
  port: number;
  /** TLS from the start; otherwise STARTTLS when the server offers it. */
  secure: boolean;
  user: string;
  password: string;
  /** Usually INBOX. */
  folder: string;
}

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

export interface PollOptions {
  log: Pick<Log, 'info' | 'warn' | 'error'>;
  /** Stops the poll between two mails. */
  signal: AbortSignal;
  maxBytes: number;
  /** Private networks that the operator allows. */
  allowance: PrivateAllowance;
  /** Idle timeout of the connection; 60 seconds by default. */
  timeoutMs?: number;
}

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
  { log, signal, maxBytes, allowance, timeoutMs = 60_000 }: PollOptions,
): Promise<MailboxCursor> {
  signal.throwIfAborted();
  const client = new ImapFlow({
    host: await resolveOutgoingAddress(settings.host, allowance),
    ...(isIP(settings.host) === 0 ? { servername: settings.host } : {}),
    port: settings.port,
    secure: settings.secure,
    auth: { user: settings.user, pass: settings.password },
    logger: false,
    disableAutoIdle: true,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    maxLineLength: 8 * 1024 * 1024,
    maxLiteralSize: maxBytes + 1024 * 1024,
    maxResponseSize: maxBytes + 16 * 1024 * 1024,
  });
  // A lost connection also rejects the current command. Without a listener the event would end the
  // process.
  client.on('error', (error) => log.warn({ err: error, host: settings.host }, 'mailbox connection failed'));
  const abort = (): void => client.close();
  signal.addEventListener('abort', abort, { once: true });
  try {
    await client.connect();
    const lock = await client.getMailboxLock(settings.folder, { readOnly: true });
    try {
      return await fetchNewMails(client, since, onMail, { log, signal, maxBytes });
    } finally {
      lock.release();
    }
  } finally {
    signal.removeEventListener('abort', abort);
    if (client.usable && !signal.aborted) await client.logout().catch(() => client.close());
    else client.close();
  }
}

async function fetchNewMails(
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
