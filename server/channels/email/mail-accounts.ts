import type { Imap, Smtp } from '@crossdesk/contracts/mail-servers.ts';
import type { Selectable } from 'kysely';
import { mailboxRow } from '../../departments/index.ts';
import { ConnectionError } from '../../platform/connection-error.ts';
import type { Context, Services } from '../../platform/context.ts';
import type { Tables } from '../../platform/database.ts';
import { queueJob } from '../../platform/jobs.ts';
import { createServerSender, type MailSender } from '../../platform/mail-sender.ts';
import { type MailTransport, SenderUnavailable } from '../../platform/outbox-sending.ts';
import { accessToken, openSecret } from './access-token.ts';
import type { MailboxSettings } from './imap.ts';

type MailboxRow = Selectable<Tables['mailbox']>;

/**
 * What a sign-in needs: a password, or access tokens of the mailbox's consent. Throws
 * ConnectionError if it is missing.
 */
function credentials(services: Services, mailboxId: number | null, { signIn }: Imap | Smtp, sealed: string | null) {
  if (signIn === 'none') return {};
  if (signIn === 'oauth') {
    if (mailboxId === null) throw new ConnectionError('consent_needed');
    return { accessToken: (isRefused: boolean) => accessToken(services, mailboxId, isRefused) };
  }
  if (!sealed) throw new ConnectionError('no_password');
  return { password: openSecret(services.config, sealed) };
}

/** The connection settings of an IMAP server with decrypted credentials. Throws ConnectionError. */
export const imapAccount = (
  services: Services,
  mailboxId: number | null,
  settings: Imap,
  sealed: string | null,
): MailboxSettings => ({ ...settings, ...credentials(services, mailboxId, settings, sealed) });

/** The sender that uses an SMTP server with decrypted credentials. Throws ConnectionError. */
export const smtpSender = (
  services: Services,
  mailboxId: number | null,
  settings: Smtp,
  sealed: string | null,
  timeoutMs = 30_000,
): MailSender =>
  createServerSender(
    { ...settings, ...credentials(services, mailboxId, settings, sealed) },
    { timeoutMs, allowance: services.config.privateAddresses },
  );

/** Problems that only a person can solve; until then mail waits. */
const isWaiting = (error: unknown): boolean =>
  error instanceof ConnectionError && (error.code === 'consent_needed' || error.code === 'access_revoked');

const toUnavailable = (error: unknown): unknown =>
  error instanceof Error && isWaiting(error) ? new SenderUnavailable(error.message, { cause: error }) : error;

/** The sender for mail from a mailbox: its own server, or that of the installation. */
async function senderOf(services: Services, mailboxId: number | null): Promise<MailSender> {
  const row = mailboxId === null ? null : await mailboxRow(services, mailboxId);
  if (!row?.smtp) return services.external.mail;
  if (row.smtp.signIn !== 'oauth') return smtpSender(services, row.id, row.smtp, row.smtp_password);
  // Before the attempt counts. A provider that does not answer delays the mail like a mail server.
  await accessToken(services, row.id, false).catch((error: unknown) => {
    if (isWaiting(error)) throw toUnavailable(error);
  });
  return createServerSender(
    {
      ...row.smtp,
      accessToken: (isRefused) =>
        accessToken(services, row.id, isRefused).catch((error: unknown) => {
          throw toUnavailable(error);
        }),
    },
    { timeoutMs: 30_000, allowance: services.config.privateAddresses },
  );
}

export const sentCopyTask = 'email:sent-copy';

/** Queues the copy of a sent mail for the Sent folder, if the mailbox wants it. */
async function queueSentCopy(
  ctx: Context,
  { id, mailboxId, date }: { id: number; mailboxId: number | null; date: Date },
): Promise<void> {
  const row: MailboxRow | null = mailboxId === null ? null : await mailboxRow(ctx, mailboxId);
  if (!row?.has_sent_copy || !row.imap) return;
  const payload = { mailId: id, mailboxId: row.id, date: date.toISOString() };
  await queueJob(ctx, sentCopyTask, payload, { key: `sent-copy:${id}`, maxAttempts: 15 });
}

/** How the outbox sends: by the server of each mailbox, with copies in the Sent folder. */
export const mailTransport: MailTransport = { senderOf, onAccepted: queueSentCopy };
