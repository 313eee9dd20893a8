import type { Condition, Criteria } from '@crossdesk/contracts/custom-views.ts';
import { maxViews } from '@crossdesk/contracts/lists/custom-views.ts';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { refusalCode } from '../testing/client.ts';
import { day, type TestAgent, type TestApp, testApp } from '../testing/test-app.ts';
import { all, is, viewsIn } from './given.ts';

let desk: TestApp;
let support: number;
let security: number;
let agent: TestAgent;
let lead: TestAgent;

beforeAll(async () => {
  desk = await testApp();
  support = (await desk.given.department()).id;
  security = (await desk.given.department()).id;
  agent = await desk.given.member(support);
  lead = await desk.given.member(support, 'supervisor');
});
afterAll(() => desk.close());

const { createView, previewNumbers, listNumbers } = viewsIn(() => desk);
const share = (number: number, departmentId: number, terms: object = {}) =>
  desk.call(lead, 'addShares', { params: { number }, body: { shares: [{ departmentId, ...terms }] } });
describe('each field', () => {
  let first: number;
  let second: number;
  let ids: Record<'priority' | 'service' | 'category' | 'product', number>;
  let status: number;
  let contact: number;
  let account: number;
  let only: Condition;

  beforeAll(async () => {
    const choice = async (kind: 'priority' | 'service' | 'category' | 'product') =>
      (await desk.given.choice({ kind, name: { en: `Some ${kind}` } })).id;
    ids = {
      priority: await choice('priority'),
      service: await choice('service'),
      category: await choice('category'),
      product: await choice('product'),
    };
    contact = (await desk.given.contact()).id;
    account = (await desk.call(desk.admin, 'createAccount', { body: { name: 'Globex' } })).id;
    first = await desk.given.ticket({
      departmentId: support,
      requesterId: contact,
      subject: "Ｒefund of 100% for O'Neil_請求書",
      assigneeId: agent.id,
      priorityId: ids.priority,
      serviceId: ids.service,
      categoryId: ids.category,
      productId: ids.product,
      accountId: account,
      tags: ['gold', 'fraud'],
      solutionDueAt: new Date(Date.now() + 3_600_000).toISOString(),
    });
    second = await desk.given.ticket({
      departmentId: support,
      type: 'internal',
      state: 'closed',
      channel: 'email',
      subject: 'Printer',
      tags: ['gold'],
    });
    status = (await desk.call(lead, 'getTicket', { params: { number: second } })).statusId;
    await sql`update ticket set created_at = now() - interval '10 days', activity_at = now() - interval '5 days' where id = ${second}`.execute(
      desk.services.db,
    );
    await share(first, security, { level: 'restricted', question: 'Is it fraud?' });
    // Hides the tickets of other tests.
    only = is('requesterId', 'is_any', [
      contact,
      (await desk.call(lead, 'getTicket', { params: { number: second } })).requester.id ?? 0,
    ]);
  });

  const ago = (days: number) => new Date(Date.now() - days * day).toISOString();
  const cases: [what: string, condition: () => Condition, matches: ('first' | 'second')[]][] = [
    ['state is', () => is('baseState', 'is_any', ['closed']), ['second']],
    ['state is none of', () => is('baseState', 'is_none', ['closed']), ['first']],
    ['status is', () => is('statusId', 'is_any', [status]), ['second']],
    ['status is none of', () => is('statusId', 'is_none', [status]), ['first']],
    ['department is', () => is('departmentId', 'is_any', [support]), ['first', 'second']],
    ['department is none of', () => is('departmentId', 'is_none', [support]), []],
    ['assignee is', () => is('assigneeId', 'is_any', [agent.id]), ['first']],
    ['assignee is nobody', () => is('assigneeId', 'is_any', ['nobody']), ['second']],
    ['assignee is one or nobody', () => is('assigneeId', 'is_any', [agent.id, 'nobody']), ['first', 'second']],
    ['assignee is not me', () => is('assigneeId', 'is_none', ['me']), ['first', 'second']],
    ['assignee is set', () => is('assigneeId', 'is_none', ['nobody']), ['first']],
    ['priority is', () => is('priorityId', 'is_any', [ids.priority]), ['first']],
    ['priority is another or undefined', () => is('priorityId', 'is_none', [ids.priority]), ['second']],
    ['priority is undefined', () => is('priorityId', 'is_any', ['none']), ['second']],
    ['service is', () => is('serviceId', 'is_any', [ids.service]), ['first']],
    ['category is', () => is('categoryId', 'is_any', [ids.category]), ['first']],
    ['product is none of', () => is('productId', 'is_none', [ids.product]), ['second']],
    ['type is', () => is('type', 'is_any', ['internal']), ['second']],
    ['channel is', () => is('channel', 'is_any', ['email', 'portal']), ['second']],
    ['has any of the tags', () => is('tags', 'has_any', ['fraud', 'silver']), ['first']],
    ['has all of the tags', () => is('tags', 'has_all', ['gold', 'fraud']), ['first']],
    ['has none of the tags', () => is('tags', 'has_none', ['fraud']), ['second']],
    ['account is', () => is('accountId', 'is_any', [account]), ['first']],
    ['account is undefined', () => is('accountId', 'is_any', ['none']), ['second']],
    ['requester is', () => is('requesterId', 'is_any', [contact]), ['first']],
    ['requester is none of', () => is('requesterId', 'is_none', [contact]), ['second']],
    ['subject contains, ignoring case and width', () => is('subject', 'contains', 'rＥＦUND OF'), ['first']],
    ['subject contains Japanese', () => is('subject', 'contains', '求書'), ['first']],
    ['subject lacks', () => is('subject', 'lacks', 'printer'), ['first']],
    ['created before', () => is('createdAt', 'before', ago(1)), ['second']],
    ['created after', () => is('createdAt', 'after', ago(1)), ['first']],
    ['created within days', () => is('createdAt', 'within_days', 9), ['first']],
    ['created within more days', () => is('createdAt', 'within_days', 11), ['first', 'second']],
    ['active before', () => is('activityAt', 'before', ago(4)), ['second']],
    ['active within days', () => is('activityAt', 'within_days', 6), ['first', 'second']],
    ['overdue', () => is('solutionForecast', 'overdue'), []],
    ['due within hours', () => is('solutionForecast', 'due_within_hours', 2), ['first']],
    ['no forecast', () => is('solutionForecast', 'undefined'), ['second']],
    ['shared to others', () => is('sharedToOthers', 'is', true), ['first']],
    ['not shared to others', () => is('sharedToOthers', 'is', false), ['second']],
    ['shared at a level', () => is('shareLevel', 'is_any', ['restricted']), ['first']],
    ['not shared at a level', () => is('shareLevel', 'is_none', ['restricted']), ['second']],
    ['an answer is due', () => is('isOwed', 'is', true), ['first']],
    ['no answer is due', () => is('isOwed', 'is', false), ['second']],
    ['shared with my department', () => is('sharedWithMyDepartment', 'is', true), []],
    ['not shared with my department', () => is('sharedWithMyDepartment', 'is', false), ['first', 'second']],
    ['shared from', () => is('sharedFrom', 'is_any', [support]), []],
  ];
  test.each(cases)('ZV-02 ZV-03 %s', async (_what, condition, matches) => {
    const numbers = { first, second };
    const expected = matches.map((name) => numbers[name]).sort();
    expect((await previewNumbers(lead, all(only, condition()))).sort()).toEqual(expected);
    // As one of two alternatives, without index support, the result is the same.
    const either: Criteria = {
      match: 'all',
      conditions: [only],
      groups: [{ match: 'any', conditions: [condition(), condition()] }],
    };
    expect((await previewNumbers(lead, either)).sort()).toEqual(expected);
  });

  test('groups match all or any of their own conditions', async () => {
    const gold = is('tags', 'has_any', ['gold']);
    const closed = is('baseState', 'is_any', ['closed']);
    const mine = is('assigneeId', 'is_any', [agent.id]);
    const nested = (match: 'all' | 'any', inner: 'all' | 'any'): Criteria => ({
      match,
      conditions: [gold],
      groups: [{ match: inner, conditions: [closed, mine] }],
    });
    const among = async (criteria: Criteria) =>
      (await previewNumbers(lead, criteria)).filter((number) => number === first || number === second).sort();
    expect(await among(nested('all', 'any'))).toEqual([first, second].sort());
    expect(await among(nested('all', 'all'))).toEqual([]);
    expect(await among(nested('any', 'all'))).toEqual([first, second].sort());
  });

  test('“me” is the agent who opens the view, not its owner', async () => {
    const { id } = await createView(lead, all(only, is('assigneeId', 'is_any', ['me'])), { visibility: 'everyone' });
    expect(await listNumbers(lead, id)).toEqual([]);
    expect(await listNumbers(agent, id)).toEqual([first]);
  });

  test('overdue depends on the clock; a closed ticket is never overdue', async () => {
    desk.clock.move(2 * 3_600_000);
    expect(await previewNumbers(lead, all(only, is('solutionForecast', 'overdue')))).toEqual([first]);
    desk.clock.move(-2 * 3_600_000);
  });

  test.each([
    "'; drop table ticket; --",
    "O'Neil_",
    '100%',
    '%',
    '_',
    '\\',
    '$1',
    '{a,b}',
    'null',
    '" or 1=1',
    '||chr(65)',
  ])('a value is never interpreted as SQL: %s', async (text) => {
    const expected = "Refund of 100% for O'Neil_請求書".toLowerCase().includes(text.toLowerCase()) ? [first] : [];
    expect(await previewNumbers(lead, all(only, is('subject', 'contains', text)))).toEqual(expected);
    expect(await previewNumbers(lead, all(only, is('tags', 'has_any', [text])))).toEqual([]);
  });
});

describe('refused requests', () => {
  const faults = async (criteria: Criteria) => {
    const { code, fields } = await desk.refusal(agent, 'createCustomView', { body: { name: 'x', criteria } });
    return { code, paths: fields?.map((field) => field.path) };
  };
  const validCondition = is('baseState', 'is_any', ['open']);

  test('every invalid value is reported with its path', async () => {
    const wrong: Condition[] = [
      is('baseState', 'is_any', ['asleep']),
      is('statusId', 'is_any', ['me']),
      is('statusId', 'is_any', 3),
      is('tags', 'has_any', [7]),
      is('subject', 'contains', true),
      is('createdAt', 'before', 'yesterday'),
      is('createdAt', 'within_days', 4000),
      is('solutionForecast', 'due_within_hours', 99_999),
      is('solutionForecast', 'overdue', 3),
      is('sharedToOthers', 'is', ['yes']),
      is('isOwed', 'is'),
      is('requesterId', 'is_any', ['none']),
    ];
    const { code, paths } = await faults({
      match: 'all',
      conditions: [...wrong, is('subject', 'overdue')],
      groups: [{ match: 'any', conditions: [validCondition, is('shareLevel', 'is_any', ['owner'])] }],
    });
    expect(code).toBe('invalid_fields');
    expect(paths).toEqual([
      ...wrong.map((_, index) => `/body/criteria/conditions/${index}/value`),
      '/body/criteria/conditions/12/operator',
      '/body/criteria/groups/0/conditions/1/value',
    ]);
  });

  test('no conditions, or more than twenty including groups', async () => {
    expect(await faults(all())).toEqual({ code: 'invalid_fields', paths: ['/body/criteria/conditions'] });
    const eleven = Array.from({ length: 11 }, () => validCondition);
    const many: Criteria = {
      match: 'all',
      conditions: eleven,
      groups: [{ match: 'any', conditions: eleven.slice(1) }],
    };
    expect(await faults(many)).toEqual({ code: 'invalid_fields', paths: ['/body/criteria/conditions'] });
    const twenty: Criteria = { ...many, groups: [{ match: 'any', conditions: eleven.slice(2) }] };
    expect((await createView(agent, twenty)).criteria).toEqual(twenty);
  });

  test('unknown references', async () => {
    const ghosts = all(
      is('statusId', 'is_any', [999_999]),
      is('departmentId', 'is_none', [999_999]),
      is('assigneeId', 'is_any', ['me', 999_999]),
      is('accountId', 'is_any', [999_999]),
      is('requesterId', 'is_any', [999_999]),
      is('sharedFrom', 'is_any', [999_999]),
    );
    const { code, paths } = await faults(ghosts);
    expect(code).toBe('unknown_reference');
    expect(paths).toEqual(ghosts.conditions.map((_, index) => `/body/criteria/conditions/${index}/value`));
    const nobody = { name: 'x', criteria: all(validCondition), visibility: 'departments' as const };
    expect(
      await refusalCode(desk.refusal(lead, 'createCustomView', { body: { ...nobody, departmentIds: [999_999] } })),
    ).toBe('unknown_reference');
    expect(await refusalCode(desk.refusal(lead, 'createCustomView', { body: nobody }))).toBe('invalid_fields');
  });

  test('an old version, with the current view', async () => {
    const view = await createView(agent, all(validCondition));
    const params = { id: view.id };
    await desk.call(agent, 'editCustomView', { params, body: { version: view.version, name: 'Newer' } });
    const late = await desk.refusal(agent, 'editCustomView', { params, body: { version: view.version, name: 'Late' } });
    expect(late).toMatchObject({ code: 'version_conflict', current: { name: 'Newer', version: view.version + 1 } });
    const query = { version: view.version };
    expect(await refusalCode(desk.refusal(agent, 'deleteCustomView', { params, query }))).toBe('version_conflict');
    await desk.call(agent, 'deleteCustomView', { params, query: { version: view.version + 1 } });
    expect(await refusalCode(desk.refusal(agent, 'deleteCustomView', { params, query: {} }))).toBe('not_found');
  });

  test('more views than the limit', async () => {
    const collector = await desk.given.member(support);
    for (let count = 0; count < maxViews; count++) await createView(collector, all(validCondition));
    const body = { name: 'One more', criteria: all(validCondition) };
    expect(await refusalCode(desk.refusal(collector, 'createCustomView', { body }))).toBe('too_many_views');
  });
});
