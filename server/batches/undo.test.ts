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
  await addRule(logistics, 'manual');
  lead = await desk.given.agent({ profile: 'supervisor', supervises: [support] });
});
afterAll(() => desk.close());

async function addRule(departmentId: number, mode: 'manual' | 'least_open') {
  await desk.call(desk.admin, 'createRoutingRule', { body: { name: 'All', departmentId } });
  await desk.call(desk.admin, 'editAssignmentSettings', { params: { departmentId }, body: { version: 0, mode } });
}
/** A department that assigns automatically, with two agents who are away. */
async function automaticDepartment() {
  const departmentId = (await desk.given.department()).id;
  await addRule(departmentId, 'least_open');
  const boss = await desk.given.agent({ profile: 'supervisor', supervises: [departmentId] });
  const member = await desk.given.member(departmentId);
  for (const one of [boss, member]) await desk.given.availability(one.id, 'away');
  return { departmentId, boss, member };
}
const newTicket = () => desk.given.ticket({ departmentId: support });
const ticketOf = (number: number) => desk.call(desk.admin, 'getTicket', { params: { number } });
async function finish(id: number, by: TestAgent): Promise<Batch> {
  await desk.runJobs();
  return desk.call(by, 'getBatch', { params: { id } });
}
const run = async (numbers: readonly number[], action: BatchAction, by = lead) =>
  finish((await desk.call(by, 'startBatch', { body: { numbers: [...numbers], action } })).id, by);
const undo = async (id: number, by = lead) => finish((await desk.call(by, 'undoBatch', { params: { id } })).id, by);
const transfer = (): BatchAction => ({ kind: 'transfer', departmentId: logistics, note: 'Please take it over.' });

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

test('a ticket that waited for automatic assignment waits again', async () => {
  const { departmentId, boss, member } = await automaticDepartment();
  const numbers: number[] = [];
  const actions: BatchAction[] = [
    { kind: 'edit', change: { assigneeId: boss.id } },
    { kind: 'close' },
    { kind: 'delete' },
  ];
  for (const action of actions) {
    const number = await desk.given.ticket({ departmentId });
    await desk.runJobs();
    const { id } = await run([number], action, boss);
    expect(await undo(id, boss), action.kind).toMatchObject({ doneCount: 1 });
    expect((await ticketOf(number)).assigneeId, action.kind).toBeNull();
    numbers.push(number);
  }
  await desk.given.availability(member.id);
  await desk.runJobs();
  for (const number of numbers) expect((await ticketOf(number)).assigneeId).toBe(member.id);
});

test('a ticket that did not wait, or that somebody was given since, does not wait', async () => {
  const { departmentId, boss, member } = await automaticDepartment();
  const assigned = await desk.given.ticket({ departmentId, assigneeId: member.id });
  const waiting = await desk.given.ticket({ departmentId });
  await desk.runJobs();
  const edit = async (number: number, assigneeId: number | null) => {
    const { version } = await ticketOf(number);
    await desk.call(boss, 'editTicket', { params: { number }, body: { version, assigneeId } });
    await desk.runJobs();
  };
  // C-02: a ticket taken from everybody stays so.
  await edit(assigned, null);
  const { id } = await run(
    [assigned, waiting],
    { kind: 'edit', change: { assigneeId: boss.id, addTags: ['a'] } },
    boss,
  );
  await edit(waiting, null);
  expect(await undo(id, boss)).toMatchObject({ doneCount: 2 });
  await desk.given.availability(member.id);
  await desk.runJobs();
  for (const number of [assigned, waiting])
    expect(await ticketOf(number)).toMatchObject({ assigneeId: null, tags: [] });
});

test('undoing "unread" leaves unread what was unread before or has a message since', async () => {
  const [unread, answered, read] = [await newTicket(), await newTicket(), await newTicket()];
  for (const number of [answered, read]) await desk.call(lead, 'markRead', { params: { number }, body: {} });
  const { id } = await run([unread, answered, read], { kind: 'unread' });
  await desk.given.message(answered, { contactId: (await desk.given.contact()).id, text: 'Any news?' });
  expect(await undo(id)).toMatchObject({ doneCount: 3 });
  const { items } = await desk.call(lead, 'listTickets', { query: { view: `department:${support}` } });
  const isUnread = (number: number) => items.find((one) => one.number === number)?.isUnread;
  expect([unread, answered, read].map(isUnread)).toEqual([true, true, false]);
});

test('restores a justification that a batch changed, unless the status or it was changed since', async () => {
  const status = await desk.given.choice({ kind: 'status', baseState: 'pending', needsJustification: true });
  const justification = () => desk.given.choice({ kind: 'justification', statusId: status.id });
  const [before, after, other] = [await justification(), await justification(), await justification()];
  const [same, reopened, changed] = [await newTicket(), await newTicket(), await newTicket()];
  const edit = async (number: number, change: { statusId: number; justificationId?: number }) => {
    const { version } = await ticketOf(number);
    await desk.call(lead, 'editTicket', { params: { number }, body: { version, ...change } });
  };
  const { statusId } = await ticketOf(same);
  const change = (justificationId: number) => ({ statusId: status.id, justificationId });
  for (const number of [same, reopened, changed]) await edit(number, change(before.id));
  const { id } = await run([same, reopened, changed], { kind: 'edit', change: change(after.id) });
  await edit(reopened, { statusId });
  await edit(changed, change(other.id));
  expect(await undo(id)).toMatchObject({ doneCount: 1, skippedCount: 2 });
  expect((await ticketOf(same)).justificationId).toBe(before.id);
  expect(await ticketOf(reopened)).toMatchObject({ statusId, justificationId: null });
  expect((await ticketOf(changed)).justificationId).toBe(other.id);
});

test('a batch that was undone is not tried again', async () => {
  const numbers = [await newTicket(), await desk.given.ticket({ departmentId: logistics })];
  const { id } = await run(numbers, { kind: 'close' });
  expect(await undo(id)).toMatchObject({ doneCount: 1 });
  const retry = { params: { id }, body: {} };
  expect(await desk.refusal(lead, 'retryBatch', retry)).toMatchObject({
    code: 'nothing_to_retry',
    detail: 'This batch was undone.',
  });
});

test('undoing transfers needs the permission of batches when it starts and when it runs', async () => {
  const other = await desk.given.agent({ profile: 'supervisor', supervises: [support] });
  const { profileId } = await desk.given.member(support);
  const setProfile = (id: number) =>
    desk.call(desk.admin, 'editAgent', { params: { id: other.id }, body: { profileId: id } });
  const number = await newTicket();
  const { id } = await run([number], transfer(), other);
  await setProfile(profileId);
  const refusal = { code: 'not_allowed', reason: 'tickets.batch_transfer' };
  expect(await desk.refusal(other, 'undoBatch', { params: { id } })).toMatchObject(refusal);
  await setProfile(other.profileId);
  const undoing = await desk.call(other, 'undoBatch', { params: { id } });
  await setProfile(profileId);
  expect((await finish(undoing.id, other)).refusals).toMatchObject([
    { code: 'not_allowed', detail: 'tickets.batch_transfer' },
  ]);
  expect((await ticketOf(number)).departmentId).toBe(logistics);
});

test('skips a transferred ticket on which something has happened since', async () => {
  const clara = await desk.given.member(logistics);
  const numbers = [await newTicket(), await newTicket()];
  const { id } = await run(numbers, transfer());
  await desk.call(clara, 'comment', { params: { number: numbers[0] ?? 0 }, body: { text: 'On it.' } });
  const undone = await undo(id);
  expect(undone).toMatchObject({ doneCount: 1, skippedCount: 1, refusedCount: 0 });
  expect(undone.outcomes).toContainEqual(expect.objectContaining({ number: numbers[0], code: 'changed_since' }));
});
