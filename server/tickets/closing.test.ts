import type { Ticket } from '@crossdesk/contracts/tickets.ts';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tasks } from '../app/jobs.ts';
import { type TestAgent, type TestApp, testApp } from '../testing/test-app.ts';

let desk: TestApp;
let departmentId: number;
let agent: TestAgent;
beforeAll(async () => {
  desk = await testApp();
  departmentId = (await desk.given.department()).id;
  agent = await desk.given.member(departmentId);
});
afterAll(() => desk.close());

const dayMs = 24 * 60 * 60 * 1000;
const read = (number: number) => desk.call(agent, 'getTicket', { params: { number } });
const closeResolved = () => tasks['tickets:close-resolved']?.(desk.services, {}, { count: 1, isLast: false });
const statusOf = async (state: string) =>
  (await desk.call(agent, 'getCatalog', {})).choices.find((one) => one.baseState === state)?.id ?? 0;
const edit = (ticket: Ticket, statusId: number, by = agent) =>
  desk.call(by, 'editTicket', { params: { number: ticket.number }, body: { version: ticket.version, statusId } });
const resolved = async () => {
  const ticket = await read(await desk.given.ticket({ departmentId }));
  return edit(ticket, await statusOf('resolved'));
};

describe('closing resolved tickets', () => {
  test('ZV-33 resolved tickets are closed after the days, once, by the system, and keep their place in lists', async () => {
    const [early, inTrash] = [await resolved(), await resolved()];
    const supervisor = await desk.given.member(departmentId, 'supervisor');
    await desk.call(supervisor, 'deleteTicket', {
      params: { number: inTrash.number },
      body: { version: inTrash.version },
    });
    desk.clock.move(2 * dayMs);
    const late = await resolved();
    desk.clock.move(1.5 * dayMs);
    await closeResolved();
    expect((await read(early.number)).baseState).toBe('resolved');
    await desk.call(desk.admin, 'editCompany', { body: { closeAfterDays: 3 } });
    const order = async () =>
      (await desk.call(agent, 'listTickets', { query: { view: 'all', state: 'any' } })).items.map((row) => row.number);
    const before = await order();
    await Promise.all([closeResolved(), closeResolved()]);
    await closeResolved();
    const closed = await read(early.number);
    expect(closed).toMatchObject({
      baseState: 'closed',
      statusId: await statusOf('closed'),
      version: early.version + 1,
      resolvedAt: early.resolvedAt,
    });
    expect((await read(late.number)).baseState).toBe('resolved');
    expect((await desk.call(supervisor, 'getTicket', { params: { number: inTrash.number } })).baseState).toBe(
      'resolved',
    );
    expect(await order()).toEqual(before);
    const { items } = await desk.call(agent, 'listHistory', { params: { number: early.number } });
    expect(items[0]).toMatchObject({
      type: 'ticket.edited',
      actor: { kind: 'system' },
      changes: [{ field: 'statusId', before: await statusOf('resolved'), after: await statusOf('closed') }],
    });
    expect(items.filter((event) => event.changes.some((one) => one.after === closed.statusId))).toHaveLength(1);
  });

  test('more tickets than one transaction closes are all closed', async () => {
    await desk.call(desk.admin, 'editCompany', { body: { closeAfterDays: 1 } });
    const { number } = await resolved();
    await sql`insert into ticket (type, subject, requester_id, department_id, status_id, base_state, channel,
        created_at, updated_at, activity_at, last_message_at, resolved_at, tags)
      select type, subject, requester_id, department_id, status_id, base_state, channel,
        created_at, updated_at, activity_at, last_message_at, resolved_at, tags
      from ticket, generate_series(1, 450) where id = ${number}`.execute(desk.services.db);
    desk.clock.move(2 * dayMs);
    await closeResolved();
    const { rows } = await sql<{ count: number }>`
      select count(*)::int as count from ticket where base_state = 'resolved' and deleted_at is null`.execute(
      desk.services.db,
    );
    expect(rows[0]?.count).toBe(0);
  });
});

describe('reopening', () => {
  test('an agent whose profile does not allow it cannot reopen, also with a reply, but can close', async () => {
    const profile = await desk.given.profile(['ticket.read', 'ticket.set_status', 'ticket.reply', 'ticket.edit']);
    const clerk = await desk.given.agent({ profile: profile.id, in: [departmentId] });
    const ticket = await read(await desk.given.ticket({ departmentId }));
    const closed = await edit(ticket, await statusOf('closed'), clerk);
    expect((await desk.call(clerk, 'getTicket', { params: { number: ticket.number } })).can['ticket.reopen']).toBe(
      'profile_lacks_permission',
    );
    const params = { number: ticket.number };
    const open = await statusOf('open');
    const refused = await desk.refusal(clerk, 'editTicket', {
      params,
      body: { version: closed.version, statusId: open },
    });
    expect(refused).toMatchObject({ code: 'refused', reason: 'profile_lacks_permission' });
    const reply = await desk.refusal(clerk, 'reply', { params, body: { text: 'Back', statusId: open } });
    expect(reply.code).toBe('refused');
    expect((await read(ticket.number)).baseState).toBe('closed');
    expect((await edit(closed, open)).baseState).toBe('open');
  });
});

test('C-17 the first active status of a state is its default', async () => {
  const other = await desk.given.choice({
    kind: 'status',
    baseState: 'closed',
    name: { en: 'Done', ja: '終了' },
    position: 0,
  });
  const ticket = await read(await desk.given.ticket({ departmentId }));
  const params = { number: ticket.number };
  const closed = await desk.call(agent, 'closeTicket', { params, body: { version: ticket.version } });
  expect(closed.statusId).toBe(other.id);
  expect((await desk.refusal(desk.admin, 'deleteChoice', { params: { id: other.id } })).code).toBe('in_use');
  await desk.call(desk.admin, 'editChoice', { params: { id: other.id }, body: { isActive: false } });
  const next = await read(await desk.given.ticket({ departmentId }));
  const body = { version: next.version };
  const again = await desk.call(agent, 'closeTicket', { params: { number: next.number }, body });
  expect(again.statusId).not.toBe(other.id);
  expect((await read(ticket.number)).statusId).toBe(other.id);
});
