import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type TestAgent, type TestApp, testApp } from '../testing/test-app.ts';

let desk: TestApp;
let support: number;
let logistics: number;
let emi: TestAgent;
let sora: TestAgent;
let clara: TestAgent;
let wrong: number;

beforeAll(async () => {
  desk = await testApp();
  await desk.runJobs();
  support = (await desk.given.department({ name: 'Support' })).id;
  logistics = (await desk.given.department({ name: 'Logistics' })).id;
  for (const departmentId of [support, logistics])
    await desk.call(desk.admin, 'createRoutingRule', { body: { name: 'All', departmentId } });
  [emi, sora, clara] = [
    await desk.given.member(support),
    await desk.given.member(support),
    await desk.given.member(logistics),
  ];
  for (const one of [sora, clara]) await desk.given.availability(one.id);
  const body = { kind: 'transfer_reason' as const, name: { en: 'Lost parcel', ja: '荷物の紛失' } };
  wrong = (await desk.call(desk.admin, 'createChoice', { body })).id;
});
beforeEach(() => desk.call(desk.admin, 'editCompany', { body: { isTransferReasonRequired: false } }));
afterAll(() => desk.close());

async function given(): Promise<{ number: number; version: number }> {
  const number = await desk.given.ticket({ departmentId: support, assigneeId: emi.id });
  return { number, version: (await desk.call(emi, 'getTicket', { params: { number } })).version };
}
const request = ({ number, version }: { number: number; version: number }, terms: Record<string, unknown>) => ({
  params: { number },
  body: { version, departmentId: logistics, note: 'Please trace it.', ...terms },
});
const required = () => desk.call(desk.admin, 'editCompany', { body: { isTransferReasonRequired: true } });

describe('the reasons of the company', () => {
  test('TT-25 are stored with more about them, in the history and for the line of holders', async () => {
    const found = await given();
    await desk.call(emi, 'transferTicket', request(found, { reasonId: wrong, reason: 'Order 17' }));
    const { items } = await desk.call(clara, 'listHoldings', { params: { number: found.number } });
    expect(items.at(-1)).toMatchObject({ departmentId: logistics, reasonId: wrong, reason: 'Order 17' });
    const history = await desk.call(clara, 'listHistory', { params: { number: found.number }, query: {} });
    const event = history.items.find((one) => one.type === 'ticket.transferred');
    expect(event?.changes.find((one) => one.field === 'transfer')?.after).toMatchObject({
      reasonId: wrong,
      reason: 'Order 17',
    });
    const refused = await desk.refusal(desk.admin, 'deleteChoice', { params: { id: wrong } });
    expect(refused).toMatchObject({ code: 'in_use' });
  });

  test('have to exist and be active', async () => {
    const found = await given();
    const status = (await desk.call(emi, 'getCatalog', {})).choices.find((one) => one.kind === 'status');
    const off = await desk.given.choice({ kind: 'transfer_reason', isActive: false });
    for (const reasonId of [999_999, status?.id, off.id])
      expect(await desk.refusal(emi, 'transferTicket', request(found, { reasonId }))).toMatchObject({
        code: 'unknown_reference',
        fields: [{ path: '/body/reasonId' }],
      });
  });

  test('are optional, or required for another department', async () => {
    await desk.call(emi, 'transferTicket', request(await given(), {}));
    await required();
    const found = await given();
    for (const terms of [{}, { reason: 'Some text' }])
      expect(await desk.refusal(emi, 'transferTicket', request(found, terms))).toMatchObject({
        code: 'reason_required',
        fields: [{ path: '/body/reasonId' }],
      });
    await desk.call(emi, 'transferTicket', request(found, { reasonId: wrong }));
    const own = await given();
    await desk.call(emi, 'transferTicket', request(own, { departmentId: support, agentId: sora.id }));
  });

  test('where the list is empty, a text is required', async () => {
    await required();
    const { choices } = await desk.call(emi, 'getCatalog', {});
    const active = choices.filter((one) => one.kind === 'transfer_reason' && one.isActive);
    expect(active.length).toBeGreaterThan(1);
    for (const { id } of active)
      await desk.call(desk.admin, 'editChoice', { params: { id }, body: { isActive: false } });
    const found = await given();
    expect(await desk.refusal(emi, 'transferTicket', request(found, { reason: ' ' }))).toMatchObject({
      code: 'reason_required',
    });
    await desk.call(emi, 'transferTicket', request(found, { reason: 'Wrong address' }));
    for (const { id } of active)
      await desk.call(desk.admin, 'editChoice', { params: { id }, body: { isActive: true } });
  });

  test('TT-06 are the same for many tickets, and each one without a reason is refused', async () => {
    await required();
    const grace = await desk.given.agent({ profile: 'supervisor', supervises: [support] });
    const [first, second] = [await given(), await given()];
    const batch = async (number: number, reasonId: number | null) => {
      const action = { kind: 'transfer' as const, departmentId: logistics, note: 'Please trace it.', reasonId };
      const { id } = await desk.call(grace, 'startBatch', { body: { numbers: [number], action } });
      await desk.runJobs();
      return desk.call(grace, 'getBatch', { params: { id } });
    };
    expect(await batch(first.number, wrong)).toMatchObject({ doneCount: 1 });
    const { items } = await desk.call(clara, 'listHoldings', { params: { number: first.number } });
    expect(items.at(-1)).toMatchObject({ reasonId: wrong });
    expect(await batch(second.number, null)).toMatchObject({
      refusedCount: 1,
      outcomes: [{ number: second.number, code: 'reason_required' }],
    });
  });
});

test('the email of a transfer has the reason in the language of the reader', async () => {
  await desk.given.mailbox({ departmentId: logistics, address: 'logistics@desk.example' });
  const other = (await desk.given.department()).id;
  await desk.call(desk.admin, 'createRoutingRule', { body: { name: 'All', departmentId: other } });
  await desk.given.mailbox({ departmentId: other, address: 'other@desk.example' });
  const yuki = await desk.given.agent({ in: [other], locale: 'ja' });
  await desk.given.availability(yuki.id, 'away');
  await desk.call(desk.admin, 'setNotificationRule', {
    params: { id: other },
    body: { kind: 'transfer_received', means: 'email', isOn: true },
  });
  await desk.call(
    emi,
    'transferTicket',
    request(await given(), { departmentId: other, reasonId: wrong, reason: 'Order 17' }),
  );
  await desk.runJobs();
  const mail = desk.mail.sent.find((one) => one.to[0]?.address === yuki.email);
  expect(mail?.text).toContain('理由：荷物の紛失: Order 17');
});
