import type { EventType } from '@crossdesk/contracts/events.ts';
import type { Change } from '@crossdesk/contracts/history.ts';
import { notificationKinds, notificationMeans } from '@crossdesk/contracts/lists/notifications.ts';
import {
  type NotificationKind,
  type NotificationMeans,
  notificationKindNames,
} from '@crossdesk/contracts/notifications.ts';

/**
 * Messages and status changes on one ticket within this time are combined into one notification
 * (C-24).
 */
export const burstMs = 60_000;

/** Whether notifications of a kind are about messages, whose text they contain. */
export const isAboutMessage = (kind: NotificationKind): boolean =>
  ['action_added', 'mentioned', 'answered_in_absence'].includes(kind);

/** Whether further notifications of a kind within `burstMs` are added to the first. */
export const isCombined = (kind: NotificationKind): boolean => kind === 'action_added' || kind === 'status_changed';

/** The parts of an event that decide who is notified. */
export type SourceEvent = {
  type: EventType;
  actorKind: 'agent' | 'contact' | 'system';
  actorId: number | null;
  changes: readonly Change[];
  data: Record<string, unknown>;
};

export type DepartmentNotification = {
  kind: NotificationKind;
  to: 'department';
  departmentId: number;
  agentIds: number[] | null;
  knowingIds: number[];
  isEnded: boolean;
  /** The department owns the ticket; otherwise it is shared with it. */
  isOwner?: boolean;
};

/**
 * A notification and its recipients.
 * department: the members that a share covers, or those of `agentIds`, except `knowingIds`, who had
 * access before; with `isEnded` those who lost it.
 * agent: one person; `rulesOf`: the department whose rules apply, if not the owner's.
 */
export type NotificationEvent =
  | DepartmentNotification
  | { kind: NotificationKind; to: 'agent'; agentId: number; departmentId: number | null; rulesOf?: number };

const idOf = (value: unknown): number | null =>
  typeof value === 'number' && Number.isSafeInteger(value) ? value : null;
const idsOf = (value: unknown): number[] | null =>
  Array.isArray(value) ? value.flatMap((one) => idOf(one) ?? []) : null;
const changeOf = ({ changes }: SourceEvent, field: string): Change | undefined =>
  changes.find((change) => change.field === field);

/**
 * The notification for edited share terms: more access or more people, less access or a new
 * question; otherwise null.
 */
function eventForChangedTerms(event: SourceEvent, departmentId: number): NotificationEvent | null {
  const agentIds = idsOf(event.data.agentIds);
  const base = { to: 'department' as const, departmentId, agentIds, knowingIds: [] as number[], isEnded: false };
  if (event.data.isRaised === true) return { ...base, kind: 'share_received' };
  const people = changeOf(event, 'agentIds');
  const before = people ? idsOf(people.before) : null;
  if (people && before !== null) {
    const isWider = agentIds === null || agentIds.some((id) => !before.includes(id));
    if (isWider) return { ...base, kind: 'share_received', knowingIds: before };
  }
  const question = changeOf(event, 'question');
  const hasNewQuestion = question !== undefined && question.after !== '';
  return changeOf(event, 'level') || hasNewQuestion ? { ...base, kind: 'share_changed' } : null;
}

/**
 * The notification for an event, with its recipients; null if nobody needs one. The name of a
 * message's author is resolved per reader.
 */
export function notificationEventOf(event: SourceEvent, assigneeId: number | null): NotificationEvent | null {
  const departmentId = idOf(event.data.departmentId);
  switch (event.type) {
    case 'ticket.shared':
    case 'ticket.unshared': {
      if (departmentId === null) return null;
      const isEnded = event.type === 'ticket.unshared';
      const kind = isEnded ? ('share_changed' as const) : ('share_received' as const);
      return { kind, to: 'department', departmentId, agentIds: idsOf(event.data.agentIds), knowingIds: [], isEnded };
    }
    case 'share.edited':
      return departmentId === null ? null : eventForChangedTerms(event, departmentId);
    case 'share.answered': {
      const agentId = idOf(event.data.sharedById);
      return agentId === null ? null : { kind: 'share_answered', to: 'agent', agentId, departmentId };
    }
    case 'ticket.created':
    case 'ticket.edited':
    case 'ticket.transferred':
    case 'ticket.escalated': {
      const agentId = idOf(changeOf(event, 'assigneeId')?.after);
      return agentId === null ? null : { kind: 'assigned', to: 'agent', agentId, departmentId: null };
    }
    case 'message.added':
      // The request of a new ticket and the note of a transfer: the assignee is notified of the
      // assignment.
      return assigneeId === null || event.data.kind === 'request' || event.data.isHandover === true
        ? null
        : { kind: 'action_added', to: 'agent', agentId: assigneeId, departmentId: null };
    case 'sla.due_soon':
    case 'sla.breached': {
      const kind = event.type === 'sla.breached' ? ('overdue' as const) : ('due_soon' as const);
      return assigneeId === null ? null : { kind, to: 'agent', agentId: assigneeId, departmentId: null };
    }
    default:
      return null;
  }
}

/**
 * For a transfer: the former responsible, and the department if the ticket waits there. The actor
 * is left out later, and so are people who cannot read the ticket.
 */
function eventsForTransfer(event: SourceEvent, assigneeId: number | null): NotificationEvent[] {
  const departmentId = idOf(event.data.departmentId);
  const fromId = idOf(event.data.fromDepartmentId);
  const formerId = idOf(changeOf(event, 'assigneeId')?.before);
  const isMove = departmentId !== fromId;
  const waits = isMove && assigneeId === null && idOf(changeOf(event, 'assigneeId')?.after) === null;
  const received = { kind: 'transfer_received' as const, to: 'department' as const, isOwner: true };
  return [
    ...(waits && departmentId !== null
      ? [{ ...received, departmentId, agentIds: null, knowingIds: [], isEnded: false }]
      : []),
    ...(formerId === null
      ? []
      : [
          {
            kind: 'transferred_away' as const,
            to: 'agent' as const,
            agentId: formerId,
            departmentId: isMove ? departmentId : null,
            ...(fromId === null ? {} : { rulesOf: fromId }),
          },
        ]),
  ];
}

/**
 * The notification that an event is for the followers of the ticket, and its department; null:
 * none. A status that a message changes automatically is not notified beside the message.
 */
export function followerEventOf(
  event: SourceEvent,
): { kind: 'action_added' | 'status_changed' | 'ticket_moved'; departmentId: number | null } | null {
  switch (event.type) {
    case 'message.added':
      return event.data.kind === 'request' || event.data.isHandover === true
        ? null
        : { kind: 'action_added', departmentId: null };
    case 'ticket.edited':
      return changeOf(event, 'statusId') && event.actorKind !== 'system'
        ? { kind: 'status_changed', departmentId: null }
        : null;
    case 'ticket.transferred':
    case 'ticket.escalated': {
      const departmentId = idOf(event.data.departmentId);
      const isMove = departmentId !== idOf(event.data.fromDepartmentId);
      return { kind: 'ticket_moved', departmentId: isMove ? departmentId : null };
    }
    default:
      return null;
  }
}

/** The notifications of an event with those of followers who get none otherwise. */
function withFollowers(
  event: SourceEvent,
  notifications: readonly NotificationEvent[],
  followerIds: readonly number[],
): NotificationEvent[] {
  const followed = followerEventOf(event);
  if (!followed) return [...notifications];
  const notifiedIds = new Set(notifications.flatMap((one) => (one.to === 'agent' ? one.agentId : [])));
  const others = followerIds.filter((id) => !notifiedIds.has(id));
  return [...notifications, ...others.map((agentId) => ({ ...followed, to: 'agent' as const, agentId }))];
}

/**
 * All notifications for an event. A mentioned agent is not notified of the message a second time;
 * an edit notifies only newly mentioned agents. Nor is a follower who is notified for another
 * reason.
 */
export function notificationEventsOf(
  event: SourceEvent,
  assigneeId: number | null,
  followerIds: readonly number[],
): NotificationEvent[] {
  if (event.type === 'ticket.answered_in_absence')
    return (idsOf(event.data.agentIds) ?? []).map((agentId) => ({
      kind: 'answered_in_absence',
      to: 'agent',
      agentId,
      departmentId: null,
    }));
  const isMessage = event.type === 'message.added' || event.type === 'message.edited';
  const mentionedIds = isMessage ? (idsOf(event.data.mentionIds) ?? []) : [];
  const notification = notificationEventOf(event, assigneeId);
  const isMentioned = notification?.to === 'agent' && mentionedIds.includes(notification.agentId);
  const notifications: NotificationEvent[] = [
    ...[...new Set(mentionedIds)].map((agentId) => ({
      kind: 'mentioned' as const,
      to: 'agent' as const,
      agentId,
      departmentId: null,
    })),
    ...(notification && !isMentioned ? [notification] : []),
    ...(event.type === 'ticket.transferred' || event.type === 'ticket.escalated'
      ? eventsForTransfer(event, assigneeId)
      : []),
  ];
  return withFollowers(event, notifications, followerIds);
}

type StoredSwitches = readonly { kind: NotificationKind; means: NotificationMeans; is_on: boolean }[];
type Switches = Record<NotificationKind, Record<NotificationMeans, boolean>>;

const switches = (
  stored: StoredSwitches,
  start: (kind: NotificationKind, means: NotificationMeans) => boolean,
): Switches =>
  Object.fromEntries(
    notificationKindNames.map((kind) => [
      kind,
      Object.fromEntries(
        notificationMeans.map((means) => [
          means,
          stored.find((one) => one.kind === kind && one.means === means)?.is_on ?? start(kind, means),
        ]),
      ),
    ]),
  ) as Switches;

/** The switches of a department: its own settings, else the defaults. */
export const departmentSwitches = (stored: StoredSwitches): Switches =>
  switches(stored, (kind, means) => notificationKinds[kind].defaults[means]);

/** The switches of an agent: everything they have not turned off. */
export const personalSwitches = (stored: StoredSwitches): Switches => switches(stored, () => true);

/**
 * The channels that are on for both the department and the agent; text messages only with a phone
 * number.
 */
export const meansFor = (
  kind: NotificationKind,
  department: Switches,
  person: Switches,
  hasPhone: boolean,
): NotificationMeans[] =>
  notificationMeans.filter((means) => department[kind][means] && person[kind][means] && (means !== 'sms' || hasPhone));
