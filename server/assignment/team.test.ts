import { afterAll, beforeAll, expect, test } from 'vitest';
import { minute, type TestAgent, type TestApp, testApp } from '../testing/test-app.ts';

let desk: TestApp;
beforeAll(async () => {
  desk = await testApp();
  await desk.runJobs();
});
afterAll(() => desk.close());

const teamOf = (agent: TestAgent, id: number, since?: string) =>
  desk.call(agent, 'getTeam', { params: { id }, query: since ? { since } : {} });

async function department() {
  const { id: departmentId } = await desk.given.department();
  await desk.call(desk.admin, 'createRoutingRule', { body: { name: 'All', departmentId } });
  const present = await desk.given.member(departmentId);
  const away = await desk.given.member(departmentId);
  await desk.given.availability(present.id, 'available');
  await desk.given.availability(away.id, 'away');
  await desk.call(desk.admin, 'editAgentLimits', {
    params: { id: present.id },
    body: { version: 0, maxOpen: 1, skills: [] },
  });
  return { departmentId, present, away };
}

test('TT-26 the team shows members with their tickets, what waits and why, and what each received', async () => {
  const { departmentId, present, away } = await department();
  const [first, second] = [await desk.given.ticket({ departmentId }), await desk.given.ticket({ departmentId })];
  await desk.runJobs();
  const team = await teamOf(away, departmentId);
  expect(team.members).toMatchObject([
    { agentId: present.id, openCount: 1, maxOpen: 1, refusal: null, ticketCount: 1, tickets: [{ number: first }] },
    { agentId: away.id, openCount: 0, maxOpen: null, refusal: 'away', ticketCount: 0, tickets: [] },
  ]);
  expect(team.waiting).toMatchObject([{ number: second, reason: 'several_reasons' }]);
  expect(team.waitingCount).toBe(1);
  expect(team.received).toEqual([{ agentId: present.id, decidedBy: 'only_one', count: 1 }]);
  const later = new Date(desk.clock.now().getTime() + 1000).toISOString();
  expect((await teamOf(away, departmentId, later)).received).toEqual([]);
});

test('tickets that are not assigned automatically have no reason, or say that the department assigns by hand', async () => {
  const { departmentId, present } = await department();
  await desk.given.ticket({ departmentId, type: 'internal' });
  expect((await teamOf(present, departmentId)).waiting).toMatchObject([{ reason: null }]);
  await desk.call(desk.admin, 'editAssignmentSettings', {
    params: { departmentId },
    body: { version: 0, mode: 'manual' },
  });
  expect((await teamOf(present, departmentId)).waiting).toMatchObject([{ reason: 'manual' }]);
});

test('closed and deleted tickets, and those of other departments, are not shown', async () => {
  const { departmentId } = await department();
  const other = await desk.given.department();
  const both = await desk.given.agent({ in: [departmentId, other.id] });
  await desk.given.ticket({ departmentId, state: 'closed' });
  await desk.given.ticket({ departmentId, isDeleted: true });
  await desk.given.ticket({ departmentId: other.id, assigneeId: both.id });
  const team = await teamOf(both, departmentId);
  expect(team.waiting).toEqual([]);
  expect(team.members.find((one) => one.agentId === both.id)).toMatchObject({
    openCount: 1,
    ticketCount: 0,
    tickets: [],
  });
});

test('only members of a department, and agents of all departments, see its team', async () => {
  const { departmentId } = await department();
  const { present: outsider } = await department();
  const refusal = (agent: TestAgent, id: number) => desk.refusal(agent, 'getTeam', { params: { id } });
  expect(await refusal(outsider, departmentId)).toMatchObject({ code: 'not_found' });
  expect(await refusal(desk.admin, 999_999)).toMatchObject({ code: 'not_found' });
  expect((await teamOf(desk.admin, departmentId)).members).toHaveLength(2);
});

test('TT-26 a ticket that was given by hand can wait again, since the same time, and is assigned automatically', async () => {
  const { departmentId, present, away } = await department();
  await desk.given.availability(present.id, 'away');
  const number = await desk.given.ticket({ departmentId });
  await desk.runJobs();
  const waitingOf = async () => (await teamOf(away, departmentId)).waiting.find((one) => one.number === number);
  const before = await waitingOf();
  expect(before).toMatchObject({ reason: 'nobody_available' });
  const assign = async (assigneeId: number) => {
    const { version } = await desk.call(away, 'getTicket', { params: { number } });
    const given = await desk.call(away, 'editTicket', { params: { number }, body: { version, assigneeId } });
    // The ticket leaves the queue.
    await desk.runJobs();
    return given.version;
  };
  const version = await assign(away.id);
  desk.clock.move(minute);
  const request = { params: { number }, body: { version, since: before?.since ?? '' } };
  expect(await desk.call(away, 'queueTicket', request)).toMatchObject({ assigneeId: null });
  await desk.runJobs();
  expect(await waitingOf()).toMatchObject({ reason: 'nobody_available', since: before?.since });
  expect(await desk.refusal(away, 'queueTicket', request)).toMatchObject({ code: 'version_conflict' });
  await desk.given.availability(present.id);
  await desk.runJobs();
  expect((await desk.call(away, 'getTicket', { params: { number } })).assigneeId).toBe(present.id);
});

test('only those who may assign a ticket let it wait again, and by hand it just becomes unassigned', async () => {
  const { departmentId, present, away } = await department();
  const number = await desk.given.ticket({ departmentId, assigneeId: present.id });
  const { version } = await desk.call(present, 'getTicket', { params: { number } });
  const request = { params: { number }, body: { version } };
  const { present: outsider } = await department();
  expect(await desk.refusal(outsider, 'queueTicket', request)).toMatchObject({ code: 'not_found' });
  const viewer = await desk.given.member(departmentId, 'viewer');
  expect(await desk.refusal(viewer, 'queueTicket', request)).toMatchObject({ code: 'refused' });
  await desk.call(desk.admin, 'editAssignmentSettings', {
    params: { departmentId },
    body: { version: 0, mode: 'manual' },
  });
  await desk.call(away, 'queueTicket', request);
  await desk.runJobs();
  expect((await teamOf(away, departmentId)).waiting).toMatchObject([{ number, reason: 'manual' }]);
});
