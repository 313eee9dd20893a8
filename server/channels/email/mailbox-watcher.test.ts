import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type FakeImapServer, startImapServer } from '../../testing/imap-server.ts';
import { type TestApp, testApp } from '../../testing/test-app.ts';
import { rawMail } from './given.ts';
import { pollMailboxes, storeFetchedMail } from './mailbox-reader.ts';
import { startMailboxWatchers } from './mailbox-watcher.ts';
import { watchRetryMs } from './rules.ts';

let desk: TestApp;
let imap: FakeImapServer;
let mailboxId: number;
const watchers: { stop(): Promise<void> }[] = [];
const watch = () => {
  const one = startMailboxWatchers(desk.services, desk.databaseUrl, { reconcileMs: 50 });
  watchers.push(one);
  return one;
};
beforeAll(async () => {
  desk = await testApp({ env: { ALLOW_PRIVATE_ADDRESSES: '127.0.0.0/8' } });
  imap = await startImapServer();
  const { id: departmentId } = await desk.given.department();
  const server = { host: '127.0.0.1', port: imap.port, encryption: 'none' as const, user: 'ann', password: 'secret' };
  const body = { address: 'watched@desk.example', name: 'Watched', departmentId, imap: server };
  ({ id: mailboxId } = await desk.call(desk.admin, 'createMailbox', { body }));
});
afterAll(async () => {
  for (const one of watchers) await one.stop();
  await imap.close();
  await desk.close();
});

const edit = (body: Parameters<typeof desk.call<'editMailbox'>>[2]['body']) =>
  desk.call(desk.admin, 'editMailbox', { params: { id: mailboxId }, body });
const storedIds = async () => {
  const rows = await desk.services.db.selectFrom('incoming_mail').select('hash').orderBy('id').execute();
  return rows.map(({ hash }) => hash);
};
const waitFor = { timeout: 8_000, interval: 20 };
let count = 0;
const deliver = () => imap.deliver(rawMail({ Subject: `Mail ${++count}`, 'Message-ID': `<${count}@x>` }).toString());
const untilStored = (expected: number) =>
  vi.waitFor(async () => expect(await storedIds()).toHaveLength(expected), waitFor);
const untilWatched = (expected = 1) => vi.waitFor(() => expect(imap.idleCount()).toBe(expected), waitFor);

describe('a watched mailbox', () => {
  test('is watched by one of several processes, and another takes over when it stops', async () => {
    const first = watch();
    await untilWatched();
    watch();
    deliver();
    await untilStored(1);
    await untilWatched();
    await first.stop();
    await untilWatched();
    deliver();
    await untilStored(2);
  });

  test('stores each mail once, also while it is polled', async () => {
    await Promise.all([deliver(), pollMailboxes(desk.services), deliver(), pollMailboxes(desk.services)]);
    await pollMailboxes(desk.services);
    await untilStored(4);
    expect(new Set(await storedIds()).size).toBe(4);
  });

  test('is connected again after the connection is lost, without losing or repeating mail', async () => {
    await untilWatched();
    imap.dropConnections();
    await untilWatched(0);
    deliver();
    await untilStored(5);
    await untilWatched();
    expect(new Set(await storedIds()).size).toBe(5);
  });

  test('is no longer watched while it is disabled, and uses changed settings', async () => {
    await untilWatched();
    await edit({ isActive: false });
    await untilWatched(0);
    imap.password = 'changed';
    const server = { host: '127.0.0.1', port: imap.port, encryption: 'none' as const, user: 'ann' };
    await edit({ isActive: true, imap: { ...server, password: 'changed' } });
    await untilWatched();
    deliver();
    await untilStored(6);
  });

  test('is closed when the process stops', async () => {
    await untilWatched();
    for (const one of watchers.splice(0)) await one.stop();
    await untilWatched(0);
  });
});

const mailboxRow = () =>
  desk.services.db.selectFrom('mailbox').selectAll().where('id', '=', mailboxId).executeTakeFirstOrThrow();

test('a mail that two processes read at once is stored once', async () => {
  const store = storeFetchedMail(desk.services, await mailboxRow());
  const before = (await storedIds()).length;
  const raw = rawMail({ Subject: 'Read twice' });
  await Promise.all([store(raw, { uid: 50, uidValidity: 7 }), store(raw, { uid: 50, uidValidity: 7 })]);
  await store(raw, { uid: 49, uidValidity: 7 });
  expect(await storedIds()).toHaveLength(before + 1);
});

test('a mail of a server that the mailbox is no longer read from is not stored', async () => {
  const store = storeFetchedMail(desk.services, await mailboxRow());
  const before = (await storedIds()).length;
  const server = { host: 'localhost', port: imap.port, encryption: 'none' as const, user: 'ann', password: 'changed' };
  await edit({ imap: server });
  await store(rawMail({ Subject: 'Late' }), { uid: 99, uidValidity: 7 });
  expect(await storedIds()).toHaveLength(before);
});

test.each([
  [0, null, 0, 500],
  [0, null, 1, 1_500],
  [4, 'connection_lost', 0.5, 16_000],
  [60, 'connection_lost', 0.5, 300_000],
  [0, 'sign_in_refused', 0.5, 60_000],
  [9, 'access_revoked', 1, 450_000],
])(
  'after %i failures with %s a mailbox is connected again after a growing, spread delay',
  (failures, code, random, ms) => {
    expect(watchRetryMs(failures, code, random)).toBe(ms);
  },
);
