import type { AccessLevel } from '@crossdesk/contracts/levels.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { minute, type Person, type TestHouse, testHouse } from '../testing/house.ts';

let desk: TestHouse;
let [support, security, compliance, relations]: number[] = [];
let owner: Person;
let receivers: Record<AccessLevel, Person>;
let number: number;

const id = (value: number | undefined): number => value as number;

beforeAll(async () => {
  desk = await testHouse();
  const names = ['Support', 'Security', 'Compliance', 'Relations'];
  [support, security, compliance, relations] = await Promise.all(
    names.map(async (name) => (await desk.given.department({ name: `${name} of the bank` })).id),
  );
  await desk.given.mailbox({ departmentId: id(support) });
  owner = await desk.given.member(id(support));
  receivers = {
    full: await desk.given.member(id(security)),
    restricted: await desk.given.member(id(compliance)),
    read_only: await desk.given.member(id(relations)),
  };
});
afterAll(() => desk.close());

beforeEach(async () => {
  number = await desk.given.ticket({
    departmentId: id(support),
    subject: 'Suspicious transfer',
    text: 'It was not me',
  });
});

const shareWithAll = () =>
  desk.call(owner, 'addShares', {
    params: { number },
    body: {
      shares: [
        { departmentId: id(security), reason: 'fraud' },
        { departmentId: id(compliance), level: 'restricted' },
        { departmentId: id(relations), level: 'read_only' },
      ],
    },
  });
const ticketFor = (who: Person) => desk.call(who, 'getTicket', { params: { number } });
const listOf = async (who: Person, view: string) =>
  (await desk.call(who, 'listTickets', { query: { view, state: 'any' } })).items.map((row) => row.number);

describe('letting departments in', () => {
  test('ZE-01 ZE-32 ZJ-04 a receiver sees the same ticket with the same number and conversation, and no new one is made', async () => {
    await shareWithAll();
    const { items } = await desk.call(receivers.full, 'listMessages', { params: { number } });
    expect(items.map((one) => one.text)).toEqual(['It was not me']);
    expect((await ticketFor(receivers.full)).number).toBe(number);
    expect(await listOf(receivers.full, 'shared')).toContain(number);
  });

  test('ZE-06 ZE-11 ZE-19 ZE-30 ZJ-02 ZJ-16 several departments at once, each at its level, Full when none is chosen', async () => {
    const { items } = await shareWithAll();
    expect(items.map((one) => [one.departmentId, one.level])).toEqual([
      [security, 'full'],
      [compliance, 'restricted'],
      [relations, 'read_only'],
    ]);
  });

  test('ZE-44 each share keeps why it was made, by whom and when', async () => {
    const [first] = (await shareWithAll()).items;
    expect(first).toMatchObject({
      reason: 'fraud',
      sharedBy: { id: owner.id, name: owner.name },
      fromDepartmentId: support,
    });
  });

  test('ZE-25 ZJ-06 C-11 what one side says or changes, the other sees at once, for it is one record', async () => {
    await shareWithAll();
    await desk.call(receivers.full, 'comment', { params: { number }, body: { text: 'card blocked' } });
    const { items } = await desk.call(owner, 'listMessages', { params: { number } });
    expect(items.at(-1)?.text).toBe('card blocked');
    const { version } = await ticketFor(owner);
    await desk.call(owner, 'editTicket', { params: { number }, body: { version, tags: ['fraud'] } });
    expect((await ticketFor(receivers.read_only)).tags).toEqual(['fraud']);
  });

  test('C-09 ZE-23 a share narrowed to one agent is open to that one only', async () => {
    const other = await desk.given.member(id(security));
    await desk.call(owner, 'addShares', {
      params: { number },
      body: { shares: [{ departmentId: id(security), agentIds: [receivers.full.id] }] },
    });
    expect((await ticketFor(receivers.full)).via).toEqual(['shared_full']);
    expect((await desk.refusal(other, 'getTicket', { params: { number } })).code).toBe('not_found');
    expect(await listOf(other, 'shared')).not.toContain(number);
  });

  test('C-28 an agent of both departments keeps every right of the owner', async () => {
    const both = await desk.given.agent({ in: [id(support), id(relations)] });
    await shareWithAll();
    const { can, via, isOwn } = await ticketFor(both);
    expect(via).toEqual(['department_agent', 'shared_read_only']);
    expect(isOwn).toBe(true);
    expect(can['ticket.set_status']).toBe(true);
  });
});

/** The table of the requirements, as the API answers it. */
const acts = [
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

describe('what each level permits', () => {
  test.each(Object.entries(matrix) as [AccessLevel, string][])(
    'ZE-08 ZE-09 ZE-10 ZE-12 ZE-14 ZE-15 ZE-16 ZE-17 ZE-18 ZE-24 ZE-36 ZE-37 ZJ-03 ZJ-05 ZJ-08 ZJ-09 ZJ-12 ZJ-25 C-08 C-20 %s',
    async (level, row) => {
      const supervisor = await desk.given.agent({
        profile: 'supervisor',
        in: [{ full: id(security), restricted: id(compliance), read_only: id(relations) }[level]],
      });
      await shareWithAll();
      const { can } = await ticketFor(supervisor);
      expect(acts.map((act) => (can[act] === true ? 'yes' : 'no')).join(' ')).toBe(row);
    },
  );

  test('ZE-20 ZE-22 ZJ-07 the bank: three departments on one ticket, each tried at every door', async () => {
    await shareWithAll();
    const { version, statusId } = await ticketFor(owner);
    const tries = async (who: Person) => {
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
        await code(desk.call(who, 'addShares', { params, body: { shares: [{ departmentId: id(relations) }] } })),
        await code(
          desk.call(who, 'editShare', {
            params: { number, departmentId: id(relations) },
            body: { version: 1, level: 'full' },
          }),
        ),
        await code(desk.call(who, 'removeShare', { params: { number, departmentId: id(relations) } })),
      ].join(' ');
    };
    expect(await tries(receivers.read_only)).toBe('done refused refused refused refused refused refused refused');
    expect(await tries(receivers.restricted)).toBe('done done refused refused refused refused refused refused');
    expect(await tries(receivers.full)).toBe('done done done refused refused refused refused refused');
    expect((await ticketFor(owner)).assigneeId).toBeNull();
    expect(statusId).toBeGreaterThan(0);
  });

  test('ZE-08 a reply that would set the status as well is refused whole', async () => {
    await shareWithAll();
    const closed = (await desk.call(owner, 'getCatalog', {})).choices.find((one) => one.baseState === 'closed');
    const refused = await desk.refusal(receivers.full, 'reply', {
      params: { number },
      body: { text: 'bye', statusId: closed?.id },
    });
    expect(refused.code).toBe('refused');
    expect((await desk.call(owner, 'listMessages', { params: { number } })).items).toHaveLength(1);
  });

  test('ZE-02 ZE-03 ZE-04 sharing needs its own permission in the profile, and is refused without', async () => {
    const profile = await desk.given.profile(['ticket.read', 'ticket.comment']);
    const plain = await desk.given.agent({ profile: profile.id, in: [id(support)] });
    const refused = await desk.refusal(plain, 'addShares', {
      params: { number },
      body: { shares: [{ departmentId: id(security) }] },
    });
    expect(refused).toMatchObject({ code: 'refused', reason: 'profile_lacks_permission' });
  });
});

describe('where shared tickets appear', () => {
  test('ZE-33 ZE-35 ZJ-20 ZJ-24 C-10 only in Shared Tickets, with its count, and in no other view', async () => {
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

  test("C-10 a list of the requester's tickets does not give it away", async () => {
    await shareWithAll();
    const { requester } = await ticketFor(receivers.full);
    const found = await desk.call(receivers.full, 'listTickets', { query: { requesterId: requester.id as number } });
    expect(found.items).toEqual([]);
  });

  test('ZE-34 ZJ-21 ZJ-22 ZJ-23 a receiver is shown the source department and its own level, and no other receiver', async () => {
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

  test('ZE-41 ZJ-28 what is shared with others is a view of the owner', async () => {
    await shareWithAll();
    expect(await listOf(owner, 'shared_out')).toContain(number);
    expect(await listOf(receivers.full, 'shared_out')).not.toContain(number);
  });

  test('ZE-42 ZJ-29 it combines with the state: open ones only', async () => {
    await shareWithAll();
    await desk.call(owner, 'closeTicket', { params: { number }, body: { version: (await ticketFor(owner)).version } });
    const open = await desk.call(owner, 'listTickets', { query: { view: 'shared_out', state: 'open' } });
    expect(open.items.map((row) => row.number)).not.toContain(number);
    expect(await listOf(owner, 'shared_out')).toContain(number);
  });

  test('a deleted ticket leaves Shared Tickets and comes back with its restoring', async () => {
    await shareWithAll();
    const supervisor = await desk.given.agent({ profile: 'supervisor', in: [id(support)] });
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

describe('changing and ending a share', () => {
  test('ZE-38 ZJ-26 un-sharing takes the ticket out of the view, and the next request gets 404', async () => {
    await shareWithAll();
    await desk.call(owner, 'removeShare', { params: { number, departmentId: id(security) } });
    expect((await desk.refusal(receivers.full, 'getTicket', { params: { number } })).code).toBe('not_found');
    expect(await listOf(receivers.full, 'shared')).not.toContain(number);
    expect((await ticketFor(receivers.restricted)).number).toBe(number);
  });

  test('ZE-50 C-12 any owner with the permission may un-share, not only who shared', async () => {
    await shareWithAll();
    const colleague = await desk.given.member(id(support));
    const { items } = await desk.call(colleague, 'removeShare', { params: { number, departmentId: id(security) } });
    expect(items.map((one) => one.departmentId)).toEqual([compliance, relations]);
  });

  test('ZJ-19 the owner changes a level, and the receiver may do what it permits from then on', async () => {
    await shareWithAll();
    await desk.call(owner, 'editShare', {
      params: { number, departmentId: id(relations) },
      body: { version: 1, level: 'full' },
    });
    expect((await ticketFor(receivers.read_only)).can['ticket.reply']).toBe(true);
  });

  test('an old version is refused with the shares as they are now', async () => {
    await shareWithAll();
    const params = { number, departmentId: id(relations) };
    await desk.call(owner, 'editShare', { params, body: { version: 1, level: 'restricted' } });
    const refused = await desk.refusal(owner, 'editShare', { params, body: { version: 1, level: 'full' } });
    expect(refused).toMatchObject({
      code: 'version_conflict',
      current: { items: [{}, {}, { level: 'restricted', version: 2 }] },
    });
  });

  test('saving the same level again is no change: no new version, no event', async () => {
    await shareWithAll();
    const params = { number, departmentId: id(relations) };
    const { items } = await desk.call(owner, 'editShare', { params, body: { version: 1, level: 'read_only' } });
    expect(items[2]?.version).toBe(1);
    const history = await desk.call(owner, 'listHistory', { params: { number } });
    expect(history.items.filter((one) => one.type === 'share.edited')).toEqual([]);
  });

  test('every share, change, Done and end is in the history with before and after', async () => {
    await shareWithAll();
    const params = { number, departmentId: id(relations) };
    await desk.call(owner, 'editShare', { params, body: { version: 1, level: 'full', question: 'Known?' } });
    await desk.call(receivers.read_only, 'answerShare', { params, body: { answer: 'Yes' } });
    await desk.call(owner, 'removeShare', { params });
    const { items } = await desk.call(owner, 'listHistory', { params: { number } });
    const own = items.filter((one) => /share|unshared/.test(one.type)).map((one) => one.type);
    expect(own).toEqual([
      'ticket.unshared',
      'share.answered',
      'share.edited',
      'ticket.shared',
      'ticket.shared',
      'ticket.shared',
    ]);
    expect(items.find((one) => one.type === 'share.edited')?.changes).toContainEqual({
      field: 'level',
      before: 'read_only',
      after: 'full',
    });
  });

  test('a share ends when its time is over', async () => {
    const expiresAt = new Date(desk.clock.now().getTime() + 10 * minute).toISOString();
    await desk.call(owner, 'addShares', {
      params: { number },
      body: { shares: [{ departmentId: id(security), expiresAt }] },
    });
    expect(await listOf(receivers.full, 'shared')).toContain(number);
    await desk.house.db
      .updateTable('ticket_share')
      .set({ expires_at: new Date(Date.now() - 1000) })
      .where('ticket_id', '=', number)
      .execute();
    expect((await desk.refusal(receivers.full, 'getTicket', { params: { number } })).code).toBe('not_found');
    expect(await listOf(receivers.full, 'shared')).not.toContain(number);
    expect((await desk.call(owner, 'listShares', { params: { number } })).items).toEqual([]);
  });

  test('a draft of a receiver who lost Full access is kept, and cannot be sent', async () => {
    await shareWithAll();
    const draft = { html: '<p>half a sentence</p>', to: [], cc: [], bcc: [], attachmentIds: [] };
    await desk.call(receivers.full, 'saveDraft', { params: { number, kind: 'reply' }, body: draft });
    await desk.call(owner, 'editShare', {
      params: { number, departmentId: id(security) },
      body: { version: 1, level: 'read_only' },
    });
    expect((await desk.refusal(receivers.full, 'reply', { params: { number }, body: { html: draft.html } })).code).toBe(
      'refused',
    );
    const { items } = await desk.call(receivers.full, 'listDrafts', { params: { number } });
    expect(items[0]?.html).toContain('half a sentence');
  });

  test('a reply still in its undo time does not leave when the share is taken away before', async () => {
    await shareWithAll();
    const { message } = await desk.call(receivers.full, 'reply', { params: { number }, body: { text: 'on its way' } });
    await desk.call(owner, 'removeShare', { params: { number, departmentId: id(security) } });
    desk.clock.move(minute);
    await desk.runJobs();
    const { items } = await desk.call(owner, 'listMessages', { params: { number } });
    expect(items.find((one) => one.id === message.id)?.delivery).toMatchObject({
      state: 'failed',
      detail: 'not_found',
    });
    expect(
      await desk.house.db.selectFrom('outgoing_mail').select('id').where('message_id', '=', message.id).execute(),
    ).toEqual([]);
  });
});

describe('asking and answering', () => {
  test('a share carries a question, somebody responsible and a time; Done gives the answer back to the owner', async () => {
    const dueAt = new Date(desk.clock.now().getTime() + 60 * minute).toISOString();
    await desk.call(owner, 'addShares', {
      params: { number },
      body: {
        shares: [{ departmentId: id(security), question: 'Is it fraud?', responsibleId: receivers.full.id, dueAt }],
      },
    });
    expect((await ticketFor(owner)).shares).toEqual([{ departmentId: security, level: 'full', isOwed: true }]);
    const { items } = await desk.call(receivers.full, 'answerShare', {
      params: { number, departmentId: id(security) },
      body: { answer: 'No, it is the landlord.' },
    });
    expect(items[0]).toMatchObject({ answer: 'No, it is the landlord.', doneBy: receivers.full.name, dueAt });
    expect((await ticketFor(owner)).shares[0]?.isOwed).toBe(false);
  });

  test('a new question asks anew', async () => {
    const params = { number, departmentId: id(security) };
    await desk.call(owner, 'addShares', {
      params: { number },
      body: { shares: [{ departmentId: id(security), question: 'A?' }] },
    });
    await desk.call(receivers.full, 'answerShare', { params, body: { answer: 'a' } });
    const { items } = await desk.call(owner, 'editShare', { params, body: { version: 2, question: 'B?' } });
    expect(items[0]).toMatchObject({ doneAt: null, answer: '' });
  });

  test('"Why can I see this?" names the relation, who granted it and when, and why an act is refused', async () => {
    await shareWithAll();
    const why = await desk.call(receivers.read_only, 'explainAccess', { params: { number } });
    expect(why.relations).toEqual([
      {
        relation: 'shared_read_only',
        departmentId: relations,
        level: 'read_only',
        grantedBy: owner.name,
        grantedAt: expect.any(String),
      },
    ]);
    expect(why.refusals).toContainEqual({ permission: 'ticket.reply', reason: 'shared_read_only' });
  });
});
