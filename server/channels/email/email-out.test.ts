import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { bounceOf, type MailApp, newCustomerAddress, startMailApp, supportAddress } from '../../testing/mail-app.ts';
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

describe('outbound mail', () => {
  test('sending can be undone for ten seconds, then the mail is sent', async () => {
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

  test('a long message is quoted as the beginning of its text', async () => {
    const from = newCustomerAddress();
    await mail.send({ from, text: undefined, html: `<p>${'<b>Hello</b> '.repeat(12_000)}</p>` });
    const { number } = (await mail.ticketOf(from)).ticket;
    await desk.call(agent, 'reply', { params: { number }, body: { text: 'Thanks' } });
    desk.clock.move(minute);
    await desk.runJobs();
    const { html, text } = desk.mail.lastTo(from);
    expect(html).toContain('<blockquote type="cite"><p>Hello Hello');
    expect(html?.length).toBeLessThan(22_000);
    expect(text).toContain('> Hello Hello');
  });

  test('a temporary rejection is retried with delays', async () => {
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

  test('a permanent rejection is shown on the message, and the mail can be resent', async () => {
    const from = newCustomerAddress();
    await mail.send({ from });
    const { ticket } = await mail.ticketOf(from);
    await desk.call(agent, 'reply', { params: { number: ticket.number }, body: { text: 'Hello' } });
    desk.mail.refuse('permanent');
    desk.clock.move(minute);
    await desk.runJobs();
    expect((await mail.ticketOf(from)).last.delivery).toEqual({
      state: 'failed',
      detail: `${from}: 550 no such user`,
      recipients: [{ address: from, state: 'refused', detail: '550 no such user' }],
    });
    const [failed] = (await desk.call(desk.admin, 'listOutbox', {})).items;
    expect(failed).toMatchObject({ state: 'failed', lastError: `${from}: 550 no such user` });
    desk.mail.refuse(null);
    const params = { id: failed?.id ?? 0 };
    await desk.call(desk.admin, 'resendMail', { params, body: {} });
    expect(await desk.refusal(desk.admin, 'resendMail', { params, body: {} })).toMatchObject({ code: 'in_use' });
    await desk.runJobs();
    expect((await mail.ticketOf(from)).last.delivery?.state).toBe('sent');
  });

  test('a bounce is shown on its message and does not reopen the ticket', async () => {
    const from = newCustomerAddress();
    const { number, reply, ticket: sent } = await mail.answeredTicket(from);
    await desk.call(agent, 'closeTicket', { params: { number }, body: { version: sent.version } });
    await mail.send({ envelope: { from: '', to: supportAddress }, raw: bounceOf(reply.messageId, from) });
    const { ticket, messages, last } = await mail.ticketOf(from);
    expect(messages[1]?.delivery).toMatchObject({ state: 'bounced', detail: expect.stringContaining('5.1.1') });
    expect(last).toMatchObject({ kind: 'bounce', visibility: 'internal', author: { kind: 'system' } });
    expect(ticket.baseState).toBe('closed');
    const { items } = await desk.call(agent, 'listHistory', { params: { number } });
    expect(items.map((event) => event.type)).toContain('message.bounced');
  });

  test("a delivery report about someone else's mail creates no ticket", async () => {
    const before = (await desk.call(agent, 'listTickets', { query: { state: 'any' } })).items.length;
    await mail.send({
      envelope: { from: '', to: supportAddress },
      raw: bounceOf('stranger.1@elsewhere.example', 'x@elsewhere.example'),
    });
    expect((await desk.call(agent, 'listTickets', { query: { state: 'any' } })).items).toHaveLength(before);
    const { items } = await desk.call(desk.admin, 'listContacts', { query: { q: 'mailer-daemon' } });
    expect(items).toEqual([]);
  });

  test('names and subjects cannot inject headers', async () => {
    const contact = await desk.given.contact({
      name: 'Eve\r\nBcc: victim@elsewhere.example',
      emails: [newCustomerAddress()],
    });
    const number = await desk.given.ticket({
      departmentId,
      requesterId: contact.id,
      subject: 'Hi\u0085there\u2028now',
    });
    await desk.call(agent, 'reply', { params: { number }, body: { text: 'Hello' } });
    desk.clock.move(minute);
    await desk.runJobs();
    const sentMail = desk.mail.lastTo(contact.emails[0] ?? '');
    expect(JSON.stringify([sentMail.to, sentMail.from, sentMail.subject])).not.toMatch(/\\[rn]|\u0085|\u2028/);
  });

  test('without an outgoing mail server, mail is kept and listed', async () => {
    const otherDesk = await testApp({ config: { smtpUrl: null } });
    const department = await otherDesk.given.department();
    await otherDesk.given.mailbox({ departmentId: department.id });
    const worker = await otherDesk.given.member(department.id);
    const number = await otherDesk.given.ticket({ departmentId: department.id });
    await otherDesk.call(worker, 'reply', { params: { number }, body: { text: 'Hello' } });
    otherDesk.clock.move(minute);
    await otherDesk.runJobs();
    const { items } = await otherDesk.call(worker, 'listMessages', { params: { number } });
    expect(items.at(-1)?.delivery).toEqual({ state: 'kept', detail: null, recipients: [] });
    expect((await otherDesk.call(otherDesk.admin, 'listOutbox', {})).items).toMatchObject([
      { state: 'kept', text: expect.stringContaining('Hello') },
    ]);
    await otherDesk.close();
  });

  test('without a department mailbox the message shows that sending failed', async () => {
    const other = await desk.given.department();
    const worker = await desk.given.member(other.id);
    const number = await desk.given.ticket({ departmentId: other.id });
    await desk.call(worker, 'reply', { params: { number }, body: { text: 'Hello' } });
    desk.clock.move(minute);
    await desk.runJobs();
    const { items } = await desk.call(worker, 'listMessages', { params: { number } });
    expect(items.at(-1)?.delivery).toEqual({
      state: 'failed',
      detail: 'no mailbox to send from',
      recipients: [],
    });
  });
});
