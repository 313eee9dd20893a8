import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type MailApp,
  newCustomerAddress,
  newVerifiedAddress,
  startMailApp,
  supportAddress,
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

describe('names of senders', () => {
  const foldedNames = [
    'Mina Ito',
    '  MINA   ITO',
    'Mína I\u200bto',
    'Ｍｉｎａ Ｉｔｏ',
    'Ito, Mina',
    'Mina Ito (Acme Support)',
  ];

  test("an agent's name is replaced by the address unless it is the agent's address", async () => {
    for (const name of [...foldedNames, 'Acme Support', 'Acme', agent.email, 'mina＠desk.example']) {
      for (const from of [newCustomerAddress(), newVerifiedAddress()]) {
        await mail.send({ from: { name, address: from }, envelope: { from, to: supportAddress } });
        const { ticket, last } = await mail.ticketOf(from);
        expect([ticket.requester.name, last.author.name], name).toEqual([from, from]);
      }
    }
  });

  test('a comment of a stranger does not show the name of an agent', async () => {
    const [from, stranger] = [newCustomerAddress(), newCustomerAddress()];
    const { reply } = await mail.answeredTicket(from);
    const cc = [{ name: 'Mina Ito', address: newCustomerAddress() }];
    await mail.send({ from: { name: 'Mina Ito', address: stranger }, inReplyTo: `<${reply.messageId}>`, cc });
    const { last } = await mail.ticketOf(from);
    expect(last).toMatchObject({ kind: 'comment', author: { name: stranger, address: stranger } });
    expect([...last.cc, ...last.offered].map((one) => one.name)).not.toContain('Mina Ito');
  });

  test('other names, and the names of agents and mailboxes with their own address, stay', async () => {
    const from = newVerifiedAddress();
    const to = [{ name: 'Acme Support', address: supportAddress }];
    const cc = [{ name: 'Mina Ito', address: agent.email }];
    await mail.send({ from: `Mina Itoh <${from}>`, to, cc, envelope: { from, to: supportAddress } });
    const { ticket, last } = await mail.ticketOf(from);
    expect(ticket.requester.name).toBe('Mina Itoh');
    expect([last.to, last.cc]).toEqual([to, cc]);
  });
});
