import { type AddressInfo, createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type FakeImapServer, startImapServer } from '../../testing/imap-server.ts';
import { type FakeSmtpServer, startSmtpServer } from '../../testing/smtp-server.ts';
import { type TestApp, testApp } from '../../testing/test-app.ts';
import { pollMailboxes } from './mailbox-reader.ts';

let desk: TestApp;
let imap: FakeImapServer;
let smtp: FakeSmtpServer;
let departmentId: number;
let closedPort: number;
beforeAll(async () => {
  desk = await testApp({ env: { ALLOW_PRIVATE_ADDRESSES: '127.0.0.0/8' } });
  imap = await startImapServer();
  smtp = await startSmtpServer();
  ({ id: departmentId } = await desk.given.department());
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closedPort = (server.address() as AddressInfo).port;
  await new Promise((resolve) => server.close(resolve));
});
afterAll(async () => {
  await imap.close();
  await smtp.close();
  await desk.close();
});

const imapServer = () => ({ host: '127.0.0.1', port: imap.port, encryption: 'none' as const, user: 'ann' });
const smtpServer = () => ({ host: '127.0.0.1', port: smtp.port, encryption: 'none' as const, user: 'ann' });

let count = 0;
const mailbox = async () => {
  const body = {
    address: `tested${++count}@desk.example`,
    name: 'Tested',
    departmentId,
    imap: { ...imapServer(), password: 'secret' },
    smtp: { ...smtpServer(), password: 'secret' },
  };
  return desk.call(desk.admin, 'createMailbox', { body });
};
const works = { isOk: true, problem: null };
const fails = (code: string) => ({ isOk: false, problem: { code } });
type Servers = Parameters<typeof desk.call<'testNewMailbox'>>[2]['body'];
const testNew = (body: Servers) => desk.call(desk.admin, 'testNewMailbox', { body });

describe('testing the connections of a mailbox', () => {
  test('the stored settings work', async () => {
    const { id } = await mailbox();
    const result = await desk.call(desk.admin, 'testMailbox', { params: { id }, body: {} });
    expect(result).toEqual({ incoming: works, outgoing: works });
  });

  test('edited settings use the stored password only for the same server and user', async () => {
    const { id } = await mailbox();
    const params = { id };
    const folder = { ...imapServer(), folder: 'Missing' };
    const kept = await desk.call(desk.admin, 'testMailbox', { params, body: { imap: folder, smtp: smtpServer() } });
    expect(kept).toMatchObject({ incoming: fails('folder_not_found'), outgoing: works });
    for (const [field, body] of [
      ['imap', { imap: { ...imapServer(), host: 'localhost' } }],
      ['smtp', { smtp: { ...smtpServer(), user: 'bob' } }],
    ] as const) {
      const refused = await desk.refusal(desk.admin, 'testMailbox', { params, body });
      expect([refused.status, refused.fields?.[0]?.path]).toEqual([422, `/body/${field}/password`]);
    }
  });

  test.each([
    ['sign_in_refused', { password: 'wrong' }],
    ['connection_refused', 'closed port'],
    ['host_not_found', { host: 'no-such-host.invalid' }],
    ['tls_not_offered', { encryption: 'tls' as const }],
    ['tls_not_offered', { encryption: 'starttls' as const }],
  ])('%s', async (code, change) => {
    const changed = typeof change === 'string' ? { port: closedPort } : change;
    const result = await testNew({
      imap: { ...imapServer(), password: 'secret', ...changed },
      smtp: { ...smtpServer(), password: 'secret', ...changed },
    });
    expect(result).toMatchObject({ incoming: fails(code), outgoing: fails(code) });
    expect(JSON.stringify(result)).not.toMatch(/Command failed|secret|wrong"/);
  });

  test('without servers of its own, the server of the installation is tested', async () => {
    expect(await testNew({ imap: null })).toEqual({ incoming: null, outgoing: works });
  });

  test('a server in a private network is not contacted without permission', async () => {
    const result = await testNew({ imap: { ...imapServer(), host: '10.0.0.1', password: 'x' } });
    expect(result.incoming).toMatchObject(fails('private_address'));
  });

  test('only those who manage settings can test', async () => {
    const agent = await desk.given.member(departmentId);
    expect(await desk.refusal(agent, 'testNewMailbox', { body: {} })).toMatchObject({ code: 'not_allowed' });
  });

  test('polling shows the same problem, until it works again', async () => {
    const { id } = await mailbox();
    const pollError = async () => {
      await pollMailboxes(desk.services);
      const { items } = await desk.call(desk.admin, 'listMailboxes', {});
      return items.find((one) => one.id === id)?.pollError;
    };
    imap.password = 'changed';
    expect(await pollError()).toMatchObject({ code: 'sign_in_refused', detail: expect.stringContaining('Invalid') });
    imap.password = 'secret';
    expect(await pollError()).toBeNull();
  });
});
