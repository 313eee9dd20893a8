import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { minute, type TestAgent, type TestApp, testApp } from '../testing/test-app.ts';

let desk: TestApp;
let support: number;
let logistics: number;
let emi: TestAgent;
let sora: TestAgent;
let clara: TestAgent;
let tomas: TestAgent;
beforeAll(async () => {
  desk = await testApp();
  await desk.runJobs();
  support = (await desk.given.department({ name: 'Support' })).id;
  logistics = (await desk.given.department({ name: 'Logistics' })).id;
  await rule(support);
  await rule(logistics);
  [emi, sora] = [await desk.given.member(support), await desk.given.member(support)];
  [clara, tomas] = [await desk.given.member(logistics), await desk.given.member(logistics)];
  for (const agent of [clara, tomas]) await desk.given.availability(agent.id);
});
afterAll(() => desk.close());

const rule = (departmentId: number) =>
  desk.call(desk.admin, 'createRoutingRule', { body: { name: 'All', departmentId } });
async function settings(departmentId: number, change: Record<string, unknown>): Promise<void> {
  const { items } = await desk.call(desk.admin, 'listAssignmentSettings', {});
  const { version = 0 } = items.find((one) => one.departmentId === departmentId) ?? {};
  await desk.call(desk.admin, 'editAssignmentSettings', { params: { departmentId }, body: { version, ...change } });
}
const ticketOf = (agent: TestAgent, number: number) => desk.call(agent, 'getTicket', { params: { number } });
const listed = async (agent: TestAgent, view: string) =>
  (await desk.call(agent, 'listTickets', { query: { view, state: 'any' } })).items.map((one) => one.number);
const note = 'The parcel is lost, please trace it.';

/** A ticket of Support that Emi has, with its version. */
async function given(assignee: TestAgent | null = emi) {
  const number = await desk.given.ticket({ departmentId: support, ...(assignee ? { assigneeId: assignee.id } : {}) });
  return { number, version: (await ticketOf(emi, number)).version };
}
type Terms = Record<string, unknown>;
const transfer = (by: TestAgent, { number, version }: { number: number; version: number }, terms: Terms = {}) =>
  desk.call(by, 'transferTicket', { params: { number }, body: { version, departmentId: logistics, note, ...terms } });
const refusal = (by: TestAgent, { number, version }: { number: number; version: number }, terms: Terms = {}) =>
  desk.refusal(by, 'transferTicket', {
    params: { number },
    body: { version, departmentId: logistics, note, ...terms },
  });
const forecast = (by: TestAgent, number: number, terms: Terms = {}) =>
  desk.call(by, 'forecastTransfer', { params: { number }, body: { departmentId: logistics, note, ...terms } });

describe('a transfer to a department', () => {
  test('TT-01 TT-05 TT-17 TT-24 goes to the available agent with the fewest open tickets, as the forecast said', async () => {
    await desk.given.ticket({ departmentId: logistics, assigneeId: clara.id });
    const found = await given();
    const expected = await forecast(emi, found.number);
    expect(expected).toMatchObject({ outcome: 'assigned', agentId: tomas.id, code: null, handoverCount: 1 });
    expect(expected.candidates).toMatchObject([
      { agentId: clara.id, openCount: 1, refusal: null },
      { agentId: tomas.id, openCount: 0, refusal: null },
    ]);
    const done = await transfer(emi, found, { reason: 'Wrong department' });
    expect(done).toMatchObject({ outcome: 'assigned', agentId: tomas.id, ticket: { assigneeId: tomas.id } });
    const received = await ticketOf(tomas, found.number);
    expect(received).toMatchObject({ departmentId: logistics, assigneeId: tomas.id, isOwn: true });
    const { items } = await desk.call(tomas, 'listMessages', { params: { number: found.number } });
    expect(items.at(-1)).toMatchObject({ kind: 'comment', text: note, author: { id: emi.id } });
    const assigned = await desk.call(tomas, 'listTickets', { query: { view: 'assigned' } });
    expect(assigned.items.find((one) => one.number === found.number)).toMatchObject({ isUnread: true });
  });

  test('TT-03 TT-14 TT-15 the former holder finds it under Transferred, can read it and cannot answer', async () => {
    const found = await given();
    await transfer(emi, found);
    for (const [agent, view] of [
      [emi, 'transferred'],
      [sora, 'transferred_department'],
    ] as const) {
      expect(await listed(agent, view)).toContain(found.number);
      expect(await listed(agent, 'all')).not.toContain(found.number);
      const ticket = await ticketOf(agent, found.number);
      expect(ticket).toMatchObject({ departmentId: logistics, isOwn: false });
      expect(ticket.can['ticket.reply']).toBe('handed_over');
      for (const write of ['reply', 'comment'] as const) {
        const refused = await desk.refusal(agent, write, { params: { number: found.number }, body: { text: 'Hello' } });
        expect(refused, write).toMatchObject({ code: 'refused', reason: 'handed_over' });
      }
    }
    expect(await listed(sora, 'transferred')).not.toContain(found.number);
    const { items: decisions } = await desk.call(sora, 'listDecisions', { params: { number: found.number } });
    expect(decisions).toEqual([]);
    const { relations } = await desk.call(sora, 'explainAccess', { params: { number: found.number } });
    expect(relations.map((one) => one.relation)).toEqual(['former_department']);
  });

  test('C-27 what the department keeps is a choice: nothing, a trace, or a share', async () => {
    const [nothing, full] = [await given(), await given()];
    expect(await forecast(emi, nothing.number, { keep: 'nothing' })).toMatchObject({ losesAccess: true });
    expect(await transfer(emi, nothing, { keep: 'nothing' })).toMatchObject({ ticket: null });
    expect((await desk.refusal(emi, 'getTicket', { params: { number: nothing.number } })).code).toBe('not_found');
    expect(await listed(emi, 'transferred')).not.toContain(nothing.number);
    await transfer(emi, full, { keep: 'full' });
    expect((await ticketOf(sora, full.number)).can['ticket.reply']).toBe(true);
    expect(await listed(sora, 'shared')).toContain(full.number);
  });

  test('TT-25 the ticket is new for the receiver, who sees who had it before', async () => {
    const found = await given();
    await transfer(emi, found, { agentId: clara.id, reason: 'Lost parcel' });
    const { items } = await desk.call(clara, 'listTickets', { query: { view: 'assigned' } });
    expect(items.find((one) => one.number === found.number)).toMatchObject({ isUnread: true });
    const { items: held, handoverCount } = await desk.call(clara, 'listHoldings', { params: { number: found.number } });
    expect(held).toMatchObject([
      { departmentId: support, agentId: emi.id },
      { departmentId: logistics, agentId: clara.id, endedAt: null, byName: emi.name, reason: 'Lost parcel' },
    ]);
    expect(held[0]?.endedAt).toBe(held[1]?.startedAt);
    expect(handoverCount).toBe(1);
  });

  test('CP-26 CP-27 CP-28 CP-29 CP-40 account, product and category are corrected in the same step', async () => {
    const account = await desk.call(desk.admin, 'createAccount', { body: { name: 'Lamp House' } });
    const product = await desk.given.choice({ kind: 'product' });
    const found = await given();
    const category = await desk.given.choice({ kind: 'category' });
    const corrections = { accountId: account.id, productId: product.id, categoryId: category.id };
    await transfer(emi, found, { agentId: clara.id, ...corrections });
    expect(await ticketOf(clara, found.number)).toMatchObject({
      assigneeId: clara.id,
      account: { id: account.id },
      productId: product.id,
      categoryId: category.id,
    });
    const { items } = await desk.call(clara, 'listMessages', { params: { number: found.number } });
    expect(items.at(-1)).toMatchObject({ kind: 'comment', visibility: 'internal', text: note });
    const history = await desk.call(clara, 'listHistory', { params: { number: found.number }, query: {} });
    const fields = history.items.find((one) => one.type === 'ticket.transferred')?.changes.map((one) => one.field);
    expect(fields).toEqual(
      expect.arrayContaining(['departmentId', 'assigneeId', 'accountId', 'productId', 'categoryId']),
    );
    const wrong = await given();
    expect(await refusal(emi, wrong, { productId: 999_999 })).toMatchObject({ code: 'unknown_reference' });
    expect(await ticketOf(emi, wrong.number)).toMatchObject({ departmentId: support, version: wrong.version });
  });

  test("the department's own share ends, and the others stay", async () => {
    const billing = (await desk.given.department()).id;
    const found = await given();
    const shares = [{ departmentId: logistics, level: 'read_only' as const }, { departmentId: billing }];
    await desk.call(emi, 'addShares', { params: { number: found.number }, body: { shares } });
    expect(await forecast(emi, found.number)).toMatchObject({ endsShare: true, keptShares: 1 });
    await transfer(emi, found);
    const { items } = await desk.call(clara, 'listShares', { params: { number: found.number } });
    expect(items.map((one) => one.departmentId)).toEqual([billing]);
  });

  test('a ticket that comes back is owned as before, without a trace', async () => {
    const found = await given();
    await transfer(emi, found, { agentId: clara.id });
    const { version } = await ticketOf(clara, found.number);
    await transfer(clara, { number: found.number, version }, { departmentId: support, keep: 'nothing' });
    expect(await ticketOf(emi, found.number)).toMatchObject({ departmentId: support, isOwn: true });
    expect(await listed(emi, 'transferred')).not.toContain(found.number);
    expect((await desk.refusal(clara, 'getTicket', { params: { number: found.number } })).code).toBe('not_found');
  });
});

describe('a transfer that cannot be made says why, and changes nothing', () => {
  test('TT-13 TT-22 TT-23 a department without a rule for the channel', async () => {
    const other = (await desk.given.department()).id;
    const found = await given();
    expect(await forecast(emi, found.number, { departmentId: other })).toMatchObject({
      outcome: null,
      code: 'no_rule',
    });
    expect(await refusal(emi, found, { departmentId: other })).toMatchObject({ code: 'no_rule' });
    const { items } = await desk.call(emi, 'listTransferTargets', { params: { number: found.number } });
    expect(items.find((one) => one.departmentId === other)).toMatchObject({ code: 'no_rule' });
    expect(items.find((one) => one.departmentId === logistics)).toMatchObject({ code: null });
    expect(await ticketOf(emi, found.number)).toMatchObject({ departmentId: support, version: found.version });
  });

  test('TT-21 an agent who is not part of the rule, or not in the department', async () => {
    const other = (await desk.given.department()).id;
    const [inRule, outside] = [await desk.given.member(other), await desk.given.member(other)];
    await desk.given.availability(outside.id);
    await desk.call(desk.admin, 'createRoutingRule', {
      body: { name: 'Some', departmentId: other, agentIds: [inRule.id] },
    });
    const found = await given();
    expect(await refusal(emi, found, { departmentId: other, agentId: outside.id })).toMatchObject({
      code: 'not_in_rule',
    });
    expect(await refusal(emi, found, { departmentId: other, agentId: clara.id })).toMatchObject({
      code: 'agent_not_in_department',
    });
    const empty = (await desk.given.department()).id;
    await rule(empty);
    expect(await refusal(emi, found, { departmentId: empty })).toMatchObject({ code: 'nobody_in_rule' });
  });

  test('TT-19 C-04 a named agent who is away, unless the department allows it', async () => {
    const other = (await desk.given.department()).id;
    await rule(other);
    const away = await desk.given.member(other);
    await desk.given.availability(away.id, 'away');
    const found = await given();
    const terms = { departmentId: other, agentId: away.id };
    expect(await refusal(emi, found, terms)).toMatchObject({ code: 'agent_unavailable', reason: 'away' });
    await settings(other, { mayNameUnavailable: true });
    expect(await transfer(emi, found, terms)).toMatchObject({ outcome: 'named', agentId: away.id });
  });

  test('TT-12 TT-18 TT-26 with nobody available it waits in Unassigned, or is refused if the department wants that', async () => {
    const other = (await desk.given.department()).id;
    await rule(other);
    const away = await desk.given.member(other);
    await desk.given.availability(away.id, 'away');
    const found = await given();
    expect(await transfer(emi, found, { departmentId: other })).toMatchObject({
      outcome: 'waiting',
      agentId: null,
      reason: 'nobody_available',
    });
    expect(await listed(away, 'unassigned')).toContain(found.number);
    await desk.given.availability(away.id);
    await desk.runJobs();
    expect(await ticketOf(away, found.number)).toMatchObject({ assigneeId: away.id });
    await desk.given.availability(away.id, 'away');
    await settings(other, { whenNobody: 'refuse' });
    expect(await refusal(emi, await given(), { departmentId: other })).toMatchObject({ code: 'nobody_available' });
  });

  test('the department it is in, a disabled one, one that is not allowed, and without a note', async () => {
    const found = await given();
    expect(await refusal(emi, found, { departmentId: support })).toMatchObject({ code: 'same_department' });
    expect(await refusal(emi, found, { note: ' ' })).toMatchObject({
      code: 'note_required',
      fields: [{ path: '/body/note' }],
    });
    const disabled = (await desk.given.department({ isActive: false })).id;
    expect(await refusal(emi, found, { departmentId: disabled })).toMatchObject({ code: 'transfer_target_disabled' });
    await settings(support, { targetIds: [disabled] });
    expect(await refusal(emi, found)).toMatchObject({ code: 'transfer_target_not_allowed' });
    await settings(support, { targetIds: null });
  });

  test('an old version, a closed or deleted ticket, and one seen only by a share', async () => {
    const found = await given();
    expect(await refusal(emi, { ...found, version: found.version - 1 })).toMatchObject({ code: 'version_conflict' });
    const shares = [{ departmentId: logistics }];
    await desk.call(emi, 'addShares', { params: { number: found.number }, body: { shares } });
    expect(await refusal(clara, found)).toMatchObject({ code: 'refused', reason: 'shared_full' });
    const closed = await desk.call(emi, 'closeTicket', {
      params: { number: found.number },
      body: { version: found.version },
    });
    expect(await refusal(emi, closed)).toMatchObject({ code: 'refused', reason: 'ticket_closed' });
    const other = (await desk.given.member((await desk.given.department()).id)) as TestAgent;
    expect(await refusal(other, found)).toMatchObject({ code: 'not_found' });
  });

  test('ZE-02 where the company forbids transfers, sharing still works', async () => {
    await desk.call(desk.admin, 'editCompany', { body: { isTransferOn: false } });
    const found = await given();
    expect(await forecast(emi, found.number)).toMatchObject({ code: 'transfers_off' });
    expect(await refusal(emi, found)).toMatchObject({ code: 'transfers_off' });
    const shares = [{ departmentId: logistics }];
    const shared = await desk.call(emi, 'addShares', { params: { number: found.number }, body: { shares } });
    expect(shared.items).toHaveLength(1);
    await desk.call(desk.admin, 'editCompany', { body: { isTransferOn: true } });
  });
});

describe('other ways to hand over', () => {
  test('TT-07 a unit needs no rule, but has to be allowed for the department', async () => {
    const unit = (await desk.given.department()).id;
    const member = await desk.given.member(unit);
    await desk.given.availability(member.id);
    const found = await given();
    const terms = { departmentId: unit, isUnit: true };
    expect(await refusal(emi, found, terms)).toMatchObject({ code: 'transfer_target_not_allowed' });
    await settings(support, { unitIds: [unit] });
    expect(await transfer(emi, found, terms)).toMatchObject({ outcome: 'assigned', agentId: member.id });
    await settings(support, { unitIds: [] });
  });

  test('TT-08 TT-10 TT-11 TT-16 a member is chosen from the list of the department, with their load', async () => {
    const { items, availableCount } = await desk.call(emi, 'listTransferMembers', { params: { id: logistics } });
    expect(items.map((one) => one.agentId)).toEqual([clara.id, tomas.id]);
    expect(availableCount).toBe(2);
    const found = await given();
    expect(await transfer(emi, found, { agentId: clara.id })).toMatchObject({ outcome: 'named', agentId: clara.id });
    const { items: rows } = await desk.call(tomas, 'listTickets', { query: { view: `department:${logistics}` } });
    expect(rows.find((one) => one.number === found.number)).toMatchObject({ assigneeId: clara.id });
  });

  test('TT-04 agents and supervisors of the department can transfer', async () => {
    const supervisor = await desk.given.agent({ profile: 'supervisor', supervises: [support] });
    for (const by of [sora, supervisor])
      expect(await transfer(by, await given())).toMatchObject({ ticket: { departmentId: logistics } });
    await desk.call(desk.admin, 'editAgent', { params: { id: supervisor.id }, body: { isActive: false } });
  });

  test('CP-26 a colleague of the same department, without a note', async () => {
    await desk.given.availability(sora.id);
    const found = await given();
    const done = await transfer(emi, found, { departmentId: support, agentId: sora.id, note: undefined });
    expect(done).toMatchObject({ outcome: 'named', ticket: { departmentId: support, assigneeId: sora.id } });
  });

  test('TT-09 C-13 escalating goes to an available supervisor and stays in the list of the agent', async () => {
    const found = await given();
    const escalate = (body: Terms = {}) => ({
      params: { number: found.number },
      body: { version: found.version, ...body },
    });
    expect(await desk.refusal(emi, 'escalateTicket', escalate())).toMatchObject({ code: 'no_supervisor' });
    const grace = await desk.given.agent({ profile: 'supervisor', supervises: [support] });
    await desk.given.availability(grace.id);
    const done = await desk.call(emi, 'escalateTicket', escalate({ note: 'The customer threatens to leave.' }));
    expect(done).toMatchObject({ agentId: grace.id, ticket: { assigneeId: grace.id, departmentId: support } });
    expect(await listed(emi, 'escalated')).toContain(found.number);
    expect(await listed(emi, 'transferred')).not.toContain(found.number);
  });

  test('only a member of the department, with the permission, can transfer', async () => {
    const viewer = await desk.given.member(support, 'viewer');
    expect(await refusal(viewer, await given())).toMatchObject({ code: 'refused', reason: 'profile_lacks_permission' });
  });
});

describe('undoing a transfer', () => {
  test('within ten seconds restores department, person, fields, shares and traces', async () => {
    const found = await given();
    const shares = [{ departmentId: logistics, level: 'restricted' as const, reason: 'look' }];
    await desk.call(emi, 'addShares', { params: { number: found.number }, body: { shares } });
    const { version: _, updatedAt: __, ...before } = await ticketOf(emi, found.number);
    const { version } = await ticketOf(emi, found.number);
    const { id } = await transfer(emi, { number: found.number, version }, { keep: 'full' });
    const after = await desk.call(emi, 'undoTransfer', { params: { id } });
    expect(after).toMatchObject({
      departmentId: support,
      assigneeId: emi.id,
      shares: before.shares,
      can: before.can,
      via: before.via,
    });
    expect(await listed(emi, 'transferred')).not.toContain(found.number);
    const { items } = await desk.call(emi, 'listHoldings', { params: { number: found.number } });
    expect(items).toMatchObject([{ departmentId: support, agentId: emi.id, endedAt: null }]);
    expect(await desk.refusal(emi, 'undoTransfer', { params: { id } })).toMatchObject({ code: 'undo_too_late' });
  });

  test('is refused to an agent who has left the department meanwhile', async () => {
    const leaving = await desk.given.member(support);
    const { id } = await transfer(leaving, await given(), { agentId: clara.id });
    await desk.call(desk.admin, 'editAgent', { params: { id: leaving.id }, body: { memberships: [] } });
    expect(await desk.refusal(leaving, 'undoTransfer', { params: { id } })).toMatchObject({ code: 'refused' });
  });

  test('is refused later, after something else happened, and for others', async () => {
    const [late, changed] = [await given(), await given()];
    const { id } = await transfer(emi, changed, { agentId: clara.id });
    expect(await desk.refusal(sora, 'undoTransfer', { params: { id } })).toMatchObject({ code: 'not_found' });
    await desk.call(clara, 'comment', { params: { number: changed.number }, body: { text: 'On it.' } });
    expect(await desk.refusal(emi, 'undoTransfer', { params: { id } })).toMatchObject({ code: 'undo_too_late' });
    const { id: lateId } = await transfer(emi, late, { agentId: clara.id });
    desk.clock.move(minute);
    expect(await desk.refusal(emi, 'undoTransfer', { params: { id: lateId } })).toMatchObject({
      code: 'undo_too_late',
    });
  });
});
