import type { AccessLevel } from '@crossdesk/contracts/levels.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createSharingScenario } from '../testing/sharing-scenario.ts';
import type { TestAgent, TestApp } from '../testing/test-app.ts';

let desk: TestApp;
let support: number;
let security: number;
let compliance: number;
let relations: number;
let owner: TestAgent;
let receivers: Record<AccessLevel, TestAgent>;
let number: number;
let shareWithAll: () => ReturnType<Awaited<ReturnType<typeof createSharingScenario>>['shareWithAll']>;
let newTicket: () => Promise<number>;

beforeAll(async () => {
  const scenario = await createSharingScenario();
  ({ desk, support, security, compliance, relations, owner, receivers } = scenario);
  newTicket = scenario.ticket;
  shareWithAll = () => scenario.shareWithAll(number);
});
afterAll(() => desk.close());

beforeEach(async () => {
  number = await newTicket();
});

const ticketFor = (who: TestAgent) => desk.call(who, 'getTicket', { params: { number } });
const listOf = async (who: TestAgent, view: string) =>
  (await desk.call(who, 'listTickets', { query: { view, state: 'any' } })).items.map((row) => row.number);

describe('sharing with departments', () => {
  test('ZE-01 ZE-32 ZJ-04 a receiver sees the same ticket with the same number and conversation; no copy is created', async () => {
    await shareWithAll();
    const { items } = await desk.call(receivers.full, 'listMessages', { params: { number } });
    expect(items.map((one) => one.text)).toEqual(['It was not me']);
    expect((await ticketFor(receivers.full)).number).toBe(number);
    expect(await listOf(receivers.full, 'shared')).toContain(number);
  });

  test('ZE-06 ZE-11 ZE-19 ZE-30 ZJ-02 ZJ-16 several departments at once, each with its level, Full by default', async () => {
    const { items } = await shareWithAll();
    expect(items.map((one) => [one.departmentId, one.level])).toEqual([
      [security, 'full'],
      [compliance, 'restricted'],
      [relations, 'read_only'],
    ]);
  });

  test('ZE-44 each share records why it was created, by whom and when', async () => {
    const [first] = (await shareWithAll()).items;
    expect(first).toMatchObject({
      reason: 'fraud',
      sharedBy: { id: owner.id, name: owner.name },
      fromDepartmentId: support,
    });
  });

  test('ZE-25 ZJ-06 C-11 messages and changes of one side are immediately visible to the other', async () => {
    await shareWithAll();
    await desk.call(receivers.full, 'comment', { params: { number }, body: { text: 'card blocked' } });
    const { items } = await desk.call(owner, 'listMessages', { params: { number } });
    expect(items.at(-1)?.text).toBe('card blocked');
    const { version } = await ticketFor(owner);
    await desk.call(owner, 'editTicket', { params: { number }, body: { version, tags: ['fraud'] } });
    expect((await ticketFor(receivers.read_only)).tags).toEqual(['fraud']);
  });

  test('C-09 ZE-23 a share limited to one agent gives access to that agent only', async () => {
    const other = await desk.given.member(security);
    await desk.call(owner, 'addShares', {
      params: { number },
      body: { shares: [{ departmentId: security, agentIds: [receivers.full.id] }] },
    });
    expect((await ticketFor(receivers.full)).via).toEqual(['shared_full']);
    expect((await desk.refusal(other, 'getTicket', { params: { number } })).code).toBe('not_found');
    expect(await listOf(other, 'shared')).not.toContain(number);
  });

  test("C-28 an agent in both departments keeps all of the owner's permissions", async () => {
    const both = await desk.given.agent({ in: [support, relations] });
    await shareWithAll();
    const { can, via, isOwn } = await ticketFor(both);
    expect(via).toEqual(['department_agent', 'shared_read_only']);
    expect(isOwn).toBe(true);
    expect(can['ticket.set_status']).toBe(true);
  });
});

/** The permission table of the requirements, as the API enforces it. */
const actions = [
  'ticket.read',
  'ticket.comment',
  'ticket.forward',
  'ticket.reply',
  'ticket.edit',
  'ticket.set_status',
  'ticket.assign',
  'ticket.share',
  'ticket.change_type',
  'ticket.delete',
] as const;
const matrix: Record<AccessLevel, string> = {
  full: 'yes yes yes yes yes no no no no no',
  restricted: 'yes yes yes no no no no no no no',
  read_only: 'yes yes no no no no no no no no',
};

describe('permissions of each level', () => {
  test.each(Object.entries(matrix) as [AccessLevel, string][])(
    'ZE-08 ZE-09 ZE-10 ZE-12 ZE-14 ZE-15 ZE-16 ZE-17 ZE-18 ZE-24 ZE-36 ZE-37 ZJ-03 ZJ-05 ZJ-08 ZJ-09 ZJ-12 ZJ-25 C-08 C-20 %s',
    async (level, row) => {
      const supervisor = await desk.given.agent({
        profile: 'supervisor',
        in: [{ full: security, restricted: compliance, read_only: relations }[level]],
      });
      await shareWithAll();
      const { can } = await ticketFor(supervisor);
      expect(actions.map((act) => (can[act] === true ? 'yes' : 'no')).join(' ')).toBe(row);
    },
  );

  test('ZE-20 ZE-21 ZE-22 ZJ-07 three departments with different levels on one ticket: every endpoint enforces the level', async () => {
    await shareWithAll();
    const { version, statusId } = await ticketFor(owner);
    const tries = async (who: TestAgent) => {
      const code = async (attempt: Promise<unknown>) => attempt.then(() => 'done').catch((error) => error.problem.code);
      const params = { number };
      return [
        await code(desk.call(who, 'comment', { params, body: { text: 'c' } })),
        await code(
          desk.call(who, 'forward', { params, body: { text: 'f', to: [{ name: '', address: owner.email }] } }),
        ),
        await code(desk.call(who, 'reply', { params, body: { text: 'r' } })),
        await code(desk.call(who, 'editTicket', { params, body: { version, assigneeId: null } })),
        await code(desk.call(who, 'closeTicket', { params, body: { version } })),
        await code(desk.call(who, 'addShares', { params, body: { shares: [{ departmentId: relations }] } })),
        await code(
          desk.call(who, 'editShare', {
            params: { number, departmentId: relations },
            body: { version: 1, level: 'full' },
          }),
        ),
        await code(desk.call(who, 'removeShare', { params: { number, departmentId: relations } })),
      ].join(' ');
    };
    expect(await tries(receivers.read_only)).toBe('done refused refused refused refused refused refused refused');
    expect(await tries(receivers.restricted)).toBe('done done refused refused refused refused refused refused');
    expect(await tries(receivers.full)).toBe('done done done refused refused refused refused refused');
    expect((await ticketFor(owner)).assigneeId).toBeNull();
    expect(statusId).toBeGreaterThan(0);
  });

  test('ZE-08 a reply that also sets the status is refused as a whole', async () => {
    await shareWithAll();
    const closed = (await desk.call(owner, 'getCatalog', {})).choices.find((one) => one.baseState === 'closed');
    const refused = await desk.refusal(receivers.full, 'reply', {
      params: { number },
      body: { text: 'bye', statusId: closed?.id },
    });
    expect(refused.code).toBe('refused');
    expect((await desk.call(owner, 'listMessages', { params: { number } })).items).toHaveLength(1);
  });

  test('ZE-02 ZE-03 ZE-04 sharing needs its own profile permission', async () => {
    const profile = await desk.given.profile(['ticket.read', 'ticket.comment']);
    const plain = await desk.given.agent({ profile: profile.id, in: [support] });
    const refused = await desk.refusal(plain, 'addShares', {
      params: { number },
      body: { shares: [{ departmentId: security }] },
    });
    expect(refused).toMatchObject({ code: 'refused', reason: 'profile_lacks_permission' });
  });
});

describe('where shared tickets appear', () => {
  test('ZE-33 ZE-35 ZJ-20 ZJ-24 C-10 they appear only in Shared Tickets, with its count, and in no other view', async () => {
    await shareWithAll();
    const who = receivers.restricted;
    expect(await listOf(who, 'shared')).toContain(number);
    for (const view of ['all', 'unassigned', 'assigned', `department:${support}`, `department:${compliance}`]) {
      expect(await listOf(who, view), view).not.toContain(number);
    }
    const { items } = await desk.call(who, 'listViews', {});
    expect(items.find((one) => one.key === 'shared')?.count).toBe((await listOf(who, 'shared')).length);
    expect(items.find((one) => one.key === 'all')?.count).toBe(0);
  });

  test("C-10 they do not appear in the list of the requester's tickets", async () => {
    await shareWithAll();
    const { requester } = await ticketFor(receivers.full);
    const found = await desk.call(receivers.full, 'listTickets', { query: { requesterId: requester.id as number } });
    expect(found.items).toEqual([]);
  });

  test('ZE-34 ZJ-21 ZJ-22 ZJ-23 a receiver sees the source department and its own level, but no other receiver', async () => {
    await shareWithAll();
    const row = (await desk.call(receivers.read_only, 'listTickets', { query: { view: 'shared' } })).items[0];
    expect(row).toMatchObject({
      isOwn: false,
      departmentId: support,
      shares: [{ departmentId: relations, level: 'read_only' }],
    });
    const shares = await desk.call(receivers.read_only, 'listShares', { params: { number } });
    expect(shares).toMatchObject({ isOwner: false });
    expect(shares.items.map((one) => one.departmentId)).toEqual([relations]);
  });

  test('ZE-41 ZJ-28 the owner has a view of tickets shared with others', async () => {
    await shareWithAll();
    expect(await listOf(owner, 'shared_out')).toContain(number);
    expect(await listOf(receivers.full, 'shared_out')).not.toContain(number);
  });

  test('ZE-42 ZJ-29 that view combines with the state filter', async () => {
    await shareWithAll();
    await desk.call(owner, 'closeTicket', { params: { number }, body: { version: (await ticketFor(owner)).version } });
    const open = await desk.call(owner, 'listTickets', { query: { view: 'shared_out', state: 'open' } });
    expect(open.items.map((row) => row.number)).not.toContain(number);
    expect(await listOf(owner, 'shared_out')).toContain(number);
  });

  test('a deleted ticket leaves Shared Tickets and returns when restored', async () => {
    await shareWithAll();
    const supervisor = await desk.given.agent({ profile: 'supervisor', in: [support] });
    await desk.call(supervisor, 'deleteTicket', {
      params: { number },
      body: { version: (await ticketFor(owner)).version },
    });
    expect(await listOf(receivers.full, 'shared')).not.toContain(number);
    await desk.call(supervisor, 'restoreTicket', {
      params: { number },
      body: { version: (await ticketFor(owner)).version },
    });
    expect(await listOf(receivers.full, 'shared')).toContain(number);
  });
});
