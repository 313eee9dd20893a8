import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildHttp } from '../app/http.ts';
import { minute, type TestApp, testApp } from '../testing/test-app.ts';
import { createAuth, createAuthenticator } from './index.ts';

const password = 'a long enough password';
let desk: TestApp;
let otherProcess: TestApp['app'];
beforeAll(async () => {
  desk = await testApp();
  const auth = createAuth(desk.services);
  otherProcess = await buildHttp(desk.services, auth, createAuthenticator(auth, desk.services.db));
  await otherProcess.ready();
});
afterAll(async () => {
  await otherProcess.close();
  await desk.close();
});

const headers = { host: 'desk.example', origin: 'http://desk.example' };
const post = (path: string, payload: object, more: Record<string, string> = {}, app = desk.app) =>
  app.inject({ method: 'POST', url: `/api/auth/${path}`, headers: { ...headers, ...more }, payload });
const signIn = (email: string, entered: string, app = desk.app) =>
  post('sign-in/email', { email, password: entered }, {}, app);
const wrong = (email: string, app = desk.app) => signIn(email, 'not the password', app);
const statuses = (answers: { statusCode: number }[]) => answers.map((one) => one.statusCode);
/**
 * Enters wrong passwords until `count` were checked, waiting as long as required; returns the
 * waits.
 */
async function failTimes(email: string, count: number): Promise<number[]> {
  const waits: number[] = [];
  for (let failed = 0; failed < count; ) {
    const answer = await wrong(email);
    if (answer.statusCode === 401) failed += 1;
    else {
      waits.push(Number(answer.headers['retry-after']));
      desk.clock.move(Number(answer.headers['retry-after']) * 1000);
    }
  }
  return waits;
}
const warnings = async (email: string) => {
  await desk.runJobs();
  return desk.mail.sent.filter(
    (one) => /wrong passwords/.test(one.subject) && one.to.some(({ address }) => address === email),
  );
};

// Every attempt takes as long as a password check.
describe('wrong passwords', { timeout: 60_000 }, () => {
  test('are delayed after the fifth in every process, and so is the correct one', async () => {
    const { email } = await desk.given.agent({ password });
    const first = [await wrong(email), await wrong(email, otherProcess), await wrong(email)];
    const more = [await wrong(email, otherProcess), await wrong(email)];
    expect(statuses([...first, ...more])).toEqual([401, 401, 401, 401, 401]);
    await failTimes(email, 4);
    expect((await wrong(email, otherProcess)).statusCode).toBe(429);
    const right = await signIn(email.toUpperCase(), password, otherProcess);
    expect(right.statusCode).toBe(429);
    expect(Number(right.headers['retry-after'])).toBeGreaterThan(10);
    expect(right.cookies).toEqual([]);
    desk.clock.move(16_000);
    expect((await signIn(email, password)).statusCode).toBe(200);
  });

  test('the wait doubles, up to 15 minutes', async () => {
    const { email } = await desk.given.agent({ password });
    const waits = await failTimes(email, 18);
    // On a slow machine some seconds of each wait, and all of the short waits, have already passed.
    const expected = [64, 128, 256, 512, 900, 900, 900];
    for (const [index, wait] of waits.slice(-expected.length).entries()) {
      expect(wait).toBeLessThanOrEqual(expected[index] ?? 0);
      expect(wait).toBeGreaterThan((expected[index] ?? 0) - 15);
    }
    expect(waits.length).toBeGreaterThanOrEqual(expected.length);
  });

  test('simultaneous attempts are all counted', async () => {
    const { email } = await desk.given.agent({ password });
    const answers = await Promise.all(Array.from({ length: 12 }, () => wrong(email)));
    expect(statuses(answers).filter((status) => status === 401)).toHaveLength(5);
  });

  test('an unknown email gets the same responses as a known one', async () => {
    const { email } = await desk.given.agent({ password });
    const unknown = 'nobody@elsewhere.example';
    const first = [await wrong(email), await wrong(unknown)];
    expect(first[1]?.statusCode).toBe(401);
    expect(first[1]?.body).toBe(first[0]?.body);
    await failTimes(email, 8);
    await failTimes(unknown, 12);
    await failTimes(email, 1);
    const later = [await wrong(email), await wrong(unknown)];
    expect(statuses(later)).toEqual([429, 429]);
    expect(later[1]?.body).toBe(later[0]?.body);
    for (const answer of later) expect(Number(answer.headers['retry-after'])).toBeGreaterThan(10);
  });

  test('signing in or choosing a new password resets the counter', async () => {
    const { email } = await desk.given.agent({ password });
    await failTimes(email, 4);
    expect((await signIn(email, password)).statusCode).toBe(200);
    expect(await failTimes(email, 4)).toEqual([]);
    await failTimes(email, 5);
    expect((await signIn(email, password)).statusCode).toBe(429);
    await post('request-password-reset', { email });
    await desk.runJobs();
    const text = desk.mail.sent.findLast((one) => one.to.some(({ address }) => address === email))?.text ?? '';
    const token = /token=([\w-]+)/.exec(text)?.[1] ?? '';
    await post('reset-password', { newPassword: 'another long password', token });
    expect((await signIn(email, 'another long password')).statusCode).toBe(200);
  });

  test.each([
    ['change-password', 'currentPassword'],
    ['two-factor/enable', 'password'],
    ['two-factor/disable', 'password'],
  ])('are also delayed within a session: %s', async (path, field) => {
    const { email } = await desk.given.agent({ password });
    const session = (await signIn(email, password)).cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
    const answers = [];
    for (let times = 0; times < 10; times++) {
      const body = {
        [field]: 'not the password',
        ...(path === 'change-password' ? { newPassword: 'x'.repeat(20) } : {}),
      };
      answers.push(await post(path, body, { cookie: session }));
    }
    expect(statuses(answers).slice(0, 5)).not.toContain(429);
    expect(statuses(answers).slice(0, 5)).not.toContain(200);
    expect(statuses(answers).slice(5)).toContain(429);
  });

  test('the owner gets a mail after ten, at most once an hour', async () => {
    const { email } = await desk.given.agent({ password });
    await failTimes(email, 9);
    expect(await warnings(email)).toHaveLength(0);
    await failTimes(email, 2);
    expect(await warnings(email)).toHaveLength(1);
    desk.clock.move(61 * minute);
    await failTimes(email, 1);
    expect(await warnings(email)).toHaveLength(2);
  });

  test('no mail is sent for an unknown email', async () => {
    await failTimes('someone@elsewhere.example', 11);
    expect(await warnings('someone@elsewhere.example')).toHaveLength(0);
  });
});
