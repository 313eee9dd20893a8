import { isIP } from 'node:net';
import { ImapFlow } from 'imapflow';
import type { Log } from '../../platform/log.ts';
import { resolveOutgoingAddress, type PrivateAllowance } from '../../platform/outgoing-address.ts';

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

/** How far a mailbox has been read. Only means something while the server keeps `uidValidity` (RFC 9051 section 2.3.1). */
export interface MailboxCursor {
  uidValidity: number;
  /** 0 when nothing has been read yet. */
  lastUid: number;
}

export interface FetchedMail {
  uid: number;
  uidValidity: number;
  /** When the server took it in; null when it does not say. */
  receivedAt: Date | null;
  /** Of the whole mail, in bytes. */
  byteCount: number;
  /** The mail is larger than `maxBytes`; only its beginning was fetched. */
  isCut: boolean;
}

export interface PollOptions {
  log: Pick<Log, 'info' | 'warn' | 'error'>;
  /** Ends the poll between two mails. */
  signal: AbortSignal;
  maxBytes: number;
  /** Private networks that may be connected to. */
  allowance: PrivateAllowance;
  /** Time without a word from the server; 60 seconds by default. */
  timeoutMs?: number;
}

/**
 * Fetches the mails that came since `since` (all of them without it, or when the server numbered the mailbox anew), in
 * the order of arrival. Each is handed to `onMail`, and the mark moves only when that is fulfilled; so after a crash a
 * mail may come twice, but none is skipped. Nothing in the mailbox is deleted, moved or marked as read.
 * Returns the mark reached. When `onMail` or the connection fails after some mails, the mark before the failure is
 * returned and the failure logged; when it fails before the first, the failure is thrown. Throws PrivateAddress for a
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
  // A lost connection also fails the command under way; unheard, the event alone would end the process.
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
    log.warn({ uidValidity }, 'the server numbered the mailbox anew; reading it from the start');
  const mark = { uidValidity, lastUid: isKnown ? since.lastUid : 0 };
  // The "*" stands for the last mail even when its number is smaller, so what is known is left out here.
  const found = await client.search({ uid: `${mark.lastUid + 1}:*` }, { uid: true });
  if (!Array.isArray(found)) throw new Error('the server did not list the new mails');
  const uids = found.filter((uid) => uid > mark.lastUid).sort((a, b) => a - b);
  let takenCount = 0;
  try {
    for (const uid of uids) {
      if (signal.aborted) break;
      const mail = await client.fetchOne(
        String(uid),
        { uid: true, size: true, internalDate: true, source: { start: 0, maxLength: maxBytes } },
        { uid: true },
      );
      if (mail === undefined) throw new Error('the mailbox was closed');
      // False for a mail that somebody deleted in the meantime.
      if (mail !== false) {
        if (mail.source === undefined) throw new Error('the server sent a mail without its text');
        const byteCount = mail.size ?? mail.source.length;
        await onMail(mail.source, {
          uid,
          uidValidity,
          receivedAt: mail.internalDate === undefined ? null : new Date(mail.internalDate),
          byteCount,
          isCut: byteCount > mail.source.length,
        });
      }
      mark.lastUid = uid;
      takenCount += 1;
    }
  } catch (error) {
    if (takenCount === 0) throw error;
    log.warn({ err: error, uid: mark.lastUid, takenCount }, 'mailbox read in part');
  }
  return mark;
}
