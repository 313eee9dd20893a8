import type { Change, EventType } from '@crossdesk/contracts/history.ts';
import { notificationKinds, notificationMeans } from '@crossdesk/contracts/lists/notifications.ts';
import { notificationKindNames, type NotificationKind, type NotificationMeans } from '@crossdesk/contracts/notifications.ts';

/** Actions of one ticket that follow each other within this time are told once (C-24). */
export const burstMs = 60_000;

/** An event as far as somebody may have to be told of it. */
export type SourceEvent = {
  type: EventType;
  actorKind: 'agent' | 'contact' | 'system';
  actorId: number | null;
  changes: readonly Change[];
  data: Record<string, unknown>;
};

/**
 * What somebody is to be told, and who. department: the people of that department a share lets in, or those of `agentIds`, but not `knowingIds`, who had been let in before; `isEnded`: those it has let out.
 * agent: that one person. agents: those an internal comment speaks to.
 */
export type NotificationEvent =
  | {
      kind: NotificationKind;
      to: 'department';
      departmentId: number;
      agentIds: number[] | null;
      knowingIds: number[];
      isEnded: boolean;
    }
  | { kind: NotificationKind; to: 'agent'; agentId: number; departmentId: number | null }
  | { kind: 'mentioned'; to: 'agents'; agentIds: number[]; departmentId: null };

const idOf = (value: unknown): number | null =>
  typeof value === 'number' && Number.isSafeInteger(value) ? value : null;
const idsOf = (value: unknown): number[] | null =>
  Array.isArray(value) ? value.flatMap((one) => idOf(one) ?? []) : null;
const changeOf = ({ changes }: SourceEvent, field: string): Change | undefined =>
  changes.find((change) => change.field === field);

/** What became different in the terms of a share: more than before, or people who had not been let in; less, or something new to do; or nothing to tell. */
function eventForChangedTerms(heard: SourceEvent, departmentId: number): NotificationEvent | null {
  const agentIds = idsOf(heard.data.agentIds);
  const told = { to: 'department' as const, departmentId, agentIds, knowingIds: [] as number[], isEnded: false };
  if (heard.data.isRaised === true) return { ...told, kind: 'share_received' };
  const people = changeOf(heard, 'agentIds');
  const before = people ? idsOf(people.before) : null;
  if (people && before !== null) {
    const isWider = agentIds === null || agentIds.some((id) => !before.includes(id));
    if (isWider) return { ...told, kind: 'share_received', knowingIds: before };
  }
  const question = changeOf(heard, 'question');
  const asksAnew = question !== undefined && question.after !== '';
  return changeOf(heard, 'level') || asksAnew ? { ...told, kind: 'share_changed' } : null;
}

/** Whom an event concerns, and as what; null when it is nobody's news. A message is known by its author, given by who reads it. */
export function notificationEventOf(heard: SourceEvent, responsibleId: number | null): NotificationEvent | null {
  const departmentId = idOf(heard.data.departmentId);
  switch (heard.type) {
    case 'ticket.shared':
    case 'ticket.unshared': {
      if (departmentId === null) return null;
      const isEnded = heard.type === 'ticket.unshared';
      const kind = isEnded ? ('share_changed' as const) : ('share_received' as const);
      return { kind, to: 'department', departmentId, agentIds: idsOf(heard.data.agentIds), knowingIds: [], isEnded };
    }
    case 'share.edited':
      return departmentId === null ? null : eventForChangedTerms(heard, departmentId);
    case 'share.answered': {
      const agentId = idOf(heard.data.sharedById);
      return agentId === null ? null : { kind: 'share_answered', to: 'agent', agentId, departmentId };
    }
    case 'ticket.created':
    case 'ticket.edited': {
      const agentId = idOf(changeOf(heard, 'assigneeId')?.after);
      return agentId === null ? null : { kind: 'assigned', to: 'agent', agentId, departmentId: null };
    }
    case 'message.added':
      // The request itself is the ticket; who is made responsible for it hears of that.
      return responsibleId === null || heard.data.kind === 'request'
        ? null
        : { kind: 'action_added', to: 'agent', agentId: responsibleId, departmentId: null };
    default:
      return null;
  }
}

/** Everything an event is news for. Whom a comment speaks to hears of that, and not of the action as well; an edit is news for those it speaks to only now. */
export function notificationEventsOf(heard: SourceEvent, responsibleId: number | null): NotificationEvent[] {
  const isSaid = heard.type === 'message.added' || heard.type === 'message.edited';
  const spokenTo = isSaid ? (idsOf(heard.data.mentionIds) ?? []) : [];
  const occasion = notificationEventOf(heard, responsibleId);
  const isToldAlready = occasion?.to === 'agent' && spokenTo.includes(occasion.agentId);
  return [
    ...(spokenTo.length > 0
      ? [{ kind: 'mentioned' as const, to: 'agents' as const, agentIds: spokenTo, departmentId: null }]
      : []),
    ...(occasion && !isToldAlready ? [occasion] : []),
  ];
}

type StoredSwitches = readonly { kind: NotificationKind; means: NotificationMeans; is_on: boolean }[];
type Switches = Record<NotificationKind, Record<NotificationMeans, boolean>>;

const switches = (stored: StoredSwitches, start: (kind: NotificationKind, means: NotificationMeans) => boolean): Switches =>
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

/** What is on in a department: what it has chosen, else what each kind starts with. */
export const departmentSwitches = (stored: StoredSwitches): Switches =>
  switches(stored, (kind, means) => notificationKinds[kind].starts[means]);

/** What an agent wants to hear of: everything they have not switched off. */
export const personalSwitches = (stored: StoredSwitches): Switches => switches(stored, () => true);

/** By which means somebody is told: what their department has on and they have not off, and a text message only where there is a phone. */
export const meansFor = (
  kind: NotificationKind,
  department: Switches,
  person: Switches,
  hasPhone: boolean,
): NotificationMeans[] =>
  notificationMeans.filter((means) => department[kind][means] && person[kind][means] && (means !== 'sms' || hasPhone));
