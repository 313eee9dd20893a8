import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { bounceOf, type MailApp, newCustomerAddress, startMailApp, supportAddress } from '../../testing/mail-app.ts';
import { minute, type TestAgent, type TestApp } from '../../testing/test-app.ts';

const hour = 60 * minute;
const other = 'bea@partner.example';
const third = 'cem@partner.example';

let mail: MailApp;
let desk: TestApp;
let agent: TestAgent;
beforeAll(async () => {
  mail = await startMailApp();
  ({ desk, agent } = mail);
});
afterAll(() => mail.close());

let customer: string;
let number: number;
let firstMail: number;
beforeEach(async () => {
  for (const address of [other, third]) desk.mail.refuseAddress(address, null);
  customer = newCustomerAddress();
  await mail.send({ from: customer });
  ({ number } = (await mail.ticketOf(customer)).ticket);
  firstMail = desk.mail.sent.length;
});

const reply = async (): Promise<number> => {
  const person = (address: string) => ({ name: '', address });
  const body = { text: 'It is on its way.', to: [person(customer)], cc: [person(other)], bcc: [person(third)] };
  const { message } = await desk.call(agent, 'reply', { params: { number }, body });
  desk.clock.move(minute);
  await desk.runJobs({ mayFail: true });
  return message.id;
};
const later = async () => {
  desk.clock.move(hour);
  await desk.runJobs({ mayFail: true });
};
const delivery = async () => (await mail.ticketOf(customer)).last.delivery;
const stateOf = async (address: string) =>
  (await delivery())?.recipients.find((one) => one.address === address) ?? { state: 'missing' };
const deliveries = () => desk.mail.deliveredTo.slice(firstMail);
const resend = (messageId: number, as = agent) =>
  desk.call(as, 'resendMessage', { params: { number, messageId }, body: {} });

describe('each recipient of a reply has a delivery state of their own', () => {
  test('all recipients accepted', async () => {
    await reply();
    expect(await delivery()).toEqual({
      state: 'sent',
      detail: null,
      recipients: [customer, other, third].map((address) => ({ address, state: 'sent', detail: null })),
    });
    expect(deliveries()).toEqual([[customer, other, third]]);
  });

  test('a recipient refused for now is retried alone, and nobody gets the email twice', async () => {
    desk.mail.refuseAddress(other, 'temporary');
    await reply();
    expect(await delivery()).toMatchObject({ state: 'partly', detail: `${other}: 451 greylisted` });
    expect(await stateOf(other)).toMatchObject({ state: 'deferred', detail: '451 greylisted' });
    desk.mail.refuseAddress(other, null);
    await later();
    expect(await delivery()).toMatchObject({ state: 'sent', detail: null });
    expect(deliveries()).toEqual([[customer, third], [other]]);
    expect(desk.mail.sent.at(-1)?.messageId).toBe(desk.mail.sent.at(-2)?.messageId);
  });

  test('nothing counts as delivered while every recipient is refused for now', async () => {
    for (const address of [customer, other, third]) desk.mail.refuseAddress(address, 'temporary');
    await reply();
    expect(await delivery()).toMatchObject({ state: 'waiting' });
    const types = async () => {
      const { items } = await desk.call(agent, 'listHistory', { params: { number } });
      return items.map((event) => event.type);
    };
    expect(await types()).toContain('message.deferred');
    expect(await types()).not.toContain('message.delivered');
    for (const address of [customer, other, third]) desk.mail.refuseAddress(address, null);
    await later();
    expect(await delivery()).toMatchObject({ state: 'sent', detail: null });
    expect(await types()).toContain('message.delivered');
  });

  test('a recipient refused for good is shown with the reason, and gets the email when it is sent again', async () => {
    desk.mail.refuseAddress(third, 'permanent');
    const messageId = await reply();
    expect(await delivery()).toMatchObject({ state: 'partly' });
    expect(await stateOf(third)).toEqual({ address: third, state: 'refused', detail: '550 no such user' });
    const [row] = (await desk.call(desk.admin, 'listOutbox', {})).items;
    expect(row).toMatchObject({ state: 'partly', lastError: `${third}: 550 no such user` });
    await later();
    expect(deliveries()).toEqual([[customer, other]]);
    desk.mail.refuseAddress(third, null);
    expect(await resend(messageId)).toMatchObject({ delivery: { state: 'partly' } });
    await later();
    expect(await delivery()).toMatchObject({ state: 'sent' });
    expect(deliveries()).toEqual([[customer, other], [third]]);
    const again = desk.refusal(agent, 'resendMessage', { params: { number, messageId }, body: {} });
    expect(await again).toMatchObject({ code: 'in_use' });
  });

  test('a recipient refused for now until the last attempt is refused', async () => {
    desk.mail.refuseAddress(other, 'temporary');
    await reply();
    for (let attempt = 0; attempt < 12; attempt++) {
      desk.clock.move(24 * hour);
      await desk.runJobs({ mayFail: true });
    }
    expect(await delivery()).toMatchObject({ state: 'partly' });
    expect(await stateOf(other)).toMatchObject({ state: 'refused', detail: '451 greylisted' });
    expect(deliveries()).toEqual([[customer, third]]);
  });

  test('a bounce concerns its recipient only, who can get the email again', async () => {
    const messageId = await reply();
    const sent = desk.mail.lastTo(other);
    await mail.send({ envelope: { from: '', to: supportAddress }, raw: bounceOf(sent.messageId, other) });
    const { messages } = await mail.ticketOf(customer);
    const bounced = messages.find((one) => one.id === messageId)?.delivery;
    expect(bounced).toMatchObject({ state: 'partly', detail: expect.stringContaining(other) });
    expect(bounced?.recipients.map(({ state }) => state)).toEqual(['sent', 'bounced', 'sent']);
    await resend(messageId);
    await later();
    expect(deliveries().at(-1)).toEqual([other]);
  });

  test('sending again needs the permission to reply', async () => {
    desk.mail.refuseAddress(third, 'permanent');
    const messageId = await reply();
    const department = await desk.given.department();
    const reader = await desk.given.member(department.id);
    const call = { params: { number, messageId }, body: {} };
    expect(await desk.refusal(reader, 'resendMessage', call)).toMatchObject({ code: 'not_found' });
    const shares = [{ departmentId: department.id, level: 'read_only' as const }];
    await desk.call(agent, 'addShares', { params: { number }, body: { shares } });
    expect(await desk.refusal(reader, 'resendMessage', call)).toMatchObject({ code: 'refused' });
  });

  test('C-25 readers from whom the customer is hidden see the state without addresses', async () => {
    desk.mail.refuseAddress(other, 'permanent');
    const messageId = await reply();
    const department = await desk.given.department();
    const reader = await desk.given.member(department.id);
    const shares = [{ departmentId: department.id, level: 'read_only' as const, isCustomerMasked: true }];
    await desk.call(agent, 'addShares', { params: { number }, body: { shares } });
    const { items } = await desk.call(reader, 'listMessages', { params: { number } });
    const seen = items.find((one) => one.id === messageId)?.delivery;
    expect(seen).toMatchObject({ state: 'partly', recipients: [] });
    expect(seen?.detail).not.toContain(other);
  });
});
