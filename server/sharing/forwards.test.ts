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

let made = 0;
beforeEach(async () => {
  made += 1;
  desk.mail.refuse(null);
  restricted = await desk.given.member(logistics);
  customer = await desk.given.contact({
    name: 'Mina Ito',
    emails: [
      `mina${made}@customer.example`,
      `mina${made}@home.example`,
      `mina${made}@bücher.example`,
      `mina${made}@gmail.com`,
    ],
  });
  number = await desk.given.ticket({
    departmentId: support,
    requesterId: customer.id,
    cc: [{ name: 'Boss', address: `boss${made}@customer.example` }],
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
const reached = () => desk.mail.sent.flatMap((mail) => [...mail.to, ...mail.cc, ...mail.bcc].map((one) => one.address));

/** Each turns the requester's address into one that would reach them all the same. */
const ways: [string, (mina: string) => Lists][] = [
  ['the address itself', (mina) => ({ to: mina })],
  ['another address of the same contact', (mina) => ({ to: mina.replace('customer', 'home') })],
  ['in capitals', (mina) => ({ to: mina.toUpperCase() })],
  ['with a part after a plus', (mina) => ({ to: mina.replace('@', '+orders@') })],
  ['with capitals and a plus', (mina) => ({ to: mina.toUpperCase().replace('@', '+x@') })],
  ['with dots in the name', (mina) => ({ to: mina.replace('mina', 'm.i.na') })],
  ['in Cc', (mina) => ({ cc: mina })],
  ['in Bcc', (mina) => ({ bcc: mina })],
  ['the domain in its ASCII spelling', (mina) => ({ to: mina.replace('customer.example', 'xn--bcher-kva.example') })],
  ['the domain in its own letters', (mina) => ({ to: mina.replace('customer.example', 'BÜCHER.example') })],
  ['the older name of a provider', (mina) => ({ to: mina.replace('customer.example', 'googlemail.com') })],
  ['a dot at the end of the domain', (mina) => ({ to: `${mina}.` })],
  ['full-width letters', (mina) => ({ to: mina.replace('mina', 'ｍｉｎａ') })],
  ['a sign that is not seen', (mina) => ({ to: mina.replace('mina', 'mi\u200bna') })],
  ['a quoted name', (mina) => ({ to: mina.replace(/^[^@]+/, '"$&"') })],
  ['a quoted name with a backslash', (mina) => ({ to: mina.replace(/^m(ina\d+)/, '"m\\$1"') })],
  ['a comment in the address', (mina) => ({ to: mina.replace('@', '(the (dear) customer)@') })],
  ['a comment before the domain', (mina) => ({ to: mina.replace('@', '@(home)') })],
  ['in angle brackets with a name before', (mina) => ({ to: `A colleague <${mina}>` })],
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
  ['our own mailbox, which would bring it back', () => ({ to: 'help@northwind.example' })],
  ['our own mailbox with a plus', () => ({ to: 'help+t1@northwind.example' })],
];

describe.each(['internal_only', 'not_customer'] as const)(
  'ZJ-11 ZE-13 ZJ-10 C-07 a forward at Restricted access never reaches the requester (%s)',
  (scope) => {
    beforeAll(() => setScope(scope));

    test.each(ways)('%s', async (_way, recipients) => {
      const body = bodyOf(recipients(`mina${made}@customer.example`));
      const refused = await desk.refusal(restricted, 'forward', { params: { number }, body });
      expect(['forward_refused', 'invalid_fields']).toContain(refused.code);
      expect((await desk.call(owner, 'listMessages', { params: { number } })).items).toHaveLength(1);
    });

    test('from an address of their own that no contact has', async () => {
      await desk.given.message(number, {
        kind: 'reply',
        author: { kind: 'contact', id: customer.id, name: 'Mina Ito', address: `work${made}@carrier.example` },
      });
      const body = bodyOf({ to: `work${made}@carrier.example` });
      expect((await desk.refusal(restricted, 'forward', { params: { number }, body })).code).toBe('forward_refused');
    });

    test('a name that looks like the requester changes nothing: it goes where the address says', async () => {
      const name = `mina${made}@customer.example>, <mina${made}@customer.example`;
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

    test('a colleague is fine, and so is a domain the company allows', async () => {
      const forward = (address: string) =>
        desk.call(restricted, 'forward', { params: { number }, body: { text: 'look', to: [{ name: '', address }] } });
      expect((await forward(owner.email)).message.visibility).toBe('internal');
      expect((await forward('hub@carrier.example')).message.kind).toBe('forward');
    });

    test('anybody outside, only where the company says so', async () => {
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

/** What can happen between writing to `later@carrier.example` and the moment it leaves. */
const meanwhile: [string, (later: string) => { sent: Lists; change: () => Promise<unknown> }][] = [
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

describe('ZJ-11 C-07 a forward is checked again when it leaves', () => {
  beforeEach(() => setScope('internal_only'));
  const write = async (sent: Lists) =>
    (await desk.call(restricted, 'forward', { params: { number }, body: bodyOf(sent) })).message.id;

  test.each(meanwhile)('%s: while it could be taken back', async (_what, plan) => {
    const { sent, change } = plan(`later${made}@carrier.example`);
    const messageId = await write(sent);
    await change();
    desk.clock.move(minute);
    await desk.runJobs();
    expect((await deliveryOf(messageId))?.state).toBe('failed');
    expect(reached().filter((address) => address.includes(`later${made}`))).toEqual([]);
  });

  test.each(meanwhile)('%s: while it waited for a mail server', async (_what, plan) => {
    const { sent, change } = plan(`later${made}@carrier.example`);
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
    expect(reached().filter((address) => address.includes(`later${made}`))).toEqual([]);
  });

  test('when nothing changed it leaves after all', async () => {
    const messageId = await write({ to: `later${made}@carrier.example` });
    desk.mail.refuse('temporary');
    desk.clock.move(minute);
    await desk.runJobs({ mayFail: true });
    desk.mail.refuse(null);
    desk.clock.move(hour);
    await desk.runJobs();
    expect((await deliveryOf(messageId))?.state).toBe('sent');
    expect(reached()).toContain(`later${made}@carrier.example`);
  });
});
