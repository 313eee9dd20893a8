import type { CompanyEdit } from '@crossdesk/contracts/settings.ts';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type MailApp, newCustomerAddress, startMailApp } from '../../testing/mail-app.ts';

let app: MailApp;
beforeAll(async () => {
  app = await startMailApp();
});
afterAll(() => app.close());
afterEach(() => setRules({ customersReopen: true, reopenDays: 30 }));

const dayMs = 24 * 60 * 60 * 1000;
const setRules = (body: CompanyEdit) => app.desk.call(app.desk.admin, 'editCompany', { body });
const read = (number: number) => app.desk.call(app.agent, 'getTicket', { params: { number } });

/** A ticket that was answered and closed, and how its customer answers. */
async function closedTicket() {
  const address = newCustomerAddress();
  const { number, reply } = await app.answeredTicket(address);
  const { version } = await read(number);
  await app.desk.call(app.agent, 'closeTicket', { params: { number }, body: { version } });
  const answer = (headers: Record<string, string> = {}) =>
    app.send({
      from: address,
      subject: 'Re: Where is my order?',
      text: 'Still here.',
      inReplyTo: reply.messageId,
      headers,
    });
  return { number, address, answer };
}

test('an answer within the days reopens the ticket', async () => {
  await setRules({ reopenDays: 3 });
  const { number, answer, address } = await closedTicket();
  app.desk.clock.move(2 * dayMs);
  await answer();
  const found = await app.ticketOf(address);
  expect(found).toMatchObject({ ticketCount: 1, ticket: { number, baseState: 'open', followsNumber: null } });
});

test('a later answer opens a follow-up ticket that is linked to the old one, and further answers join it', async () => {
  await setRules({ reopenDays: 3 });
  const { number, answer, address } = await closedTicket();
  app.desk.clock.move(4 * dayMs);
  await answer();
  const { ticket, last, ticketCount } = await app.ticketOf(address);
  expect(ticketCount).toBe(2);
  expect(ticket).toMatchObject({ followsNumber: number, baseState: 'new' });
  expect([last.text, last.visibility]).toEqual(['Still here.', 'public']);
  expect((await read(number)).baseState).toBe('closed');
  const { items } = await app.desk.call(app.agent, 'listHistory', { params: { number } });
  expect(items[0]).toMatchObject({
    type: 'ticket.followed_up',
    changes: [{ field: 'followUp', before: null, after: ticket.number }],
  });
  await answer();
  const again = await app.ticketOf(address);
  expect([again.ticketCount, again.ticket.number, again.messages.length]).toEqual([2, ticket.number, 2]);
});

test('without a limit an answer always reopens', async () => {
  await setRules({ reopenDays: null });
  const { number, answer, address } = await closedTicket();
  app.desk.clock.move(400 * dayMs);
  await answer();
  expect((await app.ticketOf(address)).ticket).toMatchObject({ number, baseState: 'open' });
});

test('if customers may not reopen, an answer opens a follow-up at once, but automatic mail does not', async () => {
  await setRules({ customersReopen: false });
  const { number, answer, address } = await closedTicket();
  await answer({ 'Auto-Submitted': 'auto-replied' });
  expect(await app.ticketOf(address)).toMatchObject({ ticketCount: 1, ticket: { number, baseState: 'closed' } });
  await answer();
  expect(await app.ticketOf(address)).toMatchObject({ ticketCount: 2, ticket: { followsNumber: number } });
});

test('if customers may not reopen, an answer to an open ticket still belongs to it', async () => {
  await setRules({ customersReopen: false });
  const address = newCustomerAddress();
  const { number, reply } = await app.answeredTicket(address);
  await app.send({ from: address, text: 'Thanks.', inReplyTo: reply.messageId });
  expect(await app.ticketOf(address)).toMatchObject({ ticketCount: 1, ticket: { number } });
});

test('mail of somebody who takes no part in the old ticket is a new ticket without a link', async () => {
  await setRules({ reopenDays: 3 });
  const address = newCustomerAddress();
  const { reply } = await app.answeredTicket(address);
  const { ticket } = await app.ticketOf(address);
  const close = { params: { number: ticket.number }, body: { version: ticket.version } };
  await app.desk.call(app.agent, 'closeTicket', close);
  app.desk.clock.move(4 * dayMs);
  const stranger = newCustomerAddress();
  await app.send({ from: stranger, text: 'Me too.', inReplyTo: reply.messageId });
  expect((await app.ticketOf(stranger)).ticket.followsNumber).toBeNull();
});
