import type { Readable } from 'node:stream';
import { mailboxByAddress, mailboxes, recordPoll } from '../../departments/index.ts';
import { readContext, runCommand, type Services, systemActor } from '../../platform/context.ts';
import { isDatabaseUnavailable } from '../../platform/database.ts';
import { queueJob } from '../../platform/jobs.ts';
import { unseal } from '../../platform/seal.ts';
import { type SmtpListener, startSmtpListener } from '../../platform/smtp-listener.ts';
import { pollMailbox } from './imap.ts';
import { prepareReader } from './read-worker-pool.ts';
import * as store from './store.ts';

/**
 * The job that ingests a stored mail. Mails of one mailbox are ingested in order, so that a reply
 * never overtakes the mail it answers.
 */
export const ingestTask = 'email:receive';

type Envelope = { from: string; to: string[]; remoteAddress: string | null; helo: string | null };

/**
 * Stores an accepted mail: its bytes in the file store, flushed to disk, then its row and its job
 * in one transaction.
 */
async function storeIncomingMail(
  services: Services,
  mailboxId: number,
  raw: Readable | Buffer,
  envelope: Envelope,
  source: 'smtp' | 'imap',
): Promise<void> {
  const { hash, byteCount } = await services.external.files.put(raw, services.config.maxMailBytes);
  await runCommand(services, systemActor('mail'), async (ctx) => {
    const { id } = await store.insertIncoming(ctx.tx, {
      mailbox_id: mailboxId,
      hash,
      byte_count: byteCount,
      envelope_from: envelope.from.replaceAll('\0', ''),
      envelope_to: envelope.to,
      remote_address: envelope.remoteAddress,
      helo: envelope.helo?.replaceAll('\0', '') ?? null,
      source,
      state: 'waiting',
      error: null,
      message_id: null,
      received_at: ctx.now,
    });
    await queueJob(ctx, ingestTask, { mailId: id }, { queue: `mailbox:${mailboxId}`, maxAttempts: 8 });
  });
}

/** Removes a plus tag: `support+t12@…` is delivered to `support@…` (RFC 5233). */
const withoutSubaddress = (address: string): string => address.replace(/^([^+@]+)\+[^@]*@/, '$1@');

const mailboxFor = async (services: Services, address: string) => {
  const ctx = readContext(services, systemActor('mail'));
  return (await mailboxByAddress(ctx, address)) ?? mailboxByAddress(ctx, withoutSubaddress(address));
};

/** Listens for mail to our addresses. Mail that was answered with 250 is on disk. */
export function startInboundMail(services: Services): Promise<SmtpListener> {
  const { config, log } = services;
  prepareReader().catch((error: unknown) => log.warn({ err: error }, 'could not start the mail reader'));
  return startSmtpListener({
    host: config.smtpInHost,
    port: config.smtpInPort,
    maxBytes: config.maxMailBytes,
    name: new URL(config.publicUrl).hostname,
    log,
    maxClients: 200,
    async accepts(address) {
      try {
        return (await mailboxFor(services, address)) ? 'yes' : 'unknown';
      } catch (error) {
        if (isDatabaseUnavailable(error)) return 'later';
        throw error;
      }
    },
    async store(raw, envelope) {
      for (const address of envelope.to) {
        const mailbox = await mailboxFor(services, address);
        if (mailbox) return storeIncomingMail(services, mailbox.id, raw, envelope, 'smtp');
      }
      throw new Error('the mailbox was removed while the mail was received');
    },
  });
}

const polling = new Set<number>();

/**
 * Polls all IMAP mailboxes for new mail. A failing mailbox stores its error and does not block the
 * others.
 */
export async function pollMailboxes(services: Services): Promise<void> {
  const ctx = readContext(services, systemActor('mail'));
  for (const { id, isActive, imap, address } of await mailboxes(ctx)) {
    if (!isActive || !imap || polling.has(id)) continue;
    polling.add(id);
    try {
      const row = await mailboxByAddress(ctx, address);
      if (!row?.imap_password) continue;
      const settings = { ...imap, secure: imap.isSecure, password: unseal(services.config.secret, row.imap_password) };
      const cursor = await pollMailbox(
        settings,
        row.imap_mark,
        (raw) =>
          storeIncomingMail(services, id, raw, { from: '', to: [address], remoteAddress: null, helo: null }, 'imap'),
        {
          log: services.log,
          signal: AbortSignal.timeout(10 * 60_000),
          maxBytes: services.config.maxMailBytes,
          allowance: services.config.privateAddresses,
        },
      );
      await runCommand(services, systemActor('mail'), (inside) => recordPoll(inside, id, cursor, null));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      services.log.warn({ mailbox: address, error: reason }, 'could not poll a mailbox');
      await runCommand(services, systemActor('mail'), (inside) =>
        recordPoll(inside, id, undefined, reason.slice(0, 500)),
      );
    } finally {
      polling.delete(id);
    }
  }
}
