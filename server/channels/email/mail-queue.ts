import type { Readable } from 'node:stream';
import { mailboxByAddress } from '../../departments/index.ts';
import { type Context, readContext, runCommand, type Services, systemActor } from '../../platform/context.ts';
import { isDatabaseUnavailable } from '../../platform/database.ts';
import { queueJob } from '../../platform/jobs.ts';
import { type SmtpListener, startSmtpListener } from '../../platform/smtp-listener.ts';
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
 * in one transaction, if `claim` returns true in it.
 */
export async function storeIncomingMail(
  services: Services,
  mailboxId: number,
  raw: Readable | Buffer,
  envelope: Envelope,
  source: 'smtp' | 'imap',
  claim?: (ctx: Context) => Promise<boolean>,
): Promise<void> {
  const { hash, byteCount } = await services.external.files.put(raw, services.config.maxMailBytes);
  await runCommand(services, systemActor('mail'), async (ctx) => {
    if (claim && !(await claim(ctx))) return;
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
