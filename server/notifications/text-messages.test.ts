import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readConfig } from '../platform/config.ts';
import { createSmsSender, isSignedByTwilio, smsSegments } from '../platform/sms-sender.ts';
import { minute, type TestAgent, type TestApp, testApp } from '../testing/test-app.ts';

const twilio = { TWILIO_ACCOUNT_SID: 'AC1', TWILIO_AUTH_TOKEN: '12345', TWILIO_FROM: '+4915112345678' };

async function companyWithText(env: Record<string, string>) {
  const desk = await testApp({ env });
  const owning = (await desk.given.department({ name: 'Support' })).id;
  const receiving = (await desk.given.department({ name: 'Security' })).id;
  const owner = await desk.given.member(owning);
  const receiver = await desk.given.agent({ in: [receiving], phone: '+491570000000' });
  await desk.given.agent({ name: 'Without a phone', in: [receiving] });
  await desk.call(desk.admin, 'setNotificationRule', {
    params: { id: receiving },
    body: { kind: 'share_received', means: 'sms', isOn: true },
  });
  const share = async () => {
    const number = await desk.given.ticket({ departmentId: owning });
    await desk.call(owner, 'addShares', { params: { number }, body: { shares: [{ departmentId: receiving }] } });
    await desk.runJobs({ mayFail: true });
    return number;
  };
  const outbox = async () => (await desk.call(desk.admin, 'listOutboxTexts', { query: {} })).items;
  return { desk, owner, receiver, share, outbox };
}
type Company = Awaited<ReturnType<typeof companyWithText>>;

describe('without a Twilio account', () => {
  let company: Company;
  beforeAll(async () => {
    company = await companyWithText({});
  });
  afterAll(() => company.desk.close());

  test('ZE-49 a text message stays in the outbox, and the owner sees that it was not sent', async () => {
    const { desk, owner, receiver, share, outbox } = company;
    const number = await share();
    expect(desk.sms.sent).toEqual([]);
    expect(await outbox()).toMatchObject([{ to: '+491570000000', state: 'kept', number }]);
    const { id: profile } = await desk.given.profile(['mail.manage', 'ticket.read']);
    const outsider = await desk.given.agent({ profile });
    const hidden = { to: '', text: '', isHidden: true, state: 'kept' };
    expect((await desk.call(outsider, 'listOutboxTexts', { query: {} })).items).toMatchObject([hidden]);
    const { items } = await desk.call(owner, 'listNotices', { params: { number } });
    expect(items.filter((one) => one.means === 'sms')).toMatchObject([{ agentId: receiver.id, state: 'kept' }]);
  });

  test('delivery reports are rejected', async () => {
    const answer = await company.desk.app.inject({ method: 'POST', url: '/hooks/twilio/status/1' });
    expect(answer.statusCode).toBe(404);
  });
});

describe('with a Twilio account', () => {
  let company: Company;
  let desk: TestApp;
  let owner: TestAgent;
  beforeAll(async () => {
    company = await companyWithText(twilio);
    ({ desk, owner } = company);
  });
  afterAll(() => desk.close());

  const report = async (id: number, sid: string, status: string, sign = true) => {
    const path = `/hooks/twilio/status/${id}`;
    const form = new URLSearchParams({ MessageSid: sid, MessageStatus: status, To: '+491570000000' });
    const text = [...form]
      .sort()
      .map(([name, value]) => name + value)
      .join('');
    const signature = createHmac('sha1', sign ? '12345' : 'x')
      .update(`http://desk.example${path}${text}`)
      .digest('base64');
    return desk.app.inject({
      method: 'POST',
      url: path,
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-twilio-signature': signature },
      payload: form.toString(),
    });
  };

  test('is sent once to each agent with a phone number, with a status callback', async () => {
    const number = await company.share();
    expect(desk.sms.sent).toHaveLength(1);
    const [sms] = desk.sms.sent;
    expect(sms?.text).toContain(`Support shared #${number} with Security (Full)`);
    const [kept] = await company.outbox();
    expect(sms?.statusUrl).toBe(`http://desk.example/hooks/twilio/status/${kept?.id}`);
    expect(kept?.state).toBe('sent');
  });

  test('signed reports are applied by their status, not by their order of arrival', async () => {
    const number = await company.share();
    const id = (await company.outbox())[0]?.id ?? 0;
    const sid = `SM${String(desk.sms.sent.length).padStart(4, '0')}`;
    const answer = await report(id, sid, 'delivered');
    expect([answer.statusCode, answer.headers['content-type'], answer.body]).toEqual([
      200,
      'text/xml; charset=utf-8',
      '<Response></Response>',
    ]);
    await report(id, sid, 'sent');
    await report(id, 'SM-of-another', 'failed');
    const { items } = await desk.call(owner, 'listNotices', { params: { number } });
    expect(items.filter((one) => one.means === 'sms')).toMatchObject([{ state: 'delivered' }]);
  });

  test('an unsigned report changes nothing', async () => {
    await company.share();
    const id = (await company.outbox())[0]?.id ?? 0;
    expect((await report(id, 'SM1', 'failed', false)).statusCode).toBe(403);
    expect((await company.outbox())[0]?.state).toBe('sent');
  });

  test('a message whose response was lost is not sent twice', async () => {
    const before = desk.sms.sent.length;
    desk.sms.fail('answer_lost');
    await company.share();
    desk.sms.fail(null);
    desk.clock.move(10 * minute);
    await desk.runJobs();
    expect(desk.sms.sent).toHaveLength(before + 1);
    expect((await company.outbox())[0]).toMatchObject({ state: 'sent', attemptCount: 2 });
  });

  test('a rejected message is shown as failed and can be resent', async () => {
    desk.sms.fail('refused');
    await company.share();
    desk.sms.fail(null);
    const [failed] = await company.outbox();
    expect(failed).toMatchObject({ state: 'failed', lastError: '21211 not a number' });
    await desk.call(desk.admin, 'resendText', { params: { id: failed?.id ?? 0 }, body: {} });
    await desk.runJobs();
    expect((await company.outbox())[0]?.state).toBe('sent');
    const again = await desk.refusal(desk.admin, 'resendText', { params: { id: failed?.id ?? 0 }, body: {} });
    expect(again.code).toBe('in_use');
  });
});

test("a request's signature is checked the way Twilio computes it", () => {
  const form = new URLSearchParams({
    MessageSid: 'SM0123',
    From: '+4915112345678',
    To: '+491570000000',
    Body: 'Hi & hello',
    NumMedia: '0',
  });
  const signed = (url: string, token = '12345') => isSignedByTwilio(token, url, form, 'aNM5A6SvpEG44vhV5VeMhMUOaIk=');
  expect(signed('https://desk.example/hooks/twilio?acct=1')).toBe(true);
  expect(signed('https://desk.example:443/hooks/twilio?acct=1')).toBe(true);
  expect(signed('https://desk.example/hooks/twilio?acct=2')).toBe(false);
  expect(signed('https://desk.example/hooks/twilio?acct=1', '1234')).toBe(false);
});

test('the account configuration must be complete, with a number or a messaging service as sender', () => {
  const read = (env: Record<string, string>) => () => readConfig({ CROSSDESK_SECRET: 'x'.repeat(32), ...env });
  expect(read({ TWILIO_ACCOUNT_SID: 'AC1' })).toThrow('TWILIO_AUTH_TOKEN, TWILIO_FROM is missing');
  expect(read({ ...twilio, TWILIO_FROM: '0151' })).toThrow('TWILIO_FROM must be a phone number');
  expect(read(twilio)().twilio?.from).toBe('+4915112345678');
});

test('text message segments are counted', () => {
  expect([smsSegments('a'.repeat(160)), smsSegments('a'.repeat(161)), smsSegments('€'.repeat(81))]).toEqual([1, 2, 2]);
  expect([smsSegments('あ'.repeat(70)), smsSegments('あ'.repeat(71))]).toEqual([1, 2]);
});

test('the request matches the API of the service', async () => {
  const asked: { url: string; authorization: string; body: string }[] = [];
  const service = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      asked.push({ url: request.url ?? '', authorization: request.headers.authorization ?? '', body });
      const isRefused = body.includes('%2B1');
      response.writeHead(isRefused ? 400 : 201, { 'content-type': 'application/json' });
      const found = { messages: [{ sid: 'SM9', body: 'hello' }] };
      response.end(JSON.stringify(isRefused ? { code: 21211, message: 'bad To' } : { sid: 'SM1', ...found }));
    });
  });
  await new Promise<void>((done) => service.listen(0, '127.0.0.1', done));
  const { port } = service.address() as AddressInfo;
  const sender = createSmsSender(
    { accountSid: 'AC1', authToken: '12345', from: '+4915112345678' },
    { timeoutMs: 5000, apiUrl: `http://127.0.0.1:${port}` },
  );
  const sms = { to: '+491570000000', text: 'hello', statusUrl: 'https://desk.example/s' };
  expect(await sender.send(sms)).toEqual({ id: 'SM1' });
  expect(await sender.find(sms, new Date('2026-03-01T10:00:00Z'))).toEqual({ id: 'SM9' });
  await expect(sender.send({ ...sms, to: '+1' })).rejects.toMatchObject({
    isTemporary: false,
    message: '21211 bad To',
  });
  expect(asked[0]).toEqual({
    url: '/2010-04-01/Accounts/AC1/Messages.json',
    authorization: `Basic ${Buffer.from('AC1:12345').toString('base64')}`,
    body: new URLSearchParams([
      ['To', sms.to],
      ['From', '+4915112345678'],
      ['Body', 'hello'],
      ['StatusCallback', sms.statusUrl],
    ]).toString(),
  });
  expect(asked[1]?.url).toContain('DateSent%3E=2026-03-01');
  await new Promise((done) => service.close(done));
  await expect(sender.send(sms)).rejects.toMatchObject({ isTemporary: true, isUnsure: true });
});
