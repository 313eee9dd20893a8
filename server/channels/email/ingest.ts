import type { MailDetails } from '@crossdesk/contracts/conversation.ts';
import type { Mailbox } from '@crossdesk/contracts/scalars.ts';
import type { Selectable } from 'kysely';
import { ticketAccess } from '../../access/index.ts';
import { addInboundMessage, type InboundMessage, mailReferences } from '../../conversation/index.ts';
import { mailboxes } from '../../departments/index.ts';
import { agentActor, agentByEmail, contactByEmail, findOrCreateContact } from '../../identity/index.ts';
import type { Context } from '../../platform/context.ts';
import type { Tables } from '../../platform/database.ts';
import { company } from '../../settings/index.ts';
import { belongsToTicket } from '../../tickets/index.ts';
import type { Authenticity } from './authenticity.ts';
import { uniqueMailId } from './duplicates.ts';
import { type InboundMail, UnreadableMail } from './inbound-mail.ts';
import { newTicket } from './new-ticket.ts';
import type { MailHead } from './parse.ts';
import type { ForwardedContent } from './read-mail.ts';
import { type MailClass, threadCandidates } from './rules.ts';
import { createNameCheck } from './sender-names.ts';
import { isInOwnDomain, isOwnAddress, isUnread, readReplyTo } from './senders.ts';
import { withAnswersShown } from './shown-quote.ts';

type Row = Selectable<Tables['incoming_mail']>;

/** Further recipients of a mail stay in its source. */
const maxRecipients = 50;

const ticketsInThreads = (ctx: Context) =>
  ctx.tx
    .selectFrom('ticket')
    .select(['id', 'requester_id', 'cc', 'base_state', 'resolved_at'])
    .where('deleted_at', 'is', null);

/** A ticket that is not in the trash. */
const ticketInThread = async (ctx: Context, ticketId: number) =>
  (await ticketsInThreads(ctx).where('id', '=', ticketId).executeTakeFirst()) ?? null;

/** The newest ticket that continues a finished one. */
const newestFollowUp = async (ctx: Context, ticketId: number) =>
  (await ticketsInThreads(ctx).where('follows_id', '=', ticketId).orderBy('id', 'desc').limit(1).executeTakeFirst()) ??
  null;

type TicketInThread = NonNullable<Awaited<ReturnType<typeof ticketInThread>>>;

/** The thread a mail belongs to. `follows`: the finished ticket it can no longer be added to. */
type Thread = { ticketId: number; isParticipant: boolean } | { follows: number | null };

/**
 * Whether an address takes part in a ticket: the requester's, on the Cc, or one an agent wrote to.
 * The recipients of inbound mail do not count, because the mail could be forged.
 */
async function isParticipant(ctx: Context, ticket: TicketInThread, address: string): Promise<boolean> {
  const lower = address.toLowerCase();
  if (ticket.cc.some((one) => one.address.toLowerCase() === lower)) return true;
  if ((await contactByEmail(ctx, lower))?.id === ticket.requester_id) return true;
  const written = await ctx.tx
    .selectFrom('message')
    .select('recipients')
    .where('ticket_id', '=', ticket.id)
    .where('visibility', '=', 'public')
    .where('author_kind', '=', 'agent')
    .orderBy('id', 'desc')
    .limit(50)
    .execute();
  return written.some(({ recipients }) =>
    [...recipients.to, ...recipients.cc].some((one) => one.address.toLowerCase() === lower),
  );
}

/** The ticket a mail belongs to and whether its sender takes part, or the one it continues. */
async function findThread(ctx: Context, mail: MailHead, row: Row, sender: string, isHuman: boolean): Promise<Thread> {
  let follows: number | null = null;
  const isAnswer = isHuman && (await agentByEmail(ctx, sender)) === null;
  const rules = await company(ctx);
  for (const candidate of threadCandidates(mail, ctx.config.secret, row.envelope_to)) {
    const ids =
      candidate.by === 'foreign_message_id'
        ? (await mailReferences(ctx, candidate.ids)).map((reference) => reference.ticket_id)
        : [candidate.ticketNumber];
    for (const ticketId of new Set(ids)) {
      let ticket = await ticketInThread(ctx, ticketId);
      // A later answer to the same email belongs to the follow-up of the first one.
      while (ticket && !belongsToTicket(ticket, rules, ctx.now, isAnswer)) {
        if (isAnswer && (await isParticipant(ctx, ticket, sender))) follows = ticket.id;
        ticket = await newestFollowUp(ctx, ticket.id);
      }
      if (!ticket) continue;
      const takesPart = await isParticipant(ctx, ticket, sender);
      // Anyone shown the subject knows its tag, so it is accepted from participants only.
      if (candidate.by === 'subject_tag' && !takesPart) continue;
      return { ticketId: ticket.id, isParticipant: takesPart };
    }
  }
  return { follows };
}

async function authorOf(
  ctx: Context,
  from: Mailbox,
  authenticity: Authenticity,
): Promise<{ author: InboundMessage['author']; isAgent: boolean }> {
  const agent = await agentByEmail(ctx, from.address);
  if (agent) {
    // An unverified sender is shown by the address alone, because the name could be faked.
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

/**
 * An agent's mail becomes a comment only while they may comment, because a share can have ended
 * since. Otherwise it is kept as failed mail.
 */
async function requireCommentPermission(ctx: Context, ticketId: number, address: string): Promise<void> {
  const agent = await agentByEmail(ctx, address);
  const actor = agent && (await agentActor(ctx.tx, { agentId: agent.id }));
  const access = actor && (await ticketAccess({ ...ctx, actor }, ticketId).catch(() => null));
  if (access?.can['ticket.comment'] !== true) throw new UnreadableMail('writer_may_not_comment');
}

/** Null for details that say nothing. */
const unlessEmpty = (details: MailDetails): MailDetails | null =>
  details.replyTo.length > 0 || details.sentFrom || details.forwardedFrom || details.protection ? details : null;

/**
 * The person in Reply-To for whom a contact form or another program sends: its own address is one
 * that nobody reads, or in the domain of our mailboxes. Null if the sender is the writer.
 */
async function findFormWriter(
  ctx: Context,
  sender: Mailbox,
  replyTo: readonly Mailbox[],
  ownAddresses: ReadonlySet<string>,
  mailKind: MailClass['kind'],
): Promise<Mailbox | null> {
  const [writer] = replyTo;
  if (!writer || (mailKind !== 'human' && mailKind !== 'auto_generated')) return null;
  if (isUnread(sender.address)) return writer;
  if (!isInOwnDomain(sender.address, ownAddresses) || (await agentByEmail(ctx, sender.address))) return null;
  const isCustomer = !isOwnAddress(sender.address, ownAddresses) && (await contactByEmail(ctx, sender.address));
  return isCustomer ? null : writer;
}

/** The ticket a delivery report is about; null if it names none. */
export type BounceReport = { ticketNumber: number | null };

/** The id under which a mail is stored; two mails with the same id are duplicates. */
async function mailIdOf(ctx: Context, row: Row, mail: MailHead): Promise<string> {
  if (row.is_ticket_forced) return `log.${row.id}`;
  return mail.messageId === null ? `raw.${row.hash}` : uniqueMailId(ctx, mail.messageId, row);
}

/**
 * Ingests a mail into its ticket or as a new one. Returns `foreign` for a delivery report about
 * mail that is not ours, which is nobody's request.
 */
export async function ingestMail(ctx: Context, row: Row, read: InboundMail, report: BounceReport | null) {
  const { head: mail, authenticity } = read;
  const mailKind = row.is_ticket_forced ? 'human' : read.kind;
  const requesterAddress = row.requester_address;
  const fallback = row.envelope_from || requesterAddress;
  const sender = mail.from ?? (fallback ? { name: '', address: fallback } : null);
  if (!sender) throw new UnreadableMail('no_sender');
  const mailId = await mailIdOf(ctx, row, mail);
  const withProvenName = await createNameCheck(ctx);
  const withoutForeignName = (person: Mailbox) => withProvenName(person, true);
  const withShownName = (person: Mailbox, isVerified: boolean) =>
    withProvenName(person, isVerified).name === person.name ? person : { ...person, name: person.address };
  const isProven = authenticity.dmarc === 'pass';
  const to = mail.to.slice(0, maxRecipients).map(withoutForeignName);
  const cc = mail.cc.slice(0, maxRecipients - to.length).map(withoutForeignName);
  const ownAddresses = new Set((await mailboxes(ctx)).map((one) => one.address.toLowerCase()));
  const replyTo = readReplyTo(mail, ownAddresses).map((one) => withShownName(one, false));
  const reported = report?.ticketNumber ? await ticketInThread(ctx, report.ticketNumber) : null;
  const found: Thread =
    reported && belongsToTicket(reported, await company(ctx), ctx.now, false)
      ? { ticketId: reported.id, isParticipant: true }
      : row.is_ticket_forced
        ? { follows: null }
        : await findThread(ctx, mail, row, sender.address, mailKind === 'human');
  const thread = 'ticketId' in found ? found : null;
  if (report && !thread) return 'foreign' as const;
  const formWriter =
    thread === null && !report && !requesterAddress
      ? await findFormWriter(ctx, sender, replyTo, ownAddresses, mailKind)
      : null;
  const from = formWriter ?? withShownName(sender, isProven);
  const isKnown = (await contactByEmail(ctx, from.address)) !== null;
  const others = [...to, ...cc, ...replyTo.slice(1)].filter(
    (one) => !isOwnAddress(one.address, ownAddresses) && one.address.toLowerCase() !== from.address.toLowerCase(),
  );
  const { author, isAgent } = report
    ? { author: systemAuthor(from), isAgent: false }
    : await authorOf(ctx, from, authenticity);
  if (thread && isAgent) await requireCommentPermission(ctx, thread.ticketId, from.address);
  const mailbox = await ctx.tx
    .selectFrom('mailbox')
    .select('department_id')
    .where('id', '=', row.mailbox_id)
    .executeTakeFirstOrThrow();
  const forwarded = read.forward && !isOwnAddress(read.forward.from.address, ownAddresses) ? read.forward : null;
  const forwardedFrom = forwarded && withShownName(forwarded.from, false);
  if (
    forwarded &&
    forwardedFrom &&
    thread === null &&
    isAgent &&
    isProven &&
    mailKind === 'human' &&
    !requesterAddress
  ) {
    return ingestForwarded(ctx, read, forwarded, {
      from: forwardedFrom,
      agent: author,
      to,
      mailbox: { id: row.mailbox_id, departmentId: mailbox.department_id },
      mailId,
    });
  }
  const isStranger = thread !== null && !thread.isParticipant;
  const kind = thread && (isAgent || (isStranger && mailKind === 'human')) ? 'comment' : kinds[mailKind];
  // Only a verified participant adds people; people named by anyone else are offered to the agent.
  const canAddPeople = !isStranger && isProven && formWriter === null;
  const namedPeople = isAgent || mailKind !== 'human' ? [] : [...(isStranger ? [from] : []), ...others].slice(0, 50);
  const participants = canAddPeople ? namedPeople : [];
  const requester = requesterAddress
    ? { name: requesterAddress, email: requesterAddress }
    : { name: from.name, email: from.address };
  const content = await withAnswersShown(ctx, read, thread?.ticketId ?? null);
  const newTarget = async () => {
    const { target } = await newTicket(
      ctx,
      { subject: mail.subject, text: content.text, requester },
      { id: row.mailbox_id, departmentId: mailbox.department_id },
    );
    return { ...target, cc: participants, followsNumber: 'follows' in found ? found.follows : null };
  };
  return addInboundMessage(ctx, {
    target: thread ? { ticketId: thread.ticketId } : await newTarget(),
    kind,
    // Mail from strangers, agents and machines is internal; only participants write in public.
    visibility: thread && (isAgent || isStranger || kind === 'bounce') ? 'internal' : 'public',
    author,
    ...content,
    filePlaceholder: read.filePlaceholder,
    to,
    cc,
    files: read.files,
    participants: thread ? participants : [],
    offered: canAddPeople ? [] : namedPeople,
    mail: unlessEmpty({
      replyTo: formWriter || mailKind === 'bounce' ? [] : replyTo,
      // Nobody diverts the answers to a known customer by writing in their name.
      isReplyToUsed: replyTo.length > 0 && mailKind === 'human' && (isProven || (thread === null && !isKnown)),
      sentFrom: formWriter ? withShownName(sender, isProven) : null,
      forwardedFrom: thread === null && mailKind === 'human' ? forwardedFrom : null,
      protection: mail.protection,
    }),
    authenticity: { spf: authenticity.spf, dkim: authenticity.dkim, dmarc: authenticity.dmarc },
    isQuiet: mailKind !== 'human' || isStranger,
    reference: { mailId, mailboxId: row.mailbox_id },
  });
}

/**
 * A mail that a verified agent forwards becomes the ticket of its original sender; the agent's own
 * words become an internal comment.
 */
async function ingestForwarded(
  ctx: Context,
  read: InboundMail,
  forward: ForwardedContent,
  {
    from,
    agent,
    to,
    mailbox,
    mailId,
  }: {
    from: Mailbox;
    agent: InboundMessage['author'];
    to: Mailbox[];
    mailbox: { id: number; departmentId: number };
    mailId: string;
  },
) {
  const { requester, target } = await newTicket(
    ctx,
    { subject: read.head.subject, text: forward.text, requester: { name: from.name, email: from.address } },
    mailbox,
  );
  const shared = { filePlaceholder: read.filePlaceholder, quotedHtml: null, cc: [], participants: [], isQuiet: false };
  const added = await addInboundMessage(ctx, {
    ...shared,
    target,
    kind: 'reply',
    visibility: 'public',
    author: { kind: 'contact', id: requester.id, name: from.name || requester.name, address: from.address },
    html: forward.html,
    text: forward.text,
    to,
    files: read.files,
    authenticity: null,
    mail: {
      replyTo: [],
      isReplyToUsed: false,
      sentFrom: { name: agent.name, address: agent.address ?? '' },
      forwardedFrom: null,
      protection: null,
    },
    reference: { mailId, mailboxId: mailbox.id },
  });
  if (added === null || forward.note === '') return added;
  const { spf, dkim, dmarc } = read.authenticity;
  await addInboundMessage(ctx, {
    ...shared,
    target: { ticketId: added.ticketId },
    kind: 'comment',
    visibility: 'internal',
    author: agent,
    html: forward.noteHtml,
    text: forward.note,
    to: [],
    files: [],
    authenticity: { spf, dkim, dmarc },
    reference: null,
  });
  return added;
}
