import { listSorts } from '@crossdesk/contracts/lists/views.ts';
import type { ListSort } from '@crossdesk/contracts/views.ts';
import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { refusalCode } from '../testing/client.ts';
import { type TestAgent, type TestApp, testApp } from '../testing/test-app.ts';
import { countCap } from './queries.ts';

let desk: TestApp;
let home: number;
let away: number;
let agent: TestAgent;
let two: TestAgent;
let operator: TestAgent;
beforeAll(async () => {
  desk = await testApp();
  home = (await desk.given.department()).id;
  away = (await desk.given.department()).id;
  agent = await desk.given.member(home);
  two = await desk.given.agent({ in: [home], supervises: [away] });
  operator = await desk.given.agent({ profile: 'operator' });
});
afterAll(() => desk.close());

type Query = Parameters<typeof desk.call<'listTickets'>>[2]['query'];
const numbers = async (by: TestAgent, query: Query) =>
  (await desk.call(by, 'listTickets', { query })).items.map((row) => row.number);

/** Reads all pages. */
async function pages(by: TestAgent, query: NonNullable<Query>): Promise<number[]> {
  const seen: number[] = [];
  let after: string | undefined;
  do {
    const page = await desk.call(by, 'listTickets', { query: { ...query, ...(after ? { after } : {}) } });
    seen.push(...page.items.map((row) => row.number));
    after = page.next ?? undefined;
  } while (after);
  return seen;
}

const isByActivity = (sort: ListSort) => sort === 'activity' || sort === 'waiting';
const sortOfSharedViews: Record<ListSort, ListSort> = {
  activity: 'activity',
  waiting: 'waiting',
  created: 'activity',
  oldest: 'waiting',
};

describe('views', () => {
  test('each built-in view lists its tickets: assigned, unassigned, a department, all, the trash', async () => {
    const department = await desk.given.department();
    const member = await desk.given.member(department.id, 'supervisor');
    const at = { departmentId: department.id };
    const mine = await desk.given.ticket({ ...at, assigneeId: member.id });
    const free = await desk.given.ticket(at);
    const done = await desk.given.ticket({ ...at, state: 'closed' });
    const gone = await desk.given.ticket({ ...at, isDeleted: true });
    const elsewhere = await desk.given.ticket({ departmentId: away, assigneeId: two.id });
    expect(await numbers(member, { view: 'assigned' })).toEqual([mine]);
    expect(await numbers(member, { view: 'unassigned' })).toEqual([free]);
    expect(await numbers(member, { view: `department:${department.id}` })).toEqual([free, mine]);
    expect(await numbers(member, { view: 'all' })).toEqual([free, mine]);
    expect(await numbers(member, { view: 'all', state: 'closed' })).toEqual([done]);
    expect(await numbers(member, { view: 'all', state: 'any' })).toEqual([done, free, mine]);
    expect(await numbers(member, { view: 'trash' })).toEqual([gone]);
    expect(await numbers(member, { view: 'all', state: 'any', sort: 'created' })).toEqual([done, free, mine]);
    expect(await numbers(member, { view: `department:${away}` })).toEqual([]);
    expect(await numbers(member, { state: 'any' })).not.toContain(elsewhere);
    const nowhere = desk.refusal(member, 'listTickets', { query: { view: 'department:999999' } });
    expect(await refusalCode(nowhere)).toBe('not_found');
  });

  test('all tickets of a view, for an action on them: those the list shows, in its order', async () => {
    const department = await desk.given.department();
    const member = await desk.given.member(department.id, 'supervisor');
    for (let count = 0; count < 3; count++) await desk.given.ticket({ departmentId: department.id });
    await desk.given.ticket({ departmentId: department.id, state: 'closed' });
    const criteria = { match: 'all' as const, conditions: [], groups: [] };
    const condition = { field: 'departmentId' as const, operator: 'is_any' as const, value: [department.id] };
    const body = { name: 'All of them', criteria: { ...criteria, conditions: [condition] } };
    const { id } = await desk.call(member, 'createCustomView', { body });
    for (const view of ['unassigned', `department:${department.id}`, 'all', 'shared', 'transferred', `custom:${id}`])
      for (const [state, sort] of [
        ['open', 'activity'],
        ['any', 'oldest'],
      ] as const) {
        const found = await desk.call(member, 'listTicketNumbers', { query: { view, state, sort } });
        const listed = await desk.call(member, 'listTickets', { query: { view, state, sort } });
        const briefs = listed.items.map(({ number, departmentId, baseState }) => ({ number, departmentId, baseState }));
        expect(found, `${view} ${state}`).toEqual({ items: briefs, isComplete: true });
      }
    expect(await refusalCode(desk.refusal(two, 'listTicketNumbers', { query: { view: `custom:${id}` } }))).toBe(
      'not_found',
    );
  });

  test('newest activity comes first, and new messages are unread until read', async () => {
    const department = await desk.given.department();
    const member = await desk.given.member(department.id);
    const first = await desk.given.ticket({ departmentId: department.id });
    const second = await desk.given.ticket({ departmentId: department.id });
    desk.clock.move(1000);
    await desk.given.message(first, { text: 'Any news?' });
    const rows = async () =>
      (await desk.call(member, 'listTickets', {})).items.map((row) => [row.number, row.preview, row.isUnread]);
    expect(await rows()).toMatchObject([
      [first, 'Any news?', true],
      [second, expect.any(String), true],
    ]);
    desk.clock.move(1000);
    await desk.call(member, 'markRead', { params: { number: first }, body: {} });
    expect((await rows())[0]).toEqual([first, 'Any news?', false]);
    desk.clock.move(1000);
    await desk.given.message(first, { text: 'Hello?' });
    expect((await rows())[0]).toEqual([first, 'Hello?', true]);
  });

  test('an agent can mark a ticket as unread for themselves only', async () => {
    const department = await desk.given.department();
    const member = await desk.given.member(department.id);
    const colleague = await desk.given.member(department.id);
    const params = { number: await desk.given.ticket({ departmentId: department.id }) };
    const isUnread = async (agent: typeof member) => (await desk.call(agent, 'listTickets', {})).items[0]?.isUnread;
    for (const agent of [member, colleague]) await desk.call(agent, 'markRead', { params, body: {} });
    await desk.call(member, 'markUnread', { params, body: {} });
    expect([await isUnread(member), await isUnread(colleague)]).toEqual([true, false]);
    await desk.call(member, 'markRead', { params, body: {} });
    expect(await isUnread(member)).toBe(false);
  });

  test('views have counts', async () => {
    const department = await desk.given.department();
    const member = await desk.given.member(department.id);
    await desk.given.ticket({ departmentId: department.id, assigneeId: member.id });
    await desk.given.ticket({ departmentId: department.id });
    await desk.given.ticket({ departmentId: department.id, state: 'closed' });
    const { items, countCap: cap } = await desk.call(member, 'listViews', {});
    const counts = Object.fromEntries(items.map((view) => [view.key, view.count]));
    expect(counts).toMatchObject({ assigned: 1, unassigned: 1, [`department:${department.id}`]: 2, all: 2 });
    expect(cap).toBe(countCap);
    expect(Object.keys(counts).filter((key) => key.startsWith('department:'))).toEqual([`department:${department.id}`]);
  });

  test('counts stop at the cap', async () => {
    const department = await desk.given.department();
    const member = await desk.given.member(department.id);
    const number = await desk.given.ticket({ departmentId: department.id });
    await sql`insert into ticket (type, subject, requester_id, department_id, status_id, base_state, channel, created_at, updated_at, activity_at, last_message_at)
      select type, subject, requester_id, department_id, status_id, base_state, channel, created_at, updated_at, activity_at, last_message_at
      from ticket, generate_series(1, ${countCap + 20}) where id = ${number}`.execute(desk.services.db);
    const { items } = await desk.call(member, 'listViews', {});
    expect(items.find((view) => view.key === 'all')?.count).toBe(countCap);
    expect(items.find((view) => view.key === 'assigned')?.count).toBe(0);
  });

  test("a requester's tickets are limited to those the agent can read", async () => {
    const contact = await desk.given.contact();
    const seen = await desk.given.ticket({ departmentId: home, requesterId: contact.id, state: 'closed' });
    await desk.given.ticket({ departmentId: away, requesterId: contact.id });
    expect(await numbers(agent, { requesterId: contact.id })).toEqual([seen]);
    expect(await numbers(two, { requesterId: contact.id })).toHaveLength(2);
  });

  test('pages have no gaps or duplicates, for any times, sizes and sort', { timeout: 60_000 }, async () => {
    const ticket = fc.record({ isAway: fc.boolean(), second: fc.nat({ max: 3 }), isMine: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(
        fc.array(ticket, { minLength: 1, maxLength: 25 }),
        fc.integer({ min: 1, max: 7 }),
        fc.constantFrom(...listSorts),
        async (tickets, limit, sort) => {
          const contact = await desk.given.contact();
          const numbersOfRun = await desk.inTransaction(async (ctx) => {
            const { givenTicket } = await import('../tickets/given.ts');
            const ids: number[] = [];
            for (const { isAway, second, isMine } of tickets) {
              const assigneeId = isMine ? two.id : null;
              const id = await givenTicket(ctx, {
                departmentId: isAway ? away : home,
                requesterId: contact.id,
                assigneeId,
              });
              // In the far future, so that these come first in every list; many share a timestamp.
              await sql`update ticket set activity_at = timestamptz '2100-01-01' + make_interval(secs => ${second}) where id = ${id}`.execute(
                ctx.tx,
              );
              ids.push(id);
            }
            return ids;
          });
          const expected = numbersOfRun
            .map((id, index) => ({ id, second: isByActivity(sort) ? (tickets[index]?.second ?? 0) : 0 }))
            .sort((a, b) => b.second - a.second || b.id - a.id)
            .map((one) => one.id);
          if (sort === 'waiting' || sort === 'oldest') expected.reverse();
          const created = new Set(numbersOfRun);
          const byRequester = await pages(two, { requesterId: contact.id, limit, sort });
          expect(byRequester).toEqual(expected);
          const all = (await pages(two, { limit: 50, sort })).filter((id) => created.has(id));
          expect(all).toEqual(expected);
          const assigned = new Set(numbersOfRun.filter((_, index) => tickets[index]?.isMine));
          const assignedToAgent = (await pages(two, { view: 'assigned', limit, sort })).filter((id) => created.has(id));
          expect(assignedToAgent).toEqual(expected.filter((id) => assigned.has(id)));
          await sql`update ticket set deleted_at = now() where id = any(${numbersOfRun}::bigint[])`.execute(
            desk.services.db,
          );
        },
      ),
      { numRuns: 24 },
    );
  });

  test('shared tickets and the trash are sorted by activity only, and the response says so', async () => {
    const [from, to, also] = [
      await desk.given.department(),
      await desk.given.department(),
      await desk.given.department(),
    ];
    const owner = await desk.given.member(from.id, 'supervisor');
    const receiver = await desk.given.member(to.id);
    const numbers: number[] = [];
    for (const minute of [3, 1, 2]) {
      const number = await desk.given.ticket({ departmentId: from.id });
      const shares = [{ departmentId: to.id }, { departmentId: also.id }];
      await desk.call(owner, 'addShares', { params: { number }, body: { shares } });
      await sql`update ticket set activity_at = timestamptz '2026-01-01' + make_interval(mins => ${minute}) where id = ${number}`.execute(
        desk.services.db,
      );
      numbers.push(number);
    }
    const [latest, first, middle] = numbers;
    for (const [by, view] of [
      [receiver, 'shared'],
      [owner, 'shared_out'],
    ] as const) {
      for (const [requested, expectedSort] of Object.entries(sortOfSharedViews)) {
        const { sort } = await desk.call(by, 'listTickets', { query: { view, sort: requested as ListSort } });
        expect(sort, `${view} by ${requested}`).toBe(expectedSort);
      }
      expect(await pages(by, { view, sort: 'waiting', limit: 2 })).toEqual([first, middle, latest]);
      expect(await pages(by, { view, sort: 'activity', limit: 2 })).toEqual([latest, middle, first]);
    }
    expect(await desk.call(owner, 'listTickets', { query: { view: 'trash', sort: 'oldest' } })).toMatchObject({
      sort: 'waiting',
    });
  });

  test('a cursor of another kind of sort is refused', async () => {
    const { id } = await desk.given.department();
    const member = await desk.given.member(id);
    for (const _ of [1, 2]) await desk.given.ticket({ departmentId: id });
    for (const from of listSorts) {
      const { next } = await desk.call(member, 'listTickets', { query: { sort: from, limit: 1 } });
      for (const sort of listSorts) {
        const query = { sort, after: next ?? '' };
        if (isByActivity(from) === isByActivity(sort)) await desk.call(member, 'listTickets', { query });
        else expect(await refusalCode(desk.refusal(member, 'listTickets', { query }))).toBe('invalid_fields');
      }
    }
  });
});

describe('search', () => {
  const found = async (q: string, by = agent) =>
    (await desk.call(by, 'search', { query: { q } })).items.map((hit) => hit.number);
  let english: number;
  let japanese: number;
  let foreign: number;
  beforeAll(async () => {
    const sato = await desk.given.contact({ name: '佐藤 健', emails: ['ken.sato@globex.example'] });
    english = await desk.given.ticket({
      departmentId: home,
      subject: 'Broken espresso machine',
      text: 'It leaks since the delivery on Monday.',
    });
    japanese = await desk.given.ticket({
      departmentId: home,
      requesterId: sato.id,
      subject: '請求書の金額が違います',
      text: '先月の請求書を確認してください。iPhoneの設定も。',
    });
    foreign = await desk.given.ticket({ departmentId: away, subject: 'Broken espresso machine abroad' });
    await desk.runJobs();
  });

  test.each([
    ['a word of the subject', 'espresso'],
    ['another form of the word', 'machines'],
    ['a word of a message', 'delivery'],
    ['a word prefix', 'espre'],
    ['several words in any order', 'monday broken'],
    ['any case and width', 'ＥＳＰＲＥＳＳＯ'],
  ])('finds by %s', async (_what, q) => {
    expect(await found(q)).toEqual([english]);
  });

  test.each([
    ['the whole word', '請求書'],
    ['its middle', '求書'],
    ['one character', '請'],
    ['the last character of a run', '健'],
    ['words without spaces', '請求書の金額'],
    ['a word of a message', '確認'],
    ['Latin letters inside', 'iPhone'],
    ['both scripts', 'iphoneの設定'],
    ['the requester’s name', '佐藤'],
    ['the requester’s address', 'ken.sato@globex.example'],
    ['a part of the address', 'globex'],
  ])('ZJ-35 finds Japanese by %s', async (_what, q) => {
    expect(await found(q)).toEqual([japanese]);
  });

  test('a ticket number in either form comes first', async () => {
    for (const q of [`${english}`, `#${english}`, ` #${english} `]) expect((await found(q))[0]).toBe(english);
  });

  test('does not reveal unreadable tickets, not even by number', async () => {
    expect(await found('abroad')).toEqual([]);
    expect(await found(`#${foreign}`)).toEqual([]);
    expect(await found('abroad', operator)).toEqual([foreign]);
  });

  test('returns an excerpt around the match', async () => {
    const { items } = await desk.call(agent, 'search', { query: { q: 'delivery' } });
    expect(items[0]?.excerpt).toContain('since the delivery on Monday');
  });

  test('finds new text and no longer finds text that was edited away', async () => {
    const { message } = await desk.call(agent, 'comment', {
      params: { number: english },
      body: { html: '<p>xylophone</p>' },
    });
    await desk.runJobs();
    expect(await found('xylophone')).toEqual([english]);
    await desk.call(agent, 'editMessage', {
      params: { number: english, messageId: message.id },
      body: { html: '<p>harp</p>' },
    });
    await desk.runJobs();
    expect(await found('xylophone')).toEqual([]);
  });

  test.each(['!!!', '&', "'", ':*', '\\', '( | )', '<->', '%', '½', '̈', 'a'.repeat(200), '東'.repeat(200)])(
    'takes %s for what it is',
    async (q) => {
      expect(await found(q)).toEqual([]);
    },
  );
});
