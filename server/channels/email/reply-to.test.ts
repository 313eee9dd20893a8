import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type MailApp,
  newCustomerAddress,
  newVerifiedAddress,
  startMailApp,
  supportAddress,
} from '../../testing/mail-app.ts';
import { minute, type TestAgent, type TestApp } from '../../testing/test-app.ts';

let mail: MailApp;
let desk: TestApp;
let agent: TestAgent;
beforeAll(async () => {
  mail = await startMailApp();
  ({ desk, agent } = mail);
});
afterAll(() => mail.close());

const answer = async (number: number) => {
  await desk.call(agent, 'reply', { params: { number }, body: { text: 'Here you are.' } });
  desk.clock.move(minute);
  await desk.runJobs();
};

describe('answers go to Reply-To', () => {
  test('of a verified sender, who stays the requester', async () => {
    const [from, other] = [newVerifiedAddress(), newCustomerAddress()];
    await mail.send({ from: `Ann <${from}>`, replyTo: `Ann at home <${other}>` });
    const { ticket, last } = await mail.ticketOf(from);
    expect(ticket).toMatchObject({ requester: { email: from }, replyTo: { address: other } });
    expect(last.mail).toMatchObject({ replyTo: [{ name: 'Ann at home', address: other }], isReplyToUsed: true });
    await answer(ticket.number);
    expect(desk.mail.lastTo(other).subject).toContain('Where is my order?');
  });

  test('of a new customer who is not verified', async () => {
    const [from, other] = [newCustomerAddress(), newCustomerAddress()];
    await mail.send({ from, replyTo: other });
    const { ticket, last } = await mail.ticketOf(from);
    expect([ticket.replyTo?.address, last.mail?.isReplyToUsed]).toEqual([other, true]);
  });

  test('of the last message only', async () => {
    const [from, other] = [newVerifiedAddress(), newCustomerAddress()];
    await mail.send({ from, replyTo: other });
    const { number } = (await mail.ticketOf(from)).ticket;
    await answer(number);
    await mail.send({ from, subject: desk.mail.lastTo(other).subject });
    expect((await mail.ticketOf(from)).ticket).toMatchObject({ number, replyTo: { address: from } });
  });

  test('with several addresses, of which the others are on the Cc', async () => {
    const [from, first, second] = [newVerifiedAddress(), newCustomerAddress(), newCustomerAddress()];
    await mail.send({ from, replyTo: [first, second] });
    const { ticket } = await mail.ticketOf(from);
    expect([ticket.replyTo?.address, ticket.cc.map((one) => one.address)]).toEqual([first, [second]]);
  });

  test('but not to our own mailbox or the sender again', async () => {
    const from = newVerifiedAddress();
    await mail.send({ from, replyTo: [supportAddress, from.toUpperCase()] });
    const { ticket, last } = await mail.ticketOf(from);
    expect([ticket.replyTo?.address, last.mail]).toEqual([from, null]);
  });
});

describe('contact forms', () => {
  const forms = [
    'no-reply@shop.example',
    'noreply+form@shop.example',
    'do-not-reply@shop.example',
    'wordpress@shop.example',
    'NICHT-ANTWORTEN@shop.example',
    'website@desk.example',
    supportAddress,
  ];
  test.each(forms)('the person in Reply-To is the requester of a mail from %s', async (form) => {
    const writer = newCustomerAddress();
    await mail.send({ from: `Website <${form}>`, replyTo: `Kaya Demir <${writer}>` });
    const { ticket, last } = await mail.ticketOf(writer);
    expect(ticket.requester).toMatchObject({ name: 'Kaya Demir', email: writer });
    expect(ticket.replyTo?.address).toBe(writer);
    expect(last).toMatchObject({
      isFromCustomer: true,
      author: { name: 'Kaya Demir', address: writer },
      mail: { sentFrom: { name: expect.any(String), address: form.replace(/@.*/, (domain) => domain.toLowerCase()) } },
    });
    await answer(ticket.number);
    expect(desk.mail.lastTo(writer).inReplyTo).toBeTruthy();
  });

  test('without Reply-To, the sender is the requester', async () => {
    await mail.send({ from: 'no-reply@other.example', subject: 'A notice' });
    expect((await mail.ticketOf('no-reply@other.example')).ticket.subject).toBe('A notice');
  });

  test('an ordinary address with Reply-To is no form', async () => {
    const [from, other] = [newCustomerAddress('norepublic.example'), newCustomerAddress()];
    await mail.send({ from, replyTo: other });
    expect((await mail.ticketOf(from)).last).toMatchObject({ author: { address: from }, mail: { sentFrom: null } });
  });

  test('a form cannot use the name of an agent, nor add people to the ticket', async () => {
    const writer = newCustomerAddress();
    const from = 'no-reply@verified.example';
    await mail.send({ from, replyTo: `Mina Ito <${writer}>`, cc: newCustomerAddress() });
    const { ticket, last } = await mail.ticketOf(writer);
    expect([ticket.requester.name, ticket.cc, last.offered.length]).toEqual([writer, [], 1]);
  });
});

describe('a Reply-To that could divert a conversation', () => {
  test('in the name of a known customer without proof is shown and not used, in old and new tickets', async () => {
    const [from, thief] = [newCustomerAddress(), newCustomerAddress()];
    const { number, reply } = await mail.answeredTicket(from);
    await mail.send({ from, replyTo: `Ann <${thief}>`, inReplyTo: `<${reply.messageId}>` });
    const old = await mail.ticketOf(from);
    expect(old.ticket).toMatchObject({ number, replyTo: { address: from } });
    expect(old.last.mail).toMatchObject({ replyTo: [{ address: thief }], isReplyToUsed: false });
    await mail.send({ from, replyTo: thief, subject: 'Something else' });
    const fresh = await mail.ticketOf(from);
    expect(fresh.ticket).toMatchObject({ subject: 'Something else', replyTo: { address: from } });
    expect(fresh.last.mail?.isReplyToUsed).toBe(false);
  });

  test('of a form in the name of a customer does not write to their ticket', async () => {
    const customer = newVerifiedAddress();
    const { number, reply } = await mail.answeredTicket(customer);
    await mail.send({ from: 'no-reply@verified.example', replyTo: customer, subject: reply.subject });
    await mail.send({ from: 'no-reply@verified.example', replyTo: customer, inReplyTo: `<${reply.messageId}>` });
    const { items } = await desk.call(agent, 'listMessages', { params: { number } });
    expect(items.at(-1)).toMatchObject({
      visibility: 'internal',
      kind: 'comment',
      author: { address: expect.stringMatching(/^no-reply/) },
    });
    expect(items.filter((one) => one.visibility === 'public')).toHaveLength(2);
  });

  test('of a person in the domain of a mailbox who is a known customer is not made the requester', async () => {
    const from = newCustomerAddress('desk.example');
    await mail.send({ from });
    await mail.send({ from, replyTo: newCustomerAddress(), subject: 'Second' });
    expect((await mail.ticketOf(from)).ticket.subject).toBe('Second');
  });

  test('C-25 is hidden from readers from whom the customer is hidden', async () => {
    const [from, other] = [newVerifiedAddress(), newCustomerAddress('elsewhere.example')];
    await mail.send({ from: `Ann Lee <${from}>`, replyTo: `Ann Lee <${other}>`, text: `Answer to ${other} please.` });
    const { number } = (await mail.ticketOf(from)).ticket;
    const { id: sales } = await desk.given.department();
    const reader = await desk.given.member(sales);
    const shares = [{ departmentId: sales, level: 'full' as const, isCustomerMasked: true }];
    await desk.call(agent, 'addShares', { params: { number }, body: { shares } });
    const seen = await desk.call(reader, 'listMessages', { params: { number } });
    expect(JSON.stringify([seen, await desk.call(reader, 'getTicket', { params: { number } })])).not.toMatch(
      /elsewhere|verified\.example|Lee/,
    );
    const { message } = await desk.call(reader, 'reply', { params: { number }, body: { text: 'soon' } });
    expect(message.to).toEqual([{ name: 'A. L.', address: 'a***@e***' }]);
  });
});
