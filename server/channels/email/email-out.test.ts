import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { newCustomerAddress, type MailApp, startMailApp, supportAddress } from '../../testing/mail-app.ts';
import { minute, type TestAgent, type TestApp, testApp } from '../../testing/test-app.ts';

let mail: MailApp;
let desk: TestApp;
let agent: TestAgent;
let departmentId: number;
beforeAll(async () => {
  mail = await startMailApp();
  ({ desk, agent, departmentId } = mail);
});
afterAll(() => mail.close());
beforeEach(() => desk.mail.refuse(null));

describe('mail out', () => {
  test('a mail can be taken back for ten seconds, and leaves then', async () => {
    const from = newCustomerAddress();
    await mail.send({ from });
    const { ticket } = await mail.ticketOf(from);
    const { message } = await desk.call(agent, 'reply', { params: { number: ticket.number }, body: { text: 'Hello' } });
    expect(message).toMatchObject({ delivery: { state: 'waiting' }, sendsAt: expect.any(String) });
    const before = desk.mail.sent.length;
    await desk.runJobs();
    expect(desk.mail.sent).toHaveLength(before);
    desk.clock.move(11_000);
    await desk.runJobs();
    expect(desk.mail.sent).toHaveLength(before + 1);
    expect((await mail.ticketOf(from)).last).toMatchObject({ delivery: { state: 'sent' }, sendsAt: null });
  });

  test('a temporary refusal is tried again, with pauses', async () => {
    const from = newCustomerAddress();
    await mail.send({ from });
    const { ticket } = await mail.ticketOf(from);
    await desk.call(agent, 'reply', { params: { number: ticket.number }, body: { text: 'Hello' } });
    desk.mail.refuse('temporary');
    desk.clock.move(minute);
    expect(await desk.runJobs({ mayFail: true })).toEqual([expect.stringContaining('451')]);
    desk.mail.refuse(null);
    expect(await desk.runJobs()).toEqual([]);
    expect((await mail.ticketOf(from)).last.delivery?.state).toBe('waiting');
    desk.clock.move(10 * minute);
    await desk.runJobs();
    expect((await mail.ticketOf(from)).last.delivery?.state).toBe('sent');
    const { items } = await desk.call(desk.admin, 'listOutbox', {});
    expect(items[0]).toMatchObject({ state: 'sent', attemptCount: 2, number: ticket.number });
  });

  test('a permanent refusal is shown on the message, and the mail can be sent again', async () => {
    const from = newCustomerAddress();
    await mail.send({ from });
    const { ticket } = await mail.ticketOf(from);
    await desk.call(agent, 'reply', { params: { number: ticket.number }, body: { text: 'Hello' } });
    desk.mail.refuse('permanent');
    desk.clock.move(minute);
    await desk.runJobs();
    expect((await mail.ticketOf(from)).last.delivery).toEqual({ state: 'failed', detail: '550 no such user' });
    const [kept] = (await desk.call(desk.admin, 'listOutbox', {})).items;
    expect(kept).toMatchObject({ state: 'failed', lastError: '550 no such user' });
    desk.mail.refuse(null);
    const params = { id: kept?.id ?? 0 };
    await desk.call(desk.admin, 'resendMail', { params, body: {} });
    expect(await desk.refusal(desk.admin, 'resendMail', { params, body: {} })).toMatchObject({ code: 'in_use' });
    await desk.runJobs();
    expect((await mail.ticketOf(from)).last.delivery?.state).toBe('sent');
  });

  test('a bounce is shown on the message it is about, and reopens nothing', async () => {
    const from = newCustomerAddress();
    const { number, ours, ticket: sent } = await mail.answeredTicket(from);
    await desk.call(agent, 'closeTicket', { params: { number }, body: { version: sent.version } });
    await mail.send({ envelope: { from: '', to: supportAddress }, raw: bounceOf(ours.messageId, from) });
    const { ticket, messages, last } = await mail.ticketOf(from);
    expect(messages[1]?.delivery).toMatchObject({ state: 'bounced', detail: expect.stringContaining('5.1.1') });
    expect(last).toMatchObject({ kind: 'bounce', visibility: 'internal', author: { kind: 'system' } });
    expect(ticket.baseState).toBe('closed');
    const { items } = await desk.call(agent, 'listHistory', { params: { number } });
    expect(items.map((event) => event.type)).toContain('message.bounced');
  });

  test('a report about a mail that is none of ours opens no ticket', async () => {
    const before = (await desk.call(agent, 'listTickets', { query: { state: 'any' } })).items.length;
    await mail.send({
      envelope: { from: '', to: supportAddress },
      raw: bounceOf('stranger.1@elsewhere.example', 'x@elsewhere.example'),
    });
    expect((await desk.call(agent, 'listTickets', { query: { state: 'any' } })).items).toHaveLength(before);
    const { items } = await desk.call(desk.admin, 'listContacts', { query: { q: 'mailer-daemon' } });
    expect(items).toEqual([]);
  });

  test('whatever is typed as a name or subject, no header can be added', async () => {
    const contact = await desk.given.contact({ name: 'Eve\r\nBcc: victim@elsewhere.example', emails: [newCustomerAddress()] });
    const number = await desk.given.ticket({
      departmentId,
      requesterId: contact.id,
      subject: 'Hi\u0085there\u2028now',
    });
    await desk.call(agent, 'reply', { params: { number }, body: { text: 'Hello' } });
    desk.clock.move(minute);
    await desk.runJobs();
    const left = desk.mail.lastTo(contact.emails[0] ?? '');
    expect(JSON.stringify([left.to, left.from, left.subject])).not.toMatch(/\\[rn]|\u0085|\u2028/);
  });

  test('without an outgoing server mail is kept and shown', async () => {
    const alone = await testApp({ config: { smtpUrl: null } });
    const department = await alone.given.department();
    await alone.given.mailbox({ departmentId: department.id });
    const worker = await alone.given.member(department.id);
    const number = await alone.given.ticket({ departmentId: department.id });
    await alone.call(worker, 'reply', { params: { number }, body: { text: 'Hello' } });
    alone.clock.move(minute);
    await alone.runJobs();
    const { items } = await alone.call(worker, 'listMessages', { params: { number } });
    expect(items.at(-1)?.delivery).toEqual({ state: 'kept', detail: null });
    expect((await alone.call(alone.admin, 'listOutbox', {})).items).toMatchObject([
      { state: 'kept', text: expect.stringContaining('Hello') },
    ]);
    await alone.close();
  });

  test('a department without a mailbox cannot send, and the message says so', async () => {
    const other = await desk.given.department();
    const worker = await desk.given.member(other.id);
    const number = await desk.given.ticket({ departmentId: other.id });
    await desk.call(worker, 'reply', { params: { number }, body: { text: 'Hello' } });
    desk.clock.move(minute);
    await desk.runJobs();
    const { items } = await desk.call(worker, 'listMessages', { params: { number } });
    expect(items.at(-1)?.delivery).toEqual({ state: 'failed', detail: 'no mailbox to send from' });
  });
});

/** A report of non-delivery as RFC 3464 has it, without In-Reply-To, as most servers send it. */
const bounceOf = (messageId: string, recipient: string): string =>
  [
    'From: MAILER-DAEMON@mx.customer.example',
    `To: ${supportAddress}`,
    'Subject: Undelivered Mail Returned to Sender',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status; boundary=r',
    '',
    '--r',
    'Content-Type: text/plain',
    '',
    'Your mail could not be delivered.',
    '--r',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.customer.example',
    '',
    `Final-Recipient: rfc822; ${recipient}`,
    'Action: failed',
    'Status: 5.1.1',
    'Diagnostic-Code: smtp; 550 5.1.1 unknown user',
    '--r',
    'Content-Type: text/rfc822-headers',
    '',
    `Message-ID: <${messageId}>`,
    'Subject: Re: Where is my order?',
    '--r--',
    '',
  ].join('\r\n');
