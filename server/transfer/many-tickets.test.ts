import type { BatchAction } from '@crossdesk/contracts/batches.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestAgent, type TestApp, testApp } from '../testing/test-app.ts';

let desk: TestApp;
let support: number;
let lead: TestAgent;
beforeAll(async () => {
  desk = await testApp();
  await desk.runJobs();
  support = (await desk.given.department()).id;
  lead = await desk.given.agent({ profile: 'supervisor', supervises: [support] });
});
afterAll(() => desk.close());

/** A department that can receive tickets. */
async function receiving(): Promise<number> {
  const { id: departmentId } = await desk.given.department();
  await desk.call(desk.admin, 'createRoutingRule', { body: { name: 'All', departmentId } });
  return departmentId;
}
async function tickets(count: number, assigneeId?: number): Promise<number[]> {
  const numbers: number[] = [];
  for (let index = 0; index < count; index++)
    numbers.push(await desk.given.ticket({ departmentId: support, ...(assigneeId ? { assigneeId } : {}) }));
  await desk.runJobs();
  return numbers;
}
const setMaxOpen = (id: number, maxOpen: number) =>
  desk.call(desk.admin, 'editAgentLimits', { params: { id }, body: { version: 0, maxOpen, skills: [] } });
const versionOf = async (number: number) => (await desk.call(lead, 'getTicket', { params: { number } })).version;
type Forecastable = Extract<BatchAction, { kind: 'transfer' | 'escalate' }>;
const forecast = async (numbers: number[], action: Forecastable) =>
  (await desk.call(lead, 'forecastBatch', { body: { numbers, action } })).items;
async function run(numbers: number[], action: BatchAction) {
  const { id } = await desk.call(lead, 'startBatch', { body: { numbers, action } });
  await desk.runJobs();
  return desk.call(lead, 'getBatch', { params: { id } });
}

describe('escalations', () => {
  let boss: TestAgent;
  beforeAll(async () => {
    boss = await desk.given.agent({ profile: 'supervisor', supervises: [support] });
    await desk.given.availability(boss.id);
  });

  test('many at once keep the limit of a supervisor, as the forecast said', async () => {
    await setMaxOpen(boss.id, 1);
    const numbers = await tickets(6);
    const codes = (await forecast(numbers, { kind: 'escalate' })).map((one) => one.code);
    expect(codes).toEqual([null, ...numbers.slice(1).map(() => 'no_supervisor')]);
    const escalate = async (number: number) => {
      const request = { params: { number }, body: { version: await versionOf(number) } };
      return (await desk.send(lead, 'escalateTicket', request)).statusCode;
    };
    const statuses = await Promise.all(numbers.map(escalate));
    expect(statuses.filter((one) => one === 200)).toHaveLength(1);
    const { items } = await desk.call(lead, 'listTransferMembers', { params: { id: support } });
    expect(items.find((one) => one.agentId === boss.id)?.openCount).toBe(1);
  });
});

describe('transfers in a batch', () => {
  test('count tickets no longer that leave a member, as single transfers do', async () => {
    const chosen: (number | null)[][] = [];
    for (const isBatch of [false, true]) {
      const to = await receiving();
      const both = await desk.given.agent({ in: [support, to] });
      const numbers = await tickets(4, both.id);
      await setMaxOpen(both.id, 4);
      await desk.given.availability(both.id);
      const action = { kind: 'transfer' as const, departmentId: to, note: 'Please.' };
      if (isBatch) {
        const outcomes = (await forecast(numbers, action)).map((one) => one.outcome);
        expect(outcomes).toEqual(['waiting', 'assigned', 'assigned', 'assigned']);
        await run(numbers, action);
      } else
        for (const number of numbers) {
          const body = { version: await versionOf(number), departmentId: to, note: 'Please.' };
          await desk.call(lead, 'transferTicket', { params: { number }, body });
        }
      const decisions = numbers.map((number) => desk.call(desk.admin, 'listDecisions', { params: { number } }));
      // The first decision is that of the transfer.
      chosen.push((await Promise.all(decisions)).map(({ items }) => (items.at(-1)?.agentId === both.id ? 1 : null)));
    }
    expect(chosen[1]).toEqual(chosen[0]);
  });

  test.each([
    ['a share while sharing is off', { isSharingOn: false }, { keep: 'full' as const }, 'sharing_off'],
    ['one share too many', { mostShares: 1 }, { keep: 'full' as const }, 'too_many_shares'],
    ['an unknown reason', {}, { reasonId: 999_999 }, 'unknown_reference'],
    ['an unknown product', {}, { productId: 999_999 }, 'unknown_reference'],
  ])('with %s are refused as the forecast said', async (_, company, terms, code) => {
    const { id: departmentId } = await desk.given.department();
    const numbers = await tickets(1);
    const action = { kind: 'transfer' as const, departmentId: await receiving(), note: 'Please.', ...terms };
    for (const number of numbers)
      await desk.call(lead, 'addShares', { params: { number }, body: { shares: [{ departmentId }] } });
    await desk.call(desk.admin, 'editCompany', { body: company });
    expect(await forecast(numbers, action)).toMatchObject([{ outcome: null, code }]);
    expect(await run(numbers, action)).toMatchObject({ outcomes: [{ code }] });
    await desk.call(desk.admin, 'editCompany', { body: { isSharingOn: true, mostShares: 10 } });
  });
});
