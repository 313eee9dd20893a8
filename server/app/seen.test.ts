import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createAuth, createAuthenticator } from '../identity/index.ts';
import { queueJob } from '../platform/jobs.ts';
import { openClient } from '../testing/live-client.ts';
import { minute, type TestAgent, type TestApp, testApp } from '../testing/test-app.ts';
import { buildHttp } from './http.ts';
import { startLive } from './live.ts';

let desk: TestApp;
let departmentId: number;
let someone: TestAgent;
let watcher: ReturnType<typeof openClient>;
const urls: string[] = [];
const closing: (() => Promise<void>)[] = [];
const password = 'a password for the desk';

/** Starts a server process; all of them share the database. */
async function startServer(): Promise<string> {
  const authenticator = createAuthenticator(createAuth(desk.services), desk.services.db);
  const app = await buildHttp(desk.services, createAuth(desk.services), authenticator);
  const live = startLive(app, desk.services, desk.database.pool, desk.databaseUrl, authenticator);
  await app.listen({ host: '127.0.0.1', port: 0 });
  closing.push(live.close, () => app.close());
  return `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
}

beforeAll(async () => {
  desk = await testApp();
  departmentId = (await desk.given.department()).id;
  urls.push(await startServer(), await startServer());
  watcher = openClient(await desk.given.member(departmentId), urls[1] ?? '');
  // Its own connection is announced, too.
  await untilNotified();
});
beforeEach(async () => {
  someone = await desk.given.agent({ in: [departmentId], password });
  watcher.received.length = 0;
});
afterAll(async () => {
  watcher.socket.disconnect();
  for (const close of closing) await close();
  await desk.close();
});

const refusal = async () => {
  const { items } = await desk.call(desk.admin, 'listAvailability', {});
  return items.find((one) => one.agentId === someone.id)?.refusal;
};
/** Waits until the desk of a colleague on another process is notified. */
async function untilNotified(): Promise<void> {
  await watcher.until(() => watcher.received.some((one) => one.kind === 'availability'));
  watcher.received.length = 0;
}

test('a process that stops while it is starting leaves no connection behind, and others keep their clients', async () => {
  const pool = new pg.Pool({ connectionString: desk.databaseUrl, max: 2 });
  for (let count = 0; count < 5; count++) {
    const authenticator = createAuthenticator(createAuth(desk.services), desk.services.db);
    const app = await buildHttp(desk.services, createAuth(desk.services), authenticator);
    const live = startLive(app, desk.services, pool, desk.databaseUrl, authenticator);
    await pause(count * 3);
    await live.close();
    await app.close();
  }
  // Waits for every connection that was taken.
  await pool.end();
  expect(watcher.socket.connected).toBe(true);
});

describe('CP-03 an agent is present', () => {
  test('with an open desk, and in use as long as they do something', async () => {
    expect(await refusal()).toBe('disconnected');
    const client = openClient(someone, urls[0] ?? '');
    await untilNotified();
    expect(await refusal()).toBeNull();
    await desk.call(desk.admin, 'editCompany', { body: { idleMinutes: 1 } });
    desk.clock.move(3 * minute);
    await desk.inTransaction((ctx) => queueJob(ctx, 'availability:refresh', {}));
    await desk.runJobs();
    await untilNotified();
    expect(await refusal()).toBe('idle');
    client.socket.emit('active');
    await untilNotified();
    expect(await refusal()).toBeNull();
    await desk.call(desk.admin, 'editCompany', { body: { idleMinutes: null } });
    client.socket.disconnect();
  });

  test('with requests of a browser, not with those of a program', async () => {
    const call = (path: string, headers: Record<string, string>, body?: object) =>
      fetch(`${urls[0]}/api/${path}`, {
        method: body ? 'POST' : 'GET',
        headers: { 'content-type': 'application/json', ...headers },
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
    await call('v1/me', { authorization: `Bearer ${someone.key}` });
    expect(await refusal()).toBe('disconnected');
    const origin = desk.services.config.publicUrl;
    const signIn = await call('auth/sign-in/email', { origin }, { email: someone.email, password });
    const cookie = signIn.headers
      .getSetCookie()
      .map((one) => one.split(';')[0])
      .join('; ');
    expect((await call('v1/me', { cookie })).status).toBe(200);
    await expect.poll(refusal).toBeNull();
  });
});
