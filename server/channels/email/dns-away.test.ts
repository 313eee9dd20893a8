import { afterAll, beforeAll, expect, test } from 'vitest';
import { cachingResolver } from '../../platform/dns-cache.ts';
import { type MailApp, newCustomerAddress, startMailApp, supportAddress } from '../../testing/mail-app.ts';

let mail: MailApp;
let queryCount = 0;
beforeAll(async () => {
  mail = await startMailApp();
  const silent = () => {
    queryCount += 1;
    return new Promise<never>(() => undefined);
  };
  mail.desk.services.external.resolver = cachingResolver(silent);
});
afterAll(() => mail.close());

test('without DNS, mail is ingested, and a sender that could not be checked is not proven', async () => {
  const from = newCustomerAddress();
  await mail.send({ from, cc: newCustomerAddress() });
  const { ticket, last } = await mail.ticketOf(from);
  expect(last.authenticity).toMatchObject({ spf: 'temperror', dmarc: 'temperror' });
  expect([ticket.cc, last.offered.length]).toEqual([[], 1]);
  await mail.send({ from: mail.agent.email, subject: 'From Mina' });
  expect((await mail.ticketOf(mail.agent.email)).last.author).toMatchObject({ kind: 'system' });
});

test('further mail does not ask a DNS server that is away', async () => {
  const before = queryCount;
  const senders = Array.from({ length: 5 }, () =>
    newCustomerAddress(`d${Math.random().toString(36).slice(2)}.example`),
  );
  for (const from of senders) await mail.send({ from }, { jobs: false });
  await mail.desk.runJobs();
  expect(queryCount).toBe(before);
  for (const from of senders) expect((await mail.ticketOf(from)).last.authenticity?.dmarc).toBe('temperror');
});

test('a delivery report waits for no DNS', async () => {
  mail.desk.services.external.resolver = () => Promise.reject(new Error('asked'));
  const body = 'A message could not be delivered.\r\n\r\n<x@y.example>: 550 5.1.1 unknown user\r\n';
  const raw = `From: MAILER-DAEMON@y.example\r\nSubject: failure notice\r\nTo: ${supportAddress}\r\n\r\n${body}`;
  await mail.send({ raw, envelope: { from: '', to: supportAddress } });
  const rows = await mail.desk.services.db
    .selectFrom('incoming_mail')
    .select('state')
    .where('envelope_from', '=', '')
    .execute();
  expect(rows).toEqual([{ state: 'report' }]);
});
