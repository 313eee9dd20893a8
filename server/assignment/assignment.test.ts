import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestAgent, type TestApp, testApp } from '../testing/test-app.ts';

let desk: TestApp;
beforeAll(async () => {
  desk = await testApp();
  // The subscriber starts with the next event.
  await desk.runJobs();
});
afterAll(() => desk.close());

type Team = { departmentId: number; agents: TestAgent[] };

/** A department that assigns by itself, with some agents who are available. */
async function team(size: number, settings: Record<string, unknown> = {}): Promise<Team> {
  const { id: departmentId } = await desk.given.department();
  await edit(departmentId, { mode: 'least_open', ...settings });
  await desk.call(desk.admin, 'createRoutingRule', { body: { name: 'All', departmentId } });
  const agents: TestAgent[] = [];
  for (let index = 0; index < size; index++) agents.push(await desk.given.member(departmentId));
  for (const agent of agents) await setAvailability(agent, 'available');
  return { departmentId, agents };
}
const settingsOf = async (departmentId: number) =>
  (await desk.call(desk.admin, 'listAssignmentSettings', {})).items.find((one) => one.departmentId === departmentId);
async function edit(departmentId: number, settings: Record<string, unknown>) {
  const { version = 0 } = (await settingsOf(departmentId)) ?? {};
  return desk.call(desk.admin, 'editAssignmentSettings', { params: { departmentId }, body: { version, ...settings } });
}
const assigneeOf = async (number: number) =>
  (await desk.call(desk.admin, 'getTicket', { params: { number } })).assigneeId;
const decisionsOf = async (number: number) =>
  (await desk.call(desk.admin, 'listDecisions', { params: { number } })).items;
async function arrive(departmentId: number, count = 1): Promise<number[]> {
  const numbers: number[] = [];
  for (let index = 0; index < count; index++) numbers.push(await desk.given.ticket({ departmentId }));
  await desk.runJobs();
  return numbers;
}

describe('automatic assignment', () => {
  test('CP-01 CP-05 C-03 a new ticket goes to the agent with the fewest open tickets, and the decision says why', async () => {
    const { departmentId, agents } = await team(3);
    const [first, second, third] = agents as [TestAgent, TestAgent, TestAgent];
    await desk.given.ticket({ departmentId, assigneeId: first.id });
    await desk.given.ticket({ departmentId, assigneeId: second.id });
    const [number = 0] = await arrive(departmentId);
    expect(await assigneeOf(number)).toBe(third.id);
    const [decision] = await decisionsOf(number);
    expect(decision).toMatchObject({ agentId: third.id, mode: 'least_open', decidedBy: 'fewest_open', reason: null });
    expect(decision?.candidates.map((one) => [one.agentId, one.openCount, one.refusal])).toEqual([
      [first.id, 1, null],
      [second.id, 1, null],
      [third.id, 0, null],
    ]);
  });

  test('C-03 among equals the one whose last ticket is longest ago is chosen, so that work is spread evenly', async () => {
    const { departmentId, agents } = await team(3);
    const numbers = await arrive(departmentId, 10);
    const counts = new Map<number, number>();
    for (const number of numbers) {
      const id = (await assigneeOf(number)) ?? 0;
      counts.set(id, (counts.get(id) ?? 0) + 1);
    }
    expect([...counts.keys()].sort()).toEqual(agents.map((one) => one.id).sort());
    expect(Math.max(...counts.values()) - Math.min(...counts.values())).toBeLessThanOrEqual(1);
  });

  test('TT-17 TT-18 TT-20 nobody unavailable is chosen; the ticket waits until somebody is available', async () => {
    const { departmentId, agents } = await team(1);
    const [agent] = agents as [TestAgent];
    await setAvailability(agent, 'away');
    const [number = 0] = await arrive(departmentId);
    expect(await assigneeOf(number)).toBeNull();
    expect(await decisionsOf(number)).toMatchObject([
      { agentId: null, reason: 'nobody_available', candidates: [{ agentId: agent.id, refusal: 'away' }] },
    ]);
    await setAvailability(agent, 'available');
    await desk.runJobs();
    expect(await assigneeOf(number)).toBe(agent.id);
    expect(await decisionsOf(number)).toHaveLength(2);
  });

  test('a limit of open tickets is kept, and closing one makes room for a waiting ticket', async () => {
    const { departmentId, agents } = await team(1, { maxOpen: 2 });
    const [agent] = agents as [TestAgent];
    const [first = 0, , third = 0] = await arrive(departmentId, 3);
    expect(await assigneeOf(third)).toBeNull();
    expect((await decisionsOf(third))[0]).toMatchObject({
      reason: 'all_at_limit',
      candidates: [{ refusal: 'at_limit' }],
    });
    const { version } = await desk.call(agent, 'getTicket', { params: { number: first } });
    await desk.call(agent, 'closeTicket', { params: { number: first }, body: { version } });
    await desk.runJobs();
    expect(await assigneeOf(third)).toBe(agent.id);
  });

  test('C-02 a choice made by hand is not changed, and a ticket taken from everybody stays so', async () => {
    const { departmentId, agents } = await team(2);
    const [first, second] = agents as [TestAgent, TestAgent];
    const chosen = await desk.given.ticket({ departmentId, assigneeId: second.id });
    await desk.runJobs();
    expect(await assigneeOf(chosen)).toBe(second.id);
    const { version } = await desk.call(first, 'getTicket', { params: { number: chosen } });
    await desk.call(first, 'editTicket', { params: { number: chosen }, body: { version, assigneeId: null } });
    await desk.runJobs();
    expect(await assigneeOf(chosen)).toBeNull();
    expect(await decisionsOf(chosen)).toEqual([]);
  });

  test('C-02 internal tickets, and those of departments that assign by hand, are left alone', async () => {
    const { departmentId } = await team(1);
    const internal = await desk.given.ticket({ departmentId, type: 'internal' });
    await edit(departmentId, { mode: 'manual' });
    const [byHand = 0] = await arrive(departmentId);
    expect([await assigneeOf(internal), await assigneeOf(byHand)]).toEqual([null, null]);
  });

  test('CP-02 an agent whose profile cannot reply gets no tickets', async () => {
    const { departmentId } = await team(0);
    const viewer = await desk.given.member(departmentId, 'viewer');
    const [number = 0] = await arrive(departmentId);
    expect(await assigneeOf(number)).toBeNull();
    expect((await decisionsOf(number))[0]?.candidates).toMatchObject([
      { agentId: viewer.id, refusal: 'lacks_permission' },
    ]);
  });

  test('TT-21 a rule that names members is kept to, with its own limit and skills', async () => {
    const { departmentId, agents } = await team(2, { mode: 'skills' });
    const [first, second] = agents as [TestAgent, TestAgent];
    const rule = (await desk.call(desk.admin, 'listRoutingRules', {})).items.find(
      (one) => one.departmentId === departmentId,
    );
    await desk.call(desk.admin, 'editRoutingRule', {
      params: { id: rule?.id ?? 0 },
      body: { version: rule?.version ?? 0, skills: ['refunds'], agentIds: [first.id] },
    });
    const [number = 0] = await arrive(departmentId);
    expect((await decisionsOf(number))[0]).toMatchObject({
      reason: 'lacks_skill',
      candidates: [{ refusal: 'lacks_skill' }, { agentId: second.id, refusal: 'not_in_rule' }],
    });
    await desk.call(desk.admin, 'editAgentLimits', {
      params: { id: first.id },
      body: { version: 0, maxOpen: null, skills: ['refunds'] },
    });
    await desk.runJobs();
    expect(await assigneeOf(number)).toBe(first.id);
  });

  test('round robin and the fixed order take turns, whatever the number of open tickets', async () => {
    for (const mode of ['round_robin', 'sequential']) {
      const { departmentId, agents } = await team(3, { mode });
      const [first] = agents as [TestAgent];
      for (let index = 0; index < 3; index++) await desk.given.ticket({ departmentId, assigneeId: first.id });
      const order: (number | null)[] = [];
      for (const number of await arrive(departmentId, 6)) order.push(await assigneeOf(number));
      expect(new Set(order.slice(0, 3)).size, mode).toBe(3);
      expect(order.slice(3), mode).toEqual(order.slice(0, 3));
    }
  });

  test('tickets of an agent who leaves the department, or is disabled, go to somebody else', async () => {
    const { departmentId, agents } = await team(2);
    const [first, second] = agents as [TestAgent, TestAgent];
    const numbers = [
      await desk.given.ticket({ departmentId, assigneeId: first.id }),
      await desk.given.ticket({ departmentId, assigneeId: second.id }),
    ];
    await desk.call(desk.admin, 'editAgent', { params: { id: first.id }, body: { memberships: [] } });
    await desk.runJobs();
    for (const number of numbers) expect(await assigneeOf(number)).toBe(second.id);
    await desk.call(desk.admin, 'editAgent', { params: { id: second.id }, body: { isActive: false } });
    await desk.runJobs();
    for (const number of numbers) expect(await assigneeOf(number)).toBeNull();
  });

  test('when a customer answers while the responsible is away, the ticket goes to somebody else if the department wants that', async () => {
    const { departmentId, agents } = await team(2, { whenAway: 'reassign' });
    const [first, second] = agents as [TestAgent, TestAgent];
    const number = await desk.given.ticket({ departmentId, assigneeId: first.id });
    await setAvailability(first, 'away');
    await desk.runJobs();
    expect(await assigneeOf(number)).toBe(first.id);
    await answer(number);
    await desk.runJobs();
    expect(await assigneeOf(number)).toBe(second.id);
  });
});

async function setAvailability(agent: TestAgent, availability: 'available' | 'away'): Promise<void> {
  await desk.given.availability(agent.id, availability);
}

/** The customer answers on a ticket. */
async function answer(number: number): Promise<void> {
  const { rows } = await sql<{ requester_id: number }>`select requester_id from ticket where id = ${number}`.execute(
    desk.services.db,
  );
  await desk.given.message(number, { contactId: rows[0]?.requester_id ?? 0 });
}
