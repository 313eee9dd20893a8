import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestAgent, type TestApp, testApp } from '../testing/test-app.ts';

let desk: TestApp;
let owner: TestAgent;
let receiver: TestAgent;
let stranger: TestAgent;
let number: number;
beforeAll(async () => {
  desk = await testApp();
  const [home, other, elsewhere] = [
    await desk.given.department(),
    await desk.given.department(),
    await desk.given.department(),
  ];
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

test('an agent without access cannot open a ticket', async () => {
  expect(await desk.refusal(stranger, 'getOpening', { params: { number } })).toMatchObject({ code: 'not_found' });
});
