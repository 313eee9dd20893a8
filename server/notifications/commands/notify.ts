import type { NotificationKind, NotificationMeans } from '@crossdesk/contracts/notifications.ts';
import { agentsWhoCanRead } from '../../access/index.ts';
import { type Context, runCommand, type Services, systemActor } from '../../platform/context.ts';
import { findEvent, publishLive } from '../../platform/events.ts';
import { queueJob } from '../../platform/jobs.ts';
import { activeShares } from '../../sharing/index.ts';
import { recipientsToNotify } from '../queries.ts';
import {
  burstMs,
  departmentSwitches,
  meansFor,
  type NotificationEvent,
  notificationEventsOf,
  personalSwitches,
} from '../rules.ts';
import * as store from '../store.ts';
import { writeTask } from './send.ts';
import { withdrawNotifications } from './withdraw.ts';

export const notifyTask = 'notifications:tell';
/** What goes to the database's channel at once stays below its 8000 bytes. */
const maxAgentsPerSignal = 500;

type NotifiableEvent = {
  eventId: number;
  ticketId: number;
  ticketDepartmentId: number;
  messageId: number | null;
  actor: { kind: 'agent' | 'contact' | 'system'; id: number | null; name: string };
  notification: NotificationEvent;
};

/** What happened and whom it concerns, for each kind of news in it. Whoever wrote a message is its actor, also when it came by mail. */
async function notifiableEvents(ctx: Context, payload: Record<string, unknown>): Promise<NotifiableEvent[]> {
  const event = await findEvent(ctx, payload);
  if (!event?.ticket_id) return [];
  const ticket = await ctx.tx
    .selectFrom('ticket')
    .select(['department_id', 'assignee_id', 'deleted_at'])
    .where('id', '=', event.ticket_id)
    .executeTakeFirst();
  if (!ticket || ticket.deleted_at) return [];
  let actor: NotifiableEvent['actor'] = { kind: event.actor_kind, id: event.actor_id, name: event.actor_name };
  if (event.type === 'message.added') {
    const message = await ctx.tx
      .selectFrom('message')
      .select(['author_kind', 'author_id', 'author_name'])
      .where('id', '=', event.message_id ?? 0)
      .executeTakeFirst();
    if (!message) return [];
    actor = { kind: message.author_kind, id: message.author_id, name: message.author_name };
  }
  const heard = { ...event, actorKind: actor.kind, actorId: actor.id };
  const { id: eventId, ticket_id: ticketId, message_id: messageId } = event;
  return notificationEventsOf(heard, ticket.assignee_id).map((notification) => ({
    eventId,
    ticketId,
    ticketDepartmentId: ticket.department_id,
    messageId,
    actor,
    notification,
  }));
}

/** Of those it concerns, who may be told: not who did it, and only who may read the ticket now; of a share that ended, only who no longer may. */
async function audienceOf(ctx: Context, { ticketId, notification: occasion, actor }: NotifiableEvent) {
  if (occasion.to === 'department' && !occasion.isEnded) {
    const isShared = (await activeShares(ctx, ticketId)).some((one) => one.department_id === occasion.departmentId);
    if (!isShared) return [];
  }
  const people = (await recipientsToNotify(ctx, occasion)).filter(
    (one) => actor.kind !== 'agent' || one.id !== actor.id,
  );
  const readers = await agentsWhoCanRead(
    ctx.db,
    ticketId,
    people.map((one) => one.id),
  );
  const mayReadMatters = occasion.to !== 'department' || !occasion.isEnded;
  return people.filter((one) => readers.has(one.id) === mayReadMatters);
}

/** The notification a further action within the minute becomes part of, while it has not been read or written. */
const burstLead = (ctx: Context, news: NotifiableEvent, agentId: number, means: NotificationMeans) =>
  ctx.tx
    .selectFrom('notification')
    .select('id')
    .where('agent_id', '=', agentId)
    .where('ticket_id', '=', news.ticketId)
    .where('means', '=', means)
    .where('kind', '=', 'action_added')
    .where('lead_id', 'is', null)
    .where('created_at', '>', new Date(ctx.now.getTime() - burstMs))
    .where('state', '=', means === 'app' ? 'told' : 'waiting')
    .where('read_at', 'is', null)
    .orderBy('id', 'desc')
    .executeTakeFirst();

async function notifyAgent(ctx: Context, news: NotifiableEvent, agentId: number, means: NotificationMeans): Promise<boolean> {
  const { notification: occasion } = news;
  const isBurst = occasion.kind === 'action_added';
  const lead = isBurst ? await burstLead(ctx, news, agentId, means) : undefined;
  const made = await store.insertNotification(ctx.tx, {
    event_id: news.eventId,
    agent_id: agentId,
    means,
    kind: occasion.kind,
    ticket_id: news.ticketId,
    department_id: occasion.departmentId,
    message_id: news.messageId,
    actor_kind: news.actor.kind,
    actor_name: news.actor.name,
    lead_id: lead?.id ?? null,
    is_ended: occasion.to === 'department' && occasion.isEnded,
    mail_id: null,
    text_id: null,
    state: means === 'app' || lead ? 'told' : 'waiting',
    detail: null,
    created_at: ctx.now,
    read_at: null,
  });
  if (!made) return false;
  if (means !== 'app' && !lead) {
    const options = isBurst ? { runAt: new Date(ctx.now.getTime() + burstMs) } : {};
    await queueJob(ctx, writeTask, { notificationId: made.id }, options);
  }
  return true;
}

/** Whom this message has told before that it speaks to them: taken out of it and put in again is no news. */
async function previouslyMentioned(ctx: Context, { notification: occasion, ticketId, messageId, eventId }: NotifiableEvent): Promise<Set<number>> {
  if (occasion.kind !== 'mentioned' || messageId === null) return new Set();
  const rows = await ctx.tx
    .selectFrom('notification')
    .select('agent_id')
    .where('ticket_id', '=', ticketId)
    .where('message_id', '=', messageId)
    .where('kind', '=', 'mentioned')
    .where('event_id', '<>', eventId)
    .execute();
  return new Set(rows.map((row) => row.agent_id));
}

const rulesDepartment = ({ notification: occasion, ticketDepartmentId }: NotifiableEvent): number =>
  occasion.to === 'department' ? occasion.departmentId : ticketDepartmentId;

/** Tells everybody whom one kind of news concerns; gives those whose bell rings. */
async function notifyAudience(ctx: Context, news: NotifiableEvent): Promise<number[]> {
  await store.lockNotificationsOfTicket(ctx.tx, news.ticketId);
  if (news.notification.to === 'department' && news.notification.isEnded) await withdrawNotifications(ctx, news.ticketId);
  const known = await previouslyMentioned(ctx, news);
  const audience = (await audienceOf(ctx, news)).filter((one) => !known.has(one.id));
  const { kind } = news.notification;
  const department = departmentSwitches(await storedRules(ctx, rulesDepartment(news), kind));
  const rung: number[] = [];
  for (const person of audience) {
    const means = meansFor(kind, department, personalSwitches(person.preferences), person.phone !== null);
    for (const one of means) {
      if ((await notifyAgent(ctx, news, person.id, one)) && one === 'app') rung.push(person.id);
    }
  }
  return rung;
}

/** Tells those whom an event concerns, each once by each means they have on. Run twice, it tells nobody twice. */
export const notify = (services: Services, payload: Record<string, unknown>): Promise<void> =>
  runCommand(services, systemActor('notifications'), async (ctx) => {
    const rung: number[] = [];
    for (const news of await notifiableEvents(ctx, payload)) rung.push(...(await notifyAudience(ctx, news)));
    for (let start = 0; start < rung.length; start += maxAgentsPerSignal) {
      await publishLive(ctx, {
        type: 'message.added',
        agentIds: rung.slice(start, start + maxAgentsPerSignal),
        ticketId: null,
        messageId: null,
        actorId: null,
        departmentId: null,
        version: 0,
      });
    }
  });

const storedRules = (ctx: Context, departmentId: number, kind: NotificationKind) =>
  ctx.tx
    .selectFrom('notification_rule')
    .select(['kind', 'means', 'is_on'])
    .where('department_id', '=', departmentId)
    .where('kind', '=', kind)
    .execute();
