import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { recordBounce } from '../conversation/index.ts';
import { refusalCode } from '../testing/client.ts';
import { minute, type TestAgent, type TestApp, testApp } from '../testing/test-app.ts';

let desk: TestApp;
let support: number;
let sales: number;
let ops: number;
let owner: TestAgent;
let full: TestAgent;
let restricted: TestAgent;
let customer: { id: number; createdAt: string };
let number: number;

beforeAll(async () => {
  desk = await testApp();
  support = (await desk.given.department()).id;
  sales = (await desk.given.department()).id;
  ops = (await desk.given.department()).id;
  await desk.given.mailbox({ departmentId: support });
  owner = await desk.given.member(support, 'supervisor');
  full = await desk.given.member(sales);
  restricted = await desk.given.member(ops);
});
afterAll(() => desk.close());

let count = 0;
const home = () => `mina${count}@home.example`;
const work = () => `mina${count}@work.example`;
const to = (address: string) => [{ name: '', address }];
const params = () => ({ number });
const messagesFor = async (person: TestAgent) => (await desk.call(person, 'listMessages', { params: params() })).items;
const readable = /mina|ito\b|5551/i;

beforeEach(async () => {
  count += 1;
  await desk.call(desk.admin, 'editCompany', { body: { contactLookup: 'everyone' } });
  customer = await desk.given.contact({
    name: 'Mina Ito',
    emails: [home(), work()],
    phones: [`+8190555100${count + 10}`],
  });
  number = await desk.given.ticket({
    departmentId: support,
    requesterId: customer.id,
    cc: [{ name: 'Boss Ito', address: `mina.boss${count}@home.example` }],
  });
  const author = { kind: 'contact' as const, id: customer.id, name: 'Mina Ito', address: work() };
  await desk.given.message(number, { author, text: 'Yours, Mina Ito' });
  const shares = [
    { departmentId: sales, level: 'full' as const, isCustomerMasked: true },
    { departmentId: ops, level: 'restricted' as const, isCustomerMasked: true },
  ];
  await desk.call(owner, 'addShares', { params: params(), body: { shares } });
});

const sent = async () => {
  desk.clock.move(minute);
  await desk.runJobs();
};

describe('C-25 the customer hidden by a share', () => {
  test('ZE-10 receives replies without being named, also when the reply is undone', async () => {
    const { message } = await desk.call(full, 'reply', { params: params(), body: { text: 'soon', to: [], cc: [] } });
    expect(message.to).toEqual([{ name: 'M. I.', address: 'm***@w***' }]);
    const draft = await desk.call(full, 'undoSend', { params: { number, messageId: message.id }, body: {} });
    expect(draft).toMatchObject({ html: expect.stringContaining('soon'), to: [], cc: [], bcc: [] });
    const kept = await desk.call(full, 'listDrafts', { params: params() });
    expect(JSON.stringify(kept)).not.toMatch(readable);
    await desk.call(full, 'reply', { params: params(), body: { text: 'soon', to: [], cc: [] } });
    await sent();
    const mail = desk.mail.lastTo(work());
    expect(mail.to.map((one) => one.address)).toEqual([work()]);
    expect(mail.cc.map((one) => one.address)).toEqual([`mina.boss${count}@home.example`]);
  });

  test.each(['to', 'cc', 'bcc'] as const)(
    'is not seen by a copy of the answer to oneself or anybody outside (%s)',
    async (list) => {
      for (const address of [full.email, restricted.email, 'me@private.example', home()]) {
        const refused = await desk.refusal(full, 'reply', {
          params: params(),
          body: { text: 'a copy', [list]: to(address) },
        });
        expect(refused).toMatchObject({ code: 'customer_masked', fields: [{ path: `/body/${list}/0` }] });
      }
      const body = { text: 'with the owner', [list]: to(owner.email) };
      expect((await desk.call(full, 'reply', { params: params(), body })).message.kind).toBe('reply');
    },
  );

  test.each(['a masked writer to themselves', 'an owner to a masked colleague'])(
    'is masked in what a forward quotes: %s',
    async (who) => {
      const writer = who.startsWith('an owner') ? owner : restricted;
      const { version } = await desk.call(owner, 'getTicket', { params: params() });
      await desk.call(owner, 'editTicket', { params: params(), body: { version, subject: 'Mina Ito asks' } });
      await desk.call(writer, 'forward', { params: params(), body: { text: 'see', to: to(restricted.email) } });
      await sent();
      const mail = desk.mail.lastTo(restricted.email);
      expect(mail.text).toContain('M. I. wrote:');
      expect(`${mail.subject} ${mail.text} ${mail.html}`).not.toMatch(readable);
      await desk.call(owner, 'forward', {
        params: params(),
        body: { text: 'see', to: to(`partner${count}@other.example`) },
      });
      await sent();
      expect(desk.mail.lastTo(`partner${count}@other.example`).text).toContain('Mina Ito wrote:');
    },
  );

  test('is masked under earlier names, addresses and numbers', async () => {
    const phone = `+8190555100${count + 10}`;
    await desk.given.message(number, { text: `Mina Ito called from ${phone}, also ${home()}` });
    const renamed = { name: 'Sora Abe', emails: [`sora${count}@other.example`], phones: [] };
    await desk.call(owner, 'editContact', { params: { id: customer.id }, body: renamed });
    expect(JSON.stringify(await messagesFor(full))).not.toMatch(readable);
  });

  test('is masked in delivery reports, as are unknown addresses', async () => {
    const { message } = await desk.call(owner, 'reply', { params: params(), body: { text: 'hello' } });
    await desk.inTransaction((ctx) =>
      recordBounce(ctx, number, message.id, [
        { address: work(), detail: '5.1.1 forwarded to mina-private@isp.example' },
      ]),
    );
    const seen = (await messagesFor(full)).find((one) => one.id === message.id);
    expect(seen?.delivery).toEqual({
      state: 'bounced',
      detail: 'm***@w*** 5.1.1 forwarded to m***@i***',
      recipients: [],
    });
    expect((await messagesFor(owner)).find((one) => one.id === message.id)?.delivery?.detail).toContain(work());
  });

  test('cannot be added to the Cc by a masked agent, because later replies would name them', async () => {
    const { version } = await desk.call(full, 'getTicket', { params: params() });
    const body = { version, cc: to(full.email) };
    expect(await desk.refusal(full, 'editTicket', { params: params(), body })).toMatchObject({
      reason: 'field_hidden',
    });
  });

  test('cannot be identified by creation time, and with the setting cannot be looked up at all', async () => {
    expect(customer.createdAt).toMatch(/T00:00:00\.000Z$/);
    await desk.call(desk.admin, 'editCompany', { body: { contactLookup: 'with_ticket' } });
    const listed = async (person: TestAgent) =>
      (await desk.call(person, 'listContacts', { query: { q: home() } })).items.map((one) => one.id);
    expect(await listed(full)).toEqual([]);
    expect(await listed(owner)).toEqual([customer.id]);
    expect(await refusalCode(desk.refusal(full, 'getContact', { params: { id: customer.id } }))).toBe('not_found');
    const body = {
      departmentId: sales,
      subject: 'who?',
      requester: { contactId: customer.id },
      message: { text: 'x' },
    };
    expect(await refusalCode(desk.refusal(full, 'createTicket', { body }))).toBe('unknown_reference');
    const mine = await desk.given.ticket({ departmentId: sales });
    const { version } = await desk.call(full, 'getTicket', { params: { number: mine } });
    const change = { params: { number: mine }, body: { version, requesterId: customer.id } };
    expect(await refusalCode(desk.refusal(full, 'editTicket', change))).toBe('unknown_reference');
  });

  test('a custom view with their name in the subject does not find the ticket', async () => {
    const { version } = await desk.call(owner, 'getTicket', { params: params() });
    await desk.call(owner, 'editTicket', {
      params: params(),
      body: { version, subject: `parcel${count} of Mina Ito` },
    });
    await desk.call(desk.admin, 'editCompany', { body: { sharedVisibility: 'include_in_custom_views' } });
    const found = async (value: string) => {
      const criteria = {
        match: 'all' as const,
        conditions: [{ field: 'subject' as const, operator: 'contains' as const, value }],
        groups: [],
      };
      const { items } = await desk.call(full, 'previewCustomView', { body: { criteria } } as never);
      return (items as { number: number }[]).some((one) => one.number === number);
    };
    expect(await found(`parcel${count}`)).toBe(true);
    for (const value of ['Mina', 'ina I', 'ito']) expect(await found(value), value).toBe(false);
    await desk.call(desk.admin, 'editCompany', { body: { sharedVisibility: 'shared_view_only' } });
  });
});

describe('reply addresses', () => {
  test('a reply is sent to the address the customer last wrote from, not the first on record', async () => {
    expect((await desk.call(owner, 'getTicket', { params: params() })).replyTo).toEqual({
      name: 'Mina Ito',
      address: work(),
    });
    const emails = [`thief${count}@elsewhere.example`, home(), work()];
    await desk.call(owner, 'editContact', { params: { id: customer.id }, body: { emails } });
    const { message } = await desk.call(owner, 'reply', { params: params(), body: { text: 'here' } });
    expect(message.to).toEqual([{ name: 'Mina Ito', address: work() }]);
  });

  test('a contact can be changed only by agents who own and can edit a ticket of the customer', async () => {
    const body = { emails: [`thief${count}@elsewhere.example`, home(), work()] };
    const stranger = await desk.given.member(sales, 'supervisor');
    for (const person of [stranger, full]) {
      expect(await refusalCode(desk.refusal(person, 'editContact', { params: { id: customer.id }, body }))).toBe(
        'contact_of_others',
      );
    }
    const renaming = { params: { id: customer.id }, body: { name: 'Mina Ito-Silva' } };
    expect(await refusalCode(desk.refusal(stranger, 'editContact', renaming))).toBe('contact_of_others');
    const own = await desk.call(stranger, 'createContact', {
      body: { name: 'New', emails: [`new${count}@x.example`] },
    });
    const mended = { params: { id: own.id }, body: { emails: [`newer${count}@x.example`] } };
    expect((await desk.call(stranger, 'editContact', mended)).emails).toEqual([`newer${count}@x.example`]);
  });

  test('an added address is in the history and shown to the next agent who replies, masked if the customer is', async () => {
    const jonas = await desk.given.member(support, 'supervisor');
    const emails = [`new${count}@work.example`, home(), work()];
    await desk.call(jonas, 'editContact', { params: { id: customer.id }, body: { emails } });
    const notes = async (person: TestAgent) =>
      (await desk.call(person, 'listAddressChanges', { params: params() })).items.map(({ address, by }) => [
        address,
        by,
      ]);
    expect(await notes(owner)).toEqual([[`new${count}@work.example`, jonas.name]]);
    expect(await notes(full)).toEqual([['n***@w***', jonas.name]]);
    expect(await notes(jonas)).toEqual([]);
    const { items } = await desk.call(owner, 'listHistory', { params: params(), query: {} });
    expect(items.find((one) => one.type === 'contact.edited')).toMatchObject({
      actor: { id: jonas.id },
      changes: [{ field: 'emails', before: [home(), work()], after: emails }],
    });
    const hidden = await desk.call(full, 'listHistory', { params: params(), query: {} });
    expect(hidden.items.map((one) => one.type)).not.toContain('contact.edited');
    await desk.call(owner, 'reply', { params: params(), body: { text: 'seen' } });
    expect(await notes(desk.admin)).toEqual([]);
  });
});

test('ZJ-23 a receiver can mention the owning department and their own, but nobody of other shares', async () => {
  const { agentIds } = await desk.call(full, 'listMentionable', { params: params() });
  expect(agentIds).toContain(owner.id);
  expect(agentIds).not.toContain(restricted.id);
  const body = { html: '<p>hello</p>', mentionIds: [restricted.id] };
  expect(await refusalCode(desk.refusal(full, 'comment', { params: params(), body }))).toBe('mention_refused');
  expect((await desk.call(owner, 'listMentionable', { params: params() })).agentIds).toContain(restricted.id);
});
