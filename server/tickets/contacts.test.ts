import type { Ticket } from '@crossdesk/contracts/tickets.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { refusalCode } from '../testing/client.ts';
import { type TestAgent, type TestApp, testApp } from '../testing/test-app.ts';

let desk: TestApp;
let sales: number;
let seller: TestAgent;
let customer: { id: number; emails: string[] };
beforeAll(async () => {
  desk = await testApp();
  sales = (await desk.given.department()).id;
  seller = await desk.given.member(sales, 'supervisor');
  await desk.call(desk.admin, 'editCompany', { body: { contactLookup: 'with_ticket' } });
});
afterAll(() => desk.close());
beforeEach(async () => {
  customer = await desk.given.contact();
  await desk.given.ticket({ departmentId: (await desk.given.department()).id, requesterId: customer.id });
});

const openTicketFor = (email: string): Promise<Ticket> =>
  desk.call(seller, 'createTicket', {
    body: { departmentId: sales, subject: 'Call', requester: { email }, message: { text: 'They called.' } },
  });
const lookUp = (id: number) => desk.send(seller, 'getContact', { params: { id } });
const addAddress = (id: number, emails: string[]) =>
  desk.send(seller, 'editContact', { params: { id }, body: { emails: [...emails, `more${id}@customer.example`] } });

describe('contacts that only people with a ticket may look up', () => {
  test('a ticket the agent opened without a message of the customer does not count', async () => {
    const email = customer.emails[0] ?? '';
    const { number } = await openTicketFor(email);
    expect((await lookUp(customer.id)).statusCode).toBe(404);
    const { items } = await desk.call(seller, 'listContacts', { query: { q: email } });
    expect(items).toEqual([]);
    expect((await addAddress(customer.id, customer.emails)).statusCode).toBe(404);
    await desk.given.message(number, { contactId: customer.id });
    expect((await lookUp(customer.id)).statusCode).toBe(200);
    expect((await addAddress(customer.id, customer.emails)).statusCode).toBe(200);
  });

  test('a new contact stays visible to the agent who opened a ticket for them', async () => {
    const email = 'new.person@customer.example';
    await openTicketFor(email);
    const { items } = await desk.call(seller, 'listContacts', { query: { q: email } });
    expect(items.map((one) => one.emails)).toEqual([[email]]);
    expect((await addAddress(items[0]?.id ?? 0, [email])).statusCode).toBe(200);
  });

  test('a ticket the agent opened or gave to a customer does not let them change addresses', async () => {
    await desk.call(desk.admin, 'editCompany', { body: { contactLookup: 'everyone' } });
    const params = { id: customer.id };
    const body = { emails: [...customer.emails, 'thief@elsewhere.example'] };
    const refusal = () => refusalCode(desk.refusal(seller, 'editContact', { params, body }));
    await openTicketFor(customer.emails[0] ?? '');
    expect(await refusal()).toBe('contact_of_others');
    const number = await desk.given.ticket({ departmentId: sales });
    const { version } = await desk.call(seller, 'getTicket', { params: { number } });
    await desk.call(seller, 'editTicket', { params: { number }, body: { version, requesterId: customer.id } });
    expect(await refusal()).toBe('contact_of_others');
    await desk.call(desk.admin, 'editCompany', { body: { contactLookup: 'with_ticket' } });
  });
});
