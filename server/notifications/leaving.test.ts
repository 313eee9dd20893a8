import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { minute, type TestAgent, type TestApp, testApp } from '../testing/test-app.ts';

const twilio = { TWILIO_ACCOUNT_SID: 'AC1', TWILIO_AUTH_TOKEN: '12345', TWILIO_FROM: '+4915112345678' };
let desk: TestApp;
let support: number;
let security: number;
let owner: TestAgent;
let receiver: TestAgent;
let stays: TestAgent;
let number: number;

beforeAll(async () => {
  desk = await testApp({ env: twilio });
  support = (await desk.given.department({ name: 'Support' })).id;
  await desk.given.mailbox({ departmentId: support, address: 'support@desk.example' });
  owner = await desk.given.member(support, 'supervisor');
});
afterAll(() => desk.close());

let count = 0;
let smsCountBefore = 0;
beforeEach(async () => {
  desk.mail.refuse(null);
  desk.sms.fail(null);
  security = (await desk.given.department({ name: `Security ${++count}` })).id;
  for (const kind of ['share_received', 'share_changed'] as const) {
    for (const means of ['email', 'sms'] as const) {
      const body = { kind, means, isOn: true };
      await desk.call(desk.admin, 'setNotificationRule', { params: { id: security }, body });
    }
  }
  stays = await desk.given.member(security);
  receiver = await desk.given.agent({ in: [security], phone: `+4915700000${count}` });
  number = await desk.given.ticket({ departmentId: support });
  await desk.runJobs();
  desk.mail.sent.length = 0;
  smsCountBefore = desk.sms.sent.length;
});

const share = (terms: object = {}) =>
  desk.call(owner, 'addShares', { params: { number }, body: { shares: [{ departmentId: security, ...terms }] } });
const mailedAddresses = () => desk.mail.sent.flatMap((mail) => mail.to.map((one) => one.address));
const editAgent = (change: object) => () =>
  desk.call(desk.admin, 'editAgent', { params: { id: receiver.id }, body: change });
const editShare = (change: object) => () =>
  desk.call(owner, 'editShare', { params: { number, departmentId: security }, body: { version: 1, ...change } });
const states = async (means: string) =>
  (await desk.call(owner, 'listNotices', { params: { number } })).items
    .filter((one) => one.means === means && one.agentId === receiver.id)
    .map((one) => one.state);

const changes: [string, () => () => Promise<unknown>][] = [
  ['left the department', () => editAgent({ memberships: [] })],
  ['was moved to another department', () => editAgent({ memberships: [{ departmentId: support, role: 'agent' }] })],
  ['was disabled', () => editAgent({ isActive: false })],
  ['was removed from the share', () => editShare({ agentIds: [stays.id] })],
];

describe('a queued notification is checked again when it is sent', () => {
  test.each(changes)('ZE-46 it is not sent to an agent who %s', async (_what, change) => {
    desk.mail.refuse('temporary');
    desk.sms.fail('answer_lost');
    await share();
    await desk.runJobs({ mayFail: true });
    const texted = desk.sms.sent.length;
    expect(await states('email')).toEqual(['waiting']);
    await change()();
    desk.mail.refuse(null);
    desk.sms.fail(null);
    desk.clock.move(60 * minute);
    await desk.runJobs();
    expect(mailedAddresses()).toEqual([stays.email]);
    expect(desk.sms.sent).toHaveLength(texted);
    expect([await states('email'), await states('sms')]).toEqual([['canceled'], ['canceled']]);
  });

  test.each(changes.slice(0, 3))('it is not written for an agent who %s', async (_what, change) => {
    await share();
    await change()();
    await desk.runJobs();
    expect(mailedAddresses()).toEqual([stays.email]);
    expect(desk.sms.sent).toHaveLength(smsCountBefore);
  });

  test('the end of a share is not sent to an agent who has left the department since', async () => {
    await share();
    await desk.runJobs();
    desk.mail.refuse('temporary');
    await desk.call(owner, 'removeShare', { params: { number, departmentId: security }, query: {} });
    await desk.runJobs({ mayFail: true });
    await editAgent({ memberships: [] })();
    desk.mail.sent.length = 0;
    desk.mail.refuse(null);
    desk.clock.move(60 * minute);
    await desk.runJobs();
    expect(mailedAddresses()).toEqual([stays.email]);
  });

  test('it is sent if nothing changed', async () => {
    desk.mail.refuse('temporary');
    await share();
    await desk.runJobs({ mayFail: true });
    desk.mail.refuse(null);
    desk.clock.move(60 * minute);
    await desk.runJobs();
    expect(mailedAddresses().sort()).toEqual([receiver.email, stays.email].sort());
    expect(await states('email')).toEqual(['sent']);
  });
});
