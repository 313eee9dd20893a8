import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { recordBounce } from '../conversation/index.ts';
import { liveChannel } from '../platform/events.ts';
import { htmlToText } from '../platform/html.ts';
import type { EndpointName, LooseRequest } from '../testing/client.ts';
import { minute, type TestAgent, type TestApp, testApp } from '../testing/test-app.ts';

/**
 * MASKED_ACTS=100000 runs as many random actions; by default a few hundred run with the other
 * tests.
 */
const actionCount = Number(process.env.MASKED_ACTS ?? 120);
const actionsPerTicket = 30;

const secret = {
  name: 'Zorvath Quillfeather',
  emails: ['zorvath.q@hiddenmail.example', 'zq@privatemail.example'],
  phones: ['+819055512345'],
};
const boss = { name: 'Brimlow Tanager', address: 'brimlow@cchidden.example' };
const needles = ['zorvath', 'quillfeather', 'hiddenmail', 'privatemail', 'brimlow', 'tanager', 'cchidden'];

/** Finds customer data in a text, in any encoding. */
function leaksIn(text: string): string[] {
  const plain = text
    .normalize('NFKC')
    .replace(/[\u00ad\u200b]/g, '')
    .toLowerCase();
  const readable = decodeURIComponent(plain.replace(/%(?![0-9a-f]{2})/g, '%25')).replace(
    /<\/?(?:b|i|span|wbr)[^<>]*>/g,
    '',
  );
  const digits = readable.replace(/[\s().-]/g, '');
  return [...needles.filter((one) => readable.includes(one)), ...(digits.includes('9055512345') ? ['phone'] : [])];
}

/** The leaking part of a response, for failure messages. */
function excerptOfLeak(text: string): string {
  const place = Math.max(...leaksIn(text).map((one) => text.toLowerCase().indexOf(one)));
  return `${text.slice(0, 60)} … ${text.slice(Math.max(0, place - 200), place + 200)}`;
}

let desk: TestApp;
let owner: TestAgent;
let supportId: number;
let salesId: number;
let opsId: number;
let full: TestAgent;
let restricted: TestAgent;
let colleague: TestAgent;
let contactId: number;
let listener: pg.Client;
const signals: string[] = [];
let number: number;
let responses: string[] = [];

beforeAll(async () => {
  desk = await testApp();
  supportId = (await desk.given.department({ name: 'Support' })).id;
  salesId = (await desk.given.department({ name: 'Sales' })).id;
  opsId = (await desk.given.department({ name: 'Operations' })).id;
  await desk.given.mailbox({ departmentId: supportId, address: 'help@desk.example' });
  owner = await desk.given.member(supportId, 'supervisor');
  full = await desk.given.member(salesId);
  colleague = await desk.given.member(salesId);
  restricted = await desk.given.member(opsId);
  for (const person of [full, colleague, restricted]) {
    for (const kind of ['share_received', 'share_changed', 'action_added', 'assigned', 'mentioned'] as const) {
      await desk.call(person, 'setNotificationPreference', { body: { kind, means: 'email', isOn: true } });
    }
  }
  await desk.call(desk.admin, 'editCompany', {
    body: { contactLookup: 'with_ticket', forwardDomains: ['carrier.example'] },
  });
  listener = new pg.Client({ connectionString: desk.databaseUrl });
  await listener.connect();
  listener.on('notification', ({ payload }) => signals.push(payload ?? ''));
  await listener.query(`listen ${liveChannel}`);
});
afterAll(async () => {
  await listener.end();
  await desk.close();
});

/**
 * Creates a ticket of a new customer with the same name, so that all tickets of a long run cost the
 * same.
 */
async function open(): Promise<void> {
  if (number) {
    await desk.send(owner, 'deleteTicket', { params: { number }, body: {} });
    const left = { emails: [`left-${contactId}@elsewhere.example`], phones: [] };
    await desk.call(owner, 'editContact', { params: { id: contactId }, body: left });
  }
  contactId = (await desk.given.contact(secret)).id;
  number = await desk.given.ticket({
    departmentId: supportId,
    requesterId: contactId,
    subject: 'Parcel for Zorvath Quillfeather',
    cc: [boss],
    tags: ['parcel', 'vip quillfeather'],
    text: 'A parcel is missing. Zorvath',
  });
  const shares = [
    {
      departmentId: salesId,
      level: 'full' as const,
      isCustomerMasked: true,
      reason: 'Zorvath asked',
      question: 'Where is it?',
    },
    { departmentId: opsId, level: 'restricted' as const, isCustomerMasked: true },
  ];
  await desk.call(owner, 'addShares', { params: { number }, body: { shares } });
  responses = [];
}

/** Sends as a masked agent and records the response. */
async function as(person: TestAgent, name: EndpointName, request: LooseRequest) {
  const answer = await desk.send(person, name, request);
  const disposition = answer.headers['content-disposition'] ?? '';
  responses.push(`${name} ${answer.statusCode} ${String(disposition)} ${answer.body}`);
  return answer;
}

const params = () => ({ number });
const to = (address: string) => [{ name: '', address }];

async function edit(change: object): Promise<void> {
  const { version } = await desk.call(owner, 'getTicket', { params: params() });
  await desk.send(owner, 'editTicket', { params: params(), body: { version, ...change } });
}

async function write(person: TestAgent, name: 'reply' | 'forward' | 'comment', body: object) {
  const answer = await as(person, name, { params: params(), body });
  return answer.statusCode === 201 ? answer.json<{ message: { id: number } }>().message.id : 0;
}

const fileOf = async (name: string, contentType: string, text: string) => {
  const { hash, byteCount } = await desk.services.external.files.put([Buffer.from(text)] as never, 1_000_000);
  return { hash, byteCount, name, contentType, contentId: null, isInline: false };
};

const texts = [
  'Please call me, Zorvath Quillfeather, on 090-5551-2345.',
  '<p>I am Zor<b>vath</b> and write from <a href="mailto:zorvath.q%40hiddenmail.example">here</a>.</p>',
  '<p>ZORVATH&nbsp;QUILLFEATHER, zorvath.q+orders@hiddenmail.example, +81 90 5551 2345</p>',
  'Ｚｏｒｖａｔｈ and Brim\u00adlow Tanager wrote to BRIMLOW@cchidden.example.',
  '<img alt="Zorvath" src="https://x.example/?to=zorvath.q%40hiddenmail.example"><p>Or zq@privatemail.example</p>',
];
const text = fc.constantFrom(...texts);

const customerWrites = (body: string, place: number) => async () => {
  const address = secret.emails[place % 2] ?? null;
  const files = [
    await fileOf('Zorvath_Quillfeather.txt', 'text/plain', `From Zorvath, zq@privatemail.example`),
    await fileOf('card.vcf', 'text/vcard', 'FN:Zorvath Quillfeather'),
  ];
  const author = { kind: 'contact' as const, id: contactId, name: secret.name, address };
  await desk.given.message(number, {
    author,
    html: body,
    text: htmlToText(body),
    quotedHtml: `<p>${body}</p>`,
    to: to('help@desk.example'),
    cc: [boss],
    files,
  });
};
const ownerAction = (name: EndpointName, body: object) => async () => {
  await desk.send(owner, name, { params: params(), body });
};

/** One random action by the customer, the owner, a mail server or a masked agent. */
const act: fc.Arbitrary<() => Promise<unknown>> = fc.oneof(
  fc.tuple(text, fc.nat()).map(([body, place]) => customerWrites(body, place)),
  text.map((html) => ownerAction('reply', { html })),
  text.map((html) => ownerAction('comment', { html })),
  text.map((html) => async () => {
    const made = await desk.send(owner, 'comment', { params: params(), body: { html: 'first Zorvath' } });
    const messageId = made.json<{ message: { id: number } }>().message.id;
    await desk.send(owner, 'editMessage', { params: { number, messageId }, body: { html } });
  }),
  fc.constant(() => ownerAction('forward', { text: 'look', to: to(colleague.email) })()),
  fc.constant(() => edit({ subject: 'Quillfeather: where is the parcel? 09055512345' })),
  fc.constant(() => edit({ cc: [boss, { name: 'Zorvath at home', address: 'zq2@privatemail.example' }] })),
  fc.constant(async () => {
    const emails = [...secret.emails, 'new.zorvath@hiddenmail.example'].sort(() => 0.5 - Math.random());
    await desk.send(owner, 'editContact', { params: { id: contactId }, body: { emails } });
  }),
  fc
    .constantFrom<object>({ phones: [] }, { emails: ['renamed@elsewhere.example'] }, { name: 'Renamed Person' })
    .map((body) => async () => {
      await desk.send(owner, 'editContact', { params: { id: contactId }, body });
    }),
  fc.constantFrom(0, 1).map((place) => async () => {
    const { items } = await desk.call(owner, 'listMessages', { params: params() });
    const sent = items.filter((one) => one.delivery !== null).at(-1);
    if (sent)
      await desk.inTransaction((ctx) =>
        recordBounce(ctx, number, sent.id, [
          { address: secret.emails[place] ?? '', detail: '5.1.1 no mailbox of Zorvath here' },
        ]),
      );
  }),
  fc.constant(() => write(full, 'reply', { text: 'It is on its way.' })),
  fc.constant(async () => {
    const messageId = await write(full, 'reply', { text: 'Not yet.', bcc: to(owner.email) });
    if (messageId) await as(full, 'undoSend', { params: { number, messageId }, body: {} });
  }),
  fc
    .tuple(fc.constantFrom('to', 'cc', 'bcc'), fc.constantFrom('full', 'colleague', 'outside'))
    .map(([list, who]) => () => {
      const address = { full: full.email, colleague: colleague.email, outside: 'me@elsewhere.example' }[who];
      return write(full, 'reply', { text: 'A copy for us.', [list]: to(address) });
    }),
  fc.constantFrom('own', 'carrier').map((where) => async () => {
    const messageId = await write(restricted, 'forward', {
      text: 'for the file',
      to: to(where === 'own' ? restricted.email : 'hub@carrier.example'),
    });
    if (messageId % 3 === 0) await as(restricted, 'undoSend', { params: { number, messageId }, body: {} });
  }),
  fc.constant(() =>
    as(full, 'saveDraft', {
      params: { number, kind: 'reply' },
      body: { html: 'soon', to: [], cc: [], bcc: [], attachmentIds: [] },
    }),
  ),
  fc.constant(() => write(restricted, 'comment', { text: 'Noted.', mentionIds: [owner.id] })),
  fc.constant(() =>
    as(full, 'answerShare', { params: { number, departmentId: salesId }, body: { answer: 'It left.' } }),
  ),
  fc.constant(() => ownerAction('comment', { html: `<p>Ask Zorvath</p>`, mentionIds: [full.id] })()),
);

/** Requests everything a masked agent can read about the ticket. */
async function readEverything(person: TestAgent): Promise<void> {
  for (const name of [
    'getTicket',
    'getOpening',
    'listMessages',
    'listDrafts',
    'listShares',
    'explainAccess',
    'listHistory',
    'listMentionable',
    'listAddressChanges',
    'listNotices',
  ] as EndpointName[]) {
    await as(person, name, { params: params() });
  }
  await as(person, 'listNotifications', {});
  await as(person, 'listContacts', {});
  await as(person, 'getContact', { params: { id: contactId } });
  await as(person, 'listTickets', { query: { view: 'shared', state: 'any' } });
  for (const q of ['parcel', 'way', String(number)]) await as(person, 'search', { query: { q } });
  for (const q of [
    'Zorvath',
    'quillfeather',
    'zorvath.q@hiddenmail.example',
    '5551',
    'brimlow',
    'privatemail',
    'parcel zorv',
  ]) {
    const { items } = (await desk.send(person, 'search', { query: { q } })).json<{ items: { number: number }[] }>();
    expect(
      items.map((one) => one.number),
      `found by ${q}`,
    ).not.toContain(number);
  }
  const { items } = await desk.call(person, 'listMessages', { params: params(), query: { limit: 100 } });
  for (const message of items) {
    if (message.editedAt) await as(person, 'listRevisions', { params: { number, messageId: message.id } });
    for (const { id } of message.attachments) await as(person, 'getFile', { params: { attachmentId: id } });
  }
  const { items: all } = await desk.call(owner, 'listMessages', { params: params(), query: { limit: 100 } });
  for (const { id } of all.at(-1)?.attachments ?? []) await as(person, 'getFile', { params: { attachmentId: id } });
}

const masked = () => [full, colleague, restricted];
const mailsTo = (people: readonly TestAgent[], from: number) =>
  desk.mail.sent
    .slice(from)
    .filter((mail) =>
      [...mail.to, ...mail.cc, ...mail.bcc].some(({ address }) => people.some((one) => one.email === address)),
    )
    .map((mail) => JSON.stringify({ ...mail, attachments: mail.attachments.map((one) => one.name) }));

describe('C-25 a customer hidden by a share', () => {
  test('appears in no response to masked agents, whatever happens on the ticket', {
    timeout: 60_000 + actionCount * 500,
  }, async () => {
    let mailCount = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: actionsPerTicket, maxLength: actionsPerTicket }), async (actions) => {
        const sentBefore = desk.mail.sent.length;
        await open();
        for (const run of actions) await run();
        desk.clock.move(minute);
        await desk.runJobs();
        for (const person of [full, restricted]) await readEverything(person);
        const mails = mailsTo(masked(), sentBefore);
        mailCount += mails.length;
        for (const one of [...responses, ...mails, ...signals.splice(0)]) {
          expect(leaksIn(one), excerptOfLeak(one)).toEqual([]);
        }
      }),
      { numRuns: Math.max(1, Math.round(actionCount / actionsPerTicket)), endOnFailure: true },
    );
    expect(mailCount).toBeGreaterThan(0);
  });
});
