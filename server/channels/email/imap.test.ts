import type { AddressInfo } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { afterEach, describe, expect, test } from 'vitest';
import { PrivateAddressError } from '../../platform/outgoing-address.ts';
import { type FakeFolder, startImapServer } from '../../testing/imap-server.ts';
import type { FetchedMail, MailboxCursor } from './imap.ts';
import { pollMailbox } from './imap.ts';

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function imapServer(mailbox: FakeFolder): Promise<{ port: number; commands: string[] }> {
  const server = await startImapServer({ folders: { INBOX: mailbox } });
  closing.push(() => server.close());
  return server;
}

const mailsOf = (...uids: number[]) => new Map(uids.map((uid) => [uid, `Subject: mail ${uid}\r\n\r\nHello`]));

async function poll(port: number, since: MailboxCursor | null, failAt?: number, maxBytes = 1_000_000) {
  const fetched: (FetchedMail & { raw: string })[] = [];
  const mark = await pollMailbox(
    { host: '127.0.0.1', port, encryption: 'none' as const, user: 'ann', password: 'secret', folder: 'INBOX' },
    since,
    async (raw, mail) => {
      if (mail.uid === failAt) throw new Error('database gone');
      fetched.push({ ...mail, raw: raw.toString() });
    },
    { log: quiet, signal: new AbortController().signal, maxBytes, allowance: 'all', timeoutMs: 5_000 },
  );
  return { mark, fetched, uids: fetched.map(({ uid }) => uid) };
}

describe('polling a mailbox', () => {
  test('fetches every mail once, in order, without changing the mailbox', async () => {
    const mailbox: FakeFolder = { uidValidity: 7, mails: mailsOf(3, 5, 9) };
    const { port, commands } = await imapServer(mailbox);
    const first = await poll(port, null);
    expect(first).toMatchObject({ mark: { uidValidity: 7, lastUid: 9 }, uids: [3, 5, 9] });
    expect(first.fetched[0]).toMatchObject({
      raw: 'Subject: mail 3\r\n\r\nHello',
      receivedAt: new Date('2024-01-05T10:15:00Z'),
      isCut: false,
    });
    expect((await poll(port, first.mark)).uids).toEqual([]);
    mailbox.mails.set(12, 'Subject: new\r\n\r\nx');
    expect(await poll(port, first.mark)).toMatchObject({ mark: { lastUid: 12 }, uids: [12] });
    expect(commands.join('\n')).not.toMatch(/STORE|EXPUNGE|MOVE|COPY|SELECT|DELETE|BODY\[\]/i);
    expect(commands.join('\n')).toMatch(/BODY\.PEEK\[\]/i);
  });

  test('a mailbox with a new uidValidity is read from the start', async () => {
    const { port } = await imapServer({ uidValidity: 8, mails: mailsOf(1, 2) });
    expect(await poll(port, { uidValidity: 7, lastUid: 9 })).toMatchObject({
      mark: { uidValidity: 8, lastUid: 2 },
      uids: [1, 2],
    });
  });

  test('a mail that could not be stored is fetched again next time', async () => {
    const { port } = await imapServer({ uidValidity: 7, mails: mailsOf(3, 5, 9) });
    const broken = await poll(port, null, 5);
    expect(broken).toMatchObject({ mark: { lastUid: 3 }, uids: [3] });
    expect((await poll(port, broken.mark)).uids).toEqual([5, 9]);
    await expect(poll(port, broken.mark, 5)).rejects.toThrow('database gone');
  });

  test('a mail interrupted by a lost connection is fetched again next time', async () => {
    const mailbox: FakeFolder = { uidValidity: 7, mails: mailsOf(3, 5), lostAt: 5 };
    const { port } = await imapServer(mailbox);
    const broken = await poll(port, null);
    expect(broken.mark.lastUid).toBe(3);
    await expect(poll(port, broken.mark)).rejects.toThrow();
    mailbox.lostAt = undefined;
    expect((await poll(port, broken.mark)).uids).toEqual([5]);
  });

  test('only the beginning of an oversized mail is fetched', async () => {
    const { port } = await imapServer({ uidValidity: 7, mails: new Map([[1, 'x'.repeat(5_000)]]) });
    const { fetched } = await poll(port, null, undefined, 1_000);
    expect(fetched[0]).toMatchObject({ byteCount: 5_000, isCut: true });
    expect(fetched[0]?.raw).toHaveLength(1_000);
  });

  test('a server in a private network is contacted only if the operator allows it', async () => {
    const { port, commands } = await imapServer({ uidValidity: 7, mails: mailsOf(1) });
    for (const host of ['127.0.0.1', 'localhost']) {
      const settings = { host, port, encryption: 'none' as const, user: 'ann', password: 'secret', folder: 'INBOX' };
      const options = { log: quiet, signal: new AbortController().signal, maxBytes: 1_000, allowance: [] };
      await expect(pollMailbox(settings, null, async () => undefined, options)).rejects.toThrow(PrivateAddressError);
    }
    expect(commands).toEqual([]);
  });

  test('TLS uses the name of the server, not its address', async () => {
    const names: string[] = [];
    const server = createTlsServer({
      SNICallback: (name, done) => {
        names.push(name);
        done(new Error('no certificate here'));
      },
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closing.push(() => server.close());
    const { port } = server.address() as AddressInfo;
    const settings = {
      host: 'localhost',
      port,
      encryption: 'tls' as const,
      user: 'ann',
      password: 'secret',
      folder: 'INBOX',
    };
    const allowance = ['127.0.0.0/8'];
    const options = { log: quiet, signal: new AbortController().signal, maxBytes: 1_000, allowance };
    await expect(pollMailbox(settings, null, async () => undefined, options)).rejects.toThrow();
    expect(names).toEqual(['localhost']);
  });

  test('an unreachable server throws an error', async () => {
    await expect(poll(1, null)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});
