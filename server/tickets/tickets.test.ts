import type { Ticket, TicketEdit } from '@crossdesk/contracts/tickets.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { refusalCode } from '../testing/client.ts';
import { type TestAgent, type TestApp, testApp } from '../testing/test-app.ts';

let desk: TestApp;
let departmentId: number;
let agent: TestAgent;
let supervisor: TestAgent;
beforeAll(async () => {
  desk = await testApp();
  departmentId = (await desk.given.department()).id;
  agent = await desk.given.member(departmentId);
  supervisor = await desk.given.member(departmentId, 'supervisor');
});
afterAll(() => desk.close());

const message = { text: 'Please help.' };
const open = (body: object = {}, by = agent) =>
  desk.call(by, 'createTicket', {
    body: {
      subject: 'Broken',
      requester: { email: 'ann@customer.example', name: 'Ann' },
      departmentId,
      message,
      ...body,
    },
  });
const refusedOpen = (body: object, by = agent) =>
  refusalCode(
    desk.refusal(by, 'createTicket', {
      body: { subject: 'Broken', requester: { email: 'ann@customer.example' }, departmentId, message, ...body },
    }),
  );
const edit = (ticket: Pick<Ticket, 'number' | 'version'>, body: Partial<TicketEdit>, by = supervisor) =>
  desk.call(by, 'editTicket', { params: { number: ticket.number }, body: { version: ticket.version, ...body } });
const refusedEdit = (ticket: Pick<Ticket, 'number' | 'version'>, body: Partial<TicketEdit>, by = supervisor) =>
  desk.refusal(by, 'editTicket', { params: { number: ticket.number }, body: { version: ticket.version, ...body } });
const act = (name: 'closeTicket' | 'deleteTicket' | 'restoreTicket', ticket: Ticket, by = supervisor) =>
  desk.call(by, name, { params: { number: ticket.number }, body: { version: ticket.version } });
const historyOf = async (number: number) => (await desk.call(supervisor, 'listHistory', { params: { number } })).items;
const statusOf = async (state: string) => {
  const { choices } = await desk.call(agent, 'getCatalog', {});
  return choices.find((one) => one.baseState === state)?.id ?? 0;
};

describe('creating a ticket', () => {
  test('ZV-20 a ticket without a requester is not saved', async () => {
    expect(await refusedOpen({ requester: {} })).toBe('requester_required');
    expect(await refusedOpen({ requester: { name: 'Somebody' } })).toBe('requester_required');
    expect(await refusedOpen({ requester: undefined })).toBe('invalid_fields');
    expect(await refusedOpen({ requester: { contactId: 999_999 } })).toBe('unknown_reference');
  });

  test('ZV-19 numbers are integers assigned by the system in ascending order', async () => {
    const [first, second] = [await open(), await open()];
    expect(second.number).toBeGreaterThan(first.number);
    expect(await refusedOpen({ number: 7 })).toBe('invalid_fields');
  });

  test('ZV-12 CP-09 an agent creates a ticket with all fields on behalf of a contact', async () => {
    const contact = await desk.given.contact();
    const category = await desk.given.choice({ kind: 'category' });
    const ticket = await open({
      requester: { contactId: contact.id },
      assigneeId: agent.id,
      categoryId: category.id,
      cc: [{ name: 'Bob', address: 'bob@customer.example' }],
      tags: ['vip', ' vip ', 'new'],
    });
    expect(ticket).toMatchObject({
      type: 'public',
      channel: 'api',
      baseState: 'new',
      version: 1,
      assigneeId: agent.id,
      categoryId: category.id,
      tags: ['vip', 'new'],
      requester: { id: contact.id },
      messageCount: 1,
      via: ['department_agent', 'assignee'],
    });
    const events = (await historyOf(ticket.number)).map((event) => [event.type, event.actor.id]);
    expect(events).toEqual([
      ['message.added', agent.id],
      ['ticket.created', agent.id],
    ]);
  });

  test('ZV-16 an agent creates an internal ticket, and its request is internal', async () => {
    const ticket = await open({ type: 'internal' });
    const { items } = await desk.call(agent, 'listMessages', { params: { number: ticket.number } });
    expect([ticket.type, items[0]?.visibility]).toEqual(['internal', 'internal']);
    expect(await refusedOpen({ type: 'internal', notifyRequester: true })).toBe('internal_ticket');
  });

  test('unknown and disabled references are refused', async () => {
    const disabled = await desk.given.choice({ kind: 'priority', isActive: false });
    const stranger = await desk.given.agent();
    expect(await refusedOpen({ departmentId: 999_999 })).toBe('unknown_reference');
    expect(await refusedOpen({ priorityId: disabled.id })).toBe('unknown_reference');
    expect(await refusedOpen({ priorityId: await statusOf('open') })).toBe('unknown_reference');
    expect(await refusedOpen({ accountId: 999_999 })).toBe('unknown_reference');
    expect(await refusedOpen({ assigneeId: stranger.id })).toBe('assignee_not_in_department');
    expect(await refusedOpen({ message: { text: ' ' } })).toBe('empty_message');
    expect(await refusedOpen({ message: { text: 'x', attachmentIds: [999_999] } })).toBe('unknown_reference');
  });

  test("a ticket can be created only in the agent's departments, and a refused one is not stored", async () => {
    const other = await desk.given.department();
    const before = (await desk.call(desk.admin, 'listContacts', { query: { q: 'nobody-yet' } })).items.length;
    const body = { departmentId: other.id, requester: { email: 'nobody-yet@customer.example' } };
    expect(await refusedOpen(body)).toBe('not_allowed');
    const { items } = await desk.call(desk.admin, 'listContacts', { query: { q: 'nobody-yet' } });
    expect(items).toHaveLength(before);
  });

  test('creating needs the same permissions as editing', async () => {
    const profile = await desk.given.profile(['ticket.read', 'tickets.create']);
    const clerk = await desk.given.agent({ profile: profile.id, in: [departmentId] });
    await open({}, clerk);
    expect(await refusedOpen({ assigneeId: agent.id }, clerk)).toBe('refused');
    expect(await refusedOpen({ statusId: await statusOf('closed') }, clerk)).toBe('refused');
    expect(await refusedOpen({ solutionDueAt: '2030-01-01T00:00:00Z' }, clerk)).toBe('refused');
    expect(await refusedOpen({ notifyRequester: true }, clerk)).toBe('refused');
  });
});

describe('editing a ticket', () => {
  test('ZV-11 ZV-18 ZV-21 ZV-22 ZV-23 ZV-29 ZV-30 ZV-35 each classification can be set and cleared, and is in the history', async () => {
    const ticket = await open();
    const [service, category, priority, product] = [
      await desk.given.choice({ kind: 'service' }),
      await desk.given.choice({ kind: 'category' }),
      await desk.given.choice({ kind: 'priority' }),
      await desk.given.choice({ kind: 'product' }),
    ];
    const account = await desk.call(supervisor, 'createAccount', { body: { name: 'Hooli' } });
    const requester = await desk.given.contact();
    const change = {
      subject: 'Still broken',
      type: 'internal' as const,
      serviceId: service.id,
      categoryId: category.id,
      priorityId: priority.id,
      productId: product.id,
      accountId: account.id,
      requesterId: requester.id,
      cc: [{ name: '', address: 'bob@customer.example' }],
      tags: ['vip'],
      solutionDueAt: '2030-01-01T00:00:00.000Z',
    };
    const edited = await edit(ticket, change);
    const { accountId: _, requesterId: __, ...shown } = change;
    expect(edited).toMatchObject({
      ...shown,
      account: { id: account.id },
      requester: { id: requester.id },
      isForecastByHand: true,
      version: ticket.version + 1,
    });
    const [event] = await historyOf(ticket.number);
    expect(event?.type).toBe('ticket.edited');
    expect(event?.changes.map((one) => one.field).sort()).toEqual(Object.keys(change).sort());
    expect(event?.changes).toContainEqual({ field: 'subject', before: 'Broken', after: 'Still broken' });
    const cleared = await edit(edited, { serviceId: null, accountId: null, solutionDueAt: null, tags: [] });
    expect(cleared).toMatchObject({
      serviceId: null,
      account: null,
      solutionDueAt: null,
      isForecastByHand: false,
      tags: [],
    });
  });

  test('saving the same values changes nothing and emits no event', async () => {
    const ticket = await open({ cc: [{ name: 'Bob', address: 'bob@customer.example' }], tags: ['a'] }, supervisor);
    const before = await historyOf(ticket.number);
    const same = await edit(ticket, {
      subject: ticket.subject,
      statusId: ticket.statusId,
      assigneeId: null,
      tags: ['a'],
      // The same mailbox with its fields in another order.
      cc: [{ address: 'bob@customer.example', name: 'Bob' }],
    });
    expect(same).toEqual(ticket);
    expect(await edit(ticket, {})).toEqual(ticket);
    expect(await historyOf(ticket.number)).toEqual(before);
  });

  test('a write with an old version is refused with the current ticket and changes nothing', async () => {
    const ticket = await open();
    const now = await edit(ticket, { tags: ['first'] });
    const refused = await refusedEdit(ticket, { tags: ['second'] });
    expect(refused.code).toBe('version_conflict');
    expect(refused.current).toEqual(now);
    expect(await edit(now, {})).toEqual(now);
  });

  test('of two concurrent writes with the same version one succeeds', async () => {
    const ticket = await open();
    const write = (tag: string) =>
      desk.send(supervisor, 'editTicket', {
        params: { number: ticket.number },
        body: { version: ticket.version, tags: [tag] },
      });
    const answers = await Promise.all(['a', 'b', 'c', 'd'].map(write));
    expect(answers.map((one) => one.statusCode).sort()).toEqual([200, 409, 409, 409]);
  });

  test('ZV-27 the assignee must belong to the department', async () => {
    const ticket = await open();
    const stranger = await desk.given.agent();
    expect((await refusedEdit(ticket, { assigneeId: stranger.id })).code).toBe('assignee_not_in_department');
    const disabled = await desk.given.agent({ in: [departmentId], isActive: false });
    expect((await refusedEdit(ticket, { assigneeId: disabled.id })).code).toBe('assignee_not_in_department');
    const assigned = await edit(ticket, { assigneeId: agent.id });
    expect(assigned.assigneeId).toBe(agent.id);
    await desk.call(desk.admin, 'editAgent', { params: { id: agent.id }, body: { memberships: [] } });
    // An agent who left the department stays assigned, and other edits still work.
    expect((await edit(assigned, { assigneeId: agent.id, tags: ['x'] })).tags).toEqual(['x']);
    const memberships = [{ departmentId, role: 'agent' as const }];
    await desk.call(desk.admin, 'editAgent', { params: { id: agent.id }, body: { memberships } });
  });

  test('an agent who only sees a ticket as its assignee can reassign it and then loses access', async () => {
    const guest = await desk.given.agent({ in: [departmentId] });
    const ticket = await open({ assigneeId: guest.id });
    await desk.call(desk.admin, 'editAgent', { params: { id: guest.id }, body: { memberships: [] } });
    const left = await edit(ticket, { assigneeId: agent.id }, guest);
    expect(left).toMatchObject({ assigneeId: agent.id, via: [] });
    expect(Object.values(left.can)).not.toContain(true);
    const gone = desk.refusal(guest, 'getTicket', { params: { number: ticket.number } });
    expect(await refusalCode(gone)).toBe('not_found');
  });

  test('ZV-25 each field needs its permission, and one refused field refuses the whole edit', async () => {
    const ticket = await open();
    const refused = await refusedEdit(ticket, { subject: 'New', solutionDueAt: '2030-01-01T00:00:00Z' }, agent);
    expect(refused).toMatchObject({ code: 'refused', reason: 'profile_lacks_permission' });
    expect((await refusedEdit(ticket, { type: 'internal' }, agent)).reason).toBe('profile_lacks_permission');
    expect((await desk.call(agent, 'getTicket', { params: { number: ticket.number } })).subject).toBe('Broken');
  });
});

describe('status and justification', () => {
  test('ZV-34 a status that needs a justification requires one of its own', async () => {
    const status = await desk.given.choice({ kind: 'status', baseState: 'on_hold', needsJustification: true });
    const own = await desk.given.choice({ kind: 'justification', statusId: status.id });
    const foreign = await desk.given.choice({ kind: 'justification', statusId: await statusOf('pending') });
    const ticket = await open();
    expect((await refusedEdit(ticket, { statusId: status.id })).code).toBe('justification_required');
    const wrong = { statusId: status.id, justificationId: foreign.id };
    expect((await refusedEdit(ticket, wrong)).code).toBe('justification_not_for_status');
    const held = await edit(ticket, { statusId: status.id, justificationId: own.id });
    expect(held).toMatchObject({ baseState: 'on_hold', justificationId: own.id });
    // The same status keeps its justification, even if that can no longer be chosen.
    await desk.call(desk.admin, 'editChoice', { params: { id: own.id }, body: { isActive: false } });
    expect(await edit(held, { statusId: status.id })).toEqual(held);
    expect(await edit(held, { statusId: status.id, justificationId: own.id })).toEqual(held);
    expect((await refusedEdit(held, { justificationId: null })).code).toBe('justification_required');
    const back = await edit(held, { statusId: await statusOf('open') });
    expect(back.justificationId).toBeNull();
  });

  test('CP-36 CP-37 the check mark closes the ticket, and the resolution date is set once', async () => {
    const ticket = await open();
    const resolved = await edit(ticket, { statusId: await statusOf('resolved') });
    expect(resolved.resolvedAt).not.toBeNull();
    const closed = await act('closeTicket', resolved, agent);
    expect(closed).toMatchObject({ baseState: 'closed', resolvedAt: resolved.resolvedAt });
    const reopened = await edit(closed, { statusId: await statusOf('open') });
    expect(reopened.resolvedAt).toBeNull();
  });

  test("a customer's reply reopens a ticket, even into a status that needs a justification", async () => {
    const { choices } = await desk.call(agent, 'getCatalog', {});
    const first = choices.find((one) => one.baseState === 'open');
    const params = { id: first?.id ?? 0 };
    await desk.call(desk.admin, 'editChoice', { params, body: { needsJustification: true } });
    const closed = await act('closeTicket', await open());
    await desk.given.message(closed.number, { isQuiet: false });
    expect((await desk.call(agent, 'getTicket', { params: { number: closed.number } })).baseState).toBe('open');
    await desk.call(desk.admin, 'editChoice', { params, body: { needsJustification: false } });
  });

  test('a canceled ticket stays canceled', async () => {
    const canceled = await edit(await open(), { statusId: await statusOf('canceled') });
    await desk.given.message(canceled.number, { isQuiet: false });
    expect((await desk.call(agent, 'getTicket', { params: { number: canceled.number } })).baseState).toBe('canceled');
  });
});

describe('the trash', () => {
  test('CP-38 a deleted ticket is only in the trash, cannot be changed, and is restored unchanged', async () => {
    const ticket = await open();
    const deleted = await act('deleteTicket', ticket);
    expect(deleted.deletedAt).not.toBeNull();
    const numbers = async (view: string) =>
      (await desk.call(supervisor, 'listTickets', { query: { view, state: 'any' } })).items.map((row) => row.number);
    expect(await numbers('trash')).toContain(ticket.number);
    expect(await numbers('all')).not.toContain(ticket.number);
    expect(await refusedEdit(deleted, { tags: ['x'] })).toMatchObject({ code: 'refused', reason: 'ticket_deleted' });
    const again = { params: { number: ticket.number }, body: { version: deleted.version } };
    expect((await desk.refusal(supervisor, 'deleteTicket', again)).reason).toBe('ticket_deleted');
    const back = await act('restoreTicket', deleted);
    expect({ ...back, version: 0, updatedAt: '' }).toEqual({
      ...ticket,
      version: 0,
      updatedAt: '',
      can: back.can,
      via: back.via,
    });
    const types = (await historyOf(ticket.number)).map((event) => event.type);
    expect(types.slice(0, 2)).toEqual(['ticket.restored', 'ticket.deleted']);
  });

  test('an agent without the permission cannot delete', async () => {
    const ticket = await open();
    const refused = desk.refusal(agent, 'deleteTicket', { params: { number: ticket.number }, body: { version: 1 } });
    expect((await refused).reason).toBe('profile_lacks_permission');
  });
});

test('every request for a ticket of another department returns not_found', async () => {
  const other = await desk.given.department();
  const number = await desk.given.ticket({ departmentId: other.id });
  const params = { number };
  for (const name of ['getTicket', 'listMessages', 'listHistory', 'listDrafts'] as const) {
    expect(await refusalCode(desk.refusal(agent, name, { params }))).toBe('not_found');
  }
  for (const name of ['editTicket', 'closeTicket', 'deleteTicket', 'restoreTicket'] as const) {
    expect(await refusalCode(desk.refusal(agent, name, { params, body: { version: 1 } }))).toBe('not_found');
  }
  expect(await refusalCode(desk.refusal(agent, 'markRead', { params, body: {} }))).toBe('not_found');
  expect(await refusalCode(desk.refusal(agent, 'markUnread', { params, body: {} }))).toBe('not_found');
});
