import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { queueMail } from '../../platform/outbox.ts';
import { type FakeImapServer, startImapServer } from '../../testing/imap-server.ts';
import { type FakeSmtpServer, startSmtpServer } from '../../testing/smtp-server.ts';
import { minute, type TestAgent, type TestApp, testApp } from '../../testing/test-app.ts';

const hour = 60 * minute;
const other = 'bea@partner.example';
const third = 'cem@partner.example';

let desk: TestApp;
let smtp: FakeSmtpServer;
let imap: FakeImapServer;
let agent: TestAgent;
let departmentId: number;
let mailboxId: number;
beforeAll(async () => {
  // Without a server of the installation: everything is sent by the mailbox's own server.
  desk = await testApp({ config: { smtpUrl: null }, env: { ALLOW_PRIVATE_ADDRESSES: '127.0.0.0/8' } });
  smtp = await startSmtpServer();
  imap = await startImapServer({
    folders: {
      INBOX: { uidValidity: 7, mails: new Map() },
      Versendet: { uidValidity: 8, mails: new Map(), specialUse: '\\Sent' },
      Archive: { uidValidity: 9, mails: new Map() },
    },
  });
  ({ id: departmentId } = await desk.given.department());
  agent = await desk.given.agent({ name: 'Mina Ito', profile: 'supervisor', in: [departmentId] });
  const server = { host: '127.0.0.1', encryption: 'none' as const, user: 'ann', password: 'secret' };
  const body = {
    address: 'own@desk.example',
    name: 'Own',
    departmentId,
    imap: { ...server, port: imap.port },
    smtp: { ...server, port: smtp.port },
  };
  ({ id: mailboxId } = await desk.call(desk.admin, 'createMailbox', { body }));
});
afterAll(async () => {
  await imap.close();
  await smtp.close();
  await desk.close();
});
afterEach(() => {
  for (const address of [other, third]) smtp.refuseAddress(address, null);
  smtp.received.length = 0;
  smtp.delayMs = 0;
  imap.folders.get('Versendet')?.mails.clear();
  imap.folders.get('Archive')?.mails.clear();
});

const edit = (body: Parameters<typeof desk.call<'editMailbox'>>[2]['body']) =>
  desk.call(desk.admin, 'editMailbox', { params: { id: mailboxId }, body });
const mailboxNow = async () => {
  const { items } = await desk.call(desk.admin, 'listMailboxes', {});
  return items.find((one) => one.id === mailboxId);
};

/** An agent's reply to three people, sent after the undo period. */
async function reply() {
  const customer = await desk.given.contact();
  const number = await desk.given.ticket({ departmentId, requesterId: customer.id });
  const person = (address: string) => ({ name: '', address });
  const address = customer.emails[0] ?? '';
  const body = { text: 'It is on its way.', to: [person(address)], cc: [person(other)], bcc: [person(third)] };
  const { message } = await desk.call(agent, 'reply', { params: { number }, body });
  const delivery = async () => {
    const { items } = await desk.call(agent, 'listMessages', { params: { number } });
    return items.find((one) => one.id === message.id)?.delivery;
  };
  desk.clock.move(minute);
  await desk.runJobs({ mayFail: true });
  return { number, messageId: message.id, address, delivery };
}
const later = async () => {
  desk.clock.move(hour);
  await desk.runJobs({ mayFail: true });
};
const receivers = () => smtp.received.map(({ to }) => to);

describe('the outgoing server of a mailbox', () => {
  test('sends its replies, with its own sign-in, also without a server of the installation', async () => {
    const { delivery, address } = await reply();
    expect(receivers()).toEqual([[address, other, third]]);
    expect(smtp.received[0]?.raw).toMatch(/^From: "?Mina Ito \(Own\)"? <own@desk\.example>/m);
    expect(smtp.signIns.at(-1)).toBe('ann:secret');
    expect(await delivery()).toMatchObject({ state: 'sent' });
    expect(desk.mail.sent).toEqual([]);
  });

  test('does not send notifications and sign-in mail', async () => {
    const [sent] = await desk.services.db.selectFrom('outgoing_mail').select('mail').execute();
    if (!sent) throw new Error('there is no mail');
    const { state } = await desk.inTransaction((ctx) => queueMail(ctx, sent.mail));
    await desk.runJobs();
    expect(state).toBe('kept');
    expect(receivers()).toEqual([]);
  });

  test('refuses one recipient for now and then accepts: each gets the mail once', async () => {
    smtp.refuseAddress(other, 451);
    const { delivery, address } = await reply();
    expect(await delivery()).toMatchObject({ state: 'partly' });
    smtp.refuseAddress(other, null);
    await later();
    expect(receivers()).toEqual([[address, third], [other]]);
    expect(await delivery()).toMatchObject({ state: 'sent', detail: null });
  });

  test('cuts the connection before it answers: the mail is tried again', async () => {
    smtp.cutCount = 1;
    const { delivery, address } = await reply();
    expect(receivers()).toEqual([]);
    expect(await delivery()).toMatchObject({ state: 'waiting' });
    await later();
    expect(receivers()).toEqual([[address, other, third]]);
    expect(await delivery()).toMatchObject({ state: 'sent' });
  });

  test('answers slowly: the mail is sent once', async () => {
    smtp.delayMs = 40;
    const { address } = await reply();
    await later();
    expect(receivers()).toEqual([[address, other, third]]);
  });

  test('refuses everyone for good: the reason is shown, and sending again reaches everyone once', async () => {
    for (const address of [other, third]) smtp.refuseAddress(address, 550);
    const { number, messageId, delivery, address } = await reply();
    expect(await delivery()).toMatchObject({ state: 'partly', detail: expect.stringContaining(`refused ${other}`) });
    for (const one of [other, third]) smtp.refuseAddress(one, null);
    await desk.call(agent, 'resendMessage', { params: { number, messageId }, body: {} });
    await desk.runJobs();
    expect(receivers()).toEqual([[address], [other, third]]);
  });

  test('its password is never returned, and is asked for again with other settings', async () => {
    const mailbox = await mailboxNow();
    expect(JSON.stringify(mailbox)).not.toContain('secret');
    const { smtp: before } = mailbox ?? {};
    if (!before) throw new Error('there is no server');
    for (const change of [{ host: 'localhost' }, { port: 26 }, { user: 'bob' }]) {
      const refused = await desk.refusal(desk.admin, 'editMailbox', {
        params: { id: mailboxId },
        body: { smtp: { ...before, ...change } },
      });
      expect(refused.fields?.[0]?.path).toBe('/body/smtp/password');
    }
    await edit({ smtp: before });
    expect((await reply()).address).toBe(receivers()[0]?.[0]);
  });

  test('removed: its mail is held until there is a server again', async () => {
    const before = (await mailboxNow())?.smtp;
    await edit({ smtp: null });
    const { number, messageId, delivery, address } = await reply();
    expect(await delivery()).toMatchObject({ state: 'kept' });
    await edit({ smtp: before ? { ...before, password: 'secret' } : null });
    await desk.call(agent, 'resendMessage', { params: { number, messageId }, body: {} });
    await desk.runJobs();
    expect(receivers()).toEqual([[address, other, third]]);
    expect(await delivery()).toMatchObject({ state: 'sent' });
  });

  test('in a private network needs permission of the operator', async () => {
    await edit({ smtp: { host: '10.0.0.1', port: 25, encryption: 'none' } });
    const { delivery } = await reply();
    expect(await delivery()).toMatchObject({ state: 'waiting' });
    const [row] = (await desk.call(desk.admin, 'listOutbox', {})).items;
    expect(row).toMatchObject({ state: 'waiting', lastError: expect.stringContaining('private address') });
    const server = { host: '127.0.0.1', port: smtp.port, encryption: 'none' as const, user: 'ann', password: 'secret' };
    await edit({ smtp: server });
    await later();
    expect(receivers()).toHaveLength(1);
  });
});

describe('the copy in the Sent folder', () => {
  const copies = (folder = 'Versendet') => [...(imap.folders.get(folder)?.mails.values() ?? [])];

  test('is not made by default', async () => {
    await reply();
    expect(copies()).toEqual([]);
  });

  test('has the bytes that were sent, once, in the folder the server marks', async () => {
    await edit({ hasSentCopy: true });
    smtp.refuseAddress(other, 451);
    await reply();
    smtp.refuseAddress(other, null);
    await later();
    expect(smtp.received).toHaveLength(2);
    expect(copies()).toEqual([smtp.received[0]?.raw]);
    expect(copies()[0]).not.toContain(third);
  });

  test('is made once if the job runs again', async () => {
    const { messageId } = await reply();
    const row = await desk.services.db
      .selectFrom('outgoing_mail')
      .select(['id', 'sent_at'])
      .where('message_id', '=', messageId)
      .executeTakeFirstOrThrow();
    const { copyToSent } = await import('./sent-copy.ts');
    await copyToSent(desk.services, { mailId: row.id, mailboxId, date: row.sent_at ?? new Date() });
    expect(copies()).toHaveLength(1);
  });

  test('goes to the chosen folder; a missing one is shown at the mailbox and tried again', async () => {
    await edit({ sentFolder: 'Missing' });
    await reply();
    expect(await mailboxNow()).toMatchObject({ sentCopyError: { code: 'folder_not_found', detail: 'Missing' } });
    expect(smtp.received).toHaveLength(1);
    await edit({ sentFolder: 'Archive' });
    await later();
    expect(copies('Archive')).toHaveLength(1);
    expect(await mailboxNow()).toMatchObject({ sentCopyError: null });
  });
});
