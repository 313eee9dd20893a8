import type { Condition, Criteria, CustomView } from '@crossdesk/contracts/custom-views.ts';
import { type ConditionField, conditionFields, operatorsByKind } from '@crossdesk/contracts/lists/custom-views.ts';
import type { Choice } from '@crossdesk/contracts/settings.ts';
import fc from 'fast-check';
import type { Selectable } from 'kysely';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AgentActor, readContext } from '../platform/context.ts';
import type { Tables } from '../platform/database.ts';
import { type TestAgent, type TestApp, testApp } from '../testing/test-app.ts';
import { listCustomView } from './custom-lists.ts';

type Ticket = Selectable<Tables['ticket']>;
type Share = Selectable<Tables['ticket_share']>;

const hour = 3_600_000;
const criteriaCount = 600;
const tags = ['gold', 'fraud', 'vip'];
const subjects = ['Refund asked', 'refund DONE', '請求書の件', "100% O'Neil"];

let desk: TestApp;
let people: TestAgent[];
let departments: number[];
let statuses: Choice[];
let ids: Record<'status' | 'priority' | 'service' | 'category' | 'product' | 'account' | 'contact', number[]>;
let tickets: Ticket[];
let shares: Share[];

const pickFrom = <T>(list: readonly T[], at: number): T => list[at % list.length] as T;

beforeAll(async () => {
  desk = await testApp();
  departments = await Promise.all([1, 2, 3].map(async () => (await desk.given.department()).id));
  const [a = 0, b = 0, c = 0] = departments;
  people = [
    await desk.given.agent({ in: [a], profile: 'supervisor' }),
    await desk.given.agent({ in: [a], supervises: [b] }),
    await desk.given.agent({ in: [c] }),
    await desk.given.agent({ in: [b], profile: 'operator' }),
  ];
  const choice = async (kind: 'priority' | 'service' | 'category' | 'product') => [
    (await desk.given.choice({ kind })).id,
    (await desk.given.choice({ kind })).id,
  ];
  const { choices } = await desk.call(desk.admin, 'getCatalog', {});
  statuses = choices.filter((one) => one.kind === 'status');
  ids = {
    status: statuses.map((one) => one.id),
    priority: await choice('priority'),
    service: await choice('service'),
    category: await choice('category'),
    product: await choice('product'),
    account: [(await desk.call(desk.admin, 'createAccount', { body: { name: 'Globex' } })).id],
    contact: [(await desk.given.contact()).id, (await desk.given.contact()).id],
  };
  await createTickets();
  tickets = await desk.services.db.selectFrom('ticket').selectAll().execute();
  shares = await desk.services.db.selectFrom('ticket_share').selectAll().execute();
}, 60_000);
afterAll(() => desk.close());

/** Creates sixty tickets and their shares with pseudorandom values that are the same each time. */
async function createTickets(): Promise<void> {
  let seed = 7;
  const chance = (below: number): number => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((seed / 2_147_483_648) * below);
  };
  const maybe = (list: readonly number[]): number | null => (chance(3) === 0 ? null : pickFrom(list, chance(9)));
  const now = Date.now();
  for (let index = 0; index < 60; index++) {
    const departmentId = pickFrom(departments, chance(9));
    const number = await desk.given.ticket({
      departmentId,
      requesterId: pickFrom(ids.contact, chance(9)),
      subject: pickFrom(subjects, chance(9)),
      tags: tags.filter(() => chance(2) === 0),
      type: chance(4) === 0 ? 'internal' : 'public',
      channel: chance(2) === 0 ? 'email' : 'api',
      priorityId: maybe(ids.priority),
      serviceId: maybe(ids.service),
      categoryId: maybe(ids.category),
      productId: maybe(ids.product),
      accountId: maybe(ids.account),
      isDeleted: chance(15) === 0,
    });
    const status = pickFrom(statuses, chance(70));
    const due = chance(3) === 0 ? null : new Date(now + (chance(96) - 48) * hour + 60_000);
    const shareOnce = async (target: number, terms: object) =>
      sql`insert into ticket_share (ticket_id, department_id, from_department_id, level, agent_ids, reason, hidden_fields, is_customer_masked, question, done_at,
          expires_at, revoked_at, shared_by_name, created_at, updated_at, activity_at, is_open, is_deleted)
        select id, ${target}, department_id, ${pickFrom(['full', 'restricted', 'read_only'], chance(9))},
          ${chance(5) === 0 ? [people[chance(4)]?.id ?? 0] : null}::bigint[], '', ${pickFrom([[], [], ['priority', 'tags'], ['solutionForecast', 'account', 'service']], chance(8))}::text[],
          ${chance(4) === 0}, ${chance(2) === 0 ? 'What?' : ''}, ${chance(3) === 0 ? new Date() : null}, ${pickFrom([null, null, null, new Date(now - hour), new Date(now + hour)], chance(10))}::timestamptz,
          ${'revoked' in terms ? new Date() : null}, 'x', now(), now(), activity_at, is_open, deleted_at is not null from ticket where id = ${number}`.execute(
        desk.services.db,
      );
    await sql`update ticket set status_id = ${status.id}, base_state = ${status.baseState}, solution_due_at = ${due}, assignee_id = ${chance(2) === 0 ? null : (people[chance(4)]?.id ?? null)},
      created_at = ${new Date(now - chance(20) * 24 * hour - 60_000)}, activity_at = ${new Date(now - chance(20) * 24 * hour - 60_000)} where id = ${number}`.execute(
      desk.services.db,
    );
    for (const target of departments) {
      if (target === departmentId || chance(2) === 0) continue;
      if (chance(5) === 0) await shareOnce(target, { revoked: true });
      await shareOnce(target, {});
    }
  }
}

/** Evaluates criteria without a database, as a reference for the SQL. */
function evaluator(actor: AgentActor, includesShared: boolean, now: Date) {
  const ownDepartmentIds = new Set(actor.memberships.map((one) => one.departmentId));
  const isOwn = (ticket: Ticket) =>
    actor.permissions.has('tickets.all_departments') ||
    ownDepartmentIds.has(ticket.department_id) ||
    ticket.assignee_id === actor.agentId;
  const activeShares = (ticket: Ticket) =>
    shares.filter(
      (share) =>
        share.ticket_id === ticket.id &&
        share.revoked_at === null &&
        (share.expires_at === null || share.expires_at > now),
    );
  const sharesWithActor = (ticket: Ticket) =>
    activeShares(ticket).filter(
      (share) =>
        ownDepartmentIds.has(share.department_id) &&
        (share.agent_ids === null || share.agent_ids.includes(actor.agentId)),
    );
  const visibleShares = (ticket: Ticket) =>
    activeShares(ticket).filter((share) => isOwn(ticket) || ownDepartmentIds.has(share.department_id));
  const sharedIn = (ticket: Ticket) => (includesShared ? sharesWithActor(ticket) : []);
  const isHidden = (ticket: Ticket, field: ConditionField): boolean => {
    const ways = sharesWithActor(ticket);
    if (isOwn(ticket) || ways.length === 0) return false;
    const name = {
      priorityId: 'priority',
      serviceId: 'service',
      categoryId: 'category',
      productId: 'product',
      accountId: 'account',
      tags: 'tags',
      solutionForecast: 'solutionForecast',
    }[field as string];
    const isCustomer = field === 'requesterId' || field === 'accountId';
    return (
      (name !== undefined && ways.every((share) => (share.hidden_fields as string[]).includes(name))) ||
      (isCustomer && ways.every((share) => share.is_customer_masked))
    );
  };
  const columns: Partial<Record<ConditionField, (ticket: Ticket) => string | number | null>> = {
    baseState: (ticket) => ticket.base_state,
    statusId: (ticket) => ticket.status_id,
    departmentId: (ticket) => ticket.department_id,
    assigneeId: (ticket) => ticket.assignee_id,
    priorityId: (ticket) => ticket.priority_id,
    serviceId: (ticket) => ticket.service_id,
    categoryId: (ticket) => ticket.category_id,
    productId: (ticket) => ticket.product_id,
    accountId: (ticket) => ticket.account_id,
    requesterId: (ticket) => ticket.requester_id,
    type: (ticket) => ticket.type,
    channel: (ticket) => ticket.channel,
  };
  const oneOf = (ticket: Ticket, field: ConditionField, list: unknown[]): boolean => {
    if (field === 'shareLevel') return visibleShares(ticket).some((share) => list.includes(share.level));
    if (field === 'sharedFrom') return sharedIn(ticket).some((share) => list.includes(share.from_department_id));
    const value = columns[field]?.(ticket) ?? null;
    if (value === null) return list.includes('none') || list.includes('nobody');
    return list.includes(value) || (list.includes('me') && value === actor.agentId);
  };
  const flags: Partial<Record<ConditionField, (ticket: Ticket) => boolean>> = {
    sharedToOthers: (ticket) =>
      isOwn(ticket) && activeShares(ticket).some((share) => share.from_department_id === ticket.department_id),
    sharedWithMyDepartment: (ticket) => sharedIn(ticket).length > 0,
    isOwed: (ticket) => visibleShares(ticket).some((share) => share.question !== '' && share.done_at === null),
  };
  const matches = (ticket: Ticket, { field, operator, value }: Condition): boolean => {
    if (isHidden(ticket, field)) return false;
    const list = Array.isArray(value) ? value : [];
    const dueIn = ticket.solution_due_at === null ? null : ticket.solution_due_at.getTime() - now.getTime();
    const isOpen = ['new', 'open', 'pending', 'on_hold'].includes(ticket.base_state);
    const at = field === 'createdAt' ? ticket.created_at : ticket.activity_at;
    const fold = (text: unknown) => String(text).normalize('NFKC').toLowerCase();
    switch (operator) {
      case 'is_any':
        return oneOf(ticket, field, list);
      case 'is_none':
        return !oneOf(ticket, field, list);
      case 'has_any':
        return list.some((tag) => ticket.tags.includes(String(tag)));
      case 'has_all':
        return list.every((tag) => ticket.tags.includes(String(tag)));
      case 'has_none':
        return !list.some((tag) => ticket.tags.includes(String(tag)));
      case 'contains':
        return fold(ticket.subject).includes(fold(value));
      case 'lacks':
        return !fold(ticket.subject).includes(fold(value));
      case 'before':
        return at < new Date(String(value));
      case 'after':
        return at > new Date(String(value));
      case 'within_days':
        return at.getTime() >= now.getTime() - Number(value) * 24 * hour;
      case 'overdue':
        return isOpen && dueIn !== null && dueIn < 0;
      case 'due_within_hours':
        return isOpen && dueIn !== null && dueIn >= 0 && dueIn <= Number(value) * hour;
      case 'undefined':
        return dueIn === null;
      case 'is':
        return flags[field]?.(ticket) === value;
    }
  };
  return ({ match, conditions, groups }: Criteria): Ticket[] => {
    const join = (how: string, verdicts: boolean[]) =>
      how === 'all' ? verdicts.every(Boolean) : verdicts.some(Boolean);
    return tickets.filter(
      (ticket) =>
        ticket.deleted_at === null &&
        (isOwn(ticket) || (includesShared && sharesWithActor(ticket).length > 0)) &&
        join(match, [
          ...conditions.map((one) => matches(ticket, one)),
          ...groups.map((group) =>
            join(
              group.match,
              group.conditions.map((one) => matches(ticket, one)),
            ),
          ),
        ]),
    );
  };
}

/** Any condition the contract allows, with existing values. */
function conditions(): fc.Arbitrary<Condition> {
  const some = (values: readonly (string | number)[]) =>
    fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: 3 });
  const values: Partial<Record<ConditionField, () => fc.Arbitrary<(string | number)[]>>> = {
    baseState: () => some(['new', 'open', 'pending', 'on_hold', 'resolved', 'closed', 'canceled']),
    statusId: () => some(ids.status),
    departmentId: () => some(departments),
    assigneeId: () => some([...people.map((one) => one.id), 'me', 'nobody']),
    priorityId: () => some([...ids.priority, 'none']),
    serviceId: () => some([...ids.service, 'none']),
    categoryId: () => some([...ids.category, 'none']),
    productId: () => some([...ids.product, 'none']),
    accountId: () => some([...ids.account, 'none']),
    requesterId: () => some(ids.contact),
    type: () => some(['public', 'internal']),
    channel: () => some(['email', 'api', 'portal']),
    tags: () => some([...tags, "'; --", '{x,"y"}']),
    shareLevel: () => some(['full', 'restricted', 'read_only']),
    sharedFrom: () => some(departments),
  };
  const fields = Object.keys(conditionFields) as ConditionField[];
  return fc.constantFrom(...fields).chain((field) => {
    const kind = conditionFields[field];
    return fc.constantFrom(...operatorsByKind[kind]).chain((operator): fc.Arbitrary<Condition> => {
      if (operator === 'overdue' || operator === 'undefined') return fc.constant({ field, operator });
      const value: fc.Arbitrary<NonNullable<Condition['value']>> =
        values[field]?.() ??
        (kind === 'flag'
          ? fc.boolean()
          : kind === 'text'
            ? fc.constantFrom('refund', 'ＤＯＮＥ', '請求', "o'neil", '%', '\\', "' or 1=1 --")
            : operator === 'before' || operator === 'after'
              ? fc.integer({ min: -20, max: 1 }).map((days) => new Date(Date.now() + days * 24 * hour).toISOString())
              : fc.integer({ min: 1, max: 40 }));
      return value.map((given) => ({ field, operator, value: given }));
    });
  });
}

test(`ZE-41 ZE-42 ZJ-28 ZJ-29 C-10 C-25 for ${criteriaCount} random criteria, four agents and both settings, the list matches the reference implementation`, {
  timeout: 120_000,
}, async () => {
  const match = fc.constantFrom('all' as const, 'any' as const);
  const one = conditions();
  const criteria: fc.Arbitrary<Criteria> = fc
    .record({
      match,
      conditions: fc.array(one, { maxLength: 4 }),
      groups: fc.array(fc.record({ match, conditions: fc.array(one, { minLength: 1, maxLength: 3 }) }), {
        maxLength: 2,
      }),
    })
    .filter((given) => given.conditions.length + given.groups.length > 0);
  const actors = await Promise.all(people.map((person) => desk.actorOf(person.id)));
  let matchCount = 0;
  for (const setting of ['shared_view_only', 'include_in_custom_views'] as const) {
    await desk.call(desk.admin, 'editCompany', { body: { sharedVisibility: setting } });
    await fc.assert(
      fc.asyncProperty(
        criteria,
        fc.constantFrom(...actors),
        fc.constantFrom('activity' as const, 'created' as const),
        async (given, actor, sort) => {
          const ctx = readContext(desk.services, actor);
          const wanted = evaluator(
            actor,
            setting === 'include_in_custom_views',
            ctx.now,
          )(given)
            .sort((x, y) => (sort === 'created' ? 0 : y.activity_at.getTime() - x.activity_at.getTime()) || y.id - x.id)
            .map((ticket) => ticket.id);
          matchCount += wanted.length;
          const view = { id: 1, criteria: given, sort } as CustomView;
          const { items } = await listCustomView(ctx, view, { limit: 1000 });
          expect(items.map((row) => row.number)).toEqual(wanted);
        },
      ),
      { numRuns: criteriaCount / 2 },
    );
  }
  // Criteria that never match would prove nothing.
  expect(matchCount).toBeGreaterThan(criteriaCount * 3);
});
