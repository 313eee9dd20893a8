import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type MailApp,
  newCustomerAddress,
  newVerifiedAddress,
  startMailApp,

} from '../../testing/mail-app.ts';
import type { TestAgent, TestApp } from '../../testing/test-app.ts';

let mail: MailApp;
let desk: TestApp;
let agent: TestAgent;
beforeAll(async () => {
  mail = await startMailApp();
  ({ desk, agent } = mail);
});
afterAll(() => mail.close());

describe('participants', () => {
  test('an address named in a forged mail does not take part in the ticket', async () => {
    const [from, outsider] = [newCustomerAddress(), newVerifiedAddress()];
    const { number, reply } = await mail.answeredTicket(from);
    await mail.send({ from, cc: outsider, subject: reply.subject, text: 'Forged in the name of the customer.' });
    await mail.send({ from: outsider, cc: newCustomerAddress(), subject: reply.subject, text: 'Add my friend.' });
    const { ticket, messages } = await mail.ticketOf(from);
    expect([ticket.number, ticket.cc, messages.length]).toEqual([number, [], 3]);
    expect((await mail.ticketOf(outsider)).ticket.number).not.toBe(number);
  });

  test('an address an agent wrote to takes part in the ticket', async () => {
    const [from, partner] = [newCustomerAddress(), newVerifiedAddress()];
    const { number, reply } = await mail.answeredTicket(from);
    const cc = [{ name: 'Bea', address: partner }];
    await desk.call(agent, 'reply', { params: { number }, body: { text: 'Bea will help you.', cc } });
    await mail.send({ from: partner, subject: reply.subject, text: 'I am on it.' });
    expect((await mail.ticketOf(from)).last).toMatchObject({ visibility: 'public', text: 'I am on it.' });
  });
});
