import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { refusalCode } from '../testing/client.ts';
import { type TestApp, testApp } from '../testing/test-app.ts';
import { canDisableStatus } from './rules.ts';

let desk: TestApp;
beforeAll(async () => {
  desk = await testApp();
});
afterAll(() => desk.close());

const choices = async () => (await desk.call(desk.admin, 'getCatalog', {})).choices;
const statusOf = async (state: string) => {
  const found = (await choices()).find((one) => one.kind === 'status' && one.baseState === state);
  if (!found) throw new Error(`no status ${state}`);
  return found;
};
const eventCount = async () =>
  Number(
    (
      await desk.services.db
        .selectFrom('event')
        .select((q) => q.fn.countAll().as('n'))
        .executeTakeFirstOrThrow()
    ).n,
  );

describe('classification lists', () => {
  test('ZV-33 C-17 a new company has a status for each base state', async () => {
    const states = (await choices()).filter((one) => one.kind === 'status').map((one) => one.baseState);
    expect(states).toEqual(['new', 'open', 'pending', 'on_hold', 'resolved', 'closed', 'canceled']);
  });

  test('ZV-23 a new company has the priorities low, medium, high and urgent, in both languages', async () => {
    const found = (await choices()).filter((one) => one.kind === 'priority').map((one) => one.name.en);
    expect(found).toEqual(['Low', 'Medium', 'High', 'Urgent']);
    expect((await choices()).every((one) => one.name.ja)).toBe(true);
  });

  test('ZV-21 a service can belong to a department and have a parent', async () => {
    const department = await desk.given.department();
    const parent = await desk.call(desk.admin, 'createChoice', { body: { kind: 'service', name: { en: 'Repair' } } });
    const child = await desk.call(desk.admin, 'createChoice', {
      body: { kind: 'service', name: { en: 'Screen' }, parentId: parent.id, departmentIds: [department.id] },
    });
    expect(child).toMatchObject({ parentId: parent.id, departmentIds: [department.id], isActive: true });
    expect(child.position).toBeGreaterThan(parent.position);
  });

  test('ZV-21 services have at most three levels, and never a circle', async () => {
    const add = (parentId: number | null) =>
      desk.call(desk.admin, 'createChoice', { body: { kind: 'service', name: { en: 'Level' }, parentId } });
    const first = await add(null);
    const second = await add(first.id);
    const third = await add(second.id);
    const refused = await desk.refusal(desk.admin, 'createChoice', {
      body: { kind: 'service', name: { en: 'Level 4' }, parentId: third.id },
    });
    expect(refused).toMatchObject({ code: 'invalid_fields', fields: [{ path: '/body/parentId' }] });
    const place = (id: number, parentId: number) => ({ params: { id }, body: { parentId } });
    expect((await desk.refusal(desk.admin, 'editChoice', place(first.id, third.id))).code).toBe('invalid_fields');
    const other = await add(null);
    expect((await desk.refusal(desk.admin, 'editChoice', place(first.id, other.id))).code).toBe('invalid_fields');
    expect((await desk.call(desk.admin, 'editChoice', place(third.id, other.id))).parentId).toBe(other.id);
  });

  test('ZV-21 ZV-22 ZV-23 what fits a service and a category is saved, replaced and cleared', async () => {
    const priority = await desk.given.choice({ kind: 'priority', color: 'purple', weight: 35 });
    expect(priority).toMatchObject({ color: 'purple', weight: 35 });
    const category = await desk.given.choice({ kind: 'category', priorityIds: [priority.id] });
    const other = await desk.given.choice({ kind: 'category' });
    const service = await desk.given.choice({
      kind: 'service',
      ticketType: 'internal',
      categoryIds: [category.id, other.id],
      defaultCategoryId: other.id,
      defaultPriorityId: priority.id,
    });
    expect(service).toMatchObject({
      ticketType: 'internal',
      categoryIds: [category.id, other.id],
      defaultCategoryId: other.id,
      defaultPriorityId: priority.id,
    });
    const params = { id: service.id };
    const lost = await desk.refusal(desk.admin, 'editChoice', { params, body: { categoryIds: [category.id] } });
    expect(lost.fields?.[0]?.path).toBe('/body/defaultCategoryId');
    const body = { categoryIds: [category.id], defaultCategoryId: category.id };
    expect(await desk.call(desk.admin, 'editChoice', { params, body })).toMatchObject(body);
    expect(await refusalCode(desk.refusal(desk.admin, 'deleteChoice', { params: { id: category.id } }))).toBe('in_use');
    const cleared = { categoryIds: [], defaultCategoryId: null, ticketType: null };
    expect(await desk.call(desk.admin, 'editChoice', { params, body: cleared })).toMatchObject(cleared);
    expect((await choices()).find((one) => one.id === category.id)?.priorityIds).toEqual([priority.id]);
  });

  test.each([
    [{ kind: 'service', departmentIds: [999_999] }, 'unknown_reference'],
    [{ kind: 'service', categoryIds: [999_999] }, 'unknown_reference'],
    [{ kind: 'category', defaultPriorityId: 999_999 }, 'unknown_reference'],
    [{ kind: 'product', categoryIds: [1] }, 'invalid_fields'],
    [{ kind: 'category', color: 'red' }, 'invalid_fields'],
    [{ kind: 'service', parentId: 999_999 }, 'unknown_reference'],
    [{ kind: 'justification', statusId: 999_999 }, 'unknown_reference'],
    [{ kind: 'justification' }, 'invalid_fields'],
    [{ kind: 'status' }, 'invalid_fields'],
    [{ kind: 'priority', baseState: 'open' }, 'invalid_fields'],
  ] as const)('an entry %o is rejected', async (body, code) => {
    const request = { body: { name: { en: 'X' }, ...body } };
    expect(await refusalCode(desk.refusal(desk.admin, 'createChoice', request))).toBe(code);
  });

  test.each(['new', 'open', 'closed'])(
    'the last active status of %s can be neither disabled nor deleted',
    async (state) => {
      const { id } = await statusOf(state);
      const params = { id };
      expect(await refusalCode(desk.refusal(desk.admin, 'editChoice', { params, body: { isActive: false } }))).toBe(
        'in_use',
      );
      expect(await refusalCode(desk.refusal(desk.admin, 'deleteChoice', { params }))).toBe('in_use');
    },
  );

  test('a status can be disabled and deleted if another one has its state', async () => {
    const other = await desk.given.choice({ kind: 'status', baseState: 'closed' });
    const { id } = await statusOf('closed');
    const edited = await desk.call(desk.admin, 'editChoice', { params: { id }, body: { isActive: false } });
    expect(edited.isActive).toBe(false);
    await desk.call(desk.admin, 'editChoice', { params: { id }, body: { isActive: true } });
    await desk.call(desk.admin, 'deleteChoice', { params: { id: other.id } });
    expect((await choices()).map((one) => one.id)).not.toContain(other.id);
  });

  test('an entry in use cannot be deleted', async () => {
    const priority = await desk.given.choice({ kind: 'priority' });
    const departmentId = (await desk.given.department()).id;
    await desk.given.ticket({ departmentId, priorityId: priority.id });
    expect(await refusalCode(desk.refusal(desk.admin, 'deleteChoice', { params: { id: priority.id } }))).toBe('in_use');
  });

  test('an entry cannot have itself or an entry of another list as its parent', async () => {
    const service = await desk.given.choice({ kind: 'service' });
    const category = await desk.given.choice({ kind: 'category' });
    const edit = (parentId: number) =>
      refusalCode(desk.refusal(desk.admin, 'editChoice', { params: { id: service.id }, body: { parentId } }));
    expect(await edit(service.id)).toBe('invalid_fields');
    expect(await edit(category.id)).toBe('unknown_reference');
  });

  test('saving an entry or the company unchanged emits no event', async () => {
    const category = await desk.given.choice({ kind: 'category' });
    const before = await eventCount();
    await desk.call(desk.admin, 'editChoice', { params: { id: category.id }, body: { name: category.name } });
    await desk.call(desk.admin, 'editChoice', { params: { id: category.id }, body: {} });
    await desk.call(desk.admin, 'editCompany', { body: { name: 'Acme' } });
    await desk.call(desk.admin, 'editCompany', { body: {} });
    expect(await eventCount()).toBe(before);
    await desk.call(desk.admin, 'editCompany', { body: { name: 'Acme Ltd' } });
    expect(await eventCount()).toBe(before + 1);
  });

  test('an invalid time zone is rejected', async () => {
    const refused = await desk.refusal(desk.admin, 'editCompany', { body: { timeZone: 'Mars/Olympus' } });
    expect(refused.fields?.[0]?.path).toBe('/body/timeZone');
  });
});

describe('setup', () => {
  const body = (token: string) => ({
    token,
    company: { name: 'Acme', locale: 'en' as const, timeZone: 'Asia/Tokyo' },
    admin: { name: 'Ada', email: 'ada@acme.example', password: 'correct horse battery' },
    departments: [{ en: 'Support', ja: 'サポート' }],
    mailbox: { address: 'support@acme.example', name: 'Acme' },
    people: [{ name: 'Bob', email: 'bob@acme.example', profile: 'supervisor' as const }],
  });

  test('the one-time link works once', async () => {
    const fresh = await testApp({ isSetUp: false });
    const token = fresh.setupToken ?? '';
    expect(await fresh.call(null, 'getStart', {})).toMatchObject({ needsSetup: true, isDemo: false });
    expect(await refusalCode(fresh.refusal(null, 'setUp', { body: body('a wrong token') }))).toBe('setup_link_invalid');
    const { invitations } = await fresh.call(null, 'setUp', { body: body(token) });
    expect(invitations).toEqual([
      { email: 'bob@acme.example', invitationUrl: expect.stringMatching(/choose-password\?token=/) },
    ]);
    expect(await fresh.call(null, 'getStart', {})).toMatchObject({ needsSetup: false, companyName: 'Acme' });
    expect(await refusalCode(fresh.refusal(null, 'setUp', { body: body(token) }))).toBe('setup_done');
    await fresh.close();
  });

  test('simultaneous setups succeed once', async () => {
    const fresh = await testApp({ isSetUp: false });
    const send = () => fresh.send(null, 'setUp', { body: body(fresh.setupToken ?? '') });
    const answers = await Promise.all([send(), send(), send()]);
    expect(answers.map((one) => one.statusCode).sort()).toEqual([201, 409, 409]);
    await fresh.close();
  });

  test('a failed setup changes nothing', async () => {
    const fresh = await testApp({ isSetUp: false });
    const token = fresh.setupToken ?? '';
    const twice = { ...body(token), people: [{ name: 'Ada', email: 'ada@acme.example', profile: 'agent' as const }] };
    expect(await refusalCode(fresh.refusal(null, 'setUp', { body: twice }))).toBe('already_exists');
    expect(await fresh.call(null, 'getStart', {})).toMatchObject({ needsSetup: true });
    await fresh.call(null, 'setUp', { body: body(token) });
    await fresh.close();
  });
});

test('a required state keeps one active status', () => {
  expect(canDisableStatus('new', ['open', 'closed'])).toBe(false);
  expect(canDisableStatus('new', ['new', 'open'])).toBe(true);
  expect(canDisableStatus('pending', [])).toBe(true);
});
