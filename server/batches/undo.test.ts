import type { Batch, BatchAction } from '@crossdesk/contracts/batches.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestAgent, type TestApp, testApp } from '../testing/test-app.ts';

let desk: TestApp;
let support: number;
let logistics: number;
let lead: TestAgent;
beforeAll(async () => {
  desk = await testApp();
  support = (await desk.given.department({ name: 'Support' })).id;
  logistics = (await desk.given.department({ name: 'Logistics' })).id;
  lead = await desk.given.agent({ profile: 'supervisor', supervises: [support] });
});
afterAll(() => desk.close());

const newTicket = () => desk.given.ticket({ departmentId: support });
const ticketOf = (number: number) => desk.call(desk.admin, 'getTicket', { params: { number } });
async function finish(id: number, by: TestAgent): Promise<Batch> {
  await desk.runJobs();
  return desk.call(by, 'getBatch', { params: { id } });
}
const run = async (numbers: readonly number[], action: BatchAction, by = lead) =>
  finish((await desk.call(by, 'startBatch', { body: { numbers: [...numbers], action } })).id, by);
const undo = async (id: number, by = lead) => finish((await desk.call(by, 'undoBatch', { params: { id } })).id, by);

test('an undo that was refused for a ticket takes it back when it is tried again', async () => {
  const other = await desk.given.agent({ profile: 'supervisor', supervises: [support] });
  const setMemberships = (departmentIds: readonly number[]) =>
    desk.call(desk.admin, 'editAgent', {
      params: { id: other.id },
      body: { memberships: departmentIds.map((departmentId) => ({ departmentId, role: 'supervisor' as const })) },
    });
  const number = await newTicket();
  const { id } = await run([number], { kind: 'delete' }, other);
  await setMemberships([]);
  const undone = await undo(id, other);
  expect(undone).toMatchObject({ doneCount: 0, refusedCount: 1 });
  await setMemberships([support]);
  await desk.call(other, 'retryBatch', { params: { id: undone.id }, body: {} });
  expect(await finish(undone.id, other)).toMatchObject({ doneCount: 1, refusedCount: 0 });
  expect((await ticketOf(number)).deletedAt).toBeNull();
});

test('ends the shares that a batch added, except those changed or added again since', async () => {
  const sora = await desk.given.member(support);
  const [changed, added, same] = [await newTicket(), await newTicket(), await newTicket()];
  const share = { departmentId: logistics, level: 'read_only' as const };
  const { id } = await run([changed, added, same], { kind: 'share', shares: [share] });
  const shareOf = (number: number) => ({ number, departmentId: logistics });
  await desk.call(sora, 'editShare', { params: shareOf(changed), body: { version: 1, level: 'full' } });
  await desk.call(sora, 'removeShare', { params: shareOf(added) });
  await desk.call(sora, 'addShares', { params: { number: added }, body: { shares: [share] } });
  expect(await undo(id)).toMatchObject({ doneCount: 1, skippedCount: 2, refusedCount: 0 });
  const left = [changed, added, same].map(async (number) => (await ticketOf(number)).shares.length);
  expect(await Promise.all(left)).toEqual([1, 1, 0]);
});
