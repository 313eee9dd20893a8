import { createTransport } from 'nodemailer';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type MailApp,
  newCustomerAddress,
  newVerifiedAddress,
  startMailApp,
  supportAddress,
  mailText as text,
} from '../../testing/mail-app.ts';
import { day, minute, type TestAgent, type TestApp, testApp } from '../../testing/test-app.ts';
import { startInboundMail } from './mail-queue.ts';
import { messageIdFor } from './reference.ts';

let mail: MailApp;
let desk: TestApp;
let agent: TestAgent;
let departmentId: number;
beforeAll(async () => {
  mail = await startMailApp();
  ({ desk, agent, departmentId } = mail);
});
afterAll(() => mail.close());

describe('inbound mail', () => {
  test('ZV-06 ZV-07 a mail creates a ticket in the department of the mailbox and a contact for its sender', async () => {
    const from = newCustomerAddress();
    await mail.send({ from: `Ann Lee <${from}>`, cc: 'Bob <bob@partner.example>' });
    const { ticket, messages } = await mail.ticketOf(from);
    expect(ticket).toMatchObject({
      type: 'public',
      channel: 'email',
      departmentId,
      subject: 'Where is my order?',
      baseState: 'new',
      requester: { name: 'Ann Lee', email: from },
      messageCount: 1,
    });
    expect(messages).toMatchObject([{ kind: 'request', visibility: 'public', text, isFromCustomer: true }]);
    expect(messages[0]?.authenticity).toEqual({ spf: 'none', dkim: 'none', dmarc: 'none' });
  });

  test('Japanese text, an attachment and an inline image are received unchanged', async () => {
    const from = newCustomerAddress();
    const png = Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
      'base64',
    );
    await mail.send({
      from: `佐藤 健 <${from}>`,
      subject: '注文番号4711の件',
      text: 'まだ届きません。',
      html: '<p>まだ届きません。</p><img src="cid:photo"><script>alert(1)</script>',
      attachments: [
        { filename: '領収書.pdf', content: Buffer.from('%PDF-1.4 test') },
        { filename: 'photo.png', content: png, cid: 'photo' },
      ],
    });
    const { ticket, last } = await mail.ticketOf(from);
    expect(ticket).toMatchObject({ subject: '注文番号4711の件', requester: { name: '佐藤 健' } });
    expect(last.attachments.map((one) => [one.name, one.contentType, one.isInline])).toEqual(
      expect.arrayContaining([
        ['領収書.pdf', 'application/pdf', false],
        ['photo.png', 'image/png', true],
      ]),
    );
    const photo = last.attachments.find((one) => one.isInline);
    expect(last.html).toContain(`src="/api/v1/files/${photo?.id}?preview=1"`);
    expect(last.html).not.toContain('script');
    const bytes = await desk.send(agent, 'getFile', { params: { attachmentId: photo?.id }, query: { preview: '1' } });
    expect(bytes.rawPayload).toEqual(png);
  });

  test('mail to an unknown address is rejected permanently', async () => {
    const sent = mail.send({
      from: newCustomerAddress(),
      envelope: { from: 'a@b.example', to: 'nobody@desk.example' },
    });
    await expect(sent).rejects.toMatchObject({ responseCode: 550 });
  });

  test('while the database is down, mail is rejected temporarily', async () => {
    const otherDesk = await testApp({ env: { SMTP_IN_PORT: '0' } });
    const listener = await startInboundMail(otherDesk.services);
    await otherDesk.database.close();
    const transport = createTransport({ host: '127.0.0.1', port: listener.port, ignoreTLS: true });
    await expect(transport.sendMail({ from: newCustomerAddress(), to: supportAddress, text })).rejects.toMatchObject({
      responseCode: 451,
    });
    transport.close();
    await listener.close();
    await otherDesk.close();
  });

  test('our own returned mail is ignored', async () => {
    await mail.send({ from: `Acme Support <${supportAddress}>`, subject: 'Our own mail' });
    const { items } = await desk.call(agent, 'listTickets', { query: { state: 'any' } });
    expect(items.map((row) => row.subject)).not.toContain('Our own mail');
  });
});

test('the first 50 recipients of a mail are kept', async () => {
  const from = newCustomerAddress();
  const people = (name: string, count: number) => Array.from({ length: count }, (_, n) => `${name}${n}@many.example`);
  await mail.send({ from, to: people('to', 40), cc: people('cc', 40) });
  const { to, cc } = (await mail.ticketOf(from)).last;
  expect([to.length, cc.length, cc[0]?.address]).toEqual([40, 10, 'cc0@many.example']);
});

describe('mail that cannot be ingested', () => {
  const failed = async (subject: string) => {
    const { items } = await desk.call(desk.admin, 'listIncomingMail', { query: { state: 'failed' } });
    return items.find((one) => one.subject === subject);
  };

  test('a MIME bomb is listed as failed in the mail log with its source and can be retried', async () => {
    const parts = Array.from({ length: 1200 }, () => '--b\r\nContent-Type: text/plain\r\n\r\nx\r\n').join('');
    await mail.send({
      from: newCustomerAddress(),
      raw: `From: a@bomb.example\r\nTo: ${supportAddress}\r\nSubject: Bomb\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n${parts}--b--\r\n`,
    });
    const bomb = await failed('Bomb');
    expect(bomb).toMatchObject({ error: 'too_many_parts', envelopeTo: [supportAddress], attemptCount: 1 });
    const params = { id: bomb?.id ?? 0 };
    const source = await desk.send(desk.admin, 'getIncomingMailSource', { params });
    expect(source.body).toContain('Subject: Bomb');
    expect(source.headers['content-type']).toMatch(/^text\/plain/);
    await desk.call(desk.admin, 'retryIncomingMail', { params, body: {} });
    expect(await failed('Bomb')).toBeUndefined();
    await desk.runJobs();
    expect(await failed('Bomb')).toMatchObject({ attemptCount: 1 });
    expect(await desk.refusal(agent, 'retryIncomingMail', { params, body: {} })).toMatchObject({ code: 'not_allowed' });
  });

  test('a mail without a sender is listed as failed in the mail log', async () => {
    await mail.send({
      envelope: { from: '', to: supportAddress },
      raw: `To: ${supportAddress}\r\nSubject: From nobody\r\n\r\nHello\r\n`,
    });
    expect(await failed('From nobody')).toMatchObject({ error: 'no_sender' });
  });
});

describe('threads', () => {
  test("a reply is sent from the department's address in the thread, and the customer's answer is added to the same ticket", async () => {
    const from = newCustomerAddress();
    const { number, customerMessageId, reply, ticket: sent } = await mail.answeredTicket(from);
    expect(sent.baseState).toBe('open');
    expect(reply).toMatchObject({
      from: { name: 'Mina Ito (Acme Support)', address: supportAddress },
      to: [{ name: 'Ann', address: from }],
      inReplyTo: customerMessageId,
      references: [customerMessageId],
      subject: expect.stringMatching(/^Re: Where is my order\? \[#\d+-\w{6}\]$/),
    });
    expect(reply.headers).not.toHaveProperty('Auto-Submitted');
    expect(reply.text).toContain('It is on its way.');
    expect(reply.html).toContain(text);
    const resolved = await desk.call(agent, 'closeTicket', {
      params: { number },
      body: { version: sent.version },
    });
    expect(resolved.baseState).toBe('closed');
    await mail.send({
      from,
      subject: reply.subject,
      inReplyTo: `<${reply.messageId}>`,
      text: 'Thank you, it came.\n\nOn Mon, 2 Mar 2026 at 10:00, Mina Ito <support@desk.example> wrote:\n> It is on its way.',
    });
    const { ticket, messages, last, ticketCount } = await mail.ticketOf(from);
    expect([ticketCount, messages.length, ticket.number, ticket.baseState]).toEqual([1, 3, number, 'open']);
    expect(last).toMatchObject({ kind: 'reply', visibility: 'public', text: 'Thank you, it came.' });
    expect(last.quotedHtml).toContain('It is on its way.');
  });

  test('a reply that keeps only the subject tag is matched for participants only', async () => {
    const from = newCustomerAddress();
    const { number, reply } = await mail.answeredTicket(from);
    await mail.send({ from, subject: `AW: ${reply.subject}`, text: 'Once more.' });
    expect((await mail.ticketOf(from)).ticket).toMatchObject({ number, messageCount: 3 });
    const stranger = newCustomerAddress();
    await mail.send({ from: stranger, subject: reply.subject, text: 'I guessed the tag.' });
    expect((await mail.ticketOf(stranger)).ticket.number).not.toBe(number);
  });

  test("a reply to the customer's own mail is added to its ticket", async () => {
    const from = newCustomerAddress();
    const first = await mail.send({ from });
    await mail.send({ from, inReplyTo: `<${first}>`, text: 'I forgot something.' });
    expect((await mail.ticketOf(from)).ticket.messageCount).toBe(2);
  });

  test('mail from a stranger who knows a Message-ID is added as an internal comment', async () => {
    const from = newCustomerAddress();
    const { number, reply, ticket: sent } = await mail.answeredTicket(from);
    await desk.call(agent, 'closeTicket', { params: { number }, body: { version: sent.version } });
    await mail.send({
      from: 'eve@elsewhere.example',
      inReplyTo: `<${reply.messageId}>`,
      cc: 'mallory@elsewhere.example',
      text: 'Send it to me instead.',
    });
    const { ticket, last } = await mail.ticketOf(from);
    expect(last).toMatchObject({
      kind: 'comment',
      visibility: 'internal',
      author: { address: 'eve@elsewhere.example' },
    });
    expect(ticket).toMatchObject({ baseState: 'closed', cc: [] });
  });

  test('a forged Message-ID creates a new ticket', async () => {
    const from = newCustomerAddress();
    const { number } = await mail.answeredTicket(from);
    const forged = messageIdFor({
      ticketNumber: number,
      messageId: '1',
      secret: 'another secret',
      domain: 'desk.example',
    });
    const other = newCustomerAddress();
    await mail.send({ from: other, inReplyTo: `<${forged}>` });
    expect((await mail.ticketOf(other)).ticket.number).not.toBe(number);
    expect((await mail.ticketOf(from)).messages).toHaveLength(2);
  });

  test('an automatic reply is added to the thread and does not reopen the ticket', async () => {
    const from = newCustomerAddress();
    const { number, reply, ticket: sent } = await mail.answeredTicket(from);
    await desk.call(agent, 'closeTicket', { params: { number }, body: { version: sent.version } });
    const sentBefore = desk.mail.sent.length;
    await mail.send({
      from,
      inReplyTo: `<${reply.messageId}>`,
      subject: 'Out of office',
      text: 'I am away.',
      headers: { 'Auto-Submitted': 'auto-replied' },
    });
    const { ticket, last } = await mail.ticketOf(from);
    expect(last).toMatchObject({ kind: 'auto', text: 'I am away.' });
    expect(ticket.baseState).toBe('closed');
    expect(desk.mail.sent).toHaveLength(sentBefore);
  });

  test('a reply to a ticket closed for more than thirty days creates a new ticket', async () => {
    const from = newCustomerAddress();
    const { number, reply, ticket: sent } = await mail.answeredTicket(from);
    await desk.call(agent, 'closeTicket', { params: { number }, body: { version: sent.version } });
    desk.clock.move(31 * day);
    await mail.send({ from, subject: reply.subject, inReplyTo: `<${reply.messageId}>`, text: 'It broke.' });
    const { ticket, ticketCount } = await mail.ticketOf(from);
    expect(ticketCount).toBe(2);
    expect(ticket).toMatchObject({ baseState: 'new', subject: 'Where is my order?' });
    expect(ticket.number).not.toBe(number);
  });

  test('people on the Cc are participants, and people the customer adds are put on the Cc', async () => {
    const from = newVerifiedAddress();
    const { number, reply } = await mail.answeredTicket(from);
    const friend = newCustomerAddress();
    await mail.send({
      from,
      inReplyTo: `<${reply.messageId}>`,
      cc: `Bea <${friend}>`,
      text: 'Bea will tell you more.',
    });
    await mail.send({ from: `Bea <${friend}>`, inReplyTo: `<${reply.messageId}>`, text: 'It was broken.' });
    const { ticket, last } = await mail.ticketOf(from);
    expect(ticket).toMatchObject({ number, cc: [{ name: 'Bea', address: friend }] });
    expect(last).toMatchObject({ visibility: 'public', text: 'It was broken.' });
  });

  test("an agent's mail becomes an internal comment, in their name only if the sender is verified", async () => {
    const from = newCustomerAddress();
    const { reply } = await mail.answeredTicket(from);
    await mail.send({
      from: `Mina <${agent.email}>`,
      inReplyTo: `<${reply.messageId}>`,
      text: 'Careful with this one.',
    });
    expect((await mail.ticketOf(from)).last).toMatchObject({
      kind: 'comment',
      visibility: 'internal',
      author: { kind: 'agent', id: agent.id },
      authenticity: { dmarc: 'pass' },
    });
    const other = await desk.given.agent({ email: 'joe@unproven.example', in: [departmentId] });
    await mail.send({ from: `Joe <${other.email}>`, inReplyTo: `<${reply.messageId}>`, text: 'I say so.' });
    expect((await mail.ticketOf(from)).last).toMatchObject({
      kind: 'comment',
      visibility: 'internal',
      author: { kind: 'system', id: null, name: other.email, address: other.email },
      authenticity: { dmarc: 'none' },
    });
  });

  test('an unverified sender adds nobody to the Cc; the people named are offered to the agent', async () => {
    const from = newCustomerAddress();
    const { number, reply } = await mail.answeredTicket(from);
    const eve = newCustomerAddress();
    await mail.send({ from, inReplyTo: `<${reply.messageId}>`, cc: `Eve <${eve}>`, text: 'Please keep Eve informed.' });
    const { ticket, last } = await mail.ticketOf(from);
    expect([ticket.number, ticket.cc]).toEqual([number, []]);
    expect(last).toMatchObject({ visibility: 'public', offered: [{ name: 'Eve', address: eve }] });
    await desk.call(agent, 'reply', { params: { number }, body: { text: 'We will.' } });
    desk.clock.move(minute);
    await desk.runJobs();
    expect(desk.mail.lastTo(from).cc).toEqual([]);
  });

  test('a new ticket takes over the Cc of a verified sender only', async () => {
    const [from, verified, friend] = [newCustomerAddress(), newVerifiedAddress(), newCustomerAddress()];
    await mail.send({ from, cc: friend });
    await mail.send({ from: verified, cc: friend });
    const unverified = await mail.ticketOf(from);
    expect([unverified.ticket.cc, unverified.last.offered.map((one) => one.address)]).toEqual([[], [friend]]);
    const proven = await mail.ticketOf(verified);
    expect([proven.ticket.cc.map((one) => one.address), proven.last.offered]).toEqual([[friend], []]);
  });

  test('a stranger in a thread and the people they name are offered as recipients', async () => {
    const from = newCustomerAddress();
    const { reply } = await mail.answeredTicket(from);
    const [stranger, friend] = [newVerifiedAddress(), newCustomerAddress()];
    await mail.send({ from: stranger, inReplyTo: `<${reply.messageId}>`, cc: friend, text: 'I can help.' });
    const { ticket, last } = await mail.ticketOf(from);
    expect(ticket.cc).toEqual([]);
    expect(last.offered.map((one) => one.address)).toEqual([stranger, friend]);
  });

  test('a mail with two authors is unverified even if one of them is verified', async () => {
    const from = newCustomerAddress();
    const { reply } = await mail.answeredTicket(from);
    await mail.send({
      from: `Mina <${agent.email}>, Eve <${newCustomerAddress()}>`,
      envelope: { from: agent.email, to: supportAddress },
      inReplyTo: `<${reply.messageId}>`,
      text: 'Both of us say so.',
    });
    expect((await mail.ticketOf(from)).last).toMatchObject({
      author: { kind: 'system', id: null, name: agent.email },
      authenticity: { dmarc: 'permerror' },
    });
  });

  test("a share receiver's mail becomes a comment, and is refused once the share has ended", async () => {
    const from = newCustomerAddress();
    const { reply, number } = await mail.answeredTicket(from);
    const depot = await desk.given.department();
    const receiver = await desk.given.member(depot.id);
    const params = { number, departmentId: depot.id };
    await desk.call(agent, 'addShares', { params, body: { shares: [{ departmentId: depot.id, level: 'read_only' }] } });
    const answer = (text: string) =>
      mail.send({ from: `Kim <${receiver.email}>`, inReplyTo: `<${reply.messageId}>`, text });
    await answer('It is in the depot.');
    expect((await mail.ticketOf(from)).last).toMatchObject({
      kind: 'comment',
      visibility: 'internal',
      text: 'It is in the depot.',
    });
    await desk.call(agent, 'removeShare', { params });
    await answer('And now?');
    expect((await mail.ticketOf(from)).last).toMatchObject({ text: 'It is in the depot.' });
    const { items } = await desk.call(desk.admin, 'listIncomingMail', { query: { state: 'failed' } });
    expect(items[0]?.error).toBe('writer_may_not_comment');
  });
});
