import type { Selectable } from 'kysely';
import { advanceCursor, polledMailboxes, recordPoll } from '../../departments/index.ts';
import { connectionProblem } from '../../platform/connection-error.ts';
import { readContext, runCommand, type Services, systemActor } from '../../platform/context.ts';
import type { Tables } from '../../platform/database.ts';
import { type FetchedMail, pollMailbox } from './imap.ts';
import { imapAccount } from './mail-accounts.ts';
import { storeIncomingMail } from './mail-queue.ts';

type MailboxRow = Selectable<Tables['mailbox']>;

/**
 * Stores a mail of a mailbox. How far the mailbox has been read is updated under a lock in the same
 * transaction, so that a mail is stored once even if several processes read the mailbox.
 */
export const storeFetchedMail =
  (services: Services, { id, address, imap }: MailboxRow) =>
  (raw: Buffer, mail: Pick<FetchedMail, 'uid' | 'uidValidity'>): Promise<void> => {
    const envelope = { from: '', to: [address], remoteAddress: null, helo: null };
    const position = { uidValidity: mail.uidValidity, lastUid: mail.uid };
    return storeIncomingMail(
      services,
      id,
      raw,
      envelope,
      'imap',
      async (ctx) => imap !== null && advanceCursor(ctx, id, imap, position),
    );
  };

/** Shows in the settings that a mailbox was read, or why not. */
export async function recordRead(services: Services, { id, address }: MailboxRow, error: unknown): Promise<void> {
  const found = error === null ? null : connectionProblem(error);
  if (found) services.log.warn({ mailbox: address, ...found }, 'could not read a mailbox');
  await runCommand(services, systemActor('mail'), (ctx) => recordPoll(ctx, id, found));
}

/** Mailboxes this process is polling. */
const polling = new Set<number>();

/**
 * Polls all IMAP mailboxes for new mail, also those that are watched. A failing mailbox stores its
 * error and does not block the others.
 */
export async function pollMailboxes(services: Services): Promise<void> {
  const rows = await polledMailboxes(readContext(services, systemActor('mail')));
  for (const row of rows) {
    if (!row.imap || polling.has(row.id)) continue;
    polling.add(row.id);
    try {
      await pollMailbox(
        imapAccount(services, row.id, row.imap, row.imap_password),
        row.imap_mark,
        storeFetchedMail(services, row),
        {
          log: services.log,
          signal: AbortSignal.timeout(10 * 60_000),
          maxBytes: services.config.maxMailBytes,
          allowance: services.config.privateAddresses,
        },
      );
      await recordRead(services, row, null);
    } catch (error) {
      await recordRead(services, row, error);
    } finally {
      polling.delete(row.id);
    }
  }
}
