import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type MailApp, newCustomerAddress, startMailApp, supportAddress } from '../../testing/mail-app.ts';
import { minute, type TestApp } from '../../testing/test-app.ts';
import { contentHash } from './duplicates.ts';

let mail: MailApp;
let desk: TestApp;
beforeAll(async () => {
  mail = await startMailApp();
  desk = mail.desk;
});
afterAll(() => mail.close());

describe('duplicates', () => {
  test('a mail delivered twice creates one message', async () => {
    const from = newCustomerAddress();
    const messageId = `<twice.${from}>`;
    await mail.send({ from, messageId });
    await mail.send({ from, messageId });
    await mail.send({ from, messageId, envelope: { from: 'other@relay.example', to: supportAddress } });
    const { messages, ticketCount } = await mail.ticketOf(from);
    expect([ticketCount, messages.length]).toEqual([1, 1]);
  });

  test('concurrent deliveries of one mail create one message', async () => {
    const from = newCustomerAddress();
    const messageId = `<at-once.${from}>`;
    await Promise.all([1, 2, 3].map(() => mail.send({ from, messageId }, { jobs: false })));
    await desk.runJobs();
    const { messages, ticketCount } = await mail.ticketOf(from);
    expect([ticketCount, messages.length]).toEqual([1, 1]);
  });

  test('different mails with the same Message-ID are different messages, each stored once', async () => {
    const [from, other] = [newCustomerAddress(), newCustomerAddress()];
    const messageId = `<scan.${from}>`;
    const scans = [
      { from, messageId, subject: 'Scan', text: 'Page 1' },
      { from, messageId, subject: 'Scan', text: 'Page 2' },
      { from, messageId, subject: 'Fax', text: 'Page 1' },
      { from, messageId, subject: 'Scan', text: 'Page 1', attachments: [{ filename: 'a.txt', content: 'A' }] },
    ];
    for (const scan of [...scans, ...scans.slice(0, 3)]) await mail.send(scan);
    expect((await mail.ticketOf(from)).ticketCount).toBe(4);
    await mail.send({ from: other, messageId, subject: 'Scan', text: 'Page 1' });
    expect((await mail.ticketOf(other)).ticketCount).toBe(1);
  });

  test('concurrent mails with the same Message-ID are all stored', async () => {
    const from = newCustomerAddress();
    const messageId = `<form.${from}>`;
    for (const text of ['One', 'Two', 'Three']) await mail.send({ from, messageId, text }, { jobs: false });
    await desk.runJobs({ mayFail: true });
    expect((await mail.ticketOf(from)).ticketCount).toBe(3);
  });

  test('a reply to a mail with a repeated Message-ID refers to the Message-ID the customer knows', async () => {
    const from = newCustomerAddress();
    const id = `known.${from}`;
    await mail.send({ from, messageId: `<${id}>`, text: 'First' });
    await mail.send({ from, messageId: `<${id}>`, text: 'Second' });
    const { number } = (await mail.ticketOf(from)).ticket;
    await desk.call(mail.agent, 'reply', { params: { number }, body: { text: 'Answer' } });
    desk.clock.move(minute);
    await desk.runJobs();
    expect(desk.mail.lastTo(from)).toMatchObject({ inReplyTo: id, references: [id] });
  });

  const hashOf = (text: string) => contentHash([Buffer.from(text, 'latin1')]);

  test('the content hash ignores what each delivery adds', async () => {
    const hash = (head: string, body: string) => hashOf(`${head}\n\n${body}`);
    const first = await hash('From: a@b.example\nSubject: One two', 'Hello\nworld\n');
    const again = 'Received: by relay\r\nX-Spam: no\r\nFrom: a@b.example\r\nTo: c@d.example\r\nSubject: One\r\n two';
    expect(await hashOf(`${again}\r\n\r\nHello\r\nworld\r\n\r\n`)).toBe(first);
    expect(await hash('From: a@b.example\nSubject: One two', 'Hello\nWorld\n')).not.toBe(first);
    expect(await hash('From: a@c.example\nSubject: One two', 'Hello\nworld\n')).not.toBe(first);
  });

  test('the content hash stays the same when a mail is read in pieces', async () => {
    const mail = 'From: a@b.example\r\nSubject: x\r\n\r\n \r\n One\r\n\r\n two \n three\r\r\n \xa0\r\n';
    const pieces = [...mail].map((one) => Buffer.from(one, 'latin1'));
    const said = 'From: a@b.example\nSubject: x\n\nOne\n\n two \n three';
    const known = createHash('sha256').update(said, 'latin1').digest('hex');
    expect([await hashOf(mail), await contentHash(pieces)]).toEqual([known, known]);
  });
});
