import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type TestAgent, type TestApp, testApp } from '../testing/test-app.ts';

let desk: TestApp;
let support: number;
let logistics: number;
let emi: TestAgent;
let clara: TestAgent;
let tomas: TestAgent;
let number: number;
let version: number;

beforeAll(async () => {
  desk = await testApp();
  await desk.runJobs();
  support = (await desk.given.department({ name: 'Support' })).id;
  logistics = (await desk.given.department({ name: 'Logistics' })).id;
  for (const departmentId of [support, logistics])
    await desk.call(desk.admin, 'createRoutingRule', { body: { name: 'All', departmentId } });
});
beforeEach(async () => {
  emi = await desk.given.member(support);
  [clara, tomas] = [await desk.given.member(logistics), await desk.given.member(logistics)];
  for (const one of [clara, tomas]) await desk.given.availability(one.id);
  number = await desk.given.ticket({ departmentId: support, assigneeId: emi.id });
  ({ version } = await desk.call(emi, 'getTicket', { params: { number } }));
});
afterAll(() => desk.close());

const request = (terms: Record<string, unknown> = {}) => ({
  params: { number },
  body: { version, departmentId: logistics, note: 'Please trace it.', ...terms },
});
const transfer = (terms: Record<string, unknown> = {}) => desk.call(emi, 'transferTicket', request(terms));
const refusal = (terms: Record<string, unknown> = {}) => desk.refusal(emi, 'transferTicket', request(terms));
const forecast = (terms: Record<string, unknown> = {}) =>
  desk.call(emi, 'forecastTransfer', { params: { number }, body: { departmentId: logistics, ...terms } });
const stored = () => desk.call(desk.admin, 'getTicket', { params: { number } });
async function expectUnchanged(): Promise<void> {
  expect(await stored()).toMatchObject({ departmentId: support, assigneeId: emi.id });
  const { items } = await desk.call(desk.admin, 'listMessages', { params: { number } });
  expect(items.map((one) => one.kind)).toEqual(['request']);
}

describe('a transfer with bad input is refused with a code of its own, and changes nothing', () => {
  test('to a person whose account is disabled, or who left the department, since the forecast', async () => {
    const left = await desk.given.member(logistics);
    for (const change of [{ isActive: false }, { memberships: [] }]) {
      const gone = change.isActive === false ? clara : left;
      await desk.given.availability(gone.id);
      expect(await forecast({ agentId: gone.id })).toMatchObject({ outcome: 'named' });
      await desk.call(desk.admin, 'editAgent', { params: { id: gone.id }, body: change });
      expect(await refusal({ agentId: gone.id })).toMatchObject({
        code: 'agent_not_in_department',
        detail: "This agent isn't a member of that department.",
      });
    }
    await expectUnchanged();
  });

  test('to a department that was disabled since the forecast, or does not exist', async () => {
    const other = await desk.given.department();
    await desk.call(desk.admin, 'createRoutingRule', { body: { name: 'All', departmentId: other.id } });
    const member = await desk.given.member(other.id);
    await desk.given.availability(member.id);
    expect(await forecast({ departmentId: other.id })).toMatchObject({ outcome: 'assigned' });
    await desk.call(desk.admin, 'editDepartment', { params: { id: other.id }, body: { isActive: false } });
    for (const departmentId of [other.id, 999_999])
      expect(await refusal({ departmentId })).toMatchObject({
        code: 'transfer_target_disabled',
        detail: "This department doesn't exist or is disabled.",
      });
    await expectUnchanged();
  });

  test('of a deleted ticket', async () => {
    const deleted = await desk.call(desk.admin, 'deleteTicket', { params: { number }, body: { version } });
    const body = { ...request().body, version: deleted.version };
    const refused = await desk.refusal(desk.admin, 'transferTicket', { params: { number }, body });
    expect(refused).toMatchObject({ code: 'refused', reason: 'ticket_deleted' });
  });

  test('by someone who left the department, or lost the permission, since the forecast', async () => {
    expect(await forecast()).toMatchObject({ outcome: 'assigned' });
    const profile = await desk.given.profile(['ticket.read', 'ticket.comment']);
    await desk.call(desk.admin, 'editAgent', { params: { id: emi.id }, body: { profileId: profile.id } });
    expect(await refusal()).toMatchObject({ code: 'refused', reason: 'profile_lacks_permission' });
    const sora = await desk.given.member(support);
    const asked = { params: { number }, body: { departmentId: logistics } };
    expect(await desk.call(sora, 'forecastTransfer', asked)).toMatchObject({ outcome: 'assigned' });
    await desk.call(desk.admin, 'editAgent', { params: { id: sora.id }, body: { memberships: [] } });
    expect(await desk.refusal(sora, 'transferTicket', request())).toMatchObject({ code: 'not_found' });
    await expectUnchanged();
  });

  test('with no department, or a note that is too long', async () => {
    expect(await refusal({ departmentId: null })).toMatchObject({ code: 'invalid_fields' });
    expect(await refusal({ note: 'x'.repeat(20_001) })).toMatchObject({ code: 'invalid_fields' });
    await expectUnchanged();
  });
});

test('TT-19 TT-21 TT-22 TT-23 no rule, nobody in the rule, nobody available and nobody with room differ', async () => {
  const other = async (members: number, hasRule = true) => {
    const { id } = await desk.given.department();
    if (hasRule) await desk.call(desk.admin, 'createRoutingRule', { body: { name: 'All', departmentId: id } });
    const agents: TestAgent[] = [];
    for (let index = 0; index < members; index++) agents.push(await desk.given.member(id));
    return { id, agents };
  };
  const [noRule, empty, away, full, both] = [
    await other(1, false),
    await other(0),
    await other(1),
    await other(1),
    await other(2),
  ];
  for (const { agents } of [noRule, full, both]) for (const { id } of agents) await desk.given.availability(id);
  for (const { id } of away.agents) await desk.given.availability(id, 'away');
  await desk.given.availability(both.agents[1]?.id ?? 0, 'away');
  for (const { id, agents } of [full, both]) {
    await desk.call(desk.admin, 'editAssignmentSettings', {
      params: { departmentId: id },
      body: { version: 0, maxOpen: 1 },
    });
    await desk.given.ticket({ departmentId: id, assigneeId: agents[0]?.id ?? 0 });
  }
  const outcomes = [];
  for (const { id } of [noRule, empty, away, full, both]) {
    const { code, reason } = await forecast({ departmentId: id });
    outcomes.push(code ?? reason);
  }
  expect(outcomes).toEqual(['no_rule', 'nobody_in_rule', 'nobody_available', 'all_at_limit', 'several_reasons']);
  const { candidates } = await forecast({ departmentId: both.id });
  expect(candidates.map((one) => one.refusal)).toEqual(['at_limit', 'away']);
});

test('TT-17 an agent who becomes unavailable between forecast and transfer is not chosen', async () => {
  await desk.given.ticket({ departmentId: logistics, assigneeId: tomas.id });
  const { agentId } = await forecast();
  expect(agentId).not.toBe(tomas.id);
  for (const one of [clara, { id: agentId ?? 0 }]) await desk.given.availability(one.id, 'away');
  const done = await transfer();
  expect([clara.id, agentId]).not.toContain(done.agentId);
  expect(done.outcome).toBe('assigned');
});

test('two transfers of the same ticket at once: one is made, and the other is a conflict', async () => {
  const send = () =>
    desk.call(desk.admin, 'transferTicket', request()).then(
      () => 'done',
      (error: unknown) => String(error),
    );
  const outcomes = await Promise.all([send(), send()]);
  expect(outcomes.filter((one) => one === 'done')).toHaveLength(1);
  const { items } = await desk.call(clara, 'listHoldings', { params: { number } });
  expect(items).toHaveLength(2);
  const { items: messages } = await desk.call(clara, 'listMessages', { params: { number } });
  expect(messages.filter((one) => one.kind === 'comment')).toHaveLength(1);
  expect(outcomes.find((one) => one !== 'done')).toContain('version_conflict');
});
