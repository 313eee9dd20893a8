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
/** Keeps one live signal below PostgreSQL's 8000-byte NOTIFY limit. */
const maxAgentsPerSignal = 500;

type NotifiableEvent = {
  eventId: number;
  ticketId: number;
  ticketDepartmentId: number;
  messageId: number | null;
  actor: { kind: 'agent' | 'contact' | 'system'; id: number | null; name: string };
  notification: NotificationEvent;
};

/**
 * The notifications an event causes. The author of a message is its actor, also when it was mailed
 * in.
 */
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
  const sourceEvent = { ...event, actorKind: actor.kind, actorId: actor.id };
  const { id: eventId, ticket_id: ticketId, message_id: messageId } = event;
  return notificationEventsOf(sourceEvent, ticket.assignee_id).map((notification) => ({
    eventId,
    ticketId,
    ticketDepartmentId: ticket.department_id,
    messageId,
    actor,
    notification,
  }));
}

/**
 * The recipients who may be notified: not the actor, and only people who can read the ticket now;
 * for an ended share only people who no longer can.
 */
async function audienceOf(ctx: Context, { ticketId, notification, actor }: NotifiableEvent) {
  if (notification.to === 'department' && !notification.isEnded) {
    const isShared = (await activeShares(ctx, ticketId)).some((one) => one.department_id === notification.departmentId);
    if (!isShared) return [];
  }
  const people = (await recipientsToNotify(ctx, notification)).filter(
    (one) => actor.kind !== 'agent' || one.id !== actor.id,
  );
  const readers = await agentsWhoCanRead(
    ctx.db,
    ticketId,
    people.map((one) => one.id),
  );
  const shouldHaveAccess = notification.to !== 'department' || !notification.isEnded;
  return people.filter((one) => readers.has(one.id) === shouldHaveAccess);
}

/** The unread or unsent notification that a further message within a minute is added to. */
const burstLead = (ctx: Context, event: NotifiableEvent, agentId: number, means: NotificationMeans) =>
  ctx.tx
    .selectFrom('notification')
    .select('id')
    .where('agent_id', '=', agentId)
    .where('ticket_id', '=', event.ticketId)
    .where('means', '=', means)
    .where('kind', '=', 'action_added')
    .where('lead_id', 'is', null)
    .where('created_at', '>', new Date(ctx.now.getTime() - burstMs))
    .where('state', '=', means === 'app' ? 'told' : 'waiting')
    .where('read_at', 'is', null)
    .orderBy('id', 'desc')
    .executeTakeFirst();

async function notifyAgent(
  ctx: Context,
  event: NotifiableEvent,
  agentId: number,
  means: NotificationMeans,
): Promise<boolean> {
  const { notification } = event;
  const isBurst = notification.kind === 'action_added';
  const lead = isBurst ? await burstLead(ctx, event, agentId, means) : undefined;
  const inserted = await store.insertNotification(ctx.tx, {
    event_id: event.eventId,
    agent_id: agentId,
    means,
    kind: notification.kind,
    ticket_id: event.ticketId,
    department_id: notification.departmentId,
    message_id: event.messageId,
    actor_kind: event.actor.kind,
    actor_name: event.actor.name,
    lead_id: lead?.id ?? null,
    is_ended: notification.to === 'department' && notification.isEnded,
    mail_id: null,
    text_id: null,
    state: means === 'app' || lead ? 'told' : 'waiting',
    detail: null,
    created_at: ctx.now,
    read_at: null,
  });
  if (!inserted) return false;
  if (means !== 'app' && !lead) {
    const options = isBurst ? { runAt: new Date(ctx.now.getTime() + burstMs) } : {};
    await queueJob(ctx, writeTask, { notificationId: inserted.id }, options);
  }
  return true;
}

/**
 * Agents this message notified of a mention before: removing and re-adding a mention notifies
 * nobody.
 */
async function previouslyMentioned(
  ctx: Context,
  { notification, ticketId, messageId, eventId }: NotifiableEvent,
): Promise<Set<number>> {
  if (notification.kind !== 'mentioned' || messageId === null) return new Set();
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

const rulesDepartment = ({ notification, ticketDepartmentId }: NotifiableEvent): number =>
  notification.to === 'department' ? notification.departmentId : ticketDepartmentId;

/** Sends one notification to its recipients; returns the agents whose bell has a new entry. */
async function notifyAudience(ctx: Context, event: NotifiableEvent): Promise<number[]> {
  await store.lockNotificationsOfTicket(ctx.tx, event.ticketId);
  if (event.notification.to === 'department' && event.notification.isEnded)
    await withdrawNotifications(ctx, event.ticketId);
  const alreadyMentioned = await previouslyMentioned(ctx, event);
  const audience = (await audienceOf(ctx, event)).filter((one) => !alreadyMentioned.has(one.id));
  const { kind } = event.notification;
  const department = departmentSwitches(await storedRules(ctx, rulesDepartment(event), kind));
  const notifiedIds: number[] = [];
  for (const person of audience) {
    const allMeans = meansFor(kind, department, personalSwitches(person.preferences), person.phone !== null);
    for (const means of allMeans) {
      if ((await notifyAgent(ctx, event, person.id, means)) && means === 'app') notifiedIds.push(person.id);
    }
  }
  return notifiedIds;
}

/** Notifies everyone an event concerns, once by each channel they have on. Safe to run twice. */
export const notify = (services: Services, payload: Record<string, unknown>): Promise<void> =>
  runCommand(services, systemActor('notifications'), async (ctx) => {
    const notifiedIds: number[] = [];
    for (const event of await notifiableEvents(ctx, payload)) notifiedIds.push(...(await notifyAudience(ctx, event)));
    for (let start = 0; start < notifiedIds.length; start += maxAgentsPerSignal) {
      await publishLive(ctx, {
        type: 'message.added',
        agentIds: notifiedIds.slice(start, start + maxAgentsPerSignal),
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
