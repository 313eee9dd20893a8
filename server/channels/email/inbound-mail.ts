import type { MailFailureReason } from '@crossdesk/contracts/lists/email.ts';
import type { Selectable } from 'kysely';
import type { InboundFile } from '../../conversation/index.ts';
import { mailboxes } from '../../departments/index.ts';
import { readContext, type Services, systemActor } from '../../platform/context.ts';
import type { Tables } from '../../platform/database.ts';
import { readAll } from '../../platform/files.ts';
import { type Authenticity, unknownAuthenticity } from './authenticity.ts';
import type { MailHead } from './parse.ts';
import type { MailContent } from './read-mail.ts';
import { checkInWorker, readInWorker } from './read-worker-pool.ts';
import { classifyMail, loopHeaderValue, type MailClass } from './rules.ts';

/**
 * A mail that can never be ingested as it is. It is stored, listed as failed, and can be retried
 * after an update.
 */
export class UnreadableMail extends Error {
  /** As far as it could be read. */
  readonly subject: string;
  constructor(fault: MailFailureReason, subject = '') {
    super(fault);
    this.subject = subject;
  }
}

type Row = Selectable<Tables['incoming_mail']>;

/** A mail read without the database: parsed, classified, its sender checked, its files stored. */
export type InboundMail = Omit<MailContent, 'files'> & {
  files: InboundFile[];
  kind: MailClass['kind'];
  authenticity: Authenticity;
};

/** A mail is not read again after the process ended this often while it was processed. */
const maxAttempts = 3;

/** Parses the raw mail and stores its files. Throws UnreadableMail with the reason. */
export async function readInboundMail(services: Services, row: Row): Promise<InboundMail> {
  if (row.attempt_count > maxAttempts) throw new UnreadableMail('server_stopped');
  const stream = await services.external.files.get(row.hash);
  if (!stream) throw new UnreadableMail('source_lost');
  const origin = { ip: row.remote_address, helo: row.helo, mailFrom: row.envelope_from };
  const raw = await readAll(stream);
  const reading = await readInWorker(raw);
  if (reading.fault !== null) throw new UnreadableMail(reading.fault, reading.subject);
  const { kind } = await classify(services, row, reading.content.head, reading.content.bounce?.isReturned);
  // Nothing depends on the sender of these, so DNS cannot delay them.
  const isChecked = kind !== 'own' && kind !== 'bounce';
  const authenticity = isChecked
    ? await checkInWorker(raw, origin, services.external.resolver)
    : unknownAuthenticity(null);
  const files: InboundFile[] = [];
  for (const { content, ...file } of reading.content.files) {
    const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
    files.push({ ...file, ...(await services.external.files.put(bytes, Number.MAX_SAFE_INTEGER)) });
  }
  return { ...reading.content, files, kind, authenticity };
}

const emptyHead: MailHead = {
  messageId: null,
  inReplyTo: [],
  references: [],
  from: null,
  replyTo: [],
  to: [],
  cc: [],
  bcc: [],
  deliveredTo: [],
  subject: '',
  sentAt: null,
  headers: new Map(),
  protection: null,
  problems: [],
};

/**
 * Reads a mail an agent makes a ticket of. One that cannot be read becomes its subject and its
 * source as a file.
 */
export async function readOrAttach(services: Services, row: Row): Promise<InboundMail> {
  try {
    return await readInboundMail(services, row);
  } catch (error) {
    if (!(error instanceof UnreadableMail)) throw error;
    const stored = await services.external.files.get(row.hash);
    stored?.destroy();
    const source: InboundFile = {
      hash: row.hash,
      name: 'email.eml',
      contentType: 'message/rfc822',
      byteCount: row.byte_count,
      contentId: null,
      isInline: false,
    };
    return {
      head: { ...emptyHead, subject: error.subject },
      html: '',
      text: '',
      quotedHtml: null,
      quotedLines: [],
      files: stored ? [source] : [],
      filePlaceholder: 'none',
      authenticity: unknownAuthenticity(null),
      kind: 'human',
      forward: null,
      bounce: null,
    };
  }
}

/** Classifies a mail as seen from this installation. */
async function classify(services: Services, row: Row, mail: MailHead, isReturned = false): Promise<MailClass> {
  const ownMailboxes = await mailboxes(readContext(services, systemActor('mail')));
  const own = {
    addresses: new Set(ownMailboxes.map((one) => one.address.toLowerCase())),
    loopHeaderValue: loopHeaderValue(services.config.publicUrl),
  };
  return classifyMail(mail, row.source === 'smtp' ? row.envelope_from : null, own, isReturned);
}
