import type { ForwardScope } from '@crossdesk/contracts/settings.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { minute, type TestAgent, type TestApp, testApp } from '../testing/test-app.ts';

const hour = 60 * minute;
let desk: TestApp;
let support: number;
let logistics: number;
let owner: TestAgent;
let restricted: TestAgent;
let number: number;
let customer: { id: number; emails: string[] };

beforeAll(async () => {
  desk = await testApp();
  support = (await desk.given.department({ name: 'Desk' })).id;
  logistics = (await desk.given.department({ name: 'Depot' })).id;
  await desk.given.mailbox({ departmentId: support, address: 'help@northwind.example' });
  owner = await desk.given.member(support, 'supervisor');
});
afterAll(() => desk.close());

let count = 0;
beforeEach(async () => {
  count += 1;
  desk.mail.refuse(null);
  restricted = await desk.given.member(logistics);
  customer = await desk.given.contact({
    name: 'Mina Ito',
    emails: [
      `mina${count}@customer.example`,
      `mina${count}@home.example`,
      `mina${count}@bücher.example`,
      `mina${count}@gmail.com`,
    ],
  });
  number = await desk.given.ticket({
    departmentId: support,
    requesterId: customer.id,
    cc: [{ name: 'Boss', address: `boss${count}@customer.example` }],
    text: 'the parcel',
  });
  await desk.call(owner, 'addShares', {
    params: { number },
    body: { shares: [{ departmentId: logistics, level: 'restricted' }] },
  });
});

const setScope = (restrictedForwardScope: ForwardScope) =>
  desk.call(desk.admin, 'editCompany', { body: { restrictedForwardScope, forwardDomains: ['carrier.example'] } });

type Lists = { to?: string; cc?: string; bcc?: string };
const lineOf = (address: string | undefined) => (address ? [{ name: '', address }] : []);
const bodyOf = ({ to, cc, bcc }: Lists) => ({
  text: 'look',
  to: [...lineOf(to), { name: '', address: owner.email }],
  cc: lineOf(cc),
  bcc: lineOf(bcc),
});
const deliveryOf = async (messageId: number) =>
  (await desk.call(owner, 'listMessages', { params: { number } })).items.find((one) => one.id === messageId)?.delivery;
const mailedAddresses = () =>
  desk.mail.sent.flatMap((mail) => [...mail.to, ...mail.cc, ...mail.bcc].map((one) => one.address));

/** Each variant of the requester's address would still reach them. */
const variants: [string, (mina: string) => Lists][] = [
  ['the address itself', (mina) => ({ to: mina })],
  ['another address of the same contact', (mina) => ({ to: mina.replace('customer', 'home') })],
  ['in capitals', (mina) => ({ to: mina.toUpperCase() })],
  ['with a plus tag', (mina) => ({ to: mina.replace('@', '+orders@') })],
  ['with capitals and a plus tag', (mina) => ({ to: mina.toUpperCase().replace('@', '+x@') })],
  ['with dots in the name', (mina) => ({ to: mina.replace('mina', 'm.i.na') })],
  ['in Cc', (mina) => ({ cc: mina })],
  ['in Bcc', (mina) => ({ bcc: mina })],
  ['the domain in Punycode', (mina) => ({ to: mina.replace('customer.example', 'xn--bcher-kva.example') })],
  ['the domain in Unicode', (mina) => ({ to: mina.replace('customer.example', 'BÜCHER.example') })],
  ['an older domain of the provider', (mina) => ({ to: mina.replace('customer.example', 'googlemail.com') })],
  ['a dot at the end of the domain', (mina) => ({ to: `${mina}.` })],
  ['full-width letters', (mina) => ({ to: mina.replace('mina', 'ｍｉｎａ') })],
  ['an invisible character', (mina) => ({ to: mina.replace('mina', 'mi\u200bna') })],
  ['a quoted name', (mina) => ({ to: mina.replace(/^[^@]+/, '"$&"') })],
  ['a quoted name with a backslash', (mina) => ({ to: mina.replace(/^m(ina\d+)/, '"m\\$1"') })],
  ['a comment in the address', (mina) => ({ to: mina.replace('@', '(the (dear) customer)@') })],
  ['a comment before the domain', (mina) => ({ to: mina.replace('@', '@(home)') })],
  ['in angle brackets after a name', (mina) => ({ to: `A colleague <${mina}>` })],
  ['two addresses in one', (mina) => ({ to: `${owner.email}, ${mina}` })],
  ['a second line', (mina) => ({ to: `${owner.email}\r\nBcc: ${mina}` })],
  ['a relay and a percent sign', (mina) => ({ to: `${mina.replace('@', '%')}@carrier.example` })],
  ['two relays and percent signs', (mina) => ({ to: `${mina.replace('@', '%')}%relay.example@carrier.example` })],
  ['a relay around a quoted address', (mina) => ({ to: `"${mina}"@carrier.example` })],
  ['a route before the address', (mina) => ({ to: `@carrier.example:${mina}` })],
  ['a relay before an exclamation mark', (mina) => ({ to: `carrier.example!${mina}` })],
  ['a path of exclamation marks', (mina) => ({ to: `${mina.split('@').reverse().join('!')}@carrier.example` })],
  [
    'a path of more hops than anybody needs',
    (mina) => ({ to: `${'a%'.repeat(20)}${mina.split('@')[0]}@carrier.example` }),
  ],
  ['our own mailbox behind a relay', () => ({ to: 'help%northwind.example@carrier.example' })],
  ['somebody on the Cc of the ticket', (mina) => ({ to: mina.replace('mina', 'boss') })],
  ['our own mailbox, which would return it', () => ({ to: 'help@northwind.example' })],
  ['our own mailbox with a plus tag', () => ({ to: 'help+t1@northwind.example' })],
];

describe.each(['internal_only', 'not_customer'] as const)(
  'ZJ-11 ZE-13 ZJ-10 C-07 a forward at Restricted access never reaches the requester (%s)',
  (scope) => {
    beforeAll(() => setScope(scope));

    test.each(variants)('%s', async (_way, recipients) => {
      const body = bodyOf(recipients(`mina${count}@customer.example`));
      const refused = await desk.refusal(restricted, 'forward', { params: { number }, body });
      expect(['forward_refused', 'invalid_fields']).toContain(refused.code);
      expect((await desk.call(owner, 'listMessages', { params: { number } })).items).toHaveLength(1);
    });

    test("an address the requester wrote from that isn't on their contact", async () => {
      await desk.given.message(number, {
        kind: 'reply',
        author: { kind: 'contact', id: customer.id, name: 'Mina Ito', address: `work${count}@carrier.example` },
      });
      const body = bodyOf({ to: `work${count}@carrier.example` });
      expect((await desk.refusal(restricted, 'forward', { params: { number }, body })).code).toBe('forward_refused');
    });

    test("a recipient name with the requester's address does not matter, only the address does", async () => {
      const name = `mina${count}@customer.example>, <mina${count}@customer.example`;
      const body = { text: 'look', to: [{ name, address: owner.email }] };
      await desk.call(restricted, 'forward', { params: { number }, body });
      desk.clock.move(minute);
      await desk.runJobs();
      const [mail] = desk.mail.sent.filter((one) => one.subject.includes(`${number}`));
      expect([...(mail?.to ?? []), ...(mail?.cc ?? []), ...(mail?.bcc ?? [])].map((one) => one.address)).toEqual([
        owner.email,
      ]);
      expect(mail?.replyTo).toBeNull();
    });

    test('colleagues and allowed domains are accepted', async () => {
      const forward = (address: string) =>
        desk.call(restricted, 'forward', { params: { number }, body: { text: 'look', to: [{ name: '', address }] } });
      expect((await forward(owner.email)).message.visibility).toBe('internal');
      expect((await forward('hub@carrier.example')).message.kind).toBe('forward');
    });

    test('anyone outside is accepted only with the wider setting', async () => {
      const request = { params: { number }, body: bodyOf({ to: 'friend@elsewhere.example' }) };
      if (scope === 'internal_only') {
        expect((await desk.refusal(restricted, 'forward', request)).code).toBe('forward_refused');
      } else expect((await desk.call(restricted, 'forward', request)).message.kind).toBe('forward');
    });
  },
);

const addAddress = (address: string) => () =>
  desk.call(owner, 'editContact', {
    params: { id: customer.id },
    body: { emails: [...customer.emails.filter((one) => !one.includes('ü')), address] },
  });
const editTicket = (change: object) => async () => {
  const { version } = await desk.call(owner, 'getTicket', { params: { number } });
  await desk.call(owner, 'editTicket', { params: { number }, body: { version, ...change } });
};
const endShare = () => desk.call(owner, 'removeShare', { params: { number, departmentId: logistics } });

/** What can change between writing to `later@carrier.example` and sending. */
const changes: [string, (later: string) => { sent: Lists; change: () => Promise<unknown> }][] = [
  ['the address became the requester’s', (later) => ({ sent: { to: later }, change: addAddress(later) })],
  ['… in capitals', (later) => ({ sent: { to: later }, change: addAddress(later.toUpperCase()) })],
  ['… as sent to with a plus', (later) => ({ sent: { to: later.replace('@', '+a@') }, change: addAddress(later) })],
  ['… which has a plus', (later) => ({ sent: { to: later }, change: addAddress(later.replace('@', '+a@')) })],
  ['… which has dots', (later) => ({ sent: { to: later }, change: addAddress(later.replace('later', 'la.ter')) })],
  ['… in Cc', (later) => ({ sent: { cc: later }, change: addAddress(later) })],
  ['… in Bcc', (later) => ({ sent: { bcc: later }, change: addAddress(later) })],
  [
    'the address came on the Cc of the ticket',
    (later) => ({ sent: { to: later }, change: editTicket({ cc: [{ name: '', address: later }] }) }),
  ],
  [
    'the ticket has another requester, whose address it is',
    (later) => ({
      sent: { to: later },
      change: async () => {
        const other = await desk.given.contact({ emails: [later] });
        await editTicket({ requesterId: other.id })();
      },
    }),
  ],
  [
    'the customer wrote from it',
    (later) => ({
      sent: { to: later },
      change: () =>
        desk.given.message(number, { author: { kind: 'contact', id: customer.id, name: 'Mina', address: later } }),
    }),
  ],
  [
    'it became a mailbox of ours',
    (later) => ({ sent: { to: later }, change: () => desk.given.mailbox({ departmentId: support, address: later }) }),
  ],
  [
    'its domain is no longer allowed',
    (later) => ({
      sent: { to: later },
      change: () => desk.call(desk.admin, 'editCompany', { body: { forwardDomains: [] } }),
    }),
  ],
  [
    'the share was lowered to Read-only',
    (later) => ({
      sent: { to: later },
      change: () =>
        desk.call(owner, 'editShare', {
          params: { number, departmentId: logistics },
          body: { version: 1, level: 'read_only' },
        }),
    }),
  ],
  ['the share was ended', (later) => ({ sent: { to: later }, change: endShare })],
  [
    'the writer’s account was disabled',
    (later) => ({
      sent: { to: later },
      change: () => desk.call(desk.admin, 'editAgent', { params: { id: restricted.id }, body: { isActive: false } }),
    }),
  ],
];

describe('ZJ-11 C-07 a forward is checked again when it is sent', () => {
  beforeEach(() => setScope('internal_only'));
  const write = async (sent: Lists) =>
    (await desk.call(restricted, 'forward', { params: { number }, body: bodyOf(sent) })).message.id;

  test.each(changes)('%s: during the undo period', async (_what, plan) => {
    const { sent, change } = plan(`later${count}@carrier.example`);
    const messageId = await write(sent);
    await change();
    desk.clock.move(minute);
    await desk.runJobs();
    expect((await deliveryOf(messageId))?.state).toBe('failed');
    expect(mailedAddresses().filter((address) => address.includes(`later${count}`))).toEqual([]);
  });

  test.each(changes)('%s: while waiting for a mail server', async (_what, plan) => {
    const { sent, change } = plan(`later${count}@carrier.example`);
    const messageId = await write(sent);
    desk.mail.refuse('temporary');
    desk.clock.move(minute);
    await desk.runJobs({ mayFail: true });
    expect((await deliveryOf(messageId))?.state).toBe('waiting');
    await change();
    desk.mail.refuse(null);
    desk.clock.move(hour);
    await desk.runJobs();
    expect((await deliveryOf(messageId))?.state).toBe('failed');
    expect(mailedAddresses().filter((address) => address.includes(`later${count}`))).toEqual([]);
  });

  test('without changes it is sent', async () => {
    const messageId = await write({ to: `later${count}@carrier.example` });
    desk.mail.refuse('temporary');
    desk.clock.move(minute);
    await desk.runJobs({ mayFail: true });
    desk.mail.refuse(null);
    desk.clock.move(hour);
    await desk.runJobs();
    expect((await deliveryOf(messageId))?.state).toBe('sent');
    expect(mailedAddresses()).toContain(`later${count}@carrier.example`);
  });
});
