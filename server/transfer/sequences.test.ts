import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestAgent, type TestApp, testApp } from '../testing/test-app.ts';

const departmentCount = 3;
const agentCount = 6;
const ticketCount = 2;

let desk: TestApp;
let departmentIds: number[];
let agents: TestAgent[];
beforeAll(async () => {
  desk = await testApp();
  await desk.runJobs();
  departmentIds = [];
  for (let index = 0; index < departmentCount; index++) {
    const { id: departmentId } = await desk.given.department();
    departmentIds.push(departmentId);
    await desk.call(desk.admin, 'createRoutingRule', { body: { name: 'All', departmentId } });
    const mode = (['least_open', 'manual', 'round_robin'] as const)[index];
    await desk.call(desk.admin, 'editAssignmentSettings', { params: { departmentId }, body: { version: 0, mode } });
  }
  agents = [];
  for (let index = 0; index < agentCount; index++)
    agents.push(await desk.given.agent({ profile: 'supervisor', in: [at(departmentIds, index)] }));
});
afterAll(() => desk.close());

const at = <T>(list: readonly T[], index: number): T => list[index % list.length] as T;
const any = fc.nat({ max: 1_000 });

/** One thing that people do. Numbers choose who, with which ticket, and where. */
const step = fc.record({
  does: fc.constantFrom(
    'transfer',
    'transfer',
    'escalate',
    'undo',
    'share',
    'assign',
    'membership',
    'availability',
    'answer',
  ),
  agent: any,
  ticket: any,
  department: any,
  person: fc.option(any, { freq: 1 }),
  keep: fc.constantFrom('nothing' as const, 'trace' as const, 'read_only' as const, 'full' as const),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

type Made = { id: number; by: TestAgent };

async function membersOf(departmentId: number): Promise<TestAgent[]> {
  const { rows } = await sql<{ agent_id: number }>`
    select agent_id from department_member where department_id = ${departmentId} order by agent_id`.execute(
    desk.services.db,
  );
  return rows.flatMap((row) => agents.find((one) => one.id === row.agent_id) ?? []);
}

/** Does a step through the API, whatever the outcome: many are refused, which is part of it. */
async function take(one: Step, numbers: readonly number[], made: Made[]): Promise<void> {
  const [number, departmentId] = [at(numbers, one.ticket), at(departmentIds, one.department)];
  const { version, departmentId: ownerId } = await desk.call(desk.admin, 'getTicket', { params: { number } });
  // Mostly people who may, so that most steps do something.
  const members = await membersOf(ownerId);
  const by = one.agent % 4 > 0 && members.length > 0 ? at(members, one.agent) : at(agents, one.agent);
  const send = async (...[name, request]: Parameters<TestApp['send']> extends [unknown, ...infer R] ? R : never) =>
    desk.send(by, name, request);
  const agentId = one.person === null ? null : at(agents, one.person).id;
  switch (one.does) {
    case 'transfer': {
      const body = { version, departmentId, agentId, keep: one.keep, note: 'Over to you.' };
      const answer = await send('transferTicket', { params: { number }, body });
      if (answer.statusCode === 200) made.push({ id: answer.json<{ id: number }>().id, by });
      return;
    }
    case 'escalate':
      await send('escalateTicket', { params: { number }, body: { version, agentId } });
      return;
    case 'undo':
      for (const last of made.slice(-1)) await desk.send(last.by, 'undoTransfer', { params: { id: last.id } });
      return;
    case 'share':
      await send('addShares', { params: { number }, body: { shares: [{ departmentId, level: 'restricted' }] } });
      return;
    case 'assign':
      await send('editTicket', { params: { number }, body: { version, assigneeId: agentId } });
      return;
    case 'membership': {
      const role = one.keep === 'full' ? ('supervisor' as const) : ('agent' as const);
      await desk.call(desk.admin, 'editAgent', {
        params: { id: by.id },
        body: { memberships: [{ departmentId, role }] },
      });
      return;
    }
    case 'availability':
      await desk.given.availability(by.id, one.keep === 'nothing' ? 'away' : 'available');
      return;
    case 'answer':
      await desk.runJobs();
  }
}

/** Checks what always holds for a ticket, once the background work is done. */
async function check(number: number): Promise<void> {
  const { rows } = await sql<{ is_member: boolean; shares_with_owner: number; queued: number; traces: number }>`
    select ticket.assignee_id is null or exists (select 1 from department_member member
        where member.agent_id = ticket.assignee_id and member.department_id = ticket.department_id) as is_member,
      (select count(*)::int from ticket_share share where share.ticket_id = ticket.id and share.revoked_at is null
        and share.department_id = ticket.department_id) as shares_with_owner,
      (select count(*)::int from assignment_queue queued where queued.ticket_id = ticket.id
        and (ticket.assignee_id is not null or queued.department_id <> ticket.department_id)) as queued
    from ticket where id = ${number}`.execute(desk.services.db);
  expect(rows, `ticket ${number}`).toMatchObject([{ is_member: true, shares_with_owner: 0, queued: 0 }]);
  const ticket = await desk.call(desk.admin, 'getTicket', { params: { number } });
  const { items, handoverCount } = await desk.call(desk.admin, 'listHoldings', { params: { number } });
  const last = items.at(-1);
  expect(last, 'history and state agree').toMatchObject({
    departmentId: ticket.departmentId,
    agentId: ticket.assigneeId,
    endedAt: null,
  });
  for (const [index, one] of items.slice(0, -1).entries()) expect(one.endedAt).toBe(items[index + 1]?.startedAt);
  const moves = items.slice(1).filter((one, index) => one.departmentId !== items[index]?.departmentId);
  expect(handoverCount, 'changes of department').toBe(moves.length);
  await checkReaders(number, ticket.departmentId, ticket.assigneeId);
}

/** Exactly owners, receivers of shares and those with a trace can read the ticket. */
async function checkReaders(number: number, ownerId: number, assigneeId: number | null): Promise<void> {
  const { rows } = await sql<{ department_id: number; agent_id: number | null }>`
    select department_id, agent_id from ticket_trace where ticket_id = ${number}
    union select department_id, null from ticket_share where ticket_id = ${number} and revoked_at is null`.execute(
    desk.services.db,
  );
  for (const agent of agents) {
    const { memberships } = await desk.call(agent, 'getMe', {});
    const memberOf = memberships.map((one) => one.departmentId);
    const may =
      memberOf.includes(ownerId) ||
      assigneeId === agent.id ||
      rows.some((row) => memberOf.includes(row.department_id) && (row.agent_id === null || row.agent_id === agent.id));
    const answer = await desk.send(agent, 'getTicket', { params: { number } });
    expect(answer.statusCode, `agent ${agent.id} reads ${number}`).toBe(may ? 200 : 404);
    const own = answer.statusCode === 200 ? answer.json<{ isOwn: boolean; can: Record<string, unknown> }>() : null;
    if (own && !own.isOwn && !rows.some((row) => memberOf.includes(row.department_id) && row.agent_id === null))
      expect(own.can['ticket.reply']).toBe('handed_over');
  }
}

describe('any sequence of transfers, shares, assignments and absences', () => {
  test('TT-03 TT-14 leaves each ticket with one owner, a responsible who is a member, and a true history', {
    timeout: 90_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 25 }), async (steps) => {
        const numbers: number[] = [];
        for (let index = 0; index < ticketCount; index++)
          numbers.push(await desk.given.ticket({ departmentId: at(departmentIds, index) }));
        const made: Made[] = [];
        for (const one of steps) await take(one, numbers, made);
        await desk.runJobs();
        for (const number of numbers) await check(number);
      }),
      { numRuns: 20, endOnFailure: true },
    );
  });
});
