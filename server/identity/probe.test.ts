import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { codeOf } from '../testing/client.ts';
import { type TestApp, testApp } from '../testing/test-app.ts';

/** A foreign identity provider, as small as OpenID Connect allows: it says that whoever comes is `person`. */
function openProvider(person: () => { email: string; name: string }): Promise<Server> {
  const server = createServer((request, response) => {
    const { port } = server.address() as AddressInfo;
    const base = `http://127.0.0.1:${port}`;
    const answers: Record<string, unknown> = {
      '/.well-known/openid-configuration': {
        issuer: base,
        authorization_endpoint: `${base}/authorize`,
        token_endpoint: `${base}/token`,
        userinfo_endpoint: `${base}/userinfo`,
      },
      '/token': { access_token: 'foreign', token_type: 'Bearer', expires_in: 60 },
      '/userinfo': { sub: person().email, email: person().email, email_verified: true, name: person().name },
    };
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(answers[request.url?.split('?')[0] ?? ''] ?? {}));
  });
  return new Promise((ready) => server.listen(0, '127.0.0.1', () => ready(server)));
}

const base32 = (text: string): Buffer => {
  const bits = [...text.replace(/=+$/, '')]
    .map((sign) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(sign).toString(2).padStart(5, '0'))
    .join('');
  return Buffer.from(bits.match(/.{8}/g)?.map((byte) => Number.parseInt(byte, 2)) ?? []);
};

/** The code an authenticator app shows now (RFC 6238: SHA-1, six digits, thirty seconds). */
function codeNow(uri: string): string {
  const secret = base32(new URL(uri).searchParams.get('secret') ?? '');
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const digest = createHmac('sha1', secret).update(counter).digest();
  const offset = (digest.at(-1) ?? 0) & 15;
  return String((digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

let desk: TestApp;
let provider: Server;
const foreigner = { email: '', name: 'Foreign Name' };
const origin = 'http://desk.test';

beforeAll(async () => {
  provider = await openProvider(() => foreigner);
  const { port } = provider.address() as AddressInfo;
  desk = await testApp({
    env: {
      OIDC_DISCOVERY_URL: `http://127.0.0.1:${port}/.well-known/openid-configuration`,
      OIDC_CLIENT_ID: 'desk',
      OIDC_CLIENT_SECRET: 'a secret of the provider',
    },
  });
});
afterAll(async () => {
  await desk.close();
  provider.close();
});

/** A browser: it keeps its cookies and says where it comes from. */
function browser() {
  const cookies = new Map<string, string>();
  const visit = async (method: 'GET' | 'POST', url: string, body?: unknown) => {
    const answer = await desk.app.inject({
      method,
      url,
      headers: {
        host: 'desk.test',
        origin,
        cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        ...(body ? { 'content-type': 'application/json' } : {}),
      },
      ...(body ? { payload: JSON.stringify(body) } : {}),
    });
    for (const { name, value } of answer.cookies) cookies.set(name, value);
    return answer;
  };
  return { visit, me: async () => (await visit('GET', '/api/v1/me')).statusCode };
}

/** The last mail that left for an address, as text. */
async function lastMailTo(email: string): Promise<string> {
  await desk.runJobs();
  return desk.mail.sent.findLast((one) => one.to.some(({ address }) => address === email))?.text ?? '';
}
const resetToken = async (email: string) => /token=([\w-]+)/.exec(await lastMailTo(email))?.[1] ?? '';
async function magicLink(email: string): Promise<string> {
  const { pathname, search } = new URL(/https?:\/\/\S+/.exec(await lastMailTo(email))?.[0] ?? '');
  return `${pathname}${search}`;
}
async function withSecondFactor(): Promise<Awaited<ReturnType<typeof desk.given.agent>>> {
  const agent = await desk.given.agent({ password });
  const seat = browser();
  await signIn(seat, agent.email);
  const { totpURI } = (await seat.visit('POST', '/api/auth/two-factor/enable', { password })).json<{
    totpURI: string;
  }>();
  await seat.visit('POST', '/api/auth/two-factor/verify-totp', { code: codeNow(totpURI) });
  return agent;
}

const password = 'a long enough password';
const signIn = (seat: ReturnType<typeof browser>, email: string, given = password) =>
  seat.visit('POST', '/api/auth/sign-in/email', { email, password: given });

import { minute } from '../testing/test-app.ts';

const manager = async () =>
  desk.given.agent({ profile: (await desk.given.profile(['people.manage', 'ticket.read'])).id });
const full = async () => {
  const agent = await desk.given.agent({ password });
  const seat = browser();
  await signIn(seat, agent.email);
  const { totpURI } = (await seat.visit('POST', '/api/auth/two-factor/enable', { password })).json<{
    totpURI: string;
  }>();
  await seat.visit('POST', '/api/auth/two-factor/verify-totp', { code: codeNow(totpURI) });
  return { agent, seat, totpURI };
};
describe('probe', () => {
  test('A change-password with second factor keeps the person signed in', async () => {
    const { seat, agent } = await full();
    const answer = await seat.visit('POST', '/api/auth/change-password', {
      currentPassword: password,
      newPassword: 'another long password',
      revokeOtherSessions: true,
    });
    const works = (await signIn(browser(), agent.email, 'another long password')).statusCode;
    expect([answer.statusCode, await seat.me(), works, answer.body]).toEqual([200, 200, 200, expect.anything()]);
  });
  test('B address of an agent of other departments', async () => {
    const other = (await desk.given.department()).id;
    const target = await desk.given.agent({ profile: (await desk.given.profile(['ticket.read'])).id, in: [other] });
    const caller = await manager();
    expect(
      await codeOf(
        desk.refusal(caller, 'editAgent', { params: { id: target.id }, body: { email: 'mine@desk.example' } }),
      ),
    ).toBe('not_allowed');
  });
  test('C delete a profile with more rights', async () => {
    const profile = await desk.given.profile(['settings.manage']);
    expect(await codeOf(desk.refusal(await manager(), 'deleteProfile', { params: { id: profile.id } }))).toBe(
      'not_allowed',
    );
  });
  test('D invitation link after the profile is raised', async () => {
    const viewer = await desk.given.profile(['ticket.read']);
    const { agent, invitationUrl } = await desk.call(await manager(), 'createAgent', {
      body: { name: 'New', email: 'raised@desk.example', profileId: viewer.id, memberships: [] },
    });
    const { items } = await desk.call(desk.admin, 'listProfiles', {});
    await desk.call(desk.admin, 'editAgent', {
      params: { id: agent.id },
      body: { profileId: items.find((one) => one.key === 'admin')?.id ?? 0 },
    });
    const token = new URL(invitationUrl).searchParams.get('token');
    const seat = browser();
    const reset = (await seat.visit('POST', '/api/auth/reset-password', { token, newPassword: password })).statusCode;
    await signIn(seat, 'raised@desk.example');
    expect([reset, await seat.me()]).toEqual([400, 401]);
  });
  test('E a secret mail whose link has expired', async () => {
    const email = (await desk.given.contact()).emails[0] ?? '';
    await browser().visit('POST', '/api/auth/sign-in/magic-link', { email, callbackURL: '/' });
    desk.mail.refuse('temporary');
    await desk.runJobs({ mayFail: true });
    desk.clock.move(4 * 24 * 60 * minute);
    const texts = async () =>
      (
        await desk.database.pool.query("select mail->>'text' as t from outgoing_mail where secret_until is not null")
      ).rows.filter((r) => r.t !== '').length;
    const before = await texts();
    desk.mail.refuse(null);
    await desk.runJobs();
    expect([before, desk.mail.sent.some((m) => m.to.some((o) => o.address === email))]).toEqual([0, false]);
  });
  test('F the return path of a secret mail', async () => {
    const agent = await desk.given.agent();
    await browser().visit('POST', '/api/auth/request-password-reset', { email: agent.email });
    await desk.runJobs();
    expect(desk.mail.lastTo(agent.email).envelopeFrom).toBe('');
  });
  test('G trusted browser after a reset', async () => {
    const { agent, seat, totpURI } = await full();
    await seat.visit('POST', '/api/auth/sign-out', {});
    await signIn(seat, agent.email);
    await seat.visit('POST', '/api/auth/two-factor/verify-totp', { code: codeNow(totpURI), trustDevice: true });
    await browser().visit('POST', '/api/auth/request-password-reset', { email: agent.email });
    await browser().visit('POST', '/api/auth/reset-password', {
      newPassword: 'another long password',
      token: await resetToken(agent.email),
    });
    expect((await signIn(seat, agent.email, 'another long password')).json()).toMatchObject({
      twoFactorRedirect: true,
    });
  });
  test('H callback without a known state', async () => {
    const answer = await browser().visit('GET', '/api/auth/callback/sso?code=x&state=unknown');
    expect(String(answer.headers.location)).toContain('/sign-in');
  });
});
