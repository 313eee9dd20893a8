import type { ImapFlow } from 'imapflow';
import { mailboxRow, recordSentCopy } from '../../departments/index.ts';
import { ConnectionError, connectionProblem } from '../../platform/connection-error.ts';
import { readContext, runCommand, type Services, systemActor } from '../../platform/context.ts';
import { sentBytes } from '../../platform/outbox-sending.ts';
import { closeImap, openFolder, openImap } from './imap-connection.ts';
import { imapAccount } from './mail-accounts.ts';

/** The chosen folder, or the one that the server marks as Sent (RFC 6154). */
async function sentFolder(client: ImapFlow, chosen: string | null): Promise<string> {
  if (chosen !== null) return chosen;
  const folders = await client.list();
  const found = folders.find((folder) => folder.specialUse === '\\Sent');
  if (!found) throw new ConnectionError('sent_folder_not_found');
  return found.path;
}

const messageIdOf = (raw: Buffer): string => /^Message-ID:\s*(<[^>]+>)/im.exec(raw.toString('latin1'))?.[1] ?? '';

/**
 * Appends a mail to a folder, unless a mail with its Message-ID is already there: a job may run
 * again after its connection was lost.
 */
async function appendOnce(client: ImapFlow, folder: string, raw: Buffer, date: Date): Promise<void> {
  await openFolder(client, folder);
  const found = await client.search({ header: { 'message-id': messageIdOf(raw) } }, { uid: true });
  if (Array.isArray(found) && found.length > 0) return;
  const appended = await client.append(folder, raw, ['\\Seen'], date);
  if (!appended) throw new ConnectionError('server_refused');
}

/**
 * Copies a sent mail to the Sent folder of its mailbox. A failure is shown at the mailbox, and the
 * job is tried again.
 */
export async function copyToSent(
  services: Services,
  { mailId, mailboxId, date }: { mailId: number; mailboxId: number; date: Date },
): Promise<void> {
  const ctx = readContext(services, systemActor('mail'));
  const row = await mailboxRow(ctx, mailboxId);
  if (!row?.imap || !row.has_sent_copy) return;
  const raw = await sentBytes(ctx, mailId, date);
  if (!raw) return;
  const record = (error: unknown) =>
    runCommand(services, systemActor('mail'), (inside) =>
      recordSentCopy(inside, mailboxId, error === null ? null : connectionProblem(error)),
    );
  const signal = AbortSignal.timeout(5 * 60_000);
  try {
    const account = imapAccount(services, mailboxId, row.imap, row.imap_password);
    const { privateAddresses: allowance } = services.config;
    const client = await openImap(account, { log: services.log, signal, allowance });
    try {
      await appendOnce(client, await sentFolder(client, row.sent_folder), raw, date);
    } finally {
      await closeImap(client, signal);
    }
  } catch (error) {
    await record(error);
    throw error;
  }
  if (row.sent_copy_error) await record(null);
}
