import { dispatch } from '../channels/email/index.ts';
import {
  addInboundMessage,
  comment,
  forward,
  type InboundFile,
  type InboundMessage,
  openTicket,
  recordBounce,
  recordDelivery,
  reply,
  saveDraft,
  storeUpload,
} from '../conversation/index.ts';
import { findOrCreateContact } from '../identity/index.ts';
import { type Actor, type AgentActor, type Context, systemActor } from '../platform/context.ts';
import { sanitizeHtml } from '../platform/html.ts';
import { deleteTicket, editTicket, markRead } from '../tickets/index.ts';
import { createFile } from './attachments.ts';
import { type CompanyIds, partners } from './company.ts';
import { fillIn } from './facts.ts';
import { agentText, customerText, quoteHtml, toHtml } from './message-text.ts';
import type { DemoAgentKey } from './people.ts';
import type { Action, Step, TicketPlan } from './plan.ts';
import { createRandom, type Random } from './random.ts';
import type { Line } from './story.ts';

/**
 * What every step needs: the transaction, the agents, the ids, and since when mail stays in the
 * outbox instead of being shown as sent.
 */
export type DemoContext = {
  ctx: Context;
  ids: CompanyIds;
  actors: Record<DemoAgentKey, AgentActor>;
  timeZone: string;
  outboxSince: Date;
};

/** Performs one step at its own time, as its own actor. */
export async function performStep(demo: DemoContext, step: Step): Promise<void> {
  const { ticket, action } = step;
  const as = (actor: Actor): Context => ({ ...demo.ctx, actor, now: step.at });
  const asAgent = (key: DemoAgentKey): Context => as(demo.actors[key]);
  switch (action.type) {
    case 'open':
      return openDemoTicket(demo, step, action.line, as);
    case 'message':
      return action.by
        ? addAgentMessage(demo, step, action, asAgent(action.by))
        : addOutsideMessage(demo, step, action, as(systemActor(ticket.channel)));
    case 'triage':
      return triage(demo, ticket, action, asAgent(action.by));
    case 'setStatus': {
      const ctx = asAgent(action.by);
      const justificationId = action.because ? { justificationId: demo.ids.justification[action.because] } : {};
      await edit(ctx, ticket, { statusId: demo.ids.status[action.to], ...justificationId });
      return;
    }
    case 'draft': {
      const text = fillIn(action.text, ticket.facts, createRandom(ticket.facts.order));
      const to = [{ name: ticket.requester.name, address: ticket.requester.email }];
      await saveDraft(asAgent(action.by), ticket.number, 'reply', {
        html: toHtml(text),
        to,
        cc: [],
        bcc: [],
        attachmentIds: [],
      });
      return;
    }
    case 'markRead':
      for (const key of action.by) await markRead(asAgent(key), ticket.number);
      return;
    case 'bounce': {
      const reports = [{ address: ticket.requester.email, detail: '5.2.2 552 mailbox is full' }];
      if (ticket.last) await recordBounce(as(systemActor('mail')), ticket.number, ticket.last.messageId, reports);
      return;
    }
    case 'trash': {
      const ctx = asAgent(action.by);
      await deleteTicket(ctx, ticket.number, await versionOf(ctx, ticket.number));
    }
  }
}

const edit = async (ctx: Context, ticket: TicketPlan, change: Omit<Parameters<typeof editTicket>[2], 'version'>) =>
  editTicket(ctx, ticket.number, { ...change, version: await versionOf(ctx, ticket.number) });

async function versionOf(ctx: Context, number: number): Promise<number> {
  const row = await ctx.tx.selectFrom('ticket').select('version').where('id', '=', number).executeTakeFirstOrThrow();
  return row.version;
}

function classification({ ids }: DemoContext, { story, priority, product }: TicketPlan) {
  return {
    serviceId: ids.service[story.service],
    categoryId: ids.category[story.category],
    priorityId: ids.priority[priority],
    tags: [...(story.tags ?? [])],
    ...(product ? { productId: ids.product[product] } : {}),
  };
}

async function triage(
  demo: DemoContext,
  ticket: TicketPlan,
  { isAssigned, dueAt }: Extract<Action, { type: 'triage' }>,
  ctx: Context,
): Promise<void> {
  const startsWork = isAssigned && ticket.end !== 'new';
  await edit(ctx, ticket, {
    ...classification(demo, ticket),
    ...(isAssigned ? { assigneeId: demo.actors[ticket.assignee].agentId } : {}),
    ...(startsWork ? { statusId: demo.ids.status.open } : {}),
    ...(dueAt ? { solutionDueAt: dueAt.toISOString() } : {}),
  });
}

async function openDemoTicket(
  demo: DemoContext,
  { at, ticket }: Step,
  line: Line,
  as: (actor: Actor) => Context,
): Promise<void> {
  const { story, requester } = ticket;
  const random = createRandom(`${ticket.facts.order} opens`);
  const departmentId = demo.ids.department[story.department];
  const subject = fillIn(ticket.subject, ticket.facts, random);
  if (line.by === 'agent') {
    const ctx = as(demo.actors[ticket.assignee]);
    const text = story.isInternal
      ? fillIn(line.text, ticket.facts, random)
      : agentReplyText(ticket, line, true, random);
    const opened = await openTicket(ctx, {
      subject,
      departmentId,
      requester: { contactId: requester.id },
      message: { html: toHtml(text), attachmentIds: await uploads(ctx, ticket, line, at) },
      type: story.isInternal ? 'internal' : 'public',
      notifyRequester: !story.isInternal,
      ...classification(demo, ticket),
    });
    ticket.number = opened.number;
    if (!story.isInternal) await settleDelivery(demo, ctx, await newestMessageId(ctx, ticket.number));
    return;
  }
  const isMail = ticket.channel === 'email';
  const mailbox = demo.ids.mailbox[story.department];
  const cc = ticket.other ? [{ name: ticket.other.name, address: ticket.other.email }] : [];
  const ctx = as(systemActor(isMail ? 'mail' : ticket.channel));
  const mailboxId = isMail ? mailbox.id : null;
  await addInbound(demo, ctx, ticket, line, true, {
    target: { subject, requesterId: requester.id, departmentId, mailboxId, channel: ticket.channel, cc },
    kind: 'request',
    cc: isMail ? cc : [],
  });
}

/** Adds a message of someone outside to an existing ticket. */
async function addOutsideMessage(
  demo: DemoContext,
  { ticket }: Step,
  { line, isFirst }: Extract<Action, { type: 'message' }>,
  ctx: Context,
): Promise<void> {
  const kind = line.by === 'machine' ? 'auto' : line.by === 'partner' ? 'comment' : 'reply';
  await addInbound(demo, ctx, ticket, line, isFirst, { target: { ticketId: ticket.number }, kind, cc: [] });
}

async function addInbound(
  demo: DemoContext,
  ctx: Context,
  ticket: TicketPlan,
  line: Line,
  isFirst: boolean,
  input: Pick<InboundMessage, 'target' | 'kind' | 'cc'>,
): Promise<void> {
  const random = createRandom(`${ticket.facts.order} ${line.text}`);
  const body = fillIn(line.text, ticket.facts, random);
  const isOpening = !('ticketId' in input.target);
  const partner = line.by === 'partner' && line.to ? partners[line.to] : null;
  const voice = { locale: ticket.story.locale, channel: ticket.channel, facts: ticket.facts, isFirst: isOpening };
  const text = line.by === 'customer' ? customerText(body, voice, random) : body;
  const files: InboundFile[] = [];
  for (const kind of line.files) files.push(await createFile(ctx, kind, ticket.facts, ctx.now));
  const inlineImages = files
    .filter((file) => file.isInline)
    .map((file) => `<p><img src="cid:${file.contentId}" alt=""></p>`);
  const html = toHtml(text) + inlineImages.join('');
  const isMail = ticket.channel === 'email' || partner !== null;
  const mailbox = demo.ids.mailbox[ticket.story.department];
  const author = partner
    ? { ...partner, id: (await findOrCreateContact(ctx, { name: partner.name, email: partner.address })).id }
    : { id: ticket.requester.id, name: ticket.requester.name, address: ticket.requester.email };
  const hasQuote = isMail && !isOpening && !partner && ticket.last !== null && random.happens(0.7);
  const added = await addInboundMessage(ctx, {
    ...input,
    visibility: partner ? 'internal' : 'public',
    author: { kind: 'contact', ...author },
    html: sanitizeHtml(html),
    text,
    quotedHtml: hasQuote && ticket.last ? quoteHtml(ticket.last, ticket.story.locale, demo.timeZone) : null,
    to: isMail ? [{ name: mailbox.name, address: mailbox.address }] : [],
    files,
    participants: [],
    authenticity: isMail ? { spf: 'pass', dkim: isFirst ? 'pass' : 'none', dmarc: 'pass' } : null,
    isQuiet: line.by !== 'customer',
    reference: isMail
      ? { mailId: `${ticket.facts.parcel}.${ctx.now.getTime()}@${author.address.split('@')[1]}`, mailboxId: mailbox.id }
      : null,
  });
  if (added) ticket.number = added.ticketId;
}

const agentReplyText = (ticket: TicketPlan, line: Line, isFirst: boolean, random: Random): string =>
  agentText(fillIn(line.text, ticket.facts, random), {
    locale: ticket.story.locale,
    channel: ticket.channel,
    facts: ticket.facts,
    isFirst,
  });

async function uploads(ctx: Context, ticket: TicketPlan, line: Line, at: Date): Promise<number[]> {
  const ids: number[] = [];
  for (const kind of line.files) ids.push((await storeUpload(ctx, await createFile(ctx, kind, ticket.facts, at))).id);
  return ids;
}

/** Adds an agent's reply, comment or forward. */
async function addAgentMessage(
  demo: DemoContext,
  { at, ticket }: Step,
  { line, state, isFirst }: Extract<Action, { type: 'message' }>,
  ctx: Context,
): Promise<void> {
  const random = createRandom(`${ticket.facts.order} ${line.text}`);
  const attachmentIds = await uploads(ctx, ticket, line, at);
  if (line.as === 'internal') {
    await comment(ctx, ticket.number, { html: toHtml(fillIn(line.text, ticket.facts, random)), attachmentIds });
    return;
  }
  if (line.as === 'forward') {
    const to = line.to ? [partners[line.to]] : [];
    const { message } = await forward(ctx, ticket.number, {
      html: toHtml(fillIn(line.text, ticket.facts, random)),
      to,
    });
    return settleDelivery(demo, ctx, message.id);
  }
  const html = toHtml(agentReplyText(ticket, line, isFirst, random));
  const statusId = state ? { statusId: demo.ids.status[state] } : {};
  const { message } = await reply(ctx, ticket.number, { html, attachmentIds, ...statusId });
  ticket.last = { messageId: message.id, html, author: ctx.actor.kind === 'agent' ? ctx.actor.name : '', at };
  await settleDelivery(demo, ctx, message.id);
}

async function newestMessageId(ctx: Context, number: number): Promise<number> {
  const row = await ctx.tx
    .selectFrom('message')
    .select('id')
    .where('ticket_id', '=', number)
    .orderBy('id', 'desc')
    .executeTakeFirstOrThrow();
  return row.id;
}

const minute = 60_000;

/**
 * No demo mail is sent: older messages show as sent, the newest mails stay in the outbox as in a
 * company without a mail server.
 */
async function settleDelivery(demo: DemoContext, ctx: Context, messageId: number): Promise<void> {
  // The undo period is over by then.
  const sendsAt = new Date(ctx.now.getTime() + minute);
  const mailContext: Context = { ...ctx, actor: systemActor('mail'), now: sendsAt };
  if (ctx.now < demo.outboxSince || sendsAt > demo.ctx.now)
    await recordDelivery(mailContext, messageId, { state: 'sent', detail: null, recipients: null });
  else await dispatch(mailContext, messageId);
}
