import type { MailFailureReason } from '@crossdesk/contracts/lists/email.ts';
import type { Mailbox } from '@crossdesk/contracts/scalars.ts';
import type { Selectable } from 'kysely';
import { ticketAccess } from '../../access/index.ts';
import { type InboundMessage, type InboundFile, addInboundMessage, mailReferences } from '../../conversation/index.ts';
import { mailboxes } from '../../departments/index.ts';
import { agentActor, agentByEmail, contactByEmail, findOrCreateContact } from '../../identity/index.ts';
import type { Context, Services } from '../../platform/context.ts';
import { readContext, systemActor } from '../../platform/context.ts';
import type { Tables } from '../../platform/database.ts';
import { readAll } from '../../platform/files.ts';
import type { Authenticity } from './authenticity.ts';
import type { MailHead } from './parse.ts';
import type { MailContent } from './read-mail.ts';
import { readInWorker } from './read-worker-pool.ts';
import { classifyMail, loopHeaderValue, type MailClass, splitSubject, threadCandidates } from './rules.ts';

/** A mail that will never be taken in as it is. It is kept, shown, and can be tried again after an update. */
export class UnreadableMail extends Error {
  /** As far as it could be read. */
  readonly subject: string;
  constructor(fault: MailFailureReason, subject = '') {
    super(fault);
    this.subject = subject;
  }
}

type Row = Selectable<Tables['incoming_mail']>;

/** A mail as far as it can be read without the database: parsed, its sender checked, its files in the store. */
export type InboundMail = Omit<MailContent, 'files'> & { files: InboundFile[] };

/** Reads the raw mail and keeps its files. Throws UnreadableMail naming what is wrong with it. */
export async function readInboundMail(services: Services, row: Row): Promise<InboundMail> {
  const stream = await services.external.files.get(row.hash);
  if (!stream) throw new UnreadableMail('source_lost');
  const origin = { ip: row.remote_address, helo: row.helo, mailFrom: row.envelope_from };
  const reading = await readInWorker(await readAll(stream), origin, services.external.resolver);
  if (reading.fault !== null) throw new UnreadableMail(reading.fault, reading.subject);
  const files: InboundFile[] = [];
  for (const { content, ...one } of reading.content.files) {
    const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
    files.push({ ...one, ...(await services.external.files.put(bytes, Number.MAX_SAFE_INTEGER)) });
  }
  return { ...reading.content, files };
}

/** Tickets finished longer ago than this are not opened again by an answer; a new one is made. */
const reopenWithinMs = 30 * 24 * 60 * 60 * 1000;

async function reopenableTicket(ctx: Context, ticketId: number) {
  const row = await ctx.tx
    .selectFrom('ticket')
    .select(['id', 'requester_id', 'cc', 'resolved_at', 'deleted_at'])
    .where('id', '=', ticketId)
    .executeTakeFirst();
  if (!row || row.deleted_at) return null;
  if (row.resolved_at && ctx.now.getTime() - row.resolved_at.getTime() > reopenWithinMs) return null;
  return row;
}
type ReopenableTicket = NonNullable<Awaited<ReturnType<typeof reopenableTicket>>>;

/** Whether an address takes part in a ticket: it is the requester's, on its Cc, or one we wrote to there. */
async function isParticipant(ctx: Context, ticket: ReopenableTicket, address: string): Promise<boolean> {
  const lower = address.toLowerCase();
  if (ticket.cc.some((one) => one.address.toLowerCase() === lower)) return true;
  if ((await contactByEmail(ctx, lower))?.id === ticket.requester_id) return true;
  const written = await ctx.tx
    .selectFrom('message')
    .select('recipients')
    .where('ticket_id', '=', ticket.id)
    .where('visibility', '=', 'public')
    .orderBy('id', 'desc')
    .limit(50)
    .execute();
  return written.some(({ recipients }) =>
    [...recipients.to, ...recipients.cc].some((one) => one.address.toLowerCase() === lower),
  );
}

/** The ticket a mail belongs to and whether its sender takes part in it; null for a new one. */
async function findThread(ctx: Context, mail: MailHead, row: Row, sender: string) {
  for (const candidate of threadCandidates(mail, ctx.config.secret, row.envelope_to)) {
    const ids =
      candidate.by === 'foreign_message_id'
        ? (await mailReferences(ctx, candidate.ids)).map((reference) => reference.ticket_id)
        : [candidate.ticketNumber];
    for (const ticketId of new Set(ids)) {
      const ticket = await reopenableTicket(ctx, ticketId);
      if (!ticket) continue;
      const takesPart = await isParticipant(ctx, ticket, sender);
      // A tag in a subject can be seen by anybody it was shown to; it opens the thread only to those in it.
      if (candidate.by === 'subject_tag' && !takesPart) continue;
      return { ticketId, isParticipant: takesPart };
    }
  }
  return null;
}

async function authorOf(
  ctx: Context,
  from: Mailbox,
  authenticity: Authenticity,
): Promise<{ author: InboundMessage['author']; isAgent: boolean }> {
  const agent = await agentByEmail(ctx, from.address);
  if (agent) {
    // An unverified sender is shown by the address alone: the name in the mail would be the colleague's.
    const author =
      authenticity.dmarc === 'pass'
        ? ({ kind: 'agent', id: agent.id, name: agent.name, address: from.address } as const)
        : systemAuthor({ name: from.address, address: from.address });
    return { author, isAgent: true };
  }
  const contact = await findOrCreateContact(ctx, { name: from.name, email: from.address });
  return {
    author: { kind: 'contact', id: contact.id, name: from.name || contact.name, address: from.address },
    isAgent: false,
  };
}

const systemAuthor = (from: Mailbox): InboundMessage['author'] => ({
  kind: 'system',
  id: null,
  name: from.name || from.address,
  address: from.address,
});

const kinds: Record<MailClass['kind'], InboundMessage['kind']> = {
  human: 'reply',
  list: 'auto',
  auto_reply: 'auto',
  auto_generated: 'auto',
  bounce: 'bounce',
  own: 'auto',
};

/** A colleague's mail becomes a comment only while they may comment: a share can have ended since the mail they answer. It is kept among the failed ones else. */
async function requireCommentPermission(ctx: Context, ticketId: number, address: string): Promise<void> {
  const known = await agentByEmail(ctx, address);
  const actor = known && (await agentActor(ctx.tx, { agentId: known.id }));
  const found = actor && (await ticketAccess({ ...ctx, actor }, ticketId).catch(() => null));
  if (found?.can['ticket.comment'] !== true) throw new UnreadableMail('writer_may_not_comment');
}

/** What a report of non-delivery is about: a ticket of ours, or null when it does not say. */
export type BounceReport = { ticketNumber: number | null };

/**
 * Takes a mail in: into its ticket, or as a new one. Gives null when it is here already, and `foreign` for a report about a mail that is none of ours: that
 * is nobody's request.
 */
export async function ingestMail(
  ctx: Context,
  row: Row,
  read: InboundMail,
  mailKind: MailClass['kind'],
  report: BounceReport | null,
) {
  const { head: mail, authenticity } = read;
  const from = mail.from ?? (row.envelope_from ? { name: '', address: row.envelope_from } : null);
  if (!from) throw new UnreadableMail('no_sender');
  const ours = new Set((await mailboxes(ctx)).map((one) => one.address.toLowerCase()));
  const others = [...mail.to, ...mail.cc].filter(
    (one) =>
      !ours.has(one.address.toLowerCase()) &&
      !ours.has(one.address.toLowerCase().replace(/\+[^@]*@/, '@')) &&
      one.address.toLowerCase() !== from.address.toLowerCase(),
  );
  const reported = report?.ticketNumber ? await reopenableTicket(ctx, report.ticketNumber) : null;
  const thread = reported
    ? { ticketId: reported.id, isParticipant: true }
    : await findThread(ctx, mail, row, from.address);
  if (report && !thread) return 'foreign' as const;
  const { author, isAgent } = report
    ? { author: systemAuthor(from), isAgent: false }
    : await authorOf(ctx, from, authenticity);
  if (thread && isAgent) await requireCommentPermission(ctx, thread.ticketId, from.address);
  const mailbox = await ctx.tx
    .selectFrom('mailbox')
    .select('department_id')
    .where('id', '=', row.mailbox_id)
    .executeTakeFirstOrThrow();
  const isStranger = thread !== null && !thread.isParticipant;
  const kind = thread && (isAgent || (isStranger && mailKind === 'human')) ? 'comment' : kinds[mailKind];
  // Only a verified sender who takes part adds people; those named by anybody else are offered to the agent.
  const mayAdd = !isStranger && authenticity.dmarc === 'pass';
  const named = isAgent || mailKind !== 'human' ? [] : [...(isStranger ? [from] : []), ...others].slice(0, 50);
  const participants = mayAdd ? named : [];
  return addInboundMessage(ctx, {
    target: thread
      ? { ticketId: thread.ticketId }
      : {
          subject: splitSubject(mail.subject).bare.slice(0, 1000) || '(no subject)',
          requesterId: (await findOrCreateContact(ctx, { name: from.name, email: from.address })).id,
          departmentId: mailbox.department_id,
          mailboxId: row.mailbox_id,
          channel: 'email',
          cc: participants,
        },
    kind,
    // Answers of strangers, colleagues and machines are for agents' eyes; only somebody who takes part speaks in public.
    visibility: thread && (isAgent || isStranger || kind === 'bounce') ? 'internal' : 'public',
    author,
    html: read.html,
    text: read.text,
    quotedHtml: read.quotedHtml,
    filePlaceholder: read.filePlaceholder,
    to: mail.to,
    cc: mail.cc,
    files: read.files,
    participants: thread ? participants : [],
    offered: mayAdd ? [] : named,
    authenticity: { spf: authenticity.spf, dkim: authenticity.dkim, dmarc: authenticity.dmarc },
    isQuiet: mailKind !== 'human' || isStranger,
    reference: { mailId: mail.messageId ?? `raw.${row.hash}`, mailboxId: row.mailbox_id },
  });
}

/** What kind of mail it is, seen from this installation. */
export async function classify(services: Services, row: Row, mail: MailHead): Promise<MailClass> {
  const own = await mailboxes(readContext(services, systemActor('mail')));
  return classifyMail(mail, row.source === 'smtp' ? row.envelope_from : null, {
    addresses: new Set(own.map((one) => one.address.toLowerCase())),
    loopHeaderValue: loopHeaderValue(services.config.publicUrl),
  });
}
