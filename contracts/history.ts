import { type Static, Type } from 'typebox';
import { endpoints } from './endpoint.ts';
import { Done, Id, Instant, Nullable, Page, pageQuery } from './scalars.ts';

/** A field before and after. Values are those of the API: ids, instants, text. */
export const Change = Type.Object({ field: Type.String(), before: Type.Unknown(), after: Type.Unknown() });
export type Change = Static<typeof Change>;

export const HistoryEvent = Type.Object({
  id: Id,
  type: Type.String(),
  at: Instant,
  actor: Type.Object({
    kind: Type.Union([Type.Literal('agent'), Type.Literal('contact'), Type.Literal('system')]),
    id: Nullable(Id),
    name: Type.String(),
  }),
  requestId: Nullable(Type.String()),
  changes: Type.Array(Change),
  messageId: Nullable(Id),
});
export type HistoryEvent = Static<typeof HistoryEvent>;

/**
 * An event whose background work failed: `subscriber` could not handle it. `number` and `error` are
 * null if it concerns a ticket the caller doesn't own. `retryAt`: the next automatic attempt; null
 * after the last.
 */
export const FailedEvent = Type.Object({
  eventId: Id,
  subscriber: Type.String(),
  type: Type.String(),
  at: Instant,
  number: Nullable(Id),
  error: Nullable(Type.String()),
  attemptCount: Type.Integer(),
  failedAt: Instant,
  retryAt: Nullable(Instant),
});
export type FailedEvent = Static<typeof FailedEvent>;

const exact = { additionalProperties: false } as const;

export const historyEndpoints = endpoints({
  listHistory: {
    method: 'GET',
    path: '/tickets/:number/history',
    summary: 'List all changes of a ticket, newest first',
    caller: 'agent',
    params: Type.Object({ number: Id }),
    query: Type.Object(pageQuery, { additionalProperties: false }),
    response: Page(HistoryEvent),
    problems: ['not_found'],
  },
  listFailedEvents: {
    method: 'GET',
    path: '/failed-events',
    summary: 'List events whose background work failed, latest failure first',
    caller: 'settings.manage',
    query: Type.Object(pageQuery, exact),
    response: Page(FailedEvent),
    problems: ['not_allowed'],
  },
  retryFailedEvent: {
    method: 'POST',
    path: '/failed-events/:eventId/retry',
    summary: 'Try the background work of an event again',
    caller: 'settings.manage',
    params: Type.Object({ eventId: Id }),
    body: Type.Object({ subscriber: Type.String({ minLength: 1, maxLength: 100 }) }, exact),
    response: Done,
    problems: ['not_allowed', 'not_found'],
  },
});
