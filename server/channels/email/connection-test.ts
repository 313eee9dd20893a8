import type { MailboxTest, MailboxTestResult } from '@crossdesk/contracts/email.ts';
import type { ConnectionCheck } from '@crossdesk/contracts/mail-servers.ts';
import { canReuseConsent, imapToUse, mailboxRow, smtpToUse } from '../../departments/index.ts';
import { ConnectionError, connectionProblem } from '../../platform/connection-error.ts';
import type { ReadContext, Services } from '../../platform/context.ts';
import { problem } from '../../platform/problems.ts';
import { closeImap, openFolder, openImap } from './imap-connection.ts';
import { imapAccount, smtpSender } from './mail-accounts.ts';

const timeoutMs = 10_000;

/** The result of a connection attempt. */
async function check(attempt: () => Promise<void>): Promise<ConnectionCheck> {
  try {
    await attempt();
    return { isOk: true, problem: null };
  } catch (error) {
    return { isOk: false, problem: connectionProblem(error) };
  }
}

/**
 * Signs in at the servers of a mailbox, with the given settings or the stored ones, and opens the
 * folder. Sends and reads nothing. A missing password is the stored one if it may be used with the
 * given settings; otherwise throws `invalid_fields`.
 */
export async function testMailbox(
  services: Services,
  ctx: Pick<ReadContext, 'db' | 'config' | 'log'>,
  id: number | null,
  given: MailboxTest,
): Promise<MailboxTestResult> {
  const row = id === null ? null : await mailboxRow(ctx, id);
  if (id !== null && !row) throw problem('not_found');
  const { secret, privateAddresses: allowance } = ctx.config;
  const stored = { imap: row?.imap ?? null, smtp: row?.smtp ?? null };
  const imap =
    given.imap === undefined
      ? stored.imap && { settings: stored.imap, sealed: row?.imap_password ?? null }
      : given.imap && imapToUse(secret, row, given.imap);
  const smtp =
    given.smtp === undefined
      ? stored.smtp && { settings: stored.smtp, sealed: row?.smtp_password ?? null }
      : given.smtp && smtpToUse(secret, row, given.smtp);

  const testIncoming = async ({ settings, sealed }: NonNullable<typeof imap>) => {
    if (!canReuseConsent(stored.imap, settings)) throw new ConnectionError('consent_needed');
    const account = imapAccount(services, id, settings, sealed);
    const signal = AbortSignal.timeout(3 * timeoutMs);
    const client = await openImap(account, { log: ctx.log, signal, allowance, timeoutMs: 2 * timeoutMs });
    try {
      await openFolder(client, settings.folder);
    } finally {
      await closeImap(client, signal);
    }
  };
  const testOutgoing = async () => {
    if (!smtp) return services.external.mail.verify();
    if (!canReuseConsent(stored.smtp, smtp.settings)) throw new ConnectionError('consent_needed');
    await smtpSender(services, id, smtp.settings, smtp.sealed, timeoutMs).verify();
  };
  const [incoming, outgoing] = await Promise.all([imap ? check(() => testIncoming(imap)) : null, check(testOutgoing)]);
  return { incoming, outgoing };
}
