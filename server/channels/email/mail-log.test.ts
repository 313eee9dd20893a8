import type { IncomingMail } from '@crossdesk/contracts/email.ts';
import type { Permission } from '@crossdesk/contracts/permissions.ts';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type MailApp, newCustomerAddress, startMailApp, supportAddress } from '../../testing/mail-app.ts';
import type { TestAgent, TestApp } from '../../testing/test-app.ts';

let mail: MailApp;
let desk: TestApp;
let insider: TestAgent;
let outsider: TestAgent;
let outsiderDepartment: number;
beforeAll(async () => {
  mail = await startMailApp();
  desk = mail.desk;
  const permissions: Permission[] = ['mail.manage', 'ticket.read'];
  const { id: profile } = await desk.given.profile(permissions);
  insider = await desk.given.agent({ profile, in: [mail.departmentId] });
  outsiderDepartment = (await desk.given.department()).id;
  outsider = await desk.given.agent({ profile, in: [outsiderDepartment] });
});
afterAll(() => mail.close());

const newest = async (agent: TestAgent = insider): Promise<IncomingMail> => {
  const { items } = await desk.call(agent, 'listIncomingMail', { query: { limit: 1 } });
  return items[0] as IncomingMail;
};
const log = (agent: TestAgent, query: { q?: string; state?: IncomingMail['state']; limit?: number; after?: string }) =>
  desk.call(agent, 'listIncomingMail', { query });
const makeTicket = async (id: number, body: { requester?: string } = {}) => {
  await desk.call(insider, 'createTicketFromMail', { params: { id }, body });
  await desk.runJobs();
  return (await log(insider, {})).items.find((one) => one.id === id) as IncomingMail;
};
const foreignReport = (subject: string) =>
  mail.send({
    envelope: { from: '', to: supportAddress },
    raw: [
      'From: MAILER-DAEMON@mx.foreign.example',
      `To: ${supportAddress}`,
      `Subject: ${subject}`,
      'MIME-Version: 1.0',
      'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
      '',
      '--b',
      'Content-Type: text/plain',
      '',
      'The email could not be delivered.',
      '--b',
      'Content-Type: message/delivery-status',
      '',
      'Reporting-MTA: dns; mx.foreign.example',
      '',
      'Final-Recipient: rfc822; nobody@west.example',
      'Action: failed',
      'Status: 5.1.1',
      '--b--',
      '',
    ].join('\r\n'),
  });

describe('the mail log lists every accepted mail with what became of it', () => {
  test('a message of a person with its ticket, and a second delivery as its duplicate', async () => {
    const from = newCustomerAddress();
    const message = { from: `Ann Lee <${from}>`, subject: 'Broken kettle', messageId: `<${from}>` };
    await mail.send(message);
    const { number } = (await mail.ticketOf(from)).ticket;
    const sender = { fromName: 'Ann Lee', fromAddress: from, subject: 'Broken kettle', number, error: null };
    expect(await newest()).toMatchObject({ ...sender, state: 'done', isHidden: false });
    await mail.send(message);
    expect(await newest()).toMatchObject({ ...sender, state: 'duplicate' });
    expect((await mail.ticketOf(from)).messages).toHaveLength(1);
  });

  test('an automatic reply, a report about an email of somebody else, and our own mail', async () => {
    await mail.send({ from: newCustomerAddress(), headers: { 'Auto-Submitted': 'auto-replied' } });
    expect(await newest()).toMatchObject({ state: 'automatic', number: expect.any(Number) });
    await foreignReport('Undelivered');
    expect(await newest()).toMatchObject({
      state: 'report',
      subject: 'Undelivered',
      fromAddress: 'MAILER-DAEMON@mx.foreign.example',
      number: null,
    });
    await mail.send({ from: supportAddress, subject: 'From ourselves' });
    expect(await newest()).toMatchObject({ state: 'own', subject: 'From ourselves', number: null });
  });

  test('mail that waits, and mail that could not be processed', async () => {
    await mail.send({ from: newCustomerAddress() }, { jobs: false });
    expect(await newest()).toMatchObject({ state: 'waiting', attemptCount: 0 });
    await mail.send({
      envelope: { from: '', to: supportAddress },
      raw: `To: ${supportAddress}\r\nSubject: From nobody\r\n\r\nHello\r\n`,
    });
    expect(await newest()).toMatchObject({ state: 'failed', subject: 'From nobody', error: 'no_sender' });
  });

  test('mail that ended the process three times is not read again, until an agent retries it', async () => {
    const from = newCustomerAddress();
    await mail.send({ from, subject: 'Too much' }, { jobs: false });
    await sql`update incoming_mail set attempt_count = 3 where state = 'waiting' and envelope_from = ${from}`.execute(
      desk.database.db,
    );
    await desk.runJobs();
    const failed = await newest();
    expect(failed).toMatchObject({ state: 'failed', error: 'server_stopped', attemptCount: 4 });
    await desk.call(insider, 'retryIncomingMail', { params: { id: failed.id }, body: {} });
    await desk.runJobs();
    expect(await newest()).toMatchObject({ state: 'done', subject: 'Too much', attemptCount: 1 });
  });

  test('its source can be downloaded whatever became of it', async () => {
    await foreignReport('With a source');
    const { id } = await newest();
    const source = await desk.send(insider, 'getIncomingMailSource', { params: { id } });
    expect(source.body).toContain('Subject: With a source');
    expect(source.headers['content-type']).toMatch(/^text\/plain/);
  });

  test('pages and filters by what became of it', async () => {
    const { items, next } = await log(insider, { limit: 2 });
    expect(next).not.toBeNull();
    const second = await log(insider, { limit: 2, after: next ?? '' });
    expect(second.items[0]?.id).toBeLessThan(items[1]?.id ?? 0);
    const reports = await log(insider, { state: 'report' });
    expect(reports.items.length).toBeGreaterThan(1);
    expect(reports.items.every((one) => one.state === 'report')).toBe(true);
  });
});

describe('searching the mail log', () => {
  const found = async (q: string, agent = insider) => (await log(agent, { q })).items.map((one) => one.subject);

  test('finds part of the subject, the name and the address in any case, and signs as themselves', async () => {
    const from = newCustomerAddress('lagoon.example');
    await mail.send({ from: `Zoë Quill <${from}>`, subject: '100%_請求書 Invoice' });
    for (const q of ['invoice', 'QUILL', 'zoë', 'lagoon.example', '請求', '100%_', from])
      expect(await found(q), q).toContain('100%_請求書 Invoice');
    for (const q of ['100%x', '1_0', 'quill invoice']) expect(await found(q), q).toEqual([]);
  });

  test('finds a rare mail behind thousands of others, by the index or page by page', async () => {
    const from = newCustomerAddress('rare.example');
    await mail.send({ from, subject: 'Xylophone 鍵' });
    await desk.inTransaction((ctx) =>
      sql`insert into incoming_mail (mailbox_id, hash, byte_count, envelope_from, envelope_to, source, state, subject, received_at)
        select id, 'none', 10, 'bulk@customer.example', '{}', 'smtp', 'done', 'Newsletter', now()
        from mailbox, generate_series(1, 20100) where address = ${supportAddress}`.execute(ctx.tx),
    );
    expect(await found('xylophone')).toEqual(['Xylophone 鍵']);
    const first = await log(insider, { q: '鍵' });
    expect(first.items).toEqual([]);
    expect((await log(insider, { q: '鍵', after: first.next ?? '' })).items).toMatchObject([{ fromAddress: from }]);
    expect((await log(insider, { q: 'bulk', limit: 50 })).items).toHaveLength(50);
  });
});

describe('who may read the mail log', () => {
  test('mail of other departments has no sender, subject, source or ticket, and is not found', async () => {
    const from = newCustomerAddress('secret.example');
    await mail.send({ from: `Secret Person <${from}>`, subject: 'Confidential matter' });
    const { id } = await newest();
    expect(await newest(outsider)).toMatchObject({
      id,
      isHidden: true,
      fromName: '',
      fromAddress: '',
      subject: '',
      number: null,
    });
    for (const q of ['confidential', 'secret.example'])
      expect((await log(outsider, { q })).items.map((one) => one.id)).not.toContain(id);
    for (const endpoint of ['getIncomingMailSource', 'createTicketFromMail'] as const) {
      const body = endpoint === 'createTicketFromMail' ? { body: {} } : {};
      const refusal = await desk.refusal(outsider, endpoint, { params: { id }, ...body });
      expect(refusal, endpoint).toMatchObject({ code: 'not_found' });
    }
  });

  test('a mail follows its ticket: a department it is shared with reads it only as an owner', async () => {
    const from = newCustomerAddress();
    await mail.send({ from, subject: 'Shared with others' });
    const { number } = (await mail.ticketOf(from)).ticket;
    const shares = [{ departmentId: outsiderDepartment, level: 'full' as const, isCustomerMasked: true }];
    await desk.call(mail.agent, 'addShares', { params: { number }, body: { shares } });
    expect(await newest(outsider)).toMatchObject({ isHidden: true, fromAddress: '', subject: '' });
  });

  test('agents without the permission may not read it', async () => {
    const agent = await desk.given.agent({ profile: 'agent', in: [mail.departmentId] });
    expect(await desk.refusal(agent, 'listIncomingMail', {})).toMatchObject({ code: 'not_allowed' });
  });
});

describe('making a ticket of a mail that has none', () => {
  test('a report about an email of somebody else becomes a ticket of its sender', async () => {
    await foreignReport('Not ours, but wanted');
    const { id } = await newest();
    const made = await makeTicket(id);
    expect(made).toMatchObject({ state: 'done', number: expect.any(Number) });
    const ticket = await desk.call(mail.agent, 'getTicket', { params: { number: made.number ?? 0 } });
    expect(ticket).toMatchObject({
      subject: 'Not ours, but wanted',
      requester: { email: 'mailer-daemon@mx.foreign.example' },
      departmentId: mail.departmentId,
    });
    expect(await desk.refusal(insider, 'createTicketFromMail', { params: { id }, body: {} })).toMatchObject({
      code: 'in_use',
    });
  });

  test('a duplicate becomes a ticket of its own', async () => {
    const from = newCustomerAddress();
    const message = { from, subject: 'Twice', messageId: `<${from}>` };
    await mail.send(message);
    await mail.send(message);
    const { id, number } = await newest();
    const made = await makeTicket(id);
    expect(made.number).not.toBe(number);
    expect((await mail.ticketOf(from)).ticketCount).toBe(2);
  });

  test('a mail without a sender, and one of ours, need a requester', async () => {
    await mail.send({ from: supportAddress, subject: 'A copy to ourselves' });
    const own = await newest();
    const field = { code: 'invalid_fields', fields: [{ path: '/body/requester' }] };
    const body = {};
    expect(await desk.refusal(insider, 'createTicketFromMail', { params: { id: own.id }, body })).toMatchObject(field);
    await mail.send({
      envelope: { from: '', to: supportAddress },
      raw: `To: ${supportAddress}\r\nSubject: Anonymous\r\n\r\nHello\r\n`,
    });
    const { id } = await newest();
    expect(await desk.refusal(insider, 'createTicketFromMail', { params: { id }, body })).toMatchObject(field);
    const requester = newCustomerAddress();
    const made = await makeTicket(id, { requester });
    const { ticket, messages } = await mail.ticketOf(requester);
    expect(ticket).toMatchObject({ number: made.number, subject: 'Anonymous' });
    expect(messages[0]?.text).toBe('Hello');
  });

  test('a mail that cannot be read becomes a ticket with its source as a file', async () => {
    const parts = Array.from({ length: 1200 }, () => '--b\r\nContent-Type: text/plain\r\n\r\nx\r\n').join('');
    const from = newCustomerAddress('bomb.example');
    await mail.send({
      envelope: { from, to: supportAddress },
      raw: `From: ${from}\r\nSubject: Bomb\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n${parts}--b--\r\n`,
    });
    const failed = await newest();
    expect(failed).toMatchObject({ state: 'failed', error: 'too_many_parts', fromAddress: from });
    expect(await makeTicket(failed.id)).toMatchObject({ state: 'done' });
    const { last, ticket } = await mail.ticketOf(from);
    expect(ticket.subject).toBe('Bomb');
    expect(last.attachments).toMatchObject([{ name: 'email.eml', contentType: 'message/rfc822' }]);
  });
});
