import type { NotificationMeans } from '@crossdesk/contracts/notifications.ts';
import { sql } from 'kysely';
import { agentsWhoCanRead, agentsWithTicket } from '../../access/index.ts';
import type { Context } from '../../platform/context.ts';
import { publishLive } from '../../platform/events.ts';
import { queueJobs } from '../../platform/jobs.ts';
import type { StoredEvent } from '../../platform/subscribers.ts';
import { activeShares } from '../../sharing/index.ts';
import { followersOf } from '../../tickets/index.ts';
import { membersToNotify, peopleToNotify } from '../queries.ts';
import {
  burstMs,
  type DepartmentNotification,
  departmentSwitches,
  isCombined,
  meansFor,
  type NotificationEvent,
  notificationEventsOf,
  personalSwitches,
} from '../rules.ts';
import * as store from '../store.ts';
import { writeTask } from './send.ts';
import { withdrawNotifications } from './withdraw.ts';

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

/** A notification that one person gets by one channel. */
type Notice = { event: NotifiableEvent; agentId: number; means: NotificationMeans };

/** Whether an event is about a message, whose author is its actor. */
const isByAuthor = ({ type }: StoredEvent): boolean =>
  type === 'message.added' || type === 'ticket.answered_in_absence';

/**
 * The notifications that events cause, in order. The author of a message is its actor, also when it
 * was mailed in.
 */
async function notifiableEvents(ctx: Context, events: readonly StoredEvent[]): Promise<NotifiableEvent[]> {
  const ticketIds = [...new Set(events.flatMap((one) => one.ticket_id ?? []))];
  if (ticketIds.length === 0) return [];
  const tickets = await ctx.tx
    .selectFrom('ticket')
    .select(['id', 'department_id', 'assignee_id'])
    .where(sql<boolean>`id = any(${ticketIds}::bigint[])`)
    .where('deleted_at', 'is', null)
    .execute();
  const messageIds = events.flatMap((one) => (isByAuthor(one) ? (one.message_id ?? []) : []));
  const messages = await ctx.tx
    .selectFrom('message')
    .select(['id', 'author_kind', 'author_id', 'author_name'])
    .where(sql<boolean>`id = any(${messageIds}::bigint[])`)
    .execute();
  const followerIds = await followersOf(
    ctx,
    tickets.map((one) => one.id),
  );
  const ticketOf = new Map(tickets.map((one) => [one.id, one]));
  const messageOf = new Map(messages.map((one) => [one.id, one]));
  return events.flatMap((event) => {
    const ticket = ticketOf.get(event.ticket_id ?? 0);
    if (!ticket) return [];
    let actor: NotifiableEvent['actor'] = { kind: event.actor_kind, id: event.actor_id, name: event.actor_name };
    if (isByAuthor(event)) {
      const message = messageOf.get(event.message_id ?? 0);
      if (!message) return [];
      actor = { kind: message.author_kind, id: message.author_id, name: message.author_name };
    }
    const sourceEvent = { ...event, actorKind: actor.kind, actorId: actor.id };
    return notificationEventsOf(sourceEvent, ticket.assignee_id, followerIds.get(ticket.id) ?? []).map(
      (notification) => ({
        eventId: event.id,
        ticketId: ticket.id,
        ticketDepartmentId: ticket.department_id,
        messageId: event.message_id,
        actor,
        notification,
      }),
    );
  });
}

const isActor = ({ actor }: NotifiableEvent, agentId: number): boolean =>
  actor.kind === 'agent' && actor.id === agentId;

/**
 * The recipients of a notification for a department: not the actor, and only people who can read
 * the ticket now; for an ended share only people who no longer can.
 */
async function audienceOf(ctx: Context, event: NotifiableEvent, notification: DepartmentNotification) {
  const { ticketId } = event;
  if (notification.isOwner) {
    if (event.ticketDepartmentId !== notification.departmentId) return [];
  } else if (!notification.isEnded) {
    const isShared = (await activeShares(ctx, ticketId)).some((one) => one.department_id === notification.departmentId);
    if (!isShared) return [];
  }
  const people = (await membersToNotify(ctx, notification)).filter((one) => !isActor(event, one.id));
  const readers = await agentsWhoCanRead(
    ctx.db,
    ticketId,
    people.map((one) => one.id),
  );
  return people.filter((one) => readers.has(one.id) !== notification.isEnded);
}

type Pair = { event: NotifiableEvent; ticketId: number; agentId: number };

/**
 * The pairs without agents whom another event of the same message notified of a mention: removing
 * and re-adding a mention notifies nobody.
 */
async function withoutRepeatedMentions(ctx: Context, pairs: readonly Pair[]): Promise<Pair[]> {
  const mentions = pairs.filter(({ event }) => event.notification.kind === 'mentioned');
  if (mentions.length === 0) return [...pairs];
  const { rows } = await sql<{ message_id: number; agent_id: number; event_id: number }>`
    select message_id, agent_id, event_id from notification where kind = 'mentioned'
      and ticket_id = any(${mentions.map((one) => one.ticketId)}::bigint[])
      and message_id = any(${mentions.map((one) => one.event.messageId)}::bigint[])`.execute(ctx.tx);
  const eventOf = new Map(rows.map((row) => [`${row.message_id} ${row.agent_id}`, row.event_id]));
  return pairs.filter(({ event, agentId }) => {
    if (event.notification.kind !== 'mentioned') return true;
    const key = `${event.messageId} ${agentId}`;
    if (!eventOf.has(key)) eventOf.set(key, event.eventId);
    return eventOf.get(key) === event.eventId;
  });
}

const rulesDepartment = ({ notification, ticketDepartmentId }: NotifiableEvent): number =>
  notification.to === 'department' ? notification.departmentId : (notification.rulesOf ?? ticketDepartmentId);

/** The switches of the departments whose rules apply to these events. */
async function switchesOf(ctx: Context, events: readonly NotifiableEvent[]) {
  const departmentIds = [...new Set(events.map(rulesDepartment))];
  const rules = await ctx.tx
    .selectFrom('notification_rule')
    .select(['department_id', 'kind', 'means', 'is_on'])
    .where(sql<boolean>`department_id = any(${departmentIds}::bigint[])`)
    .execute();
  const byId = new Map(
    departmentIds.map((id) => [id, departmentSwitches(rules.filter((rule) => rule.department_id === id))]),
  );
  return (event: NotifiableEvent) => byId.get(rulesDepartment(event)) ?? departmentSwitches([]);
}

type Person = Awaited<ReturnType<typeof peopleToNotify>>[number];

function noticesFor(
  event: NotifiableEvent,
  person: Person,
  department: ReturnType<typeof departmentSwitches>,
): Notice[] {
  const allMeans = meansFor(
    event.notification.kind,
    department,
    personalSwitches(person.preferences),
    person.phone !== null,
  );
  return allMeans.map((means) => ({ event, agentId: person.id, means }));
}

/** The notices of events that each concern one person, such as messages for the assignee. */
async function personalNotices(ctx: Context, events: readonly NotifiableEvent[]): Promise<Notice[]> {
  const all = events.flatMap((event) =>
    event.notification.to === 'agent' && !isActor(event, event.notification.agentId)
      ? [{ event, ticketId: event.ticketId, agentId: event.notification.agentId }]
      : [],
  );
  const pairs = await withoutRepeatedMentions(ctx, all);
  if (pairs.length === 0) return [];
  const people = new Map((await peopleToNotify(ctx, pairs)).map((person) => [person.id, person]));
  const canRead = await agentsWithTicket(ctx.db, pairs);
  const departments = await switchesOf(ctx, events);
  return pairs.flatMap(({ event, agentId, ticketId }) => {
    const person = people.get(agentId);
    return person && canRead(agentId, ticketId) ? noticesFor(event, person, departments(event)) : [];
  });
}

/** The notices of an event that concerns a department. */
async function departmentNotices(
  ctx: Context,
  event: NotifiableEvent,
  notification: DepartmentNotification,
): Promise<Notice[]> {
  if (notification.isEnded) await withdrawNotifications(ctx, event.ticketId);
  const audience = await audienceOf(ctx, event, notification);
  const departments = await switchesOf(ctx, [event]);
  return audience.flatMap((person) => noticesFor(event, person, departments(event)));
}

const rowOf = (ctx: Context, { event, agentId, means }: Notice, leadId: number | null) => ({
  event_id: event.eventId,
  agent_id: agentId,
  means,
  kind: event.notification.kind,
  ticket_id: event.ticketId,
  department_id: event.notification.departmentId,
  message_id: event.messageId,
  actor_kind: event.actor.kind,
  actor_name: event.actor.name,
  lead_id: leadId,
  is_ended: event.notification.to === 'department' && event.notification.isEnded,
  mail_id: null,
  text_id: null,
  state: means === 'app' || leadId !== null ? ('told' as const) : ('waiting' as const),
  detail: null,
  created_at: ctx.now,
  read_at: null,
});

const burstKey = (row: { agent_id: number; ticket_id: number; means: NotificationMeans; kind: string }) =>
  `${row.agent_id} ${row.ticket_id} ${row.means} ${row.kind}`;
const noticeKey = (row: { event_id: number; agent_id: number; means: NotificationMeans }) =>
  `${row.event_id} ${row.agent_id} ${row.means}`;

/**
 * Stores notices and queues their emails and text messages. Messages of a ticket within a minute
 * are added to the first, and so are changes of its status. Returns the agents whose bell has a
 * new entry.
 */
async function storeNotices(ctx: Context, notices: readonly Notice[]): Promise<number[]> {
  if (notices.length === 0) return [];
  await store.lockNotificationsOfTickets(
    ctx.tx,
    notices.map(({ event }) => event.ticketId),
  );
  const isBurst = ({ event }: Notice) => isCombined(event.notification.kind);
  const keyOf = ({ event, agentId, means }: Notice) =>
    burstKey({ agent_id: agentId, ticket_id: event.ticketId, means, kind: event.notification.kind });
  const leads = await burstLeads(ctx, notices.filter(isBurst));
  const first: Notice[] = [];
  const further: Notice[] = [];
  const hasLead = new Set(leads.keys());
  for (const notice of notices) {
    const isFurther = isBurst(notice) && hasLead.has(keyOf(notice));
    (isFurther ? further : first).push(notice);
    if (isBurst(notice)) hasLead.add(keyOf(notice));
  }
  const insertedFirst = await store.insertNotifications(
    ctx.tx,
    first.map((notice) => rowOf(ctx, notice, null)),
  );
  for (const row of insertedFirst) if (isCombined(row.kind)) leads.set(burstKey(row), row.id);
  const insertedFurther = await store.insertNotifications(
    ctx.tx,
    further.map((notice) => rowOf(ctx, notice, leads.get(keyOf(notice)) ?? null)),
  );
  const inserted = new Map([...insertedFirst, ...insertedFurther].map((row) => [noticeKey(row), row]));
  const burstEnd = new Date(ctx.now.getTime() + burstMs);
  await queueJobs(
    ctx,
    writeTask,
    [...inserted.values()]
      .filter((row) => row.means !== 'app' && row.lead_id === null)
      .map((row) => ({
        payload: { notificationId: row.id },
        ...(isCombined(row.kind) ? { runAt: burstEnd } : {}),
      })),
  );
  return [...inserted.values()].filter((row) => row.means === 'app').map((row) => row.agent_id);
}

/** The unread or unsent notifications that further ones within a minute are added to. */
async function burstLeads(ctx: Context, notices: readonly Notice[]): Promise<Map<string, number>> {
  if (notices.length === 0) return new Map();
  const { rows } = await sql<Parameters<typeof burstKey>[0] & { id: number }>`
    select wanted.agent_id, wanted.ticket_id, wanted.means, wanted.kind, lead.id
    from (select distinct * from unnest(${notices.map((one) => one.agentId)}::bigint[],
      ${notices.map((one) => one.event.ticketId)}::bigint[], ${notices.map((one) => one.means)}::text[],
      ${notices.map((one) => one.event.notification.kind)}::text[]) as wanted (agent_id, ticket_id, means, kind)) wanted, lateral (
      select id from notification where agent_id = wanted.agent_id and ticket_id = wanted.ticket_id
        and means = wanted.means and kind = wanted.kind and lead_id is null and read_at is null
        and created_at > ${new Date(ctx.now.getTime() - burstMs)}
        and state = case when wanted.means = 'app' then 'told' else 'waiting' end
      order by id desc limit 1) lead`.execute(ctx.tx);
  return new Map(rows.map((row) => [burstKey(row), row.id]));
}

/** Notifies everyone that events concern, once by each channel they have on. Safe to run twice. */
export async function notify(ctx: Context, events: readonly StoredEvent[]): Promise<void> {
  const notifiedIds: number[] = [];
  let personal: NotifiableEvent[] = [];
  const storePersonal = async () => {
    notifiedIds.push(...(await storeNotices(ctx, await personalNotices(ctx, personal))));
    personal = [];
  };
  for (const event of await notifiableEvents(ctx, events)) {
    const { notification } = event;
    if (notification.to === 'agent') {
      personal.push(event);
      continue;
    }
    // In order, because these depend on what was stored before.
    await storePersonal();
    notifiedIds.push(...(await storeNotices(ctx, await departmentNotices(ctx, event, notification))));
  }
  await storePersonal();
  const agentIds = [...new Set(notifiedIds)];
  for (let start = 0; start < agentIds.length; start += maxAgentsPerSignal) {
    await publishLive(ctx, {
      type: 'message.added',
      agentIds: agentIds.slice(start, start + maxAgentsPerSignal),
      ticketId: null,
      messageId: null,
      actorId: null,
      departmentId: null,
      version: 0,
    });
  }
}
