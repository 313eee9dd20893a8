import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type FakeImapServer, startImapServer } from '../../testing/imap-server.ts';
import { type FakeOAuthProvider, startOAuthProvider } from '../../testing/oauth-provider.ts';
import { type FakeSmtpServer, startSmtpServer } from '../../testing/smtp-server.ts';
import { minute, type TestAgent, type TestApp, testApp } from '../../testing/test-app.ts';
import { accessToken } from './access-token.ts';
import { rawMail } from './given.ts';
import { pollMailboxes } from './mailbox-reader.ts';

const hour = 60 * minute;

let desk: TestApp;
let provider: FakeOAuthProvider;
let imap: FakeImapServer;
let smtp: FakeSmtpServer;
let agent: TestAgent;
let departmentId: number;
let mailboxId: number;
beforeAll(async () => {
  desk = await testApp({ env: { ALLOW_PRIVATE_ADDRESSES: '127.0.0.0/8' } });
  provider = await startOAuthProvider(desk.clock.now);
  const acceptsToken = (token: string) => provider.accepts(token);
  imap = await startImapServer({ acceptsToken });
  smtp = await startSmtpServer({ acceptsToken });
  ({ id: departmentId } = await desk.given.department());
  agent = await desk.given.agent({ profile: 'supervisor', in: [departmentId] });
});
afterAll(async () => {
  await imap.close();
  await smtp.close();
  await provider.close();
  await desk.close();
});

const server = (port: number) => ({
  host: '127.0.0.1',
  port,
  encryption: 'none' as const,
  signIn: 'oauth' as const,
  user: 'support@desk.example',
});
const registration = () => ({
  provider: 'custom' as const,
  clientId: provider.clientId,
  clientSecret: provider.clientSecret,
  authorizationUrl: provider.authorizationUrl,
  tokenUrl: provider.tokenUrl,
  scopes: 'mail offline_access',
});
const startConsent = async () =>
  (await desk.call(desk.admin, 'connectMailbox', { params: { id: mailboxId }, body: {} })).url;
const connect = async () => {
  const { state, code } = provider.consent(await startConsent());
  return desk.call(desk.admin, 'completeConsent', { body: { state, code } });
};
const mailboxNow = async () => {
  const { items } = await desk.call(desk.admin, 'listMailboxes', {});
  const found = items.find((one) => one.id === mailboxId);
  if (!found) throw new Error('there is no mailbox');
  return found;
};
const pollProblem = async () => {
  await pollMailboxes(desk.services);
  return (await mailboxNow()).pollError;
};
const checkConnections = () => desk.call(desk.admin, 'testMailbox', { params: { id: mailboxId }, body: {} });
const works = { isOk: true, problem: null };
const fails = (code: string) => ({ isOk: false, problem: { code } });
const edit = (body: Parameters<typeof desk.call<'editMailbox'>>[2]['body']) =>
  desk.call(desk.admin, 'editMailbox', { params: { id: mailboxId }, body });

let count = 0;
beforeEach(async () => {
  Object.assign(provider, { skewMs: 0, lifetimeSeconds: 3600, failWith: null });
  provider.grants.length = 0;
  smtp.received.length = 0;
  if (mailboxId) await edit({ isActive: false });
  const body = {
    address: `oauth${++count}@desk.example`,
    name: 'OAuth',
    departmentId,
    imap: server(imap.port),
    smtp: server(smtp.port),
    oauth: registration(),
  };
  ({ id: mailboxId } = await desk.call(desk.admin, 'createMailbox', { body }));
});

describe('connecting a mailbox with an OAuth provider', () => {
  test('asks for consent with PKCE, and then reads and sends', async () => {
    expect((await mailboxNow()).oauth).toMatchObject({ state: 'consent_needed' });
    expect(await checkConnections()).toMatchObject({
      incoming: fails('consent_needed'),
      outgoing: fails('consent_needed'),
    });
    const { searchParams } = new URL(await startConsent());
    expect(Object.fromEntries(searchParams)).toMatchObject({
      response_type: 'code',
      client_id: provider.clientId,
      redirect_uri: 'http://desk.example/settings/mailboxes',
      scope: 'mail offline_access',
      code_challenge_method: 'S256',
      login_hint: 'support@desk.example',
    });
    expect(await connect()).toEqual({ mailboxId, problem: null });
    expect((await mailboxNow()).oauth).toMatchObject({ state: 'connected' });
    expect(await checkConnections()).toEqual({ incoming: works, outgoing: works });
    expect(provider.grants).toEqual(['authorization_code']);
  });

  test('secrets and tokens are encrypted and never returned', async () => {
    await connect();
    const token = await accessToken(desk.services, mailboxId, false);
    const rows = await desk.services.db.selectFrom('mailbox').selectAll().execute();
    const events = await desk.services.db.selectFrom('event').selectAll().execute();
    const stored = JSON.stringify([rows, events, await mailboxNow()]);
    for (const secret of [token, provider.clientSecret, 'refresh-']) expect(stored).not.toContain(secret);
  });

  test('a consent works once, for ten minutes, for the person and session that started it', async () => {
    const other = await desk.given.agent({ profile: 'admin' });
    const attempt = (body: { state: string; code: string }, as = desk.admin) =>
      desk.refusal(as, 'completeConsent', { body });
    const stolen = provider.consent(await startConsent());
    expect(await attempt({ state: stolen.state, code: stolen.code }, other)).toMatchObject({ code: 'consent_expired' });
    const sessionId = 'a browser session';
    await desk.services.db.updateTable('mailbox_consent').set({ session_id: sessionId }).execute();
    expect(await attempt({ state: stolen.state, code: stolen.code })).toMatchObject({ code: 'consent_expired' });
    expect(await attempt({ state: 'unknown', code: 'x' })).toMatchObject({ code: 'consent_expired' });
    const late = provider.consent(await startConsent());
    desk.clock.move(11 * minute);
    expect(await attempt({ state: late.state, code: late.code })).toMatchObject({ code: 'consent_expired' });
    const used = provider.consent(await startConsent());
    await desk.call(desk.admin, 'completeConsent', { body: { state: used.state, code: used.code } });
    expect(await attempt({ state: used.state, code: used.code })).toMatchObject({ code: 'consent_expired' });
  });

  test('a consent that is declined, or a wrong secret, is shown as a problem', async () => {
    const { state } = provider.consent(await startConsent());
    const declined = await desk.call(desk.admin, 'completeConsent', { body: { state } });
    expect(declined.problem).toMatchObject({ code: 'consent_needed' });
    await edit({ oauth: { ...registration(), clientSecret: 'wrong' } });
    expect((await connect()).problem).toMatchObject({
      code: 'provider_refused',
      detail: expect.stringContaining('client'),
    });
  });

  test('the consent is not used with other servers, and the secret not with another provider', async () => {
    await connect();
    const elsewhere = { ...server(imap.port), host: 'localhost' };
    const tested = await desk.call(desk.admin, 'testMailbox', { params: { id: mailboxId }, body: { imap: elsewhere } });
    expect(tested.incoming).toMatchObject(fails('consent_needed'));
    const { clientSecret: _, ...withoutSecret } = registration();
    const moved = { ...withoutSecret, tokenUrl: 'https://tokens.evil.example/token' };
    const refused = await desk.refusal(desk.admin, 'editMailbox', {
      params: { id: mailboxId },
      body: { oauth: moved },
    });
    expect(refused.fields?.[0]?.path).toBe('/body/oauth/clientSecret');
    await edit({ name: 'Renamed', imap: server(imap.port), oauth: withoutSecret });
    expect((await mailboxNow()).oauth).toMatchObject({ state: 'connected' });
    await edit({ imap: elsewhere });
    expect((await mailboxNow()).oauth).toMatchObject({ state: 'consent_needed' });
  });
});

describe('access tokens', () => {
  const grants = () => provider.grants.filter((grant) => grant === 'refresh_token').length;

  test('are renewed before they expire, by one process at a time', async () => {
    await connect();
    const first = await accessToken(desk.services, mailboxId, false);
    expect(await accessToken(desk.services, mailboxId, false)).toBe(first);
    desk.clock.move(56 * minute);
    const renewed = await Promise.all([1, 2, 3].map(() => accessToken(desk.services, mailboxId, false)));
    expect(new Set(renewed).size).toBe(1);
    expect(renewed[0]).not.toBe(first);
    expect(grants()).toBe(1);
    expect(await pollProblem()).toBeNull();
  });

  test('are renewed after a server refused one because its clock is ahead', async () => {
    await connect();
    provider.skewMs = 50 * minute;
    desk.clock.move(20 * minute);
    imap.deliver(rawMail({ Subject: 'With a skewed clock' }).toString());
    expect(await pollProblem()).toBeNull();
    expect(grants()).toBe(1);
    expect((await checkConnections()).outgoing).toEqual(works);
    expect(grants()).toBe(1);
  });

  test('that a server refuses again after renewal are a refused sign-in', async () => {
    await connect();
    provider.skewMs = 2 * hour;
    expect(await checkConnections()).toMatchObject({
      incoming: fails('sign_in_refused'),
      outgoing: fails('sign_in_refused'),
    });
  });

  test('are used until they expire while the provider does not answer', async () => {
    await connect();
    provider.failWith = 503;
    desk.clock.move(57 * minute);
    expect(await pollProblem()).toBeNull();
    desk.clock.move(4 * minute);
    expect(await pollProblem()).toMatchObject({ code: 'provider_unreachable' });
    provider.failWith = null;
    expect(await pollProblem()).toBeNull();
  });
});

test('after access was revoked, mail waits without losing attempts and is sent once connected again', async () => {
  await connect();
  provider.revoke();
  desk.clock.move(2 * hour);
  expect(await pollProblem()).toMatchObject({ code: 'access_revoked' });
  expect((await mailboxNow()).oauth).toMatchObject({ state: 'revoked' });
  expect(await checkConnections()).toMatchObject({
    incoming: fails('access_revoked'),
    outgoing: fails('access_revoked'),
  });
  const customer = await desk.given.contact();
  const number = await desk.given.ticket({ departmentId, requesterId: customer.id });
  await desk.services.db.updateTable('ticket').set({ mailbox_id: mailboxId }).where('id', '=', number).execute();
  await desk.call(agent, 'reply', { params: { number }, body: { text: 'Hello' } });
  const row = async () => (await desk.call(desk.admin, 'listOutbox', {})).items[0];
  for (let day = 0; day < 20; day++) {
    desk.clock.move(24 * hour);
    await desk.runJobs();
  }
  expect(await row()).toMatchObject({
    number,
    state: 'waiting',
    attemptCount: 0,
    lastError: 'Access was revoked; connect again.',
  });
  await connect();
  desk.clock.move(minute);
  await desk.runJobs();
  expect(await row()).toMatchObject({ state: 'sent', lastError: null });
  expect(smtp.received.map(({ to }) => to)).toEqual([customer.emails]);
  expect(await pollProblem()).toBeNull();
});

test('access that is revoked while a mail is sent keeps the mail waiting', async () => {
  await connect();
  const token = await accessToken(desk.services, mailboxId, false);
  provider.revoke();
  expect(provider.accepts(token)).toBe(false);
  const customer = await desk.given.contact();
  const number = await desk.given.ticket({ departmentId, requesterId: customer.id });
  await desk.services.db.updateTable('ticket').set({ mailbox_id: mailboxId }).where('id', '=', number).execute();
  await desk.call(agent, 'reply', { params: { number }, body: { text: 'Hello' } });
  desk.clock.move(minute);
  await desk.runJobs();
  const [row] = (await desk.call(desk.admin, 'listOutbox', {})).items;
  expect(row).toMatchObject({ number, state: 'waiting', lastError: 'Access was revoked; connect again.' });
  expect((await mailboxNow()).oauth).toMatchObject({ state: 'revoked' });
  expect(smtp.received).toEqual([]);
});
