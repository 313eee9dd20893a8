import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type TestAgent, type TestApp, testApp } from '../testing/test-app.ts';

let desk: TestApp;
let support: number;
let logistics: number;
let owner: TestAgent;
let restricted: TestAgent;
let number: number;
let customer: { id: number; emails: string[] };

beforeAll(async () => {
  desk = await testApp();
  support = (await desk.given.department({ name: 'Desk' })).id;
  logistics = (await desk.given.department({ name: 'Depot' })).id;
  await desk.given.mailbox({ departmentId: support, address: 'help@northwind.example' });
  owner = await desk.given.member(support, 'supervisor');
  restricted = await desk.given.member(logistics);
});
afterAll(() => desk.close());

let count = 0;
beforeEach(async () => {
  count += 1;
  customer = await desk.given.contact({
    name: 'Mina Ito',
    emails: [`mina${count}@customer.example`, `mina${count}@home.example`, `mina${count}@bücher.example`],
  });
  const cc = [{ name: 'Boss', address: `boss${count}@customer.example` }];
  number = await desk.given.ticket({
    departmentId: support,
    requesterId: customer.id,
    cc,
    tags: ['vip'],
    text: 'the parcel',
  });
});

const share = (body: Record<string, unknown> = {}) => ({
  params: { number },
  body: { shares: [{ departmentId: logistics, ...body }] },
});

describe('refused shares', () => {
  test.each([
    ['with the owning department', () => ({ departmentId: support }), 'share_with_owner'],
    ['with an unknown department', () => ({ departmentId: 999_999 }), 'share_target_unavailable'],
    ['that has already expired', () => ({ expiresAt: '2020-01-01T00:00:00.000Z' }), 'share_expired'],
    ['limited to an agent of another department', () => ({ agentIds: [owner.id] }), 'unknown_reference'],
    ['with a person in charge from another department', () => ({ responsibleId: owner.id }), 'unknown_reference'],
  ])('%s', async (_name, body, code) => {
    expect((await desk.refusal(owner, 'addShares', share(body()))).code).toBe(code);
    expect((await desk.call(owner, 'listShares', { params: { number } })).items).toEqual([]);
  });

  test('C-09 limited to one agent with another in charge, when created or edited', async () => {
    const other = await desk.given.member(logistics);
    const body = { agentIds: [restricted.id], responsibleId: other.id };
    expect((await desk.refusal(owner, 'addShares', share(body))).fields?.[0]?.path).toBe(
      '/body/shares/0/responsibleId',
    );
    await desk.call(owner, 'addShares', share({ responsibleId: other.id }));
    const edit = { params: { number, departmentId: logistics }, body: { version: 1, agentIds: [restricted.id] } };
    expect((await desk.refusal(owner, 'editShare', edit)).code).toBe('unknown_reference');
    const both = { ...edit, body: { ...edit.body, responsibleId: restricted.id } };
    const { items } = await desk.call(owner, 'editShare', both);
    expect(items[0]).toMatchObject({ agentIds: [restricted.id], responsibleId: restricted.id, version: 2 });
    expect((await desk.refusal(other, 'getTicket', { params: { number } })).code).toBe('not_found');
  });

  test('with the same department twice, in one request or later', async () => {
    const twice = { params: { number }, body: { shares: [{ departmentId: logistics }, { departmentId: logistics }] } };
    expect((await desk.refusal(owner, 'addShares', twice)).code).toBe('share_twice');
    await desk.call(owner, 'addShares', share());
    expect((await desk.refusal(owner, 'addShares', share())).code).toBe('share_twice');
  });

  test('one invalid among several: nothing is shared', async () => {
    const body = { shares: [{ departmentId: logistics }, { departmentId: support }] };
    const refused = await desk.refusal(owner, 'addShares', { params: { number }, body });
    expect(refused.fields?.[0]?.path).toBe('/body/shares/1/departmentId');
    expect((await desk.refusal(restricted, 'getTicket', { params: { number } })).code).toBe('not_found');
  });

  test('with a disabled department', async () => {
    const gone = await desk.given.department({ name: `Gone ${count}`, isActive: false });
    expect((await desk.refusal(owner, 'addShares', share({ departmentId: gone.id }))).code).toBe(
      'share_target_unavailable',
    );
  });

  test("ZE-05 ZJ-01 C-22 above the company's limit, or with sharing turned off", async () => {
    await desk.call(desk.admin, 'editCompany', { body: { mostShares: 1 } });
    const third = await desk.given.department({ name: `Third ${count}` });
    const two = { params: { number }, body: { shares: [{ departmentId: logistics }, { departmentId: third.id }] } };
    expect((await desk.refusal(owner, 'addShares', two)).code).toBe('too_many_shares');
    await desk.call(desk.admin, 'editCompany', { body: { mostShares: 10, isSharingOn: false } });
    expect((await desk.refusal(owner, 'addShares', share())).code).toBe('sharing_off');
    await desk.call(desk.admin, 'editCompany', { body: { isSharingOn: true } });
  });

  test('on a deleted ticket', async () => {
    const { version } = await desk.call(owner, 'getTicket', { params: { number } });
    await desk.call(owner, 'deleteTicket', { params: { number }, body: { version } });
    expect(await desk.refusal(owner, 'addShares', share())).toMatchObject({
      code: 'refused',
      reason: 'ticket_deleted',
    });
  });
});

describe('C-25 ZE-07 fields hidden by a share', () => {
  const masked = { level: 'full', isCustomerMasked: true, hiddenFields: ['tags', 'cc'] };

  test('the customer is shown as initials without address and hidden fields are empty in ticket, list, conversation and history', async () => {
    await desk.call(owner, 'addShares', share(masked));
    const ticket = await desk.call(restricted, 'getTicket', { params: { number } });
    expect(ticket).toMatchObject({ requester: { id: null, name: 'M. I.', email: null }, tags: [], cc: [] });
    expect(ticket.hiddenFields).toEqual(['tags', 'cc', 'requester']);
    const rows = (await desk.call(restricted, 'listTickets', { query: { view: 'shared' } })).items;
    expect(rows.find((row) => row.number === number)).toMatchObject({
      requester: { id: null, name: 'M. I.' },
      tags: [],
    });
    const all = JSON.stringify([
      ticket,
      rows.find((row) => row.number === number),
      await desk.call(restricted, 'listMessages', { params: { number } }),
      await desk.call(restricted, 'listHistory', { params: { number } }),
    ]);
    expect(all).not.toMatch(/Mina Ito|@customer\.example|vip/);
  });

  test('search matches visible text but not hidden text', async () => {
    await desk.call(owner, 'addShares', share(masked));
    await desk.runJobs();
    const find = async (who: TestAgent, q: string) =>
      (await desk.call(who, 'search', { query: { q } })).items.map((hit) => hit.number);
    expect(await find(restricted, 'parcel')).toContain(number);
    expect(await find(restricted, `mina${count}`)).not.toContain(number);
    expect(await find(restricted, 'vip')).not.toContain(number);
    expect(await find(owner, `mina${count}`)).toContain(number);
  });

  test('a hidden field cannot be edited', async () => {
    await desk.call(owner, 'addShares', share(masked));
    const { version } = await desk.call(restricted, 'getTicket', { params: { number } });
    const refused = await desk.refusal(restricted, 'editTicket', {
      params: { number },
      body: { version, tags: ['x'] },
    });
    expect(refused).toMatchObject({ code: 'refused', reason: 'field_hidden' });
  });

  test('a reply to a masked customer is still sent to them', async () => {
    await desk.call(owner, 'addShares', share(masked));
    await desk.call(restricted, 'reply', { params: { number }, body: { text: 'found it' } });
    const { items } = await desk.call(owner, 'listMessages', { params: { number } });
    expect(items.at(-1)?.to).toEqual([{ name: 'Mina Ito', address: `mina${count}@customer.example` }]);
  });

  test('viewing the original needs a permission and a reason, and is logged', async () => {
    await desk.call(owner, 'addShares', share(masked));
    const look = { params: { number }, body: { reason: 'Mina Ito calls' } };
    expect(await desk.refusal(restricted, 'viewOriginal', look)).toMatchObject({
      code: 'refused',
      reason: 'profile_lacks_permission',
    });
    const supervisor = await desk.given.member(logistics, 'supervisor');
    const unsaid = await desk.refusal(supervisor, 'viewOriginal', { params: { number }, body: { reason: '' } });
    expect(unsaid.code).toBe('invalid_fields');
    const original = await desk.call(supervisor, 'viewOriginal', look);
    expect(original).toMatchObject({ name: 'Mina Ito', emails: customer.emails });
    const historyFor = async (who: TestAgent) =>
      (await desk.call(who, 'listHistory', { params: { number } })).items.filter(
        (one) => one.type === 'ticket.original_viewed',
      );
    expect(await historyFor(owner)).toMatchObject([
      {
        actor: { name: supervisor.name },
        changes: [{ field: 'reason', before: null, after: 'Mina Ito calls' }],
      },
    ]);
    // Other receivers see that someone looked, but not the reason, which may name the customer.
    expect(await historyFor(restricted)).toMatchObject([{ actor: { name: supervisor.name }, changes: [] }]);
    expect((await desk.call(supervisor, 'getTicket', { params: { number } })).requester.name).toBe('M. I.');
  });

  test('a custom profile can grant the permission to view it', async () => {
    await desk.call(owner, 'addShares', share(masked));
    const body = {
      name: { en: `Second look ${count}` },
      permissions: ['ticket.read' as const, 'ticket.view_original' as const],
    };
    const { id } = await desk.call(desk.admin, 'createProfile', { body });
    const agent = await desk.given.member(logistics);
    await desk.call(desk.admin, 'editAgent', { params: { id: agent.id }, body: { profileId: id } });
    const look = { params: { number }, body: { reason: 'a call' } };
    expect((await desk.call(agent, 'viewOriginal', look)).name).toBe('Mina Ito');
    await desk.call(desk.admin, 'editProfile', { params: { id }, body: { permissions: ['ticket.read'] } });
    expect((await desk.refusal(agent, 'viewOriginal', look)).code).toBe('refused');
  });

  test('an additional share without a mask shows everything: more shares never reduce access', async () => {
    const both = await desk.given.department({ name: `Both ${count}` });
    const agent = await desk.given.agent({ in: [logistics, both.id] });
    await desk.call(owner, 'addShares', {
      params: { number },
      body: { shares: [{ departmentId: logistics, isCustomerMasked: true }, { departmentId: both.id }] },
    });
    expect((await desk.call(agent, 'getTicket', { params: { number } })).requester.name).toBe('Mina Ito');
  });
});
