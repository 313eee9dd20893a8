import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestAgent, type TestApp, testApp } from '../testing/test-app.ts';

let desk: TestApp;
let owner: TestAgent;
let receiver: TestAgent;
let stranger: TestAgent;
let number: number;
let receiverDepartment: number;
beforeAll(async () => {
  desk = await testApp();
  const [home, other, elsewhere] = [
    await desk.given.department(),
    await desk.given.department(),
    await desk.given.department(),
  ];
  receiverDepartment = other.id;
  owner = await desk.given.member(home.id);
  receiver = await desk.given.member(other.id);
  stranger = await desk.given.member(elsewhere.id);
  const customer = await desk.given.contact({ name: 'Mina Ito', emails: ['mina@customer.example'] });
  number = await desk.given.ticket({
    departmentId: home.id,
    requesterId: customer.id,
    tags: ['vip'],
    text: 'the parcel',
  });
  for (let index = 0; index < 35; index++) {
    await desk.call(owner, 'comment', { params: { number }, body: { text: `Note ${index}` } });
  }
  const shares = [{ departmentId: other.id, isCustomerMasked: true, hiddenFields: ['tags' as const] }];
  await desk.call(owner, 'addShares', { params: { number }, body: { shares } });
});
afterAll(() => desk.close());

test.each([
  ['its owner', () => owner],
  ['a department the customer is hidden from', () => receiver],
])('an opened ticket is the same for %s as the ticket and its conversation asked for one by one', async (_, who) => {
  const opened = await desk.call(who(), 'getOpening', { params: { number } });
  expect(opened.ticket).toEqual(await desk.call(who(), 'getTicket', { params: { number } }));
  expect(opened.messages).toEqual(await desk.call(who(), 'listMessages', { params: { number }, query: { limit: 30 } }));
  expect(opened.messages.items).toHaveLength(30);
});

test('older messages continue after the first page', async () => {
  const { messages } = await desk.call(owner, 'getOpening', { params: { number } });
  const older = await desk.call(owner, 'listMessages', { params: { number }, query: { after: messages.next ?? '' } });
  expect(older.items.map((one) => one.text)).toEqual(['the parcel', 'Note 0', 'Note 1', 'Note 2', 'Note 3', 'Note 4']);
});

describe('long messages', () => {
  const textOf = (length: number) => 'Mina Ito wrote. '.repeat(length / 16);
  const openedBy = (agent: TestAgent, of: number) => desk.call(agent, 'getOpening', { params: { number: of } });
  const listed = (agent: TestAgent, of: number, after = '') =>
    desk.call(agent, 'listMessages', { params: { number: of }, query: { after } });
  async function longConversation(count: number, length: number) {
    const opened = await openedBy(owner, number);
    const { departmentId, requester } = opened.ticket;
    const long = await desk.given.ticket({ departmentId, requesterId: requester.id ?? 0, text: 'first' });
    for (let index = 0; index < count; index++) await desk.given.message(long, { text: textOf(length) });
    await desk.call(owner, 'addShares', {
      params: { number: long },
      body: { shares: [{ departmentId: receiverDepartment, isCustomerMasked: true }] },
    });
    return long;
  }

  test.each([
    ['the owner', () => owner, 4_000_000],
    ['a masked reader', () => receiver, 1_000_000],
  ])('a page for %s is short, and the pages contain every message', async (_, who, maxBytes) => {
    const long = await longConversation(12, 160_000);
    const first = await openedBy(who(), long);
    expect(JSON.stringify(first).length).toBeLessThan(maxBytes);
    const found = [first.messages.items];
    let { next } = first.messages;
    while (next) {
      const page = await listed(who(), long, next);
      expect(JSON.stringify(page).length).toBeLessThan(maxBytes);
      found.push(page.items);
      next = page.next;
    }
    expect(found.length).toBeGreaterThan(1);
    const ids = found.reverse().flat();
    expect(ids.map((one) => one.id)).toEqual([...new Set(ids.map((one) => one.id))].sort((a, b) => a - b));
    expect([ids.length, ids[0]?.text]).toEqual([13, 'first']);
  });

  test('a long message is cut, and one request returns all of it', async () => {
    const long = await longConversation(1, 320_000);
    for (const { messages } of [await openedBy(owner, long), { messages: await listed(owner, long) }]) {
      const last = messages.items.at(-1);
      expect(last).toMatchObject({ isCut: true, quotedHtml: null, html: expect.stringMatching(/^<p>Mina Ito wrote/) });
      expect([last?.text.length, (last?.html.length ?? 0) < 25_000]).toEqual([20_000, true]);
    }
    const { items } = await listed(owner, long);
    const params = { number: long, messageId: items.at(-1)?.id ?? 0 };
    const whole = await desk.call(owner, 'getMessage', { params });
    expect([whole.isCut, whole.text.length]).toEqual([false, 320_000]);
    const masked = await desk.call(receiver, 'getMessage', { params });
    expect([masked.isCut, masked.text.slice(0, 5)]).toEqual([true, 'M. I.']);
    expect(await desk.refusal(stranger, 'getMessage', { params })).toMatchObject({ code: 'not_found' });
  });
});

test('an agent without access cannot open a ticket', async () => {
  expect(await desk.refusal(stranger, 'getOpening', { params: { number } })).toMatchObject({ code: 'not_found' });
});
