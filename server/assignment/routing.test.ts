import type { RoutingRuleWrite } from '@crossdesk/contracts/assignment.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type TestApp, testApp } from '../testing/test-app.ts';

let desk: TestApp;
let billing: number;
let logistics: number;

beforeAll(async () => {
  desk = await testApp();
  billing = (await desk.given.department({ name: 'Billing' })).id;
  logistics = (await desk.given.department({ name: 'Logistics' })).id;
});
beforeEach(async () => {
  for (const { id } of await rules()) await desk.call(desk.admin, 'deleteRoutingRule', { params: { id } });
});
afterAll(() => desk.close());

const rules = async () => (await desk.call(desk.admin, 'listRoutingRules', {})).items;
const shadowed = async () => (await desk.call(desk.admin, 'listRoutingRules', {})).shadowed;
const create = (rule: Partial<RoutingRuleWrite>) =>
  desk.call(desk.admin, 'createRoutingRule', { body: { name: 'Rule', departmentId: billing, ...rule } });
const refusal = (rule: Record<string, unknown>) =>
  desk.refusal(desk.admin, 'createRoutingRule', {
    body: { name: 'Rule', departmentId: billing, ...rule } as RoutingRuleWrite,
  });

describe('two rules that exclude each other', () => {
  const invoice = { subjectWords: ['invoice', 'refund'], languages: ['en' as const] };

  test('the later one with the same conditions, or narrower ones, is reported with the earlier', async () => {
    const first = await create({ conditions: invoice });
    const same = await create({ departmentId: logistics, conditions: invoice });
    const narrower = await create({
      departmentId: logistics,
      channels: ['email'],
      conditions: { ...invoice, subjectWords: ['refund'], senders: ['customer.example'] },
    });
    expect(await shadowed()).toEqual([
      { ruleId: same.id, byId: first.id },
      { ruleId: narrower.id, byId: first.id },
    ]);
    const ids = [narrower.id, same.id, first.id];
    const ordered = await desk.call(desk.admin, 'orderRoutingRules', { body: { ids } });
    expect(ordered.shadowed).toEqual([{ ruleId: first.id, byId: same.id }]);
  });

  test.each([
    ['wider conditions', { departmentId: () => logistics, conditions: { subjectWords: ['invoice', 'delivery'] } }],
    ['the same department', { departmentId: () => billing, conditions: { subjectWords: ['invoice'] } }],
    ['no conditions', { departmentId: () => logistics, conditions: {} }],
  ])('a later one with %s is not', async (_, { departmentId, conditions }) => {
    await create({ conditions: { subjectWords: ['invoice'] } });
    await create({ departmentId: departmentId(), conditions });
    expect(await shadowed()).toEqual([]);
  });

  test('an earlier one that is off, or only for another channel, is no obstacle', async () => {
    await create({ conditions: invoice, isActive: false });
    await create({ conditions: invoice, channels: ['portal'] });
    await create({ departmentId: logistics, conditions: invoice });
    expect(await shadowed()).toEqual([]);
  });
});

describe('a rule with bad input is refused, and nothing is created', () => {
  test('a department that does not exist or is disabled', async () => {
    const disabled = (await desk.given.department({ isActive: false })).id;
    for (const departmentId of [disabled, 999_999])
      expect(await refusal({ departmentId })).toMatchObject({
        code: 'unknown_reference',
        fields: [{ path: '/body/departmentId' }],
      });
    expect(await rules()).toEqual([]);
  });

  test('a limit of 0, of the rule, the department or an agent', async () => {
    const settings = { params: { departmentId: billing }, body: { version: 0, maxOpen: 0 } };
    const agent = await desk.given.member(billing);
    const limits = { params: { id: agent.id }, body: { version: 0, maxOpen: 0, skills: [] } };
    for (const refused of [
      await refusal({ maxOpen: 0 }),
      await desk.refusal(desk.admin, 'editAssignmentSettings', settings),
      await desk.refusal(desk.admin, 'editAgentLimits', limits),
    ]) {
      expect(refused.code).toBe('invalid_fields');
      expect(refused.fields).toContainEqual({ path: '/body/maxOpen', message: 'must be >= 1' });
    }
  });

  test('a member who is not in the department', async () => {
    const agent = await desk.given.member(logistics);
    expect(await refusal({ agentIds: [agent.id] })).toMatchObject({
      code: 'unknown_reference',
      fields: [{ path: '/body/agentIds/0' }],
    });
  });
});

test('TT-13 a rule whose department is disabled later moves nothing there and cannot be turned on again', async () => {
  const department = await desk.given.department();
  const rule = await create({ departmentId: department.id, conditions: { subjectWords: ['ticket'] } });
  const tried = async () => (await desk.call(desk.admin, 'tryRoutingRules', { body: {} })).items;
  const number = await desk.given.ticket({ departmentId: billing });
  expect((await tried()).map((one) => [one.number, one.wouldBeDepartmentId])).toContainEqual([number, department.id]);
  await desk.call(desk.admin, 'editDepartment', { params: { id: department.id }, body: { isActive: false } });
  expect(await tried()).toEqual([]);
  const off = await desk.call(desk.admin, 'editRoutingRule', {
    params: { id: rule.id },
    body: { version: rule.version, isActive: false },
  });
  const on = { params: { id: rule.id }, body: { version: off.version, isActive: true } };
  expect(await desk.refusal(desk.admin, 'editRoutingRule', on)).toMatchObject({ code: 'unknown_reference' });
});
