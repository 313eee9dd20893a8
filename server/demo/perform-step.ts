import { dispatch } from '../channels/email/index.ts';
import {
  comment,
  forward,
  recordBounce,
  recordDelivery,
  openTicket,
  type InboundMessage,
  type InboundFile,
  addInboundMessage,
  reply,
  saveDraft,
  storeUpload,
} from '../conversation/index.ts';
import { findOrCreateContact } from '../identity/index.ts';
import { type Actor, type AgentActor, type Context, systemActor } from '../platform/context.ts';
import { sanitizeHtml } from '../platform/html.ts';
import { deleteTicket, editTicket, markRead } from '../tickets/index.ts';
import { type Random, createRandom } from './random.ts';
import { type CompanyIds, partners } from './company.ts';
import { createFile } from './attachments.ts';
import { fillIn } from './facts.ts';
import type { DemoAgentKey } from './people.ts';
import type { TicketPlan, Action, Step } from './plan.ts';
import type { Line } from './story.ts';
import { agentText, customerText, toHtml, quoteHtml } from './message-text.ts';

/** What every step needs: the one transaction, the people, the ids, and from when on mail is kept in the outbox instead of shown as sent. */
export type DemoContext = {
  ctx: Context;
  ids: CompanyIds;
  actors: Record<DemoAgentKey, AgentActor>;
  timeZone: string;
  outboxSince: Date;
};

/** Takes one step, at its own time and in the name of who takes it. */
export async function performStep(stage: DemoContext, step: Step): Promise<void> {
  const { ticket: of, action: deed } = step;
  const as = (actor: Actor): Context => ({ ...stage.ctx, actor, now: step.at });
  const who = (key: DemoAgentKey): Context => as(stage.actors[key]);
  switch (deed.does) {
    case 'open':
      return openDemoTicket(stage, step, deed.line, as);
    case 'say':
      return deed.by ? addAgentMessage(stage, step, deed, who(deed.by)) : addOutsideMessage(stage, step, deed, as(systemActor(of.channel)));
    case 'triage':
      return triage(stage, of, deed, who(deed.by));
    case 'move': {
      const ctx = who(deed.by);
      const justificationId = deed.because ? { justificationId: stage.ids.justification[deed.because] } : {};
      await edit(ctx, of, { statusId: stage.ids.status[deed.to], ...justificationId });
      return;
    }
    case 'draft': {
      const text = fillIn(deed.text, of.facts, createRandom(of.facts.order));
      const to = [{ name: of.requester.name, address: of.requester.email }];
      await saveDraft(who(deed.by), of.number, 'reply', { html: toHtml(text), to, cc: [], bcc: [], attachmentIds: [] });
      return;
    }
    case 'read':
      for (const key of deed.by) await markRead(who(key), of.number);
      return;
    case 'bounce': {
      const detail = `${of.requester.email} 5.2.2 552 mailbox is full`;
      if (of.last) await recordBounce(as(systemActor('mail')), of.number, of.last.messageId, detail);
      return;
    }
    case 'trash': {
      const ctx = who(deed.by);
      await deleteTicket(ctx, of.number, await versionOf(ctx, of.number));
    }
  }
}

const edit = async (ctx: Context, of: TicketPlan, change: Omit<Parameters<typeof editTicket>[2], 'version'>) =>
  editTicket(ctx, of.number, { ...change, version: await versionOf(ctx, of.number) });

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
  stage: DemoContext,
  of: TicketPlan,
  { isAssigned, dueAt }: Extract<Action, { does: 'triage' }>,
  ctx: Context,
): Promise<void> {
  const startsWork = isAssigned && of.end !== 'new';
  await edit(ctx, of, {
    ...classification(stage, of),
    ...(isAssigned ? { assigneeId: stage.actors[of.assignee].agentId } : {}),
    ...(startsWork ? { statusId: stage.ids.status.open } : {}),
    ...(dueAt ? { solutionDueAt: dueAt.toISOString() } : {}),
  });
}

async function openDemoTicket(stage: DemoContext, { at, ticket: of }: Step, line: Line, as: (actor: Actor) => Context): Promise<void> {
  const { story, requester } = of;
  const chance = createRandom(`${of.facts.order} opens`);
  const departmentId = stage.ids.department[story.department];
  const subject = fillIn(of.subject, of.facts, chance);
  if (line.by === 'agent') {
    const ctx = as(stage.actors[of.assignee]);
    const words = story.isInternal ? fillIn(line.text, of.facts, chance) : agentReplyText(of, line, true, chance);
    const opened = await openTicket(ctx, {
      subject,
      departmentId,
      requester: { contactId: requester.id },
      message: { html: toHtml(words), attachmentIds: await uploads(ctx, of, line, at) },
      type: story.isInternal ? 'internal' : 'public',
      notifyRequester: !story.isInternal,
      ...classification(stage, of),
    });
    of.number = opened.number;
    if (!story.isInternal) await settleDelivery(stage, ctx, await newestMessageId(ctx, of.number));
    return;
  }
  const isMail = of.channel === 'email';
  const mailbox = stage.ids.mailbox[story.department];
  const cc = of.other ? [{ name: of.other.name, address: of.other.email }] : [];
  const ctx = as(systemActor(isMail ? 'mail' : of.channel));
  const mailboxId = isMail ? mailbox.id : null;
  await addInbound(stage, ctx, of, line, true, {
    target: { subject, requesterId: requester.id, departmentId, mailboxId, channel: of.channel, cc },
    kind: 'request',
    cc: isMail ? cc : [],
  });
}

/** What somebody outside says on a ticket that is there. */
async function addOutsideMessage(
  stage: DemoContext,
  { ticket: of }: Step,
  { line, isFirst }: Extract<Action, { does: 'say' }>,
  ctx: Context,
): Promise<void> {
  const kind = line.by === 'machine' ? 'auto' : line.by === 'partner' ? 'comment' : 'reply';
  await addInbound(stage, ctx, of, line, isFirst, { target: { ticketId: of.number }, kind, cc: [] });
}

async function addInbound(
  stage: DemoContext,
  ctx: Context,
  of: TicketPlan,
  line: Line,
  isFirst: boolean,
  given: Pick<InboundMessage, 'target' | 'kind' | 'cc'>,
): Promise<void> {
  const chance = createRandom(`${of.facts.order} ${line.text}`);
  const body = fillIn(line.text, of.facts, chance);
  const isOpening = !('ticketId' in given.target);
  const partner = line.by === 'partner' && line.to ? partners[line.to] : null;
  const voice = { locale: of.story.locale, channel: of.channel, facts: of.facts, isFirst: isOpening };
  const text = line.by === 'customer' ? customerText(body, voice, chance) : body;
  const files: InboundFile[] = [];
  for (const kind of line.files) files.push(await createFile(ctx, kind, of.facts, ctx.now));
  const pictures = files
    .filter((file) => file.isInline)
    .map((file) => `<p><img src="cid:${file.contentId}" alt=""></p>`);
  const html = toHtml(text) + pictures.join('');
  const isMail = of.channel === 'email' || partner !== null;
  const mailbox = stage.ids.mailbox[of.story.department];
  const author = partner
    ? { ...partner, id: (await findOrCreateContact(ctx, { name: partner.name, email: partner.address })).id }
    : { id: of.requester.id, name: of.requester.name, address: of.requester.email };
  const quotes = isMail && !isOpening && !partner && of.last !== null && chance.isTrueWith(0.7);
  const taken = await addInboundMessage(ctx, {
    ...given,
    visibility: partner ? 'internal' : 'public',
    author: { kind: 'contact', ...author },
    html: sanitizeHtml(html),
    text,
    quotedHtml: quotes && of.last ? quoteHtml(of.last, of.story.locale, stage.timeZone) : null,
    to: isMail ? [{ name: mailbox.name, address: mailbox.address }] : [],
    files,
    participants: [],
    authenticity: isMail ? { spf: 'pass', dkim: isFirst ? 'pass' : 'none', dmarc: 'pass' } : null,
    isQuiet: line.by !== 'customer',
    reference: isMail
      ? { mailId: `${of.facts.parcel}.${ctx.now.getTime()}@${author.address.split('@')[1]}`, mailboxId: mailbox.id }
      : null,
  });
  if (taken) of.number = taken.ticketId;
}

const agentReplyText = (of: TicketPlan, line: Line, isFirst: boolean, chance: Random): string =>
  agentText(fillIn(line.text, of.facts, chance), {
    locale: of.story.locale,
    channel: of.channel,
    facts: of.facts,
    isFirst,
  });

async function uploads(ctx: Context, of: TicketPlan, line: Line, at: Date): Promise<number[]> {
  const ids: number[] = [];
  for (const kind of line.files) ids.push((await storeUpload(ctx, await createFile(ctx, kind, of.facts, at))).id);
  return ids;
}

/** What an agent says: to the customer, to colleagues, or to somebody else. */
async function addAgentMessage(
  stage: DemoContext,
  { at, ticket: of }: Step,
  { line, state, isFirst }: Extract<Action, { does: 'say' }>,
  ctx: Context,
): Promise<void> {
  const chance = createRandom(`${of.facts.order} ${line.text}`);
  const attachmentIds = await uploads(ctx, of, line, at);
  if (line.as === 'internal') {
    await comment(ctx, of.number, { html: toHtml(fillIn(line.text, of.facts, chance)), attachmentIds });
    return;
  }
  if (line.as === 'forward') {
    const to = line.to ? [partners[line.to]] : [];
    const { message } = await forward(ctx, of.number, { html: toHtml(fillIn(line.text, of.facts, chance)), to });
    return settleDelivery(stage, ctx, message.id);
  }
  const html = toHtml(agentReplyText(of, line, isFirst, chance));
  const statusId = state ? { statusId: stage.ids.status[state] } : {};
  const { message } = await reply(ctx, of.number, { html, attachmentIds, ...statusId });
  of.last = { messageId: message.id, html, author: ctx.actor.kind === 'agent' ? ctx.actor.name : '', at };
  await settleDelivery(stage, ctx, message.id);
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

/** Nothing of the demo leaves: what was said long ago shows as sent, the newest mails lie in the outbox as those of a company without a mail server. */
async function settleDelivery(stage: DemoContext, ctx: Context, messageId: number): Promise<void> {
  // By then the time to take it back is over.
  const leaves = new Date(ctx.now.getTime() + minute);
  const quiet: Context = { ...ctx, actor: systemActor('mail'), now: leaves };
  if (ctx.now < stage.outboxSince || leaves > stage.ctx.now) await recordDelivery(quiet, messageId, 'sent', null);
  else await dispatch(quiet, messageId);
}
