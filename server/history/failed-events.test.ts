import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestAgent, type TestApp, testApp } from '../testing/test-app.ts';

let desk: TestApp;
let number: number;
let department: number;
beforeAll(async () => {
  desk = await testApp();
  department = (await desk.given.department()).id;
  number = await desk.given.ticket({ departmentId: department, subject: 'Xylophone' });
  await desk.runJobs();
});
afterAll(() => desk.close());

const failed = async (agent: TestAgent = desk.admin) => (await desk.call(agent, 'listFailedEvents', {})).items;
const found = async () => (await desk.call(desk.admin, 'search', { query: { q: 'xylophone' } })).items.length;

/** Makes the search index fail for a change of the ticket. */
async function breakIndexing(): Promise<void> {
  await sql`alter table ticket_search rename to ticket_search_gone`.execute(desk.services.db);
  const { version } = await desk.call(desk.admin, 'getTicket', { params: { number } });
  await desk.call(desk.admin, 'editTicket', { params: { number }, body: { version, tags: [`tag ${version}`] } });
  await desk.runJobs({ mayFail: true });
}
const repairIndexing = () => sql`alter table ticket_search_gone rename to ticket_search`.execute(desk.services.db);

test('an event that cannot be handled is listed with its error and next attempt, and other work continues', async () => {
  const assignee = await desk.given.agent({ profile: 'agent', in: [department] });
  await breakIndexing();
  const { version } = await desk.call(desk.admin, 'getTicket', { params: { number } });
  await desk.call(desk.admin, 'editTicket', { params: { number }, body: { version, assigneeId: assignee.id } });
  await desk.runJobs({ mayFail: true });
  expect((await desk.call(assignee, 'listNotifications', {})).items).toMatchObject([{ kind: 'assigned', number }]);
  const items = await failed();
  expect(items).toHaveLength(2);
  expect(items[0]).toMatchObject({
    subscriber: 'views:index',
    type: 'ticket.edited',
    number,
    attemptCount: 1,
    error: expect.stringContaining('ticket_search'),
    retryAt: expect.any(String),
  });
});

test('error and ticket are hidden from administrators who cannot read the ticket', async () => {
  const profile = await desk.given.profile(['ticket.read', 'settings.manage']);
  const stranger = await desk.given.agent({ profile: profile.id });
  expect(await failed(stranger)).toMatchObject([
    { number: null, error: null },
    { number: null, error: null },
  ]);
});

test('agents without the permission can neither list nor retry', async () => {
  const agent = await desk.given.agent({ profile: 'agent', in: [department] });
  expect(await desk.refusal(agent, 'listFailedEvents', {})).toMatchObject({ code: 'not_allowed' });
  const retry = { params: { eventId: 1 }, body: { subscriber: 'views:index' } };
  expect(await desk.refusal(agent, 'retryFailedEvent', retry)).toMatchObject({ code: 'not_allowed' });
});

test('further attempts that fail are counted, and the last one ends them', async () => {
  for (let attempt = 0; attempt < 10; attempt += 1) {
    desk.clock.move(3_600_000);
    await desk.runJobs({ mayFail: true });
  }
  for (const one of await failed()) expect(one).toMatchObject({ attemptCount: 8, retryAt: null });
});

test('an attempt by hand succeeds after the cause is gone, and removes the event from the list', async () => {
  await repairIndexing();
  for (const { eventId, subscriber } of await failed())
    await desk.call(desk.admin, 'retryFailedEvent', { params: { eventId }, body: { subscriber } });
  await sql`delete from ticket_search where ticket_id = ${number}`.execute(desk.services.db);
  expect(await found()).toBe(0);
  await desk.runJobs();
  expect(await failed()).toEqual([]);
  expect(await found()).toBe(1);
  const unknown = { params: { eventId: 1 }, body: { subscriber: 'views:index' } };
  expect(await desk.refusal(desk.admin, 'retryFailedEvent', unknown)).toMatchObject({ code: 'not_found' });
});

test('an automatic attempt succeeds by itself', async () => {
  await breakIndexing();
  expect(await failed()).toHaveLength(1);
  await repairIndexing();
  desk.clock.move(60_000);
  await desk.runJobs({ mayFail: true });
  expect(await failed()).toEqual([]);
});
