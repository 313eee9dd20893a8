import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import { SMTPServer } from 'smtp-server';
import { io } from 'socket.io-client';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { givenDepartment, givenMailbox } from '../departments/given.ts';
import { givenAgent } from '../identity/given.ts';
import { agentActor, createApiKey, setUpCompany } from '../identity/index.ts';
import { readConfig } from '../platform/config.ts';
import { type Context, runCommand, systemActor } from '../platform/context.ts';
import {
  type EmbeddedPostgres,
  removeAbandonedDatabase,
  startEmbeddedPostgres,
} from '../platform/embedded-postgres.ts';
import { openLog } from '../platform/log.ts';
import { type LiveClient, openClient } from '../testing/live-client.ts';
import { type RunningProcess, startProcess } from './start.ts';

const quiet = { info() {}, warn() {} };
const password = 'correct horse battery';
let dataDir: string;
let database: EmbeddedPostgres;
let running: RunningProcess;
/** The outgoing server keeps every mail until `release`: a job runs while the database stops. */
const outgoing = { arrived: Promise.withResolvers<void>(), release: Promise.withResolvers<void>(), count: 0 };
let mailServer: SMTPServer;
let departmentId: number;
/** The proofs that a caller is signed in. The first two are used before the database is away. */
const callers: Record<string, Record<string, string>> = {};
let live: LiveClient;

const start = () => startEmbeddedPostgres({ dataDir, log: quiet });
const asSystem = <T>(work: (ctx: Context) => Promise<T>) => runCommand(running.services, systemActor('test'), work);

async function signIn(email: string): Promise<string> {
  const answer = await fetch(`${running.url}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { origin: running.url ?? '', 'content-type': 'application/json' },
    body: JSON.stringify({ email, password }),
  });
  expect(answer.status).toBe(200);
  return answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ');
}

/** The status of a request, with the problem's code for all but 200. */
async function ask(path: string, headers: Record<string, string> = {}): Promise<string> {
  const answer = await fetch(`${running.url}${path}`, { headers });
  if (answer.status === 200) return '200';
  const { code } = (await answer.json()) as { code: string };
  return `${answer.status} ${answer.headers.get('content-type')?.split(';')[0]} ${code}`;
}

const paths = ['/api/v1/me', '/api/v1/tickets/1', '/api/v1/views'];
const askAll = () => Promise.all(Object.values(callers).flatMap((headers) => paths.map((path) => ask(path, headers))));

/** Sends an email and returns the response of the server: its code, 250 if it was accepted. */
async function sendMail(subject: string): Promise<number> {
  const transport = createTransport({ host: '127.0.0.1', port: running.smtpPort ?? 0, ignoreTLS: true });
  try {
    await transport.sendMail({ from: 'ann@customer.example', to: 'support@desk.example', subject, text: 'Hello' });
    return 250;
  } catch (error) {
    return (error as { responseCode?: number }).responseCode ?? 0;
  } finally {
    transport.close();
  }
}

const select = async (query: string): Promise<Record<string, unknown>[]> => {
  const { sql } = await import('kysely');
  return (await sql.raw<Record<string, unknown>>(query).execute(running.services.db)).rows;
};

const subjects = async () => (await select('select subject from ticket order by id')).map(({ subject }) => subject);

/** Whether a new live connection is accepted, or the reason it is refused for. */
async function openSocket(headers: Record<string, string>): Promise<string> {
  const options = { path: '/live', transports: ['websocket'], reconnection: false, extraHeaders: headers };
  const socket = io(running.url ?? '', options);
  try {
    return await new Promise((done) => {
      socket.once('connect', () => done('connected'));
      socket.once('connect_error', (error) => done(error.message));
    });
  } finally {
    socket.disconnect();
  }
}

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'crossdesk-away-'));
  chmodSync(dataDir, 0o711);
  mailServer = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData: (stream, _session, done) => {
      stream.resume().once('end', async () => {
        outgoing.count++;
        outgoing.arrived.resolve();
        await outgoing.release.promise;
        done();
      });
    },
  });
  const mailPort = await new Promise<number>((done) => {
    const server = mailServer.listen(0, '127.0.0.1', () => done((server.address() as AddressInfo).port));
  });
  database = await start();
  const config = readConfig({
    CROSSDESK_DATA: join(dataDir, 'app'),
    CROSSDESK_SECRET: 'a secret that is only used in tests, nowhere else',
    DATABASE_URL: database.url,
    SMTP_URL: `smtp://127.0.0.1:${mailPort}`,
    PORT: '0',
    SMTP_IN_PORT: '0',
    REQUESTS_PER_MINUTE: '0',
  });
  running = await startProcess(config, openLog(process.env.TEST_LOG_LEVEL ?? 'silent'), 'all');
  await runCommand(running.services, { kind: 'anyone' }, (ctx) =>
    setUpCompany(ctx, {
      token: running.setupToken ?? '',
      company: { name: 'Acme', locale: 'en', timeZone: 'UTC' },
      admin: { name: 'Ada', email: 'ada@desk.example', password },
      departments: [{ en: 'Head Office' }],
    }),
  );
  departmentId = (await asSystem((ctx) => givenDepartment(ctx))).id;
  await asSystem((ctx) => givenMailbox(ctx, { departmentId, address: 'support@desk.example' }));
  for (const name of ['first', 'second']) {
    const agent = await asSystem((ctx) =>
      givenAgent(ctx, { email: `${name}@desk.example`, password, profile: 'supervisor', in: [departmentId] }),
    );
    const actor = await agentActor(running.services.db, { agentId: agent.id });
    if (!actor) throw new Error('no agent');
    const { key } = await runCommand(running.services, actor, (ctx) => createApiKey(ctx, 'test'));
    callers[`${name} key`] = { authorization: `Bearer ${key}` };
    callers[`${name} session`] = { cookie: await signIn(agent.email) };
  }
  expect(await sendMail('before')).toBe(250);
  await vi.waitFor(async () => expect(await subjects()).toEqual(['before']), { timeout: 10_000 });
  live = openClient({ key: callers['first key']?.authorization?.slice('Bearer '.length) ?? '' }, running.url ?? '');
  live.socket.io.reconnection(true);
  await once(live.socket as never, 'connect');
});

afterAll(async () => {
  live?.socket.disconnect();
  outgoing.release.resolve();
  await running?.stop();
  await database?.stop();
  await new Promise<void>((done) => mailServer.close(done));
  await removeAbandonedDatabase(dataDir);
});

const unavailable = '503 application/problem+json unavailable';

const reloadCount = () => live.received.filter(({ kind }) => kind === 'catalog').length;

/**
 * Everything works: requests, email in, jobs and live updates. After a lost connection, clients are
 * first told to reload, because they may have missed changes: `reloads` is the number until then.
 */
async function expectWorking(subject: string, reloads = -1): Promise<void> {
  await expect.poll(() => ask('/readyz'), { timeout: 10_000, interval: 50 }).toBe('200');
  await live.until(() => reloadCount() > reloads);
  await expect.poll(() => sendMail(subject), { timeout: 5_000, interval: 50 }).toBe(250);
  await expect.poll(subjects, { timeout: 10_000, interval: 50 }).toContain(subject);
  const [ticket] = await select(`select id from ticket where subject = '${subject}'`);
  await live.waitForTicket(Number(ticket?.id));
  expect(new Set(await askAll())).toEqual(new Set(['200']));
  for (const headers of Object.values(callers)) expect(await openSocket(headers)).toBe('connected');
}

test('while the database is stopped everything waits, and works again without a restart', async () => {
  await fetch(`${running.url}/api/auth/request-password-reset`, {
    method: 'POST',
    headers: { origin: running.url ?? '', 'content-type': 'application/json' },
    body: JSON.stringify({ email: 'ada@desk.example' }),
  });
  await outgoing.arrived.promise;
  const reloads = reloadCount();
  for (const name of ['first key', 'first session']) expect(await ask('/api/v1/me', callers[name])).toBe('200');
  await database.stop();

  expect(new Set(await askAll())).toEqual(new Set([unavailable]));
  expect(await ask('/api/auth/get-session', callers['second session'])).toBe(unavailable);
  expect([await ask('/readyz'), await ask('/healthz')]).toEqual([unavailable, '200']);
  expect(await sendMail('refused')).toBe(451);
  for (const name of ['second key', 'second session'])
    expect(await openSocket(callers[name] ?? {})).toBe('unavailable');
  expect(live.socket.connected).toBe(true);
  outgoing.release.resolve();
  expect(await ask('/readyz')).toBe(unavailable);

  database = await start();
  await expectWorking('after the stop', reloads);
  expect(await subjects()).not.toContain('refused');
  await expect
    .poll(() => select('select state from outgoing_mail'), { timeout: 15_000, interval: 100 })
    .toEqual([{ state: 'sent' }]);
});

/** The main process of the database and its children. */
function databaseProcesses(): { main: number; all: number[] } {
  const main = Number(readFileSync(join(dataDir, 'postgres/postmaster.pid'), 'utf8').split('\n')[0]);
  const children = readFileSync(`/proc/${main}/task/${main}/children`, 'utf8').trim().split(' ').map(Number);
  return { main, all: [main, ...children] };
}

test('an email that was answered with 250 just before the database was killed becomes a ticket', async () => {
  const statuses = new Set<string>();
  expect(await sendMail('before the kill')).toBe(250);
  const reloads = reloadCount();
  const { main } = databaseProcesses();
  process.kill(main, 'SIGKILL');
  for (const answer of await askAll()) statuses.add(answer);
  expect([unavailable, '200']).toEqual(expect.arrayContaining([...statuses]));
  await expectWorking('after the kill', reloads);
  await expect.poll(subjects, { timeout: 10_000 }).toContain('before the kill');
});

test.runIf(process.platform === 'linux')('while the database does not respond, requests wait for it', async () => {
  const { all } = databaseProcesses();
  for (const pid of all) process.kill(pid, 'SIGSTOP');
  let answers: string[] = [];
  const asking = askAll().then((all) => {
    answers = all;
  });
  const mail = sendMail('while it is slow');
  try {
    expect([await ask('/healthz'), await ask('/readyz')]).toEqual(['200', unavailable]);
    expect(answers).toEqual([]);
  } finally {
    for (const pid of all) process.kill(pid, 'SIGCONT');
  }
  await asking;
  expect([unavailable, '200']).toEqual(expect.arrayContaining([...new Set(answers)]));
  expect([250, 451]).toContain(await mail);
  await expectWorking('after it was slow');
});

test('no job was lost or recorded as failed', async () => {
  expect(await select("select state from incoming_mail where state <> 'done'")).toEqual([]);
  const waiting = () =>
    select(`select id from graphile_worker._private_jobs where locked_by is not null
    or attempts >= max_attempts or last_error is not null`);
  await expect.poll(waiting, { timeout: 10_000 }).toEqual([]);
});

test('the process can be stopped while the database is away, without waiting for lost connections', async () => {
  await database.stop();
  await running.stop();
});
