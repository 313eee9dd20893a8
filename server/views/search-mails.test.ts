import { afterAll, beforeAll, expect, test } from 'vitest';
import { type MailApp, newCustomerAddress, startMailApp } from '../testing/mail-app.ts';

let mail: MailApp;
let number: number;
beforeAll(async () => {
  mail = await startMailApp();
  const from = newCustomerAddress();
  await mail.send({
    from,
    subject: 'Open orders',
    text: 'Your mail program cannot show this email.',
    html: '<p>Our list</p><table><tr><td>TB-60175</td><td>Kyoto</td></tr><tr><td>TB-60176</td><td>Nara</td></tr></table>',
    attachments: [{ filename: 'offer-4711.pdf', content: '%PDF-1.4' }],
  });
  number = (await mail.ticketOf(from)).ticket.number;
});
afterAll(() => mail.close());

test.each(['TB-60175', 'Kyoto Nara', '"our list"', 'offer-4711.pdf', 'offer'])(
  'a mail is found by what the agent sees: %s',
  async (q) => {
    const { items } = await mail.desk.call(mail.agent, 'search', { query: { q } });
    expect(items.map((hit) => hit.number)).toEqual([number]);
  },
);
