import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestAgent, type TestApp, testApp } from '../testing/test-app.ts';

let desk: TestApp;
let support: number;
let agent: TestAgent;
let receiver: TestAgent;
const numbers: Record<string, number> = {};
beforeAll(async () => {
  desk = await testApp();
  support = (await desk.given.department({ name: 'Support' })).id;
  const sales = (await desk.given.department({ name: 'Sales Europe' })).id;
  agent = await desk.given.agent({ name: 'Ana Torres', profile: 'supervisor', in: [support] });
  receiver = await desk.given.member(sales);
  const { id: accountId } = await desk.call(desk.admin, 'createAccount', { body: { name: 'Kröger Logistik' } });
  const mina = await desk.given.contact({ name: 'Mina Itō', emails: ['mina@shop.example'] });
  await desk.call(desk.admin, 'editContact', { params: { id: mina.id }, body: { accountId } });
  const luc = await desk.given.contact({ name: 'Luc Petit', emails: ['luc@shop.example'] });
  const create = async (
    name: string,
    given: Omit<Parameters<TestApp['given']['ticket']>[0], 'departmentId'> & { departmentId?: number },
  ) => {
    numbers[name] = await desk.given.ticket({ departmentId: support, ...given });
  };
  await create('lost', { requesterId: mina.id, subject: 'Lost parcel', tags: ['VIP'], text: 'Where is it?' });
  await create('broken', {
    requesterId: luc.id,
    subject: 'Broken',
    text: 'The parcel of Mina is broken.',
    assigneeId: agent.id,
  });
  await create('old', { requesterId: luc.id, subject: 'Old parcel', text: 'Nothing.' });
  await create('sales', { requesterId: luc.id, subject: 'Sales parcel', departmentId: sales });
  await desk.call(agent, 'reply', {
    params: { number: numbers.broken ?? 0 },
    body: { text: 'We look into it.', to: [{ name: 'Luc Petit', address: 'luc@shop.example' }] },
  });
  await desk.call(agent, 'addShares', {
    params: { number: numbers.lost ?? 0 },
    body: { shares: [{ departmentId: sales, level: 'full', isCustomerMasked: true }] },
  });
  await desk.runJobs();
  await sql`update ticket set activity_at = '2026-03-10T23:30:00Z' where id = ${numbers.old}`.execute(desk.services.db);
  await sql`update ticket_search set words = words where ticket_id = ${numbers.old}`.execute(desk.services.db);
});
afterAll(() => desk.close());

const found = async (by: TestAgent, q: string) => {
  const { items } = await desk.call(by, 'search', { query: { q } });
  return items.map((hit) => Object.entries(numbers).find(([, number]) => number === hit.number)?.[0]).toSorted();
};

describe('operators', () => {
  test.each([
    ['parcel', ['broken', 'lost', 'old']],
    ['subject:parcel', ['lost', 'old']],
    ['subject:"lost parcel"', ['lost']],
    ['-subject:parcel parcel', ['broken']],
    ['件名：parcel', ['lost', 'old']],
    ['requester:mina', ['lost']],
    ['requester:"mina ito"', ['lost']],
    ['requester:mina@shop.example', ['lost']],
    ['依頼者:ito', ['lost']],
    ['mina', ['broken', 'lost']],
    ['account:kroger', ['lost']],
    ['from:luc', ['broken', 'old']],
    ['from:"Ana Torres"', ['broken']],
    ['to:luc', ['broken']],
    ['tag:vip', ['lost']],
    ['parcel -tag:vip', ['broken', 'old']],
    ['assignee:me', ['broken']],
    ['担当者:自分', ['broken']],
    ['assignee:torres parcel', ['broken']],
    ['parcel assignee:none', ['lost', 'old']],
    ['status:new parcel', ['lost', 'old']],
    ['-status:new parcel', ['broken']],
    ['status:new status:resolved parcel', ['lost', 'old']],
    ['department:support parcel', ['broken', 'lost', 'old']],
    ['department:sales parcel', []],
    ['is:shared', ['lost']],
    ['parcel -is:shared', ['broken', 'old']],
    ['is:open parcel', ['broken', 'lost', 'old']],
    ['is:closed parcel', []],
    ['has:attachment', []],
    ['parcel -has:attachment', ['broken', 'lost', 'old']],
    ['before:2026-03-11 parcel', ['old']],
    ['before:2026-03-10 parcel', []],
    ['after:2026-03-10 before:2026-04', ['old']],
    ['after:today parcel', ['broken', 'lost']],
    ['以降:2026年4月 parcel', ['broken', 'lost']],
    ['subject: parcel', ['broken', 'lost', 'old']],
    ['"lost parcel"', ['lost']],
    ['parcel -mina', ['old']],
  ] as [string, string[]][])('%s', async (q, names) => {
    expect(await found(agent, q)).toEqual(names);
  });

  test('a day begins in the time zone of the agent', async () => {
    const inTokyo = await desk.given.member(support);
    await sql`update agent set time_zone = 'Asia/Tokyo' where id = ${inTokyo.id}`.execute(desk.services.db);
    expect(await found(inTokyo, 'after:2026-03-11 before:2026-03-12')).toEqual(['old']);
    expect(await found(inTokyo, 'before:2026-03-11 parcel')).toEqual([]);
  });

  test('unread tickets', async () => {
    await desk.call(agent, 'getOpening', { params: { number: numbers.lost ?? 0 } });
    await sql`insert into ticket_reading (agent_id, ticket_id, read_at) values (${agent.id}, ${numbers.lost}, now())
      on conflict (agent_id, ticket_id) do update set read_at = now()`.execute(desk.services.db);
    expect(await found(agent, 'is:unread subject:parcel')).toEqual(['old']);
    expect(await found(agent, '-is:unread subject:parcel')).toEqual(['lost']);
  });

  test('a value that names nothing is reported, and nothing is found', async () => {
    const answer = await desk.call(agent, 'search', { query: { q: 'parcel status:nowhere before:noon is:odd' } });
    expect(answer).toMatchObject({ items: [], unknown: ['status:nowhere', 'before:noon', 'is:odd'], suggestion: null });
  });
});

describe('C-25 a masked receiver learns nothing about the customer', () => {
  test.each([
    ['parcel', ['lost', 'sales']],
    ['subject:lost', ['lost']],
    ['requester:mina', []],
    ['from:mina', []],
    ['account:kroger', []],
    ['tag:vip', []],
    ['mina', []],
  ] as [string, string[]][])('%s', async (q, names) => {
    expect(await found(receiver, q)).toEqual(names);
  });

  test.each(['-requester:mina', '-account:kroger', '-from:mina', '-mina', '-tag:vip', '-requester:other'])(
    'nor by excluding a guess: %s',
    async (guess) => {
      expect(await found(receiver, `lost ${guess}`)).toEqual(['lost']);
    },
  );

  test('nor by a suggestion', async () => {
    const answer = await desk.call(receiver, 'search', { query: { q: 'krogr' } });
    expect(answer).toMatchObject({ items: [], suggestion: null });
  });
});

describe('a misspelled word', () => {
  test.each([
    ['krogr', 'kroger'],
    ['lost pracel', 'lost parcel'],
    ['"brokn"', '"broken"'],
    ['pacrel tag:vip', 'parcel tag:vip'],
  ])('%s is corrected to %s', async (q, suggestion) => {
    expect(await desk.call(agent, 'search', { query: { q } })).toMatchObject({ items: [], suggestion });
  });

  test.each(['parcel', 'xyzzyqqq', '#99999', 'pracel tag:nothing'])('%s has no correction', async (q) => {
    expect(await desk.call(agent, 'search', { query: { q } })).toMatchObject({ suggestion: null });
  });
});

describe('while the index is rebuilt', () => {
  test('tickets with the former index are found, and afterwards with the new one', async () => {
    const { db } = desk.services;
    const former = (words: string) => sql`to_tsvector('english', ${words})`;
    await sql`update ticket_search set format = 1, words = ${former('lost parcel mina itō mina shop.example')}, bare_words = ${former('lost parcel')}
      where ticket_id = ${numbers.lost}`.execute(db);
    await sql`update search_rebuild set next_ticket_id = (select max(id) + 1 from ticket)`.execute(db);
    for (const q of [
      'subject:lost',
      'lost parcel',
      'requester:mina',
      'account:kröger',
      'parcel tag:vip',
      'lost -broken',
    ])
      expect(await found(agent, q), q).toEqual(['lost']);
    expect(await found(agent, 'parcel')).toEqual(['broken', 'lost', 'old']);
    expect(await found(agent, 'lost -mina')).toEqual([]);
    expect(await found(agent, 'kroger')).toEqual([]);
    expect(await found(receiver, 'lost -mina')).toEqual(['lost']);
    expect(await found(receiver, 'requester:mina')).toEqual([]);

    await desk.inTransaction(({ tx }) => sql`select graphile_worker.add_job('views:rebuild')`.execute(tx));
    await desk.runJobs();
    expect(await found(agent, 'kroger')).toEqual(['lost']);
    const rows = await sql`select format from ticket_search where format < 2`.execute(db);
    expect(rows.rows).toEqual([]);
    expect((await sql`select next_ticket_id from search_rebuild`.execute(db)).rows).toEqual([{ next_ticket_id: null }]);
  });
});
