import type { ProblemBody } from '@crossdesk/contracts/problems.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestApp, testApp } from '../testing/test-app.ts';

let desk: TestApp;
beforeAll(async () => {
  desk = await testApp({ env: { PUBLIC_URL: 'https://desk.example:8443' } });
});
afterAll(() => desk.close());
const key = () => ({ authorization: `Bearer ${desk.admin.key}` });

describe('headers', () => {
  test.each(['a b', 'desk.example:port', 'desk.example/path', 'a@b', '[::1', '1.2.3.999', 'desk.example:99999', '%00'])(
    'the malformed Host %s is a bad request',
    async (host) => {
      for (const url of ['/api/auth/get-session', '/api/v1/me', '/healthz', '/']) {
        const answer = await desk.app.inject({ url, headers: { ...key(), host } });
        expect([answer.statusCode, answer.json<ProblemBody>().code], url).toEqual([400, 'bad_request']);
      }
    },
  );

  test.each(['desk.example', 'crossdesk_web:3000', '127.0.0.1:3000', '[::1]:3000'])(
    'the Host %s is accepted',
    async (host) => {
      for (const url of ['/api/auth/get-session', '/api/v1/me']) {
        expect((await desk.app.inject({ url, headers: { ...key(), host } })).statusCode).toBe(200);
      }
    },
  );

  test('API responses are not cached', async () => {
    const urls = ['/api/v1/me', '/api/v1/start', '/api/v1/nothing', '/api/v1/tickets/%ZZ', '/api/auth/get-session'];
    for (const url of [...urls, '/api/v1/openapi.json']) {
      const { headers } = await desk.app.inject({ url, headers: key() });
      expect(headers['cache-control'], url).toBe('no-store');
    }
    const anyone = await desk.app.inject({ url: '/api/v1/me' });
    expect([anyone.statusCode, anyone.headers['cache-control']]).toEqual([401, 'no-store']);
  });

  test('pages can only connect to the desk, with TLS if it is available', async () => {
    const { headers } = await desk.app.inject({ url: '/api/v1/start' });
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("connect-src 'self' wss://desk.example:8443;");
    expect(headers['strict-transport-security']).toMatch(/^max-age=\d{8}/);
    const plain = await testApp({ env: { PUBLIC_URL: 'http://desk.example' } });
    const answer = await plain.app.inject({ url: '/api/v1/start' });
    await plain.close();
    expect(String(answer.headers['content-security-policy'])).toContain("connect-src 'self' ws://desk.example;");
    expect(answer.headers['strict-transport-security']).toBeUndefined();
  });
});
