import { type Static, Type } from 'typebox';
import { endpoints } from './endpoint.ts';
import { Id, Instant, Nullable, Page, pageQuery } from './scalars.ts';

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
});
