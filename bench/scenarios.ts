import type { BenchAgent, Workload } from './bench-agents.ts';
import { rareWords } from './company.ts';
import type { LoadRequest } from './load.ts';

/**
 * A typical action of an agent. `next` returns the requests of one unit of work; `kind` selects the
 * targets.
 */
export type Scenario = {
  name: string;
  kind: 'read' | 'search' | 'common_search' | 'write';
  next: () => readonly LoadRequest[];
};

const api = '/api/v1';

/**
 * All measured scenarios; `viewIds` contains a custom view for each agent. Each unit uses a
 * different agent and ticket.
 */
export function scenariosOf(
  workload: Workload,
  ticketCount: number,
  viewIds: ReadonlyMap<BenchAgent, number>,
): Scenario[] {
  const { agents, busy } = workload;
  let turn = 0;
  const at = <T>(list: readonly T[], step = 1): T => list[(turn * step) % list.length] as T;
  const next = (make: () => readonly LoadRequest[]) => () => {
    turn += 1;
    return make();
  };
  const anyTicket = () => {
    const agent = at(agents);
    return { ...at(agent.tickets, 7), agent };
  };
  const list = (view: (agent: BenchAgent) => string, of: readonly BenchAgent[] = agents) =>
    next(() => {
      const agent = at(of);
      return [{ path: `${api}/tickets?view=${view(agent)}`, key: agent.key }];
    });
  /** Searches for words in a ticket the agent can read. */
  const search = (words: (ticket: { number: number; contactId: number }) => string) =>
    next(() => {
      const { agent, ...ticket } = anyTicket();
      return [{ path: `${api}/search?q=${encodeURIComponent(words(ticket))}`, key: agent.key }];
    });
  const write = (path: string, body: object) =>
    next(() => {
      const { agent, number } = anyTicket();
      return [{ method: 'POST', path: `${api}/tickets/${number}/${path}`, body, key: agent.key }];
    });
  let shared = 0;
  // From the end of the first half, so that they are not yet shared; the second is for batches.
  const [firstAssigning] = workload.assigningIds;
  const keyOf = new Map(workload.agents.map((one) => [one.key, one.departmentId]));
  const toTransfer = workload.unshared
    .slice(0, workload.unshared.length / 2)
    .filter((one) => !workload.assigningIds.includes(keyOf.get(one.key) ?? 0));
  return [
    {
      name: 'ticket with its conversation',
      kind: 'read',
      next: next(() => {
        const { agent, number } = anyTicket();
        return [{ path: `${api}/tickets/${number}/opening`, key: agent.key }];
      }),
    },
    { name: 'list: assigned to me', kind: 'read', next: list(() => 'assigned') },
    { name: 'list: a busy department', kind: 'read', next: list((one) => `department:${one.departmentId}`, busy) },
    { name: 'list: shared tickets', kind: 'read', next: list(() => 'shared') },
    { name: 'list: transferred', kind: 'read', next: list(() => 'transferred_department') },
    { name: 'list: a custom view', kind: 'read', next: list((one) => `custom:${viewIds.get(one)}`) },
    {
      name: 'counts of all views',
      kind: 'read',
      next: next(() => [{ path: `${api}/views`, key: at(agents).key }]),
    },
    {
      name: 'search: a rare word',
      kind: 'search',
      next: search(({ number }) => `rare${number % rareWords(ticketCount)}`),
    },
    { name: 'search: a common word', kind: 'common_search', next: search(() => at(['parcel', 'invoice', 'update'])) },
    { name: 'search: a Japanese word', kind: 'search', next: search(() => at(['請求書', '荷物', '発送'])) },
    { name: 'search: a number', kind: 'search', next: search(({ number }) => `#${number}`) },
    {
      name: 'search: an address',
      kind: 'search',
      next: search(({ contactId }) => `contact${contactId}@customer.example`),
    },
    {
      name: 'search: operators',
      kind: 'search',
      next: search(({ contactId }) => `requester:contact${contactId} is:closed -tag:nothing after:2020-01-01`),
    },
    {
      name: 'search: a phrase',
      kind: 'common_search',
      next: search(() => at(['"found the parcel"', '"password reset link"', '「請求書に同じ」'])),
    },
    {
      name: 'reply',
      kind: 'write',
      next: write('replies', { text: 'The parcel leaves tonight and arrives on Thursday.' }),
    },
    {
      name: 'internal comment',
      kind: 'write',
      next: write('comments', { text: 'I have asked the carrier and look again at noon.' }),
    },
    {
      name: 'share',
      kind: 'write',
      next: next(() => {
        const one = workload.unshared[shared++ % workload.unshared.length];
        return one
          ? [
              {
                method: 'POST',
                path: `${api}/tickets/${one.number}/shares`,
                body: { shares: [{ departmentId: one.departmentId, reason: 'please look' }] },
                key: one.key,
              },
            ]
          : [];
      }),
    },
    {
      name: 'transfer, assigned at once',
      kind: 'write',
      next: next(() => {
        const one = toTransfer.pop();
        return one
          ? [
              {
                method: 'POST',
                path: `${api}/tickets/${one.number}/transfer`,
                body: { version: 1, departmentId: firstAssigning, note: 'Please take it over.' },
                key: one.key,
              },
            ]
          : [];
      }),
    },
    {
      name: 'create',
      kind: 'write',
      next: next(() => {
        const agent = at(agents);
        return [
          {
            method: 'POST',
            path: `${api}/tickets`,
            key: agent.key,
            body: {
              subject: `Delivered to the wrong door, case ${turn}`,
              requester: { contactId: 1 + ((turn * 17) % workload.contactCount) },
              departmentId: agent.departmentId,
              message: { text: 'The parcel was left with a neighbour we do not know.' },
            },
          },
        ];
      }),
    },
  ];
}
