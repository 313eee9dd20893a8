import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { queueJob } from '../platform/jobs.ts';
import { refusalCode } from '../testing/client.ts';
import { minute, type TestApp, testApp } from '../testing/test-app.ts';

/** A minimal OpenID Connect provider that identifies every visitor as `person`. */
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

/** The current code of an authenticator app (RFC 6238: SHA-1, six digits, 30 seconds). */
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
let providerUser = { email: '', name: 'Foreign Name' };
const origin = 'http://desk.test';

beforeAll(async () => {
  provider = await openProvider(() => providerUser);
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

/** A browser that keeps cookies and sends its origin. */
function browser() {
  const cookies = new Map<string, string>();
  const send = async (method: 'GET' | 'POST', url: string, body?: unknown) => {
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
  return { send, me: async () => (await send('GET', '/api/v1/me')).statusCode };
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
/** A signed-in agent with a second factor. */
async function withSecondFactor() {
  const agent = await desk.given.agent({ password });
  const session = browser();
  await signIn(session, agent.email);
  const { totpURI } = (await session.send('POST', '/api/auth/two-factor/enable', { password })).json<{
    totpURI: string;
  }>();
  await session.send('POST', '/api/auth/two-factor/verify-totp', { code: codeNow(totpURI) });
  return { ...agent, session, totpURI };
}

const password = 'a long enough password';
const secondFactorRequired = { twoFactorRedirect: true };
const signIn = (session: ReturnType<typeof browser>, email: string, entered = password) =>
  session.send('POST', '/api/auth/sign-in/email', { email, password: entered });

describe('signing in', () => {
  test('works with the password until signing out', async () => {
    const agent = await desk.given.agent({ password });
    const session = browser();
    expect((await signIn(session, agent.email, 'not the password')).statusCode).toBe(401);
    expect(await session.me()).toBe(401);
    expect((await signIn(session, agent.email)).statusCode).toBe(200);
    expect(await session.me()).toBe(200);
    await session.send('POST', '/api/auth/sign-out', {});
    expect(await session.me()).toBe(401);
  });

  test('is refused for a disabled agent', async () => {
    const agent = await desk.given.agent({ password });
    await desk.call(desk.admin, 'editAgent', { params: { id: agent.id }, body: { isActive: false } });
    const session = browser();
    expect((await signIn(session, agent.email)).statusCode).toBeGreaterThanOrEqual(400);
    expect(await session.me()).toBe(401);
  });

  test('self-registration is not possible', async () => {
    const body = { email: 'new@desk.example', password, name: 'New' };
    expect((await browser().send('POST', '/api/auth/sign-up/email', body)).statusCode).toBeGreaterThanOrEqual(400);
  });

  test('requires the second factor once it is set up', async () => {
    const agent = await desk.given.agent({ password });
    const session = browser();
    await signIn(session, agent.email);
    const set = await session.send('POST', '/api/auth/two-factor/enable', { password });
    const { totpURI } = set.json<{ totpURI: string }>();
    const verified = await session.send('POST', '/api/auth/two-factor/verify-totp', { code: codeNow(totpURI) });
    expect(verified.statusCode).toBe(200);

    const other = browser();
    expect((await signIn(other, agent.email)).json()).toMatchObject(secondFactorRequired);
    expect(await other.me()).toBe(401);
    const wrong = await other.send('POST', '/api/auth/two-factor/verify-totp', { code: '000000' });
    expect(wrong.statusCode).toBeGreaterThanOrEqual(400);
    await other.send('POST', '/api/auth/two-factor/verify-totp', { code: codeNow(totpURI) });
    expect(await other.me()).toBe(200);
  });

  test('changing the password in the profile keeps the second factor and the session', async () => {
    const { session, email } = await withSecondFactor();
    const change = { currentPassword: password, newPassword: 'another long password', revokeOtherSessions: true };
    expect((await session.send('POST', '/api/auth/change-password', change)).statusCode).toBe(200);
    expect(await session.me()).toBe(200);
    expect((await signIn(browser(), email, 'another long password')).json()).toMatchObject(secondFactorRequired);
  });

  test('a reset link sets a new password once', async () => {
    const agent = await desk.given.agent({ password });
    await browser().send('POST', '/api/auth/request-password-reset', { email: agent.email });
    const token = await resetToken(agent.email);
    const session = browser();
    const reset = () =>
      session.send('POST', '/api/auth/reset-password', { newPassword: 'another long password', token });
    expect((await reset()).statusCode).toBe(200);
    expect((await reset()).statusCode).toBeGreaterThanOrEqual(400);
    expect((await signIn(session, agent.email)).statusCode).toBe(401);
    expect((await signIn(session, agent.email, 'another long password')).statusCode).toBe(200);
  });
});

describe('single sign-on', () => {
  const returnFromProvider = async () => {
    const session = browser();
    const started = await session.send('POST', '/api/auth/sign-in/social', { provider: 'sso', callbackURL: '/' });
    const { url } = started.json<{ url: string }>();
    const state = new URL(url).searchParams.get('state') ?? '';
    await session.send('GET', `/api/auth/callback/sso?code=from-the-provider&state=${encodeURIComponent(state)}`);
    return session;
  };

  test('signs in an agent known to the provider', async () => {
    const agent = await desk.given.agent();
    providerUser = { email: agent.email, name: agent.name };
    expect(await (await returnFromProvider()).me()).toBe(200);
  });

  test('does not skip a second factor and shows this on the sign-in page', async () => {
    const agent = await withSecondFactor();
    providerUser = { email: agent.email, name: agent.name };
    const session = browser();
    const started = await session.send('POST', '/api/auth/sign-in/social', {
      provider: 'sso',
      callbackURL: '/',
      errorCallbackURL: '/sign-in',
    });
    const state = new URL(started.json<{ url: string }>().url).searchParams.get('state') ?? '';
    const answer = await session.send('GET', `/api/auth/callback/sso?code=any&state=${encodeURIComponent(state)}`);
    expect(answer.headers.location).toContain('/sign-in?error=SECOND_FACTOR_REQUIRED');
    expect(await session.me()).toBe(401);
  });

  test('a provider callback without a pending sign-in leads to the sign-in page', async () => {
    const answer = await browser().send('GET', '/api/auth/callback/sso?code=any&state=unknown');
    expect(answer.headers.location).toContain('/sign-in');
  });

  test('refuses someone who is neither agent nor customer', async () => {
    providerUser = { email: 'stranger@elsewhere.example', name: 'Stranger' };
    expect(await (await returnFromProvider()).me()).toBe(401);
  });
});

describe('a customer', () => {
  test('signs in with the link in a mail and cannot open the desk', async () => {
    const { emails } = await desk.given.contact();
    const email = emails[0] as string;
    const session = browser();
    await session.send('POST', '/api/auth/sign-in/magic-link', { email, callbackURL: '/' });
    await session.send('GET', await magicLink(email));
    const signedIn = (await session.send('GET', '/api/auth/get-session')).json<{
      user: { email: string };
    } | null>();
    expect(signedIn?.user.email).toBe(email);
    expect(await session.me()).toBe(403);
  });

  test('an unknown email gets no mail and the same response', async () => {
    const response = await browser().send('POST', '/api/auth/sign-in/magic-link', {
      email: 'who@elsewhere.example',
      callbackURL: '/',
    });
    expect(response.statusCode).toBe(200);
    const { items } = await desk.call(desk.admin, 'listOutbox', {});
    expect(items.some((one) => one.to.includes('who@elsewhere.example'))).toBe(false);
  });
});

describe('links in mails', () => {
  test('agents get no sign-in links, with or without a second factor', async () => {
    for (const agent of [await desk.given.agent({ password }), await withSecondFactor()]) {
      const response = await browser().send('POST', '/api/auth/sign-in/magic-link', {
        email: agent.email,
        callbackURL: '/',
      });
      expect(response.statusCode).toBe(200);
      expect(await lastMailTo(agent.email)).toBe('');
    }
  });

  test('a sign-in link requested before someone became an agent no longer works', async () => {
    const { emails } = await desk.given.contact();
    const email = emails[0] as string;
    await browser().send('POST', '/api/auth/sign-in/magic-link', { email, callbackURL: '/' });
    const link = await magicLink(email);
    await desk.given.agent({ email });
    const session = browser();
    await session.send('GET', link);
    expect(await session.me()).toBe(401);
  });

  test('a new password does not replace the second factor', async () => {
    const agent = await withSecondFactor();
    await browser().send('POST', '/api/auth/request-password-reset', { email: agent.email });
    const session = browser();
    const token = await resetToken(agent.email);
    await session.send('POST', '/api/auth/reset-password', { newPassword: 'another long password', token });
    expect(await session.me()).toBe(401);
    expect((await signIn(session, agent.email, 'another long password')).json()).toMatchObject(secondFactorRequired);
    expect(await session.me()).toBe(401);
  });

  test('a new password ends trusted browsers that skip the second factor', async () => {
    const { session, email, totpURI } = await withSecondFactor();
    await session.send('POST', '/api/auth/sign-out', {});
    await signIn(session, email);
    await session.send('POST', '/api/auth/two-factor/verify-totp', { code: codeNow(totpURI), trustDevice: true });
    await browser().send('POST', '/api/auth/request-password-reset', { email });
    const body = { newPassword: 'another long password', token: await resetToken(email) };
    await browser().send('POST', '/api/auth/reset-password', body);
    expect((await signIn(session, email, 'another long password')).json()).toMatchObject(secondFactorRequired);
  });

  test('an older password link stops working when a newer one is requested', async () => {
    const agent = await desk.given.agent({ password });
    const request = () => browser().send('POST', '/api/auth/request-password-reset', { email: agent.email });
    await request();
    const older = await resetToken(agent.email);
    await request();
    const newer = await resetToken(agent.email);
    const reset = async (token: string) =>
      (await browser().send('POST', '/api/auth/reset-password', { newPassword: 'another long password', token }))
        .statusCode;
    expect(newer).not.toBe(older);
    expect(await reset(older)).toBeGreaterThanOrEqual(400);
    expect(await reset(newer)).toBe(200);
  });

  test('a new password revokes API keys only if requested', async () => {
    const agent = await desk.given.agent({ password });
    const reset = async (revokesApiKeys: boolean) => {
      await browser().send('POST', '/api/auth/request-password-reset', { email: agent.email });
      const token = await resetToken(agent.email);
      const body = { newPassword: 'another long password', token, revokesApiKeys };
      expect((await browser().send('POST', '/api/auth/reset-password', body)).statusCode).toBe(200);
      const authorization = `Bearer ${agent.key}`;
      return (await desk.app.inject({ url: '/api/v1/me', headers: { authorization } })).statusCode;
    };
    expect([await reset(false), await reset(true)]).toEqual([200, 401]);
  });

  test('cannot be read in the outbox or sent again', async () => {
    const agent = await desk.given.agent({ password });
    await browser().send('POST', '/api/auth/request-password-reset', { email: agent.email });
    const shown = async () =>
      (await desk.call(desk.admin, 'listOutbox', {})).items.find((one) => one.to.includes(agent.email));
    const waiting = await shown();
    expect(waiting).toMatchObject({ isSecret: true, text: '', state: 'waiting' });
    desk.mail.refuse('permanent');
    await desk.runJobs({ mayFail: true });
    desk.mail.refuse(null);
    expect(await shown()).toMatchObject({ isSecret: true, text: '', state: 'failed' });
    const again = desk.refusal(desk.admin, 'resendMail', { params: { id: waiting?.id ?? 0 }, body: {} });
    expect(await refusalCode(again)).toBe('in_use');
    const { rows } = await desk.database.pool.query(
      'select mail::text as mail from outgoing_mail where secret_until is not null',
    );
    expect(rows.filter(({ mail }) => /token=/.test(mail))).toEqual([]);
  });

  test('lose their text when the link expires', async () => {
    const email = (await desk.given.contact()).emails[0] ?? '';
    await browser().send('POST', '/api/auth/sign-in/magic-link', { email, callbackURL: '/' });
    desk.mail.refuse('temporary');
    await desk.runJobs({ mayFail: true });
    desk.mail.refuse(null);
    desk.clock.move(16 * minute);
    await desk.inTransaction((ctx) => queueJob(ctx, 'mail:expire', {}));
    await desk.runJobs();
    const { rows } = await desk.database.pool.query(
      `select mail->>'text' as text, state from outgoing_mail where mail->'to'->0->>'address' = $1`,
      [email],
    );
    expect(rows).toEqual([{ text: '', state: 'canceled' }]);
    expect(desk.mail.sent.some(({ to }) => to.some(({ address }) => address === email))).toBe(false);
  });

  test('use the null sender', async () => {
    const agent = await desk.given.agent();
    await browser().send('POST', '/api/auth/request-password-reset', { email: agent.email });
    await desk.runJobs();
    expect(desk.mail.lastTo(agent.email).envelopeFrom).toBe('');
  });

  test('an invitation stops working once the account has another profile or email', async () => {
    const { items: profiles } = await desk.call(desk.admin, 'listProfiles', {});
    const idOf = (key: string) => profiles.find((one) => one.key === key)?.id ?? 0;
    for (const [email, change] of [
      ['raised@desk.example', { profileId: idOf('admin') }],
      ['moved@desk.example', { email: 'moved.on@desk.example' }],
    ] as const) {
      const { agent, invitationUrl } = await desk.call(desk.admin, 'createAgent', {
        body: { name: 'New', email, profileId: idOf('viewer'), memberships: [] },
      });
      await desk.call(desk.admin, 'editAgent', { params: { id: agent.id }, body: change });
      const token = new URL(invitationUrl).searchParams.get('token');
      const reset = await browser().send('POST', '/api/auth/reset-password', { token, newPassword: password });
      expect(reset.statusCode).toBe(400);
    }
  });
});

describe('routes of the sign-in library', () => {
  test.each([
    ['POST', 'api-key/create'],
    ['POST', 'api-key/verify'],
    ['POST', 'update-user'],
    ['POST', 'change-email'],
    ['POST', 'delete-user'],
    ['GET', 'list-sessions'],
    ['POST', 'two-factor/get-totp-uri'],
    ['POST', 'sign-up/email'],
    ['GET', 'ok'],
  ] as const)('%s %s is blocked', async (method, path) => {
    const agent = await desk.given.agent({ password });
    const session = browser();
    await signIn(session, agent.email);
    expect((await session.send(method, `/api/auth/${path}`, method === 'POST' ? {} : undefined)).statusCode).toBe(404);
  });
});
