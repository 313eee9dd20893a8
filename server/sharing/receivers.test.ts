import { afterAll, beforeAll, expect, test } from 'vitest';
import { minute, type TestAgent, type TestApp, testApp } from '../testing/test-app.ts';

let desk: TestApp;
let support: number;
let sales: number;
let logistics: number;
let owner: TestAgent;
beforeAll(async () => {
  desk = await testApp();
  [support, sales, logistics] = [
    (await desk.given.department()).id,
    (await desk.given.department()).id,
    (await desk.given.department()).id,
  ];
  await desk.given.mailbox({ departmentId: support });
  owner = await desk.given.member(support, 'supervisor');
});
afterAll(() => desk.close());

const share = (number: number, terms: { departmentId: number } & Record<string, unknown>) =>
  desk.call(owner, 'addShares', { params: { number }, body: { shares: [{ level: 'read_only' as const, ...terms }] } });

test('the Cc stays hidden from a receiver who reveals the customer', async () => {
  const number = await desk.given.ticket({ departmentId: support });
  const { version } = await desk.call(owner, 'getTicket', { params: { number } });
  const cc = [{ name: '', address: 'partner@bank.example' }];
  await desk.call(owner, 'editTicket', { params: { number }, body: { version, cc } });
  const receiver = await desk.given.member(sales, 'supervisor');
  await share(number, { departmentId: sales, hiddenFields: ['cc'], isCustomerMasked: true });
  const revealed = await desk.call(receiver, 'viewOriginal', { params: { number }, body: { reason: 'a callback' } });
  expect(revealed).toMatchObject({ cc: [], emails: [expect.any(String)] });
});

test('ZJ-23 a share limited to some people shows its question to nobody else of the department', async () => {
  const number = await desk.given.ticket({ departmentId: support });
  const chosen = await desk.given.member(sales);
  const other = await desk.given.agent({ in: [sales, logistics] });
  await share(number, { departmentId: sales, agentIds: [chosen.id], question: 'Only for you' });
  await share(number, { departmentId: logistics, question: 'For all of logistics' });
  const questions = async (agent: TestAgent) =>
    (await desk.call(agent, 'listShares', { params: { number } })).items.map((one) => one.question);
  expect(await questions(chosen)).toEqual(['Only for you']);
  expect(await questions(other)).toEqual(['For all of logistics']);
  expect(await questions(owner)).toEqual(['Only for you', 'For all of logistics']);
});

test('the preview of a template shows only shares its reader may see', async () => {
  const number = await desk.given.ticket({ departmentId: support });
  await share(number, { departmentId: logistics, reason: 'Secret reason', question: 'Secret question' });
  await share(number, { departmentId: sales, reason: 'Open reason', question: 'Open question' });
  const { id: profile } = await desk.given.profile(['settings.manage', 'ticket.read']);
  const administrator = await desk.given.agent({ profile, in: [sales] });
  const preview = await desk.call(administrator, 'previewNotificationTemplate', {
    params: { kind: 'share_received', means: 'email', locale: 'en' },
    body: { subject: 'Shared', body: '{{ share.reason }} {{ share.question }}', number },
  });
  expect(JSON.stringify(preview)).toContain('Open reason Open question');
  expect(JSON.stringify(preview)).not.toContain('Secret');
});

test('a reply whose sending has begun can no longer be undone', async () => {
  const number = await desk.given.ticket({ departmentId: support });
  const { message } = await desk.call(owner, 'reply', { params: { number }, body: { text: 'It is on its way.' } });
  desk.mail.refuse('temporary');
  desk.clock.move(minute);
  await desk.runJobs({ mayFail: true });
  desk.clock.move(-minute);
  desk.mail.refuse(null);
  const undo = { params: { number, messageId: message.id }, body: {} };
  expect(await desk.refusal(owner, 'undoSend', undo)).toMatchObject({ code: 'original_immutable' });
});
