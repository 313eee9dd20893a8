import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestAgent, type TestApp, testApp } from '../testing/test-app.ts';
import { randomFrom } from './rules.ts';

let desk: TestApp;
beforeAll(async () => {
  desk = await testApp();
  await desk.runJobs();
});
afterAll(() => desk.close());

async function department(tieBreak: 'random' | 'least_recent', size: number) {
  const { id: departmentId } = await desk.given.department();
  await desk.call(desk.admin, 'editAssignmentSettings', {
    params: { departmentId },
    body: { version: 0, mode: 'least_open', tieBreak },
  });
  await desk.call(desk.admin, 'createRoutingRule', { body: { name: 'All', departmentId } });
  const agents: TestAgent[] = [];
  for (let index = 0; index < size; index++) agents.push(await desk.given.member(departmentId));
  for (const agent of agents) await desk.given.availability(agent.id);
  return { departmentId, agents };
}
/** A new ticket is assigned; its decision. */
async function decide(departmentId: number) {
  const number = await desk.given.ticket({ departmentId });
  await desk.runJobs();
  const { items } = await desk.call(desk.admin, 'listDecisions', { params: { number } });
  return { number, decision: items[0] };
}
async function close(number: number): Promise<void> {
  const { version } = await desk.call(desk.admin, 'getTicket', { params: { number } });
  await desk.call(desk.admin, 'closeTicket', { params: { number }, body: { version } });
}
/** Whom a recorded seed chooses among agents in the order of their ids. */
const chosenBy = (seed: number, ids: readonly number[]) =>
  ids.toSorted((a, b) => a - b)[Math.floor(randomFrom(seed) * ids.length)];

describe('CP-04 C-03 chance', () => {
  test('decides among those with the fewest open tickets only, and the recorded seed repeats the choice', async () => {
    const { departmentId, agents } = await department('random', 4);
    const [busy, ...equals] = agents.map((one) => one.id);
    await desk.given.ticket({ departmentId, assigneeId: busy ?? 0 });
    const chosen = new Set<number>();
    const seeds = new Set<number>();
    for (let round = 0; round < 12; round++) {
      const { number, decision } = await decide(departmentId);
      expect(decision?.decidedBy).toBe('random');
      expect(decision?.agentId).toBe(chosenBy(decision?.seed ?? Number.NaN, equals));
      chosen.add(decision?.agentId ?? 0);
      seeds.add(decision?.seed ?? Number.NaN);
      // So that they are equal again.
      await close(number);
    }
    expect(chosen.has(busy ?? 0)).toBe(false);
    expect(chosen.size).toBeGreaterThan(1);
    expect(seeds.size).toBe(12);
  });

  test('decides between two who were never assigned a ticket, and not once their last tickets differ', async () => {
    const { departmentId, agents } = await department('least_recent', 2);
    const first = await decide(departmentId);
    const ids = agents.map((one) => one.id);
    expect(first.decision).toMatchObject({ decidedBy: 'random', agentId: chosenBy(first.decision?.seed ?? 0, ids) });
    await close(first.number);
    const second = await decide(departmentId);
    const other = ids.find((id) => id !== first.decision?.agentId);
    expect(second.decision).toMatchObject({ decidedBy: 'least_recent', agentId: other, seed: null });
  });
});
