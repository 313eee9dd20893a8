import type { Choice } from '@crossdesk/contracts/settings.ts';
import type { Ticket, TicketCreate, TicketEdit } from '@crossdesk/contracts/tickets.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestAgent, type TestApp, testApp } from '../testing/test-app.ts';

let desk: TestApp;
let departmentId: number;
let otherDepartmentId: number;
let agent: TestAgent;
let supervisor: TestAgent;
let question: Choice;
let incident: Choice;
let low: Choice;
let urgent: Choice;
/** Only in `departmentId`, with the category incident. */
let fraud: Choice;
let general: Choice;

beforeAll(async () => {
  desk = await testApp();
  departmentId = (await desk.given.department()).id;
  otherDepartmentId = (await desk.given.department()).id;
  agent = await desk.given.member(departmentId);
  supervisor = await desk.given.member(departmentId, 'supervisor');
  low = await desk.given.choice({ kind: 'priority' });
  urgent = await desk.given.choice({ kind: 'priority' });
  question = await desk.given.choice({ kind: 'category' });
  incident = await desk.given.choice({
    kind: 'category',
    priorityIds: [urgent.id],
    defaultPriorityId: urgent.id,
  });
  general = await desk.given.choice({ kind: 'service', name: { en: 'General' }, defaultPriorityId: low.id });
  fraud = await desk.given.choice({
    kind: 'service',
    name: { en: 'Fraud' },
    departmentIds: [departmentId],
    categoryIds: [incident.id],
    defaultCategoryId: incident.id,
    defaultPriorityId: low.id,
  });
});
afterAll(() => desk.close());

const body = (given: Partial<TicketCreate>): TicketCreate => ({
  subject: 'Broken',
  requester: { email: 'ann@customer.example' },
  departmentId,
  message: { text: 'Help' },
  ...given,
});
const open = (given: Partial<TicketCreate> = {}, by = agent) => desk.call(by, 'createTicket', { body: body(given) });
const refusedOpen = (given: Partial<TicketCreate>) => desk.refusal(agent, 'createTicket', { body: body(given) });
const request = (ticket: Ticket, change: Partial<TicketEdit>) => ({
  params: { number: ticket.number },
  body: { version: ticket.version, ...change },
});
const edit = (ticket: Ticket, change: Partial<TicketEdit>, by = supervisor) =>
  desk.call(by, 'editTicket', request(ticket, change));
const refusedEdit = (ticket: Ticket, change: Partial<TicketEdit>) =>
  desk.refusal(supervisor, 'editTicket', request(ticket, change));

describe('where a service is offered', () => {
  test('ZV-21 a service of another department is refused at its field', async () => {
    const elsewhere = await desk.given.choice({ kind: 'service', departmentIds: [otherDepartmentId] });
    const refused = await refusedOpen({ serviceId: elsewhere.id });
    expect(refused).toMatchObject({ code: 'service_not_offered', fields: [{ path: '/body/serviceId' }] });
    expect((await refusedEdit(await open(), { serviceId: elsewhere.id })).code).toBe('service_not_offered');
  });

  test('ZV-21 a service is offered for public tickets, internal tickets, or both', async () => {
    const internal = await desk.given.choice({ kind: 'service', ticketType: 'internal' });
    expect((await refusedOpen({ serviceId: internal.id })).code).toBe('service_not_offered');
    expect((await open({ serviceId: internal.id, type: 'internal' })).serviceId).toBe(internal.id);
    const ticket = await open();
    expect((await edit(ticket, { type: 'internal', serviceId: internal.id })).serviceId).toBe(internal.id);
  });

  test('ZV-21 a service below another one is offered only where that one is', async () => {
    const below = await desk.given.choice({ kind: 'service', parentId: fraud.id });
    expect((await open({ serviceId: below.id })).serviceId).toBe(below.id);
    await desk.call(desk.admin, 'editChoice', { params: { id: fraud.id }, body: { isActive: false } });
    expect((await refusedOpen({ serviceId: below.id })).code).toBe('service_not_offered');
    await desk.call(desk.admin, 'editChoice', { params: { id: fraud.id }, body: { isActive: true } });
  });
});

describe('what fits', () => {
  test('ZV-22 a category that does not fit the service is refused at its field', async () => {
    const refused = await refusedOpen({ serviceId: fraud.id, categoryId: question.id });
    expect(refused).toMatchObject({ code: 'category_not_for_service', fields: [{ path: '/body/categoryId' }] });
    const ticket = await open({ serviceId: fraud.id });
    expect((await refusedEdit(ticket, { categoryId: question.id })).code).toBe('category_not_for_service');
    expect((await open({ serviceId: general.id, categoryId: question.id })).categoryId).toBe(question.id);
  });

  test('ZV-23 a priority that does not fit the category is refused at its field', async () => {
    const refused = await refusedOpen({ categoryId: incident.id, priorityId: low.id });
    expect(refused).toMatchObject({ code: 'priority_not_for_category', fields: [{ path: '/body/priorityId' }] });
    expect((await open({ categoryId: question.id, priorityId: low.id })).priorityId).toBe(low.id);
  });

  test('ZV-21 ZV-22 a category stays when the service changes, and other fields can still be saved', async () => {
    const ticket = await open({ categoryId: question.id });
    const moved = await edit(ticket, { serviceId: fraud.id });
    expect(moved).toMatchObject({ serviceId: fraud.id, categoryId: question.id });
    const tagged = await edit(moved, { tags: ['vip'], categoryId: question.id });
    expect(tagged.tags).toEqual(['vip']);
    expect((await refusedEdit(await open(), { serviceId: fraud.id, categoryId: question.id })).code).toBe(
      'category_not_for_service',
    );
  });

  test('ZV-22 a department from which the service is hidden is not told that a category misfits', async () => {
    const ticket = await open({ serviceId: fraud.id });
    const guest = await desk.given.member(otherDepartmentId);
    const shares = [{ departmentId: otherDepartmentId, level: 'full' as const, hiddenFields: ['service' as const] }];
    await desk.call(supervisor, 'addShares', { params: { number: ticket.number }, body: { shares } });
    const shared = await desk.call(guest, 'getTicket', { params: { number: ticket.number } });
    expect((await edit(shared, { categoryId: question.id }, guest)).categoryId).toBe(question.id);
  });
});

describe('defaults', () => {
  test('ZV-21 ZV-23 a service sets its category, and the category its priority, where nothing was chosen', async () => {
    expect(await open({ serviceId: fraud.id })).toMatchObject({ categoryId: incident.id, priorityId: urgent.id });
    expect(await open({ serviceId: general.id })).toMatchObject({ categoryId: null, priorityId: low.id });
    const chosen = await open({ serviceId: general.id, priorityId: urgent.id });
    expect(chosen.priorityId).toBe(urgent.id);
    const ticket = await edit(await open(), { serviceId: fraud.id });
    expect(ticket).toMatchObject({ categoryId: incident.id, priorityId: urgent.id, version: 2 });
    const { items } = await desk.call(supervisor, 'listHistory', { params: { number: ticket.number } });
    expect(items[0]?.changes.map((one) => one.field).sort()).toEqual(['categoryId', 'priorityId', 'serviceId']);
  });

  test('an explicit null gets no default, and the priority is that of the service then', async () => {
    expect(await open({ serviceId: fraud.id, categoryId: null })).toMatchObject({
      categoryId: null,
      priorityId: low.id,
    });
    expect(await open({ serviceId: fraud.id, categoryId: null, priorityId: null })).toMatchObject({
      categoryId: null,
      priorityId: null,
    });
  });
});

test('ZV-21 ZV-22 search finds services, categories and priorities by name, a service with those below it', async () => {
  const parent = await desk.given.choice({ kind: 'service', name: { en: 'Delivery', ja: '配送' } });
  const child = await desk.given.choice({ kind: 'service', name: { en: 'Customs' }, parentId: parent.id });
  const category = await desk.given.choice({ kind: 'category', name: { en: 'Complaint' } });
  const priority = await desk.given.choice({ kind: 'priority', name: { en: 'Whenever' } });
  const ticket = await open({ serviceId: child.id, categoryId: category.id, priorityId: priority.id });
  await desk.runJobs();
  for (const q of ['service:Customs', 'service:delivery', 'サービス:配送', 'category:complaint', 'priority:whenever']) {
    const { items } = await desk.call(agent, 'search', { query: { q } });
    expect(items.map((one) => one.number)).toEqual([ticket.number]);
  }
});
