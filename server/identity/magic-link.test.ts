import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestApp, testApp } from '../testing/test-app.ts';

let desk: TestApp;
beforeAll(async () => {
  desk = await testApp();
});
afterAll(() => desk.close());

test('a customer is not signed in when their link is loaded as an image or frame of another page', async () => {
  const [email = ''] = (await desk.given.contact()).emails;
  const headers = { host: 'desk.example', origin: 'http://desk.example' };
  await desk.app.inject({
    method: 'POST',
    url: '/api/auth/sign-in/magic-link',
    headers,
    payload: { email, callbackURL: '/' },
  });
  await desk.runJobs();
  const link = new URL(/https?:\/\/\S+/.exec(desk.mail.lastTo(email).text)?.[0] ?? '');
  const load = (destination: string) =>
    desk.app.inject({
      method: 'GET',
      url: `${link.pathname}${link.search}`,
      headers: { ...headers, 'sec-fetch-dest': destination },
    });
  for (const destination of ['image', 'iframe', 'script']) {
    const response = await load(destination);
    expect(response.statusCode, destination).toBe(403);
    expect(response.headers['set-cookie']).toBeUndefined();
  }
  expect((await load('document')).headers['set-cookie']).toBeDefined();
});
