import type { ProblemBody } from '@crossdesk/contracts/problems.ts';
import { describe, expect, test } from 'vitest';
import { createApiKey } from '../identity/index.ts';
import { readConfig } from '../platform/config.ts';
import { requestSource } from '../platform/request-limits.ts';
import { type TestApp, testApp } from '../testing/test-app.ts';

describe('limits', () => {
  test('a client over the rate limit gets 429 with Retry-After', async () => {
    const strict = await testApp({ env: { REQUESTS_PER_MINUTE: '3' } });
    try {
      const answers = [];
      for (let times = 0; times < 5; times++) answers.push(await strict.app.inject({ url: '/api/v1/start' }));
      expect(answers.map((one) => one.statusCode)).toEqual([200, 200, 200, 429, 429]);
      const last = answers.at(-1);
      expect(last?.json<ProblemBody>().code).toBe('rate_limited');
      expect(Number(last?.headers['retry-after'])).toBeGreaterThan(0);
    } finally {
      await strict.close();
    }
  });

  test('a valid key or session gets 503, never 401, while the database is unavailable', async () => {
    const alone = await testApp();
    const password = 'a long enough password';
    const { email, key } = await alone.given.agent({ password });
    const headers = { host: 'desk.example', origin: 'http://desk.example' };
    const signedIn = await alone.app.inject({
      method: 'POST',
      url: '/api/auth/sign-in/email',
      headers,
      payload: { email, password },
    });
    const cookie = signedIn.cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
    const ask = async (proof: Record<string, string>) =>
      (await alone.app.inject({ url: '/api/v1/me', headers: { ...headers, ...proof } })).statusCode;
    expect(await ask({ cookie })).toBe(200);
    alone.authenticator.clearCache();
    await alone.database.close();
    expect([await ask({ cookie }), await ask({ authorization: `Bearer ${key}` })]).toEqual([503, 503]);
    const post = async (path: string, payload: object) =>
      (
        await alone.app.inject({
          method: 'POST',
          url: `/api/auth/${path}`,
          headers: { ...headers, cookie },
          payload,
        })
      ).statusCode;
    const statuses = [
      await post('sign-in/email', { email, password }),
      await post('change-password', { currentPassword: password, newPassword: 'another long password' }),
      await post('two-factor/enable', { password }),
      await post('two-factor/verify-totp', { code: '123456' }),
      await post('request-password-reset', { email }),
      await post('reset-password', { token: 'any', newPassword: 'another long password' }),
    ];
    expect(statuses).toEqual(statuses.map(() => 503));
    await alone.close();
  });

  test('requests get 503 while the database is unavailable, and the process keeps running', async () => {
    const alone = await testApp();
    await alone.database.close();
    const answer = await alone.app.inject({ url: '/api/v1/start' });
    expect([answer.statusCode, answer.json<ProblemBody>().code]).toEqual([503, 'unavailable']);
    expect((await alone.app.inject({ url: '/readyz' })).statusCode).toBe(503);
    expect((await alone.app.inject({ url: '/healthz' })).statusCode).toBe(200);
    await alone.close();
  });
});

/** Runs `work` with a separate desk. */
async function withDesk(env: Record<string, string>, work: (desk: TestApp) => Promise<void>): Promise<void> {
  const desk = await testApp({ env });
  try {
    await work(desk);
  } finally {
    await desk.close();
  }
}
const statusesOf = async (desk: TestApp, requests: Record<string, string>[], url = '/api/v1/start') => {
  const answers = [];
  for (const headers of requests) answers.push((await desk.app.inject({ url, headers })).statusCode);
  return answers;
};

describe('rate limit keys', () => {
  const forwarded = (...values: string[]) => values.map((value) => ({ 'x-forwarded-for': value }));

  test('X-Forwarded-For is ignored without a proxy', () =>
    withDesk({ REQUESTS_PER_MINUTE: '2' }, async (desk) => {
      expect(await statusesOf(desk, forwarded('1.1.1.1', '2.2.2.2', '3.3.3.3'))).toEqual([200, 200, 429]);
    }));

  test('behind one proxy the last address counts, whatever precedes it', () =>
    withDesk({ REQUESTS_PER_MINUTE: '2', TRUSTED_PROXIES: '1' }, async (desk) => {
      const made = forwarded('1.1.1.1, 9.9.9.9', '2.2.2.2, 9.9.9.9', '3.3.3.3, 4.4.4.4, 9.9.9.9', '9.9.9.9, 8.8.8.8');
      expect(await statusesOf(desk, made)).toEqual([200, 200, 429, 200]);
    }));

  test('behind two proxies the second to last address counts', () =>
    withDesk({ REQUESTS_PER_MINUTE: '2', TRUSTED_PROXIES: '2' }, async (desk) => {
      const made = forwarded('1.1.1.1, 9.9.9.9, 5.5.5.5', '2.2.2.2, 9.9.9.9, 6.6.6.6', '9.9.9.9, 7.7.7.7');
      expect(await statusesOf(desk, made)).toEqual([200, 200, 429]);
    }));

  test('an invalid Authorization header counts for the address', () =>
    withDesk({ REQUESTS_PER_MINUTE: '3' }, async (desk) => {
      const made = [1, 2, 3, 4].map((one) => ({ authorization: `Bearer made-up-key-${one}` }));
      expect(await statusesOf(desk, made)).toEqual([200, 200, 200, 429]);
      expect(await statusesOf(desk, [{ authorization: 'Basic YTpi' }, {}])).toEqual([429, 429]);
      const key = { authorization: `Bearer ${desk.admin.key}` };
      const spelled = { authorization: `bearer ${desk.admin.key}` };
      expect(await statusesOf(desk, [key, spelled, key, spelled], '/api/v1/me')).toEqual([200, 200, 200, 429]);
    }));

  test('all API keys of an agent share one limit', () =>
    withDesk({ REQUESTS_PER_MINUTE: '4' }, async (desk) => {
      const keys = [desk.admin.key];
      for (const name of ['second', 'third']) {
        keys.push(await desk.inTransaction(async (ctx) => (await createApiKey(ctx, name)).key, desk.admin.id));
      }
      const made = [...keys, ...keys].map((key) => ({ authorization: `Bearer ${key}` }));
      expect(await statusesOf(desk, made, '/api/v1/me')).toEqual([200, 200, 200, 200, 429, 429]);
      const other = await desk.given.agent();
      expect(await statusesOf(desk, [{ authorization: `Bearer ${other.key}` }], '/api/v1/me')).toEqual([200]);
    }));

  test('after 20 wrong keys in a minute from one address, only previously verified keys are accepted', () =>
    withDesk({ REQUESTS_PER_MINUTE: '1000', TRUSTED_PROXIES: '1' }, async (desk) => {
      const other = await desk.given.agent();
      const from = (key: string, address = '9.9.9.9') => ({
        authorization: `Bearer ${key}`,
        'x-forwarded-for': address,
      });
      expect(await statusesOf(desk, [from(desk.admin.key)], '/api/v1/me')).toEqual([200]);
      const wrong = Array.from({ length: 21 }, (_, index) => from(`made-up-key-${index}`));
      const answers = await statusesOf(desk, wrong, '/api/v1/me');
      expect(answers).toEqual([...Array.from({ length: 20 }, () => 401), 429]);
      const refused = await desk.app.inject({ url: '/api/v1/me', headers: from('made-up-key-99') });
      expect(refused.json<ProblemBody>().code).toBe('rate_limited');
      expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
      const seen = [from(desk.admin.key), from(other.key), from(other.key, '8.8.8.8')];
      expect(await statusesOf(desk, seen, '/api/v1/me')).toEqual([200, 429, 200]);
    }));

  test.each([
    ['127.0.0.1', '127.0.0.1'],
    ['::ffff:10.0.0.1', '10.0.0.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:db8:1:2::9', '2001:db8:1:2'],
    ['2001:0DB8::1', '2001:db8:0:0'],
    ['fe80::1%eth0', 'fe80:0:0:0'],
    ['::1', '0:0:0:0'],
  ])('%s counts as %s', (address, source) => {
    expect(requestSource(address)).toBe(source);
  });

  test('the old setting is refused with the name of the new one', () => {
    const read = (env: Record<string, string>) => readConfig({ CROSSDESK_SECRET: 'x'.repeat(32), ...env });
    expect(() => read({ TRUST_PROXY: '1' })).toThrow(/TRUSTED_PROXIES/);
    expect(() => read({ TRUSTED_PROXIES: 'all' })).toThrow(/TRUSTED_PROXIES/);
    expect(read({ TRUSTED_PROXIES: '2' }).trustedProxies).toBe(2);
    expect(read({}).trustedProxies).toBe(0);
  });
});
