import { type AddressInfo, createServer } from 'node:net';
import { expect, test } from 'vitest';
import { testApp } from '../../testing/test-app.ts';
import { pollMailboxes } from './mailbox-reader.ts';

test.each([
  ['is not connected to, and the mailbox shows the error', '', 0, 'private_address'],
  ['is connected to if the operator allows its network', '127.0.0.0/8', 1, 'connection_lost'],
])('an IMAP server in a private network %s', async (_what, allowed, connections, error) => {
  const desk = await testApp({ env: { ALLOW_PRIVATE_ADDRESSES: allowed } });
  let connectionCount = 0;
  const server = createServer((socket) => {
    connectionCount += 1;
    socket.end('* BYE not today\r\n');
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  try {
    const { port } = server.address() as AddressInfo;
    const { id: departmentId } = await desk.given.department();
    const imap = { host: '127.0.0.1', port, encryption: 'none' as const, user: 'ann', password: 'secret' };
    await desk.call(desk.admin, 'createMailbox', {
      body: { address: 'polled@desk.example', name: 'Polled', departmentId, imap },
    });
    await pollMailboxes(desk.services);
    const { items } = await desk.call(desk.admin, 'listMailboxes', {});
    expect(items.find((one) => one.address === 'polled@desk.example')?.pollError).toMatchObject({ code: error });
    expect(connectionCount).toBe(connections);
  } finally {
    server.close();
    await desk.close();
  }
});
