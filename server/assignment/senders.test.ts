import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type TestAgent, type TestApp, testApp } from '../testing/test-app.ts';

let desk: TestApp;
let from: number;
let to: number;
/** A member of both departments, who transfers tickets. */
let sender: TestAgent;
/** A member of the department that receives them. */
let receiver: TestAgent;

beforeAll(async () => {
  desk = await testApp();
  // The subscriber starts with the next event.
  await desk.runJobs();
});
beforeEach(async () => {
  [from, to] = [(await desk.given.department()).id, (await desk.given.department()).id];
  for (const departmentId of [from, to])
    await desk.call(desk.admin, 'createRoutingRule', { body: { name: 'All', departmentId } });
  sender = await desk.given.agent({ in: [from, to] });
  receiver = await desk.given.member(to);
  await desk.given.availability(receiver.id, 'away');
});
afterAll(() => desk.close());

const ticketOf = (number: number) => desk.call(desk.admin, 'getTicket', { params: { number } });
async function transfer(number: number, by = sender) {
  const { version } = await ticketOf(number);
  return desk.call(by, 'transferTicket', { params: { number }, body: { version, departmentId: to, note: 'Please.' } });
}
async function assign(number: number, assigneeId: number): Promise<void> {
  const { version } = await ticketOf(number);
  await desk.call(receiver, 'editTicket', { params: { number }, body: { version, assigneeId } });
  // The ticket leaves the queue.
  await desk.runJobs();
}

test('a new ticket that was transferred before its event is read does not go back to the sender', async () => {
  await desk.given.availability(sender.id);
  const number = await desk.given.ticket({ departmentId: from });
  expect(await transfer(number)).toMatchObject({ outcome: 'waiting' });
  await desk.runJobs();
  expect((await ticketOf(number)).assigneeId).toBeNull();
  await desk.given.availability(receiver.id);
  await desk.runJobs();
  expect((await ticketOf(number)).assigneeId).toBe(receiver.id);
});

test('a transferred ticket that was given by hand and waits again does not go back to the sender', async () => {
  await desk.given.availability(sender.id);
  const number = await desk.given.ticket({ departmentId: from, assigneeId: sender.id });
  await transfer(number);
  await assign(number, receiver.id);
  const { version } = await ticketOf(number);
  await desk.call(receiver, 'queueTicket', { params: { number }, body: { version } });
  await desk.runJobs();
  expect((await ticketOf(number)).assigneeId).toBeNull();
  const other = await desk.given.member(to);
  await desk.given.availability(other.id);
  await desk.runJobs();
  expect((await ticketOf(number)).assigneeId).toBe(other.id);
});

test('a transferred ticket whose responsible leaves the department does not go back to the sender', async () => {
  await desk.given.availability(sender.id, 'away');
  const number = await desk.given.ticket({ departmentId: from, assigneeId: sender.id });
  await transfer(number);
  await assign(number, receiver.id);
  await desk.call(desk.admin, 'editAgent', { params: { id: receiver.id }, body: { memberships: [] } });
  await desk.runJobs();
  await desk.given.availability(sender.id);
  await desk.runJobs();
  expect((await ticketOf(number)).assigneeId).toBeNull();
});

test('an agent whose transfer was undone can get the ticket later', async () => {
  const number = await desk.given.ticket({ departmentId: from, assigneeId: sender.id });
  const { id } = await transfer(number);
  await desk.call(sender, 'undoTransfer', { params: { id } });
  const lead = await desk.given.agent({ profile: 'supervisor', supervises: [from, to] });
  await transfer(number, lead);
  await assign(number, receiver.id);
  await desk.given.availability(sender.id);
  const { version } = await ticketOf(number);
  await desk.call(receiver, 'queueTicket', { params: { number }, body: { version } });
  await desk.runJobs();
  expect((await ticketOf(number)).assigneeId).toBe(sender.id);
});

// The race that once ended in a deadlock needs several rounds.
test('new tickets can be transferred while their events are read', async () => {
  const lead = await desk.given.agent({ profile: 'supervisor', supervises: [from, to] });
  await desk.given.availability(receiver.id);
  const limits = { version: 0, maxOpen: 2, skills: [] };
  await desk.call(desk.admin, 'editAgentLimits', { params: { id: receiver.id }, body: limits });
  const body = { version: 1, departmentId: to, note: 'Please.' };
  const statuses = new Set<number>();
  for (let round = 0; round < 5; round++) {
    const numbers: number[] = [];
    for (let index = 0; index < 12; index++) numbers.push(await desk.given.ticket({ departmentId: from }));
    const action = { kind: 'transfer' as const, departmentId: to, note: 'Please.' };
    await desk.call(lead, 'startBatch', { body: { numbers: numbers.slice(6), action } });
    const transfers = numbers.slice(0, 6).map(async (number) => {
      statuses.add((await desk.send(lead, 'transferTicket', { params: { number }, body })).statusCode);
    });
    await Promise.all([...transfers, desk.runJobs()]);
  }
  expect([...statuses].filter((one) => one !== 200 && one !== 409)).toEqual([]);
});
