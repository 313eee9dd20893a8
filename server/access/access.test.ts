import type { AccessLevel } from '@crossdesk/contracts/levels.ts';
import { ticketPermissions } from '@crossdesk/contracts/lists/permissions.ts';
import {
  type CanMap,
  policy,
  type Relation,
  relations,
  type TicketPermission,
} from '@crossdesk/contracts/permissions.ts';
import type { BaseState } from '@crossdesk/contracts/settings.ts';
import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { agentActor, createApiKey } from '../identity/index.ts';
import { type Actor, type AgentActor, readContext, runCommand } from '../platform/context.ts';
import { Problem } from '../platform/problems.ts';
import { firstStatus } from '../settings/index.ts';
import type { EndpointName, LooseRequest } from '../testing/client.ts';
import { type BuiltCompany, buildCompany, randomCompany } from '../testing/random-company.ts';
import { type TestApp, testApp } from '../testing/test-app.ts';
import { listTickets, search } from '../views/index.ts';
import { agentsWhoCanRead, isOwner, isReadable, lockTicket, type TicketAccess, ticketAccess } from './index.ts';

const agentCount = 14;
const ticketCount = 20;
const companyCount = 26;

let desk: TestApp;
beforeAll(async () => {
  desk = await testApp({});
});
afterAll(() => desk.close());

type AccessByTicket = Map<number, TicketAccess>;
const sorted = (ids: Iterable<number>) => [...ids].sort((a, b) => a - b);

async function actorOf(agentId: number): Promise<Actor> {
  return (await agentActor(desk.services.db, { agentId })) ?? { kind: 'anyone' };
}

/** The access to each ticket when it is read alone. */
async function readAlone(actor: Actor, ticketIds: readonly number[]): Promise<AccessByTicket> {
  const ctx = readContext(desk.services, actor);
  const found: AccessByTicket = new Map();
  await Promise.all(
    ticketIds.map(async (id) => {
      try {
        found.set(id, await ticketAccess(ctx, id));
      } catch (error) {
        if (!(error instanceof Problem) || error.code !== 'not_found') throw error;
      }
    }),
  );
  return found;
}

async function readFromList(actor: Actor, ticketIds: number[]): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select id from ticket where id = any(${ticketIds}::bigint[]) and ${isReadable(actor, 'any')}`.execute(
    desk.services.db,
  );
  return sorted(rows.map((row) => row.id));
}

/** The company's tickets in each view of the agent. */
async function readFromViews(
  actor: AgentActor,
  ticketIds: number[],
  departmentIds: number[],
): Promise<Map<string, number[]>> {
  const ctx = readContext(desk.services, actor);
  const views = [
    'all',
    'assigned',
    'unassigned',
    'shared',
    'trash',
    'transferred_department',
    ...departmentIds.map((id) => `department:${id}`),
  ];
  const ours = new Set(ticketIds);
  const shown = new Map<string, number[]>();
  for (const view of views) {
    const { items } = await listTickets(ctx, { view, state: 'any', limit: 100 });
    shown.set(view, sorted(items.map((row) => row.number).filter((number) => ours.has(number))));
  }
  return shown;
}

async function readFromSearch(actor: AgentActor, word: string): Promise<number[]> {
  const { items } = await search(readContext(desk.services, actor), { q: word, limit: 100 });
  return sorted(items.map((row) => row.number));
}

const only = (accessByTicket: AccessByTicket, keep: (found: TicketAccess) => boolean) =>
  sorted([...accessByTicket.values()].filter(keep).map((one) => one.ticket.id));
const isAlive = ({ ticket }: TicketAccess) => ticket.deleted_at === null;

const isShare = (relation: Relation) => relation.startsWith('shared_');

const statusOf = (state: BaseState) => firstStatus(readContext(desk.services, { kind: 'anyone' }), state);

/** One API request for each permission. */
const requests: Record<TicketPermission, (number: number, version: number) => Promise<[EndpointName, LooseRequest]>> = {
  'ticket.read': async (number) => ['getTicket', { params: { number } }],
  'ticket.comment': async (number) => ['comment', { params: { number }, body: { text: 'Noted.' } }],
  'ticket.reply': async (number) => ['reply', { params: { number }, body: { text: 'Done.' } }],
  'ticket.forward': async (number) => [
    'forward',
    { params: { number }, body: { text: 'Look.', to: [{ name: '', address: desk.admin.email }] } },
  ],
  'ticket.forward_to_anyone': async (number) => [
    'forward',
    { params: { number }, body: { text: 'Look.', to: [{ name: '', address: 'partner@other.example' }] } },
  ],
  'ticket.share': async (number) => {
    const { id } = await desk.given.department();
    return ['addShares', { params: { number }, body: { shares: [{ departmentId: id }] } }];
  },
  'ticket.transfer': async (number, version) => {
    const { id: departmentId } = await desk.given.department();
    await desk.call(desk.admin, 'createRoutingRule', { body: { name: 'All', departmentId } });
    const settings = { params: { departmentId }, body: { version: 0, mode: 'manual' as const } };
    await desk.call(desk.admin, 'editAssignmentSettings', settings);
    return ['transferTicket', { params: { number }, body: { version, departmentId, note: 'Please take over.' } }];
  },
  'ticket.escalate': async (number, version) => {
    const { departmentId } = await desk.call(desk.admin, 'getTicket', { params: { number } });
    const supervisor = await desk.given.agent({ profile: 'supervisor', supervises: [departmentId] });
    await desk.given.availability(supervisor.id);
    return ['escalateTicket', { params: { number }, body: { version, agentId: supervisor.id } }];
  },
  'ticket.view_original': async (number) => ['viewOriginal', { params: { number }, body: { reason: 'random test' } }],
  'ticket.edit': async (number, version) => ['editTicket', { params: { number }, body: { version, tags: ['seen'] } }],
  'ticket.set_status': async (number, version) => {
    // Never a state that reopens a ticket.
    const { id } = await statusOf('canceled');
    return ['editTicket', { params: { number }, body: { version, statusId: id } }];
  },
  'ticket.reopen': async (number, version) => {
    const { id } = await statusOf('canceled');
    await sql`update ticket set status_id = ${id}, base_state = 'canceled' where id = ${number}`.execute(
      desk.services.db,
    );
    return ['editTicket', { params: { number }, body: { version, statusId: (await statusOf('open')).id } }];
  },
  'ticket.assign': async (number, version) => [
    'editTicket',
    { params: { number }, body: { version, assigneeId: null } },
  ],
  'ticket.set_forecast': async (number, version) => [
    'editTicket',
    { params: { number }, body: { version, solutionDueAt: '2030-01-01T00:00:00Z' } },
  ],
  'ticket.change_type': async (number, version) => [
    'editTicket',
    { params: { number }, body: { version, type: 'internal' } },
  ],
  'ticket.delete': async (number, version) => ['deleteTicket', { params: { number }, body: { version } }],
  'ticket.restore': async (number, version) => ['restoreTicket', { params: { number }, body: { version } }],
};

type Shown = { version: number; can: CanMap; hiddenFields: string[] };

/**
 * The outcome the ticket promises. Forwarding to a stranger needs ticket.forward first, and
 * reopening ticket.set_status; the edit changes tags.
 */
function promisedOutcome({ can, hiddenFields }: Shown, permission: TicketPermission): true | string {
  if (permission === 'ticket.edit' && can[permission] === true && hiddenFields.includes('tags')) return 'field_hidden';
  if (permission === 'ticket.reopen' && can['ticket.set_status'] !== true) return can['ticket.set_status'];
  if (permission !== 'ticket.forward_to_anyone') return can[permission];
  if (can['ticket.forward'] !== true) return can['ticket.forward'];
  return can[permission] === true || 'forward_refused';
}

/**
 * Sends every request on one ticket and compares the outcome with what `can` promised just before.
 */
async function checkRequests(agentId: number, number: number): Promise<void> {
  const actor = await actorOf(agentId);
  if (actor.kind !== 'agent') return;
  const { key } = await runCommand(desk.services, actor, (ctx) => createApiKey(ctx, 'random'));
  for (const permission of ticketPermissions) {
    const before = await desk.send({ key }, 'getTicket', { params: { number } });
    const ticket = before.statusCode === 200 ? before.json<Shown>() : null;
    const [name, request] = await requests[permission](number, ticket?.version ?? 1);
    const answer = await desk.send({ key }, name, request);
    const { reason, code } = answer.json<{ reason?: string; code?: string }>();
    const verdict = answer.statusCode < 300 || (reason ?? code);
    expect(verdict, `${permission} on ${number} by ${agentId}`).toBe(
      ticket ? promisedOutcome(ticket, permission) : 'not_found',
    );
    if (!ticket) return;
  }
}

/** The expected access of one agent to one ticket, computed from the plain facts of the company. */
function expectedAccess(agent: BuiltCompany['agents'][number], ticket: BuiltCompany['tickets'][number]) {
  const memberOf = new Set([...agent.supervises, ...agent.worksIn]);
  const mine = ticket.shares.filter(
    (share) => memberOf.has(share.departmentId) && (share.onlyId === null || share.onlyId === agent.id),
  );
  const former = ticket.traces.filter(
    (trace) => trace.departmentId !== ticket.departmentId && memberOf.has(trace.departmentId),
  );
  const hasLevel = (level: AccessLevel) => mine.some((share) => share.level === level);
  const holds: Record<Relation, boolean> = {
    administrator: agent.permissions.has('tickets.all_departments'),
    department_supervisor: agent.supervises.includes(ticket.departmentId),
    department_agent: agent.worksIn.includes(ticket.departmentId),
    assignee: ticket.assigneeId === agent.id,
    shared_full: hasLevel('full'),
    shared_restricted: hasLevel('restricted'),
    shared_read_only: hasLevel('read_only'),
    former_agent: former.some((trace) => trace.agentId === agent.id),
    former_department: former.some((trace) => trace.agentId === null),
  };
  const via = relations.filter((relation) => holds[relation]);
  const canSee = agent.isActive && agent.permissions.has('ticket.read') && via.length > 0;
  const may = (permission: TicketPermission) => {
    const { grantedTo, unless } = policy[permission];
    const isForbidden =
      (unless.includes('deleted') && ticket.isDeleted) ||
      (unless.includes('not_deleted') && !ticket.isDeleted) ||
      (unless.includes('closed') && ticket.isClosed) ||
      (unless.includes('internal') && ticket.isInternal);
    return agent.permissions.has(permission) && via.some((relation) => grantedTo.includes(relation)) && !isForbidden;
  };
  const isUnmasked = via.some((relation) => !isShare(relation));
  const isMasked = !isUnmasked && mine.length > 0 && mine.every((share) => share.isMasked);
  const hidden = isUnmasked
    ? []
    : ['priority', 'tags'].filter((field) => mine.length > 0 && mine.every((share) => share.hides.includes(field)));
  /** One of the shares hides something: search finds the ticket only by what no share hides. */
  const isGuarded = !isUnmasked && mine.some((share) => share.isMasked || share.hides.length > 0);
  return { canSee, via, may, isMasked, hidden, isGuarded };
}

/** Compares all queries through which one agent can find the tickets of a company. */
async function compareQueries(
  agent: BuiltCompany['agents'][number],
  company: BuiltCompany,
  pick: number,
): Promise<number> {
  const actor = await actorOf(agent.id);
  const ticketIds = company.tickets.map((ticket) => ticket.id);
  const accessByTicket = await readAlone(actor, ticketIds);
  const visible = sorted(accessByTicket.keys());
  for (const ticket of company.tickets) {
    const { canSee, via, may, isMasked, hidden } = expectedAccess(agent, ticket);
    const found = accessByTicket.get(ticket.id);
    expect(found !== undefined, `agent ${agent.id} sees ${ticket.id}`).toBe(canSee);
    if (!found) continue;
    expect(found.via).toEqual(via);
    expect(found.mask?.isCustomerMasked ?? false).toBe(isMasked);
    expect([...(found.mask?.hiddenFields ?? [])].sort()).toEqual(hidden);
    for (const permission of ticketPermissions) {
      expect(found.can[permission] === true, `${permission} on ${ticket.id} by ${agent.id}`).toBe(may(permission));
    }
  }
  expect(await readFromList(actor, ticketIds)).toEqual(visible);
  const chosen = ticketIds[(pick + agent.id) % ticketIds.length] ?? 0;
  const locked = await runCommand(desk.services, actor, (ctx) => lockTicket(ctx, chosen)).catch(
    (error: Problem) => error.code,
  );
  expect(locked).toEqual(accessByTicket.get(chosen) ?? 'not_found');
  if (actor.kind !== 'agent') return visible.length;
  const views = await readFromViews(actor, ticketIds, company.departmentIds);
  const apart = ['trash', 'shared', 'transferred_department'];
  const own = new Set([...views].filter(([view]) => !apart.includes(view)).flatMap(([, ids]) => ids));
  expect(sorted(own)).toEqual(only(accessByTicket, (one) => isAlive(one) && isOwner(one)));
  expect(views.get('shared')).toEqual(only(accessByTicket, (one) => isAlive(one) && one.via.some(isShare)));
  expect(views.get('transferred_department')).toEqual(
    only(accessByTicket, (one) => isAlive(one) && one.via.includes('former_department')),
  );
  expect(views.get('trash')).toEqual(only(accessByTicket, (one) => !isAlive(one) && isOwner(one)));
  expect(views.get('assigned')).toEqual(
    only(accessByTicket, (one) => isAlive(one) && one.ticket.assignee_id === agent.id),
  );
  expect(await readFromSearch(actor, company.word)).toEqual(only(accessByTicket, isAlive));
  const guarded = new Set(
    company.tickets.filter((ticket) => expectedAccess(agent, ticket).isGuarded).map((ticket) => ticket.id),
  );
  expect(await readFromSearch(actor, `${company.word}customer`)).toEqual(
    only(accessByTicket, (one) => isAlive(one) && !guarded.has(one.ticket.id)),
  );
  return visible.length;
}

describe('who may see and do what', () => {
  test('C-28 C-25 ZE-33 lists, single tickets, locks, search, views and live audience agree for any company', {
    timeout: 90_000,
  }, async () => {
    let pairCount = 0;
    let seenCount = 0;
    await fc.assert(
      fc.asyncProperty(randomCompany(agentCount, ticketCount), fc.nat(), async (random, pick) => {
        const company = await desk.inTransaction((ctx) => buildCompany(ctx, random));
        const { agents, tickets } = company;
        for (const agent of agents) seenCount += await compareQueries(agent, company, pick);
        pairCount += agents.length * tickets.length;
        const ids = agents.map((agent) => agent.id);
        for (const ticket of tickets) {
          const audience = await agentsWhoCanRead(desk.services.db, ticket.id, ids);
          expect(sorted(audience)).toEqual(
            sorted(agents.filter((agent) => expectedAccess(agent, ticket).canSee).map((agent) => agent.id)),
          );
        }
        for (let times = 0; times < 3; times++) {
          const at = <T>(list: readonly T[], step: number) => list[(pick + times * step) % list.length] as T;
          await checkRequests(at(agents, 5).id, at(tickets, 7).id);
        }
      }),
      { numRuns: companyCount, endOnFailure: true },
    );
    expect(pairCount * ticketPermissions.length).toBeGreaterThanOrEqual(100_000);
    // The comparison is only meaningful if some but not all tickets are visible.
    expect(seenCount / pairCount).toBeGreaterThan(0.1);
    expect(seenCount / pairCount).toBeLessThan(0.9);
  });

  test('a contact or anonymous caller cannot read tickets through the agent API', async () => {
    const number = await desk.given.ticket({ departmentId: (await desk.given.department()).id });
    for (const actor of [{ kind: 'anyone' }, { kind: 'contact', contactId: 1, name: 'Ann' }] satisfies Actor[]) {
      await expect(ticketAccess(readContext(desk.services, actor), number)).rejects.toMatchObject({
        code: 'not_found',
      });
    }
  });

  test('an agent in two departments has the rights of both', async () => {
    const [one, other] = [await desk.given.department(), await desk.given.department()];
    const agent = await desk.given.agent({ in: [one.id], supervises: [other.id] });
    const first = await desk.given.ticket({ departmentId: one.id });
    const second = await desk.given.ticket({ departmentId: other.id, assigneeId: agent.id });
    expect((await desk.call(agent, 'getTicket', { params: { number: first } })).via).toEqual(['department_agent']);
    expect((await desk.call(agent, 'getTicket', { params: { number: second } })).via.sort()).toEqual([
      'assignee',
      'department_supervisor',
    ]);
  });

  test('leaving a department ends access immediately, except to assigned tickets', async () => {
    const department = await desk.given.department();
    const agent = await desk.given.agent({ in: [department.id] });
    const [seen, own] = [
      await desk.given.ticket({ departmentId: department.id }),
      await desk.given.ticket({ departmentId: department.id, assigneeId: agent.id }),
    ];
    await desk.call(agent, 'getTicket', { params: { number: seen } });
    await desk.call(desk.admin, 'editAgent', { params: { id: agent.id }, body: { memberships: [] } });
    expect(await desk.refusal(agent, 'getTicket', { params: { number: seen } })).toMatchObject({ code: 'not_found' });
    expect((await desk.call(agent, 'getTicket', { params: { number: own } })).via).toEqual(['assignee']);
  });
});
