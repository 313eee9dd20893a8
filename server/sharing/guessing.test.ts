import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type TestAgent, type TestApp, testApp } from '../testing/test-app.ts';

let desk: TestApp;
let sales: number;
let owner: TestAgent;
let receiver: TestAgent;
let number: number;

const tags = ['parcel', 'vip Zwiebel', 'petra'];

beforeAll(async () => {
  desk = await testApp();
  const support = (await desk.given.department()).id;
  sales = (await desk.given.department()).id;
  owner = await desk.given.member(support, 'supervisor');
  receiver = await desk.given.member(sales);
  await desk.call(desk.admin, 'editCompany', { body: { sharedVisibility: 'include_in_custom_views' } });
  const customer = await desk.given.contact({ name: 'Jürgen 佐藤健一', emails: ['petra.zwiebel@onion-farm.example'] });
  number = await desk.given.ticket({
    departmentId: support,
    requesterId: customer.id,
    subject: 'Parcel of Juergen Zwiebel (petra at onion-farm.example), 佐藤様',
    tags,
  });
  await desk.call(owner, 'addShares', {
    params: { number },
    body: { shares: [{ departmentId: sales, level: 'full', isCustomerMasked: true, question: 'Where?' }] },
  });
});
afterAll(() => desk.close());

let version: number;
beforeEach(async () => {
  ({ version } = await desk.call(owner, 'getTicket', { params: { number } }));
});

const found = async (field: 'subject' | 'tags', operator: string, value: unknown) => {
  const criteria = { match: 'all' as const, conditions: [{ field, operator, value }], groups: [] };
  const { items } = await desk.call(receiver, 'previewCustomView', { body: { criteria } } as never);
  return (items as { number: number }[]).some((one) => one.number === number);
};

describe('C-25 a masked receiver cannot confirm a guessed name', () => {
  test.each([{ subject: 'Zwiebel' }, { tags: ['zwiebel'] }])('by editing the subject or the tags: %o', async (edit) => {
    const refused = await desk.refusal(receiver, 'editTicket', { params: { number }, body: { version, ...edit } });
    expect(refused).toMatchObject({ code: 'refused', reason: 'field_hidden' });
    expect((await desk.call(owner, 'editTicket', { params: { number }, body: { version, ...edit } })).version).toBe(
      version + 1,
    );
    const before = { subject: 'Parcel of Juergen Zwiebel (petra at onion-farm.example), 佐藤様', tags };
    await desk.call(owner, 'editTicket', { params: { number }, body: { version: version + 1, ...before } });
  });

  test('by an answer to the share, which is shown as written', async () => {
    const answer = 'Is it Jürgen Zwiebel?';
    await desk.call(receiver, 'answerShare', { params: { number, departmentId: sales }, body: { answer } });
    const { items } = await desk.call(receiver, 'listShares', { params: { number } });
    expect(items.map((share) => share.answer)).toEqual([answer]);
    const history = await desk.call(receiver, 'listHistory', { params: { number }, query: {} });
    expect(JSON.stringify(history.items.find((one) => one.type === 'share.answered'))).toContain(answer);
  });

  test('by the answer of an owner, which is masked, also in the history', async () => {
    const params = { number, departmentId: sales };
    const before = (await desk.call(owner, 'listShares', { params: { number } })).items[0];
    await desk.call(owner, 'answerShare', { params, body: { answer: 'It is Jürgen Zwiebel' } });
    const { items } = await desk.call(receiver, 'listShares', { params: { number } });
    expect(items[0]?.answer).not.toContain('Zwiebel');
    const history = await desk.call(receiver, 'listHistory', { params: { number }, query: {} });
    expect(JSON.stringify(history.items[0])).not.toContain('Zwiebel');
    expect((await desk.call(owner, 'listShares', { params: { number } })).items[0]?.answer).toBe(
      'It is Jürgen Zwiebel',
    );
    expect(before?.answer).toBe('Is it Jürgen Zwiebel?');
  });

  test('by changing the name of a contact, which would show in the initials', async () => {
    const { requester } = await desk.call(owner, 'getTicket', { params: { number } });
    const edit = { params: { id: requester.id ?? 0 }, body: { name: 'Quirin Zwiebel' } };
    expect(await desk.refusal(receiver, 'editContact', edit)).toMatchObject({ code: 'contact_of_others' });
  });

  test('by a long search, whose excerpt does not depend on a guess', async () => {
    const visible =
      'the parcel of today was sent with the carrier from north to south and it is still not there at all';
    await desk.given.message(number, { text: `${visible} says Juergen Zwiebel` });
    await desk.call(receiver, 'comment', { params: { number }, body: { text: `${visible} says nobody` } });
    await desk.runJobs();
    const excerpts = async (guess: string) => {
      const { items } = await desk.call(receiver, 'search', { query: { q: `${visible} says ${guess}` } });
      return items.map((one) => one.excerpt);
    };
    expect(await excerpts('Juergen Zwiebel')).toEqual(await excerpts('Xaver Quittenbaum'));
  });

  test('by forwarding to guessed addresses, which are all refused alike', async () => {
    await desk.call(desk.admin, 'editCompany', { body: { restrictedForwardScope: 'not_customer' } });
    const department = (await desk.given.department()).id;
    const restricted = await desk.given.member(department);
    const shares = [{ departmentId: department, level: 'restricted' as const, isCustomerMasked: true }];
    await desk.call(owner, 'addShares', { params: { number }, body: { shares } });
    const forward = (address: string) =>
      desk.refusal(restricted, 'forward', {
        params: { number },
        body: { text: 'See below.', to: [{ name: '', address }] },
      });
    const [right, wrong] = [await forward('petra.zwiebel@onion-farm.example'), await forward('eve@elsewhere.example')];
    expect(right.code).toBe('forward_refused');
    expect(wrong.code).toBe('forward_refused');
    await desk.call(desk.admin, 'editCompany', { body: { restrictedForwardScope: 'internal_only' } });
  });

  test('by a search, also if the index was written before the customer was masked', async () => {
    await sql`update ticket_search set bare_words = to_tsvector('search_words', 'parcel zwiebel') where ticket_id = ${number}`.execute(
      desk.services.db,
    );
    const edit = { version: 0, isCustomerMasked: true, reason: 'look' };
    const { items } = await desk.call(owner, 'listShares', { params: { number } });
    await desk.call(owner, 'editShare', {
      params: { number, departmentId: sales },
      body: { ...edit, version: items[0]?.version ?? 0 },
    });
    await desk.runJobs();
    const numbers = async (q: string) => {
      const answer = await desk.call(receiver, 'search', { query: { q } });
      return answer.items.map((one) => one.number);
    };
    expect(await numbers('parcel')).toEqual([number]);
    for (const q of ['zwiebel', 'juergen', 'petra', 'onion-farm.example']) expect(await numbers(q), q).toEqual([]);
  });

  test('by a condition of a custom view on the subject', async () => {
    expect(await found('subject', 'contains', 'parcel OF')).toBe(true);
    for (const value of ['juergen', 'rgen', 'Zwiebel', 'petra', 'onion-farm', '佐藤', '佐']) {
      expect(await found('subject', 'contains', value), value).toBe(false);
      expect(await found('subject', 'lacks', value), value).toBe(true);
    }
  });

  test('by a condition of a custom view on the tags', async () => {
    expect(await found('tags', 'has_any', ['parcel', 'other'])).toBe(true);
    expect(await found('tags', 'has_all', ['parcel'])).toBe(true);
    expect(await found('tags', 'has_none', ['parcel'])).toBe(false);
    for (const tag of ['vip Zwiebel', 'petra']) {
      expect(await found('tags', 'has_any', [tag]), tag).toBe(false);
      expect(await found('tags', 'has_all', ['parcel', tag]), tag).toBe(false);
      expect(await found('tags', 'has_none', [tag]), tag).toBe(true);
    }
  });
});
