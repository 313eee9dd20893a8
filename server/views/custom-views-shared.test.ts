import type { Condition, Criteria } from '@crossdesk/contracts/custom-views.ts';
import type { MaskableField } from '@crossdesk/contracts/sharing.ts';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { refusalCode } from '../testing/client.ts';
import { type TestAgent, type TestApp, testApp } from '../testing/test-app.ts';
import { all, any, is, viewsIn } from './given.ts';

let desk: TestApp;
let support: number;
let security: number;
let legal: number;
let agent: TestAgent;
let lead: TestAgent;
let receiver: TestAgent;

beforeAll(async () => {
  desk = await testApp();
  support = (await desk.given.department()).id;
  security = (await desk.given.department()).id;
  legal = (await desk.given.department()).id;
  agent = await desk.given.member(support);
  lead = await desk.given.member(support, 'supervisor');
  receiver = await desk.given.member(security, 'supervisor');
});
afterAll(() => desk.close());

const { createView, previewNumbers, listNumbers } = viewsIn(() => desk);
const share = (number: number, departmentId: number, terms: object = {}) =>
  desk.call(lead, 'addShares', { params: { number }, body: { shares: [{ departmentId, ...terms }] } });
const setVisibility = (sharedVisibility: 'shared_view_only' | 'include_in_custom_views') =>
  desk.call(desk.admin, 'editCompany', { body: { sharedVisibility } });

describe('visibility of a view', () => {
  const criteria = all(is('baseState', 'is_any', ['open', 'new']));
  const listed = async (by: TestAgent, id: number) =>
    (await desk.call(by, 'listViews', {})).items.some((view) => view.key === `custom:${id}`);
  const codeFor = (by: TestAgent, id: number) =>
    refusalCode(desk.refusal(by, 'listTickets', { query: { view: `custom:${id}` } }));

  test('ZE-43 a view is visible to me, departments, access profiles or everyone', async () => {
    const viewer = await desk.given.member(legal, 'viewer');
    const sees = async (id: number) => {
      const visibility = [];
      for (const person of [lead, agent, receiver, viewer]) visibility.push(await listed(person, id));
      return visibility;
    };
    const mine = await createView(lead, criteria);
    expect(await sees(mine.id)).toEqual([true, false, false, false]);
    expect(await codeFor(agent, mine.id)).toBe('not_found');
    const departments = await createView(lead, criteria, {
      visibility: 'departments',
      departmentIds: [security, legal],
    });
    expect(await sees(departments.id)).toEqual([true, false, true, true]);
    const { profileId } = await desk.call(viewer, 'getMe', {});
    const profiles = await createView(lead, criteria, { visibility: 'profiles', profileIds: [profileId] });
    expect(await sees(profiles.id)).toEqual([true, false, false, true]);
    const everyone = await createView(lead, criteria, { visibility: 'everyone' });
    expect(await sees(everyone.id)).toEqual([true, true, true, true]);
    expect(await codeFor(viewer, 999_999)).toBe('not_found');
  });

  test('ZE-43 sharing a view needs permission to share views; editing is for its owner and agents who manage others’ views', async () => {
    const body = { name: 'x', criteria: criteria, visibility: 'everyone' as const };
    const refused = await desk.refusal(agent, 'createCustomView', { body });
    expect(refused).toMatchObject({ code: 'not_allowed', reason: 'views.share' });
    const view = await createView(lead, criteria, { visibility: 'everyone' });
    const params = { id: view.id };
    const edit = { version: view.version, name: 'Taken over' };
    expect(await refusalCode(desk.refusal(receiver, 'editCustomView', { params, body: edit }))).toBe('not_allowed');
    expect(await refusalCode(desk.refusal(receiver, 'deleteCustomView', { params, query: {} }))).toBe('not_allowed');
    const changed = await desk.call(desk.admin, 'editCustomView', { params, body: { ...edit, visibility: 'me' } });
    expect(changed).toMatchObject({ name: 'Taken over', visibility: 'me', owner: { id: lead.id }, isMine: false });
    expect(await listed(lead, view.id)).toBe(true);
    expect(await refusalCode(desk.refusal(desk.admin, 'deleteCustomView', { params, query: {} }))).toBe('not_found');
    const { items } = await desk.call(lead, 'listCustomViews', {});
    expect(items.find((one) => one.id === view.id)).toMatchObject({ canEdit: true, isMine: true });
  });

  test('a view shared with everyone shows each agent only tickets they can read', async () => {
    const number = await desk.given.ticket({ departmentId: support, subject: 'Only for support' });
    const view = await createView(lead, all(is('subject', 'contains', 'only for support')), { visibility: 'everyone' });
    expect(await listNumbers(agent, view.id)).toEqual([number]);
    expect(await listNumbers(receiver, view.id)).toEqual([]);
    const counted = (await desk.call(receiver, 'listViews', {})).items.find((one) => one.key === `custom:${view.id}`);
    expect(counted).toMatchObject({ count: 0, custom: { name: 'A view', isMine: false } });
  });

  test('a Viewer sees views but cannot create any', async () => {
    const viewer = await desk.given.member(support, 'viewer');
    expect(
      await refusalCode(desk.refusal(viewer, 'createCustomView', { body: { name: 'x', criteria: criteria } })),
    ).toBe('not_allowed');
    expect(await refusalCode(desk.refusal(viewer, 'previewCustomView', { body: { criteria: criteria } }))).toBe(
      'not_allowed',
    );
  });
});

describe('shared tickets', () => {
  test('ZE-41 ZE-42 ZJ-28 ZJ-29 “Shared to others is true”, with Status open, shows open tickets my department shared', async () => {
    const at = { departmentId: support };
    const [open, closed, unshared, foreign] = [
      await desk.given.ticket(at),
      await desk.given.ticket({ ...at, state: 'closed' }),
      await desk.given.ticket(at),
      await desk.given.ticket({ departmentId: security }),
    ];
    for (const number of [open, closed]) await share(number, legal, { reason: 'contract' });
    await desk.call(receiver, 'addShares', {
      params: { number: foreign },
      body: { shares: [{ departmentId: support }] },
    });
    const testNumbers = new Set([open, closed, unshared, foreign]);
    const matching = async (criteria: Criteria) =>
      (await previewNumbers(lead, criteria)).filter((number) => testNumbers.has(number));
    const out = is('sharedToOthers', 'is', true);
    expect(await matching(all(out))).toEqual([closed, open]);
    expect(await matching(all(out, is('baseState', 'is_any', ['new', 'open', 'pending', 'on_hold'])))).toEqual([open]);
    const view = await createView(lead, all(out, is('baseState', 'is_none', ['closed'])));
    expect((await listNumbers(lead, view.id)).filter((number) => testNumbers.has(number))).toEqual([open]);
    // Unshared tickets leave the view.
    await desk.call(lead, 'removeShare', { params: { number: open, departmentId: legal }, query: {} });
    expect((await listNumbers(lead, view.id)).filter((number) => testNumbers.has(number))).toEqual([]);
  });

  test('ZE-44 from the view of shared tickets one can see why they were shared', async () => {
    const number = await desk.given.ticket({ departmentId: support, subject: 'Why was this shared' });
    await share(number, legal, { reason: 'the contract is unclear' });
    const mine = all(is('sharedToOthers', 'is', true), is('subject', 'contains', 'why was this shared'));
    const { items } = await desk.call(lead, 'previewCustomView', { body: { criteria: mine } });
    expect(items.map((row) => row.shares.map((one) => one.departmentId))).toEqual([[legal]]);
    const { items: shares } = await desk.call(lead, 'listShares', { params: { number } });
    expect(shares.map((one) => one.reason)).toEqual(['the contract is unclear']);
  });

  describe('C-10 for receivers', () => {
    let number: number;
    const sharedIn = is('sharedWithMyDepartment', 'is', true);
    beforeAll(async () => {
      const priority = await desk.given.choice({ kind: 'priority' });
      number = await desk.given.ticket({
        departmentId: support,
        subject: 'A case for security',
        priorityId: priority.id,
        tags: ['secret'],
      });
      await share(number, security, { level: 'read_only', question: 'What do you think?' });
    });
    afterAll(() => setVisibility('shared_view_only'));
    const about = is('subject', 'contains', 'a case for security');

    test('C-10 ZE-35 ZJ-24 custom views include tickets shared with us only if the company setting allows it', async () => {
      await setVisibility('shared_view_only');
      for (const criteria of [
        all(about),
        all(sharedIn),
        any(about, sharedIn),
        all(is('sharedFrom', 'is_any', [support])),
      ]) {
        expect(await previewNumbers(receiver, criteria)).not.toContain(number);
      }
      const view = await createView(receiver, all(about));
      expect(await listNumbers(receiver, view.id)).toEqual([]);
      await setVisibility('include_in_custom_views');
      expect(await listNumbers(receiver, view.id)).toEqual([number]);
      expect(await listNumbers(receiver, view.id, { state: 'closed' })).toEqual([]);
      for (const condition of [
        sharedIn,
        is('sharedFrom', 'is_any', [support]),
        is('shareLevel', 'is_any', ['read_only']),
        is('isOwed', 'is', true),
        is('sharedToOthers', 'is', false),
      ]) {
        expect(await previewNumbers(receiver, all(about, condition)), condition.field).toEqual([number]);
      }
      expect(await previewNumbers(receiver, all(about, is('sharedToOthers', 'is', true)))).toEqual([]);
      expect(await previewNumbers(receiver, all(about, is('sharedFrom', 'is_any', [legal])))).toEqual([]);
      const narrowed = await desk.given.member(security);
      const { version } = (await desk.call(lead, 'listShares', { params: { number } })).items[0] ?? { version: 0 };
      const params = { number, departmentId: security };
      await desk.call(lead, 'editShare', { params, body: { version, agentIds: [receiver.id] } });
      expect(await previewNumbers(narrowed, all(about))).toEqual([]);
      expect(await previewNumbers(receiver, all(about))).toEqual([number]);
    });

    test('C-25 neither a condition nor its negation matches a ticket whose share hides the field', async () => {
      await setVisibility('include_in_custom_views');
      const ticket = await desk.call(lead, 'getTicket', { params: { number } });
      const [before] = (await desk.call(lead, 'listShares', { params: { number } })).items;
      const hiddenFields: MaskableField[] = ['priority', 'tags', 'account', 'solutionForecast'];
      const params = { number, departmentId: security };
      const body = { version: before?.version ?? 0, hiddenFields, isCustomerMasked: true };
      const probes: [Condition, Condition][] = [
        [is('priorityId', 'is_any', [ticket.priorityId ?? 0]), is('priorityId', 'is_none', [ticket.priorityId ?? 0])],
        [is('tags', 'has_any', ['secret']), is('tags', 'has_none', ['secret'])],
        [
          is('requesterId', 'is_any', [ticket.requester.id ?? 0]),
          is('requesterId', 'is_none', [ticket.requester.id ?? 0]),
        ],
        [is('accountId', 'is_any', ['none']), is('accountId', 'is_none', ['none'])],
        [is('solutionForecast', 'undefined'), is('solutionForecast', 'due_within_hours', 1)],
      ];
      const answers = async () => {
        const found: number[][] = [];
        for (const [one, other] of probes) {
          found.push([
            ...(await previewNumbers(receiver, all(about, one))),
            ...(await previewNumbers(receiver, all(about, other))),
          ]);
        }
        return found;
      };
      expect(await answers()).toEqual(probes.map(() => [number]));
      await desk.call(lead, 'editShare', { params, body });
      expect(await answers()).toEqual(probes.map(() => []));
      // Visible fields still match.
      expect(await previewNumbers(receiver, all(about, is('categoryId', 'is_any', ['none'])))).toEqual([number]);
    });
  });
});

describe('sorting and paging', () => {
  test.each(['activity', 'created'] as const)('by %s: pages have no gaps or duplicates', async (sort) => {
    const one = await desk.given.department();
    const two = await desk.given.department();
    const both = await desk.given.agent({ in: [one.id], supervises: [two.id], profile: 'supervisor' });
    const numbers: number[] = [];
    for (let index = 0; index < 17; index++) {
      const departmentId = index % 3 ? one.id : two.id;
      numbers.push(await desk.given.ticket({ departmentId, subject: index % 4 ? 'Wanted' : 'Other' }));
    }
    await sql`update ticket set activity_at = timestamptz '2050-01-01' + make_interval(secs => id % 3) where id = any(${numbers}::bigint[])`.execute(
      desk.services.db,
    );
    const second = (number: number) => (sort === 'activity' ? number % 3 : 0);
    const expected = numbers.filter((_, index) => index % 4).sort((a, b) => second(b) - second(a) || b - a);
    const view = await createView(both, all(is('subject', 'contains', 'wanted')), { sort });
    const listed: number[] = [];
    let after: string | undefined;
    do {
      const query = { view: `custom:${view.id}`, limit: 3, ...(after ? { after } : {}) };
      const page = await desk.call(both, 'listTickets', { query });
      expect(page.sort).toBe(sort);
      listed.push(...page.items.map((row) => row.number));
      after = page.next ?? undefined;
    } while (after);
    expect(listed).toEqual(expected);
  });

  test('without an index for a rare condition a page is partial, and its cursor continues until everything was scanned', {
    timeout: 60_000,
  }, async () => {
    const department = await desk.given.department();
    const member = await desk.given.member(department.id);
    const number = await desk.given.ticket({ departmentId: department.id, type: 'internal', tags: ['needle'] });
    await sql`insert into ticket (type, subject, requester_id, department_id, status_id, base_state, channel, created_at, updated_at, activity_at, last_message_at)
      select 'public', 'Hay', requester_id, department_id, status_id, base_state, channel, created_at, updated_at, activity_at + make_interval(secs => n), last_message_at
      from ticket, generate_series(1, 21000) n where id = ${number}`.execute(desk.services.db);
    const view = await createView(member, all(is('type', 'is_any', ['internal'])));
    const first = await desk.call(member, 'listTickets', { query: { view: `custom:${view.id}` } });
    expect(first).toMatchObject({ items: [], isPartial: true });
    const rest = await desk.call(member, 'listTickets', {
      query: { view: `custom:${view.id}`, after: first.next ?? '' },
    });
    expect(rest).toMatchObject({ items: [{ number }], isPartial: false, next: null });
    const counted = (await desk.call(member, 'listViews', {})).items.find((one) => one.key === `custom:${view.id}`);
    expect(counted).toMatchObject({ count: 0, isPartial: true });
    const preview = await desk.call(member, 'previewCustomView', { body: { criteria: view.criteria } });
    expect(preview).toMatchObject({ items: [], isPartial: true });

    const tagged = await createView(member, all(is('tags', 'has_any', ['needle'])));
    const page = await desk.call(member, 'listTickets', { query: { view: `custom:${tagged.id}` } });
    expect(page).toMatchObject({ items: [{ number }], isPartial: false, next: null });
    const views = (await desk.call(member, 'listViews', {})).items;
    expect(views.find((one) => one.key === `custom:${tagged.id}`)).toMatchObject({ count: 1, isPartial: false });
  });
});
