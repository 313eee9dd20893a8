import type { BaseState } from '@crossdesk/contracts/settings.ts';
import type { ClockReason } from '@crossdesk/contracts/sla.ts';
import type { StoredEvent } from '../platform/subscribers.ts';
import type { Facts } from './clocks.ts';

/** States of a ticket that are remembered, to calculate a time that begins late. */
const mostStates = 200;

type Options = { stateOf: (statusId: number) => BaseState | null; keepsRules: boolean };

/** `departmentId`: the new owner, if it changed. `reason` null: by the type of the event. */
type FactsChange = { facts: Facts; fields: string[]; departmentId: number | null; reason: ClockReason | null };

const copiedFields = [
  'type',
  'accountId',
  'priorityId',
  'categoryId',
  'serviceId',
  'productId',
  'tags',
] as const satisfies (keyof Facts)[];

function withState(facts: Facts, baseState: BaseState, at: Date): Facts {
  if (facts.baseState === baseState) return facts;
  return {
    ...facts,
    baseState,
    states: [...facts.states, [at.toISOString(), baseState] as const].slice(-mostStates) as Facts['states'],
  };
}

/** A message: an answer, or a customer who waits for one. Null: neither. */
function afterMessage(facts: Facts, { data, at, message_id: messageId }: StoredEvent): FactsChange | null {
  if (data.visibility !== 'public' || data.kind !== 'reply' || data.isQuiet === true || messageId === null) return null;
  const { respondedAt, awaitingSince } = facts;
  const now = at.toISOString();
  if (data.from === 'agent') {
    const answered = { respondedAt: respondedAt ?? now, awaitingSince: null };
    const lastReply = { messageId, respondedAt, awaitingSince };
    return { facts: { ...facts, ...answered, lastReply }, fields: [], departmentId: null, reason: 'met' };
  }
  // Until the first answer the customer waits for that.
  if (data.from !== 'contact' || respondedAt === null || awaitingSince !== null) return null;
  return { facts: { ...facts, awaitingSince: now }, fields: [], departmentId: null, reason: 'started' };
}

function afterTakenBack(facts: Facts, { message_id: messageId }: StoredEvent): FactsChange | null {
  const { lastReply } = facts;
  if (lastReply === null || lastReply.messageId !== messageId) return null;
  const { respondedAt, awaitingSince } = lastReply;
  return {
    facts: { ...facts, respondedAt, awaitingSince, lastReply: null },
    fields: [],
    departmentId: null,
    reason: 'taken_back',
  };
}

/** The facts after an event, and the fields that changed; null if it changes no time. */
export function applyToFacts(before: Facts, event: StoredEvent, { stateOf, keepsRules }: Options): FactsChange | null {
  if (event.type === 'message.added') return afterMessage(before, event);
  if (event.type === 'message.taken_back') return afterTakenBack(before, event);
  if (event.type === 'ticket.deleted' || event.type === 'ticket.restored')
    return {
      facts: { ...before, isDeleted: event.type === 'ticket.deleted' },
      fields: [],
      departmentId: null,
      reason: null,
    };
  // It is already followed, since a contract was changed.
  if (event.type === 'ticket.created') return null;
  let facts = before;
  let departmentId: number | null = null;
  const fields: string[] = [];
  for (const { field, after } of event.changes) {
    if ((copiedFields as string[]).includes(field)) {
      facts = { ...facts, [field]: after };
      fields.push(field);
    } else if (field === 'departmentId' && typeof after === 'number') {
      departmentId = after;
      fields.push(field);
      if (!keepsRules) facts = { ...facts, departmentId: after };
    } else if (field === 'statusId' && typeof after === 'number') {
      facts = withState(facts, stateOf(after) ?? facts.baseState, event.at);
    } else if (field === 'solutionDueAt') facts = { ...facts, isForecastByHand: after !== null };
  }
  return facts === before && departmentId === null ? null : { facts, fields, departmentId, reason: null };
}
