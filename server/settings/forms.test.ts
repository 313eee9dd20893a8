import {
  defaultForm,
  type FieldUse,
  type FormField,
  type FormFieldName,
  type FormName,
  formFields,
  missingFields,
} from '@crossdesk/contracts/lists/forms.ts';
import type { Ticket, TicketCreate, TicketEdit } from '@crossdesk/contracts/tickets.ts';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type TestAgent, type TestApp, testApp } from '../testing/test-app.ts';

let desk: TestApp;
let departmentId: number;
let agent: TestAgent;
let supervisor: TestAgent;
let category: number;
let product: number;
let account: number;
beforeAll(async () => {
  desk = await testApp();
  departmentId = (await desk.given.department()).id;
  agent = await desk.given.member(departmentId);
  supervisor = await desk.given.member(departmentId, 'supervisor');
  category = (await desk.given.choice({ kind: 'category' })).id;
  product = (await desk.given.choice({ kind: 'product' })).id;
  account = (await desk.call(supervisor, 'createAccount', { body: { name: 'Hooli' } })).id;
});
afterAll(() => desk.close());
afterEach(async () => {
  await sql`delete from form_field`.execute(desk.services.db);
});

const withUses = (uses: Partial<Record<FormFieldName, FieldUse>>, form: FormName = 'desk'): FormField[] =>
  defaultForm(form).map((one) => ({ ...one, use: uses[one.field] ?? one.use }));
const setForm = (form: FormName, fields: FormField[]) =>
  desk.call(desk.admin, 'editForm', { params: { form }, body: { fields } });
const refusedForm = (fields: unknown, form = 'desk') =>
  desk.refusal(desk.admin, 'editForm', { params: { form: form as FormName }, body: { fields: fields as FormField[] } });
const body = (given: Partial<TicketCreate> = {}): TicketCreate => ({
  subject: 'Broken',
  requester: { email: 'ann@customer.example' },
  departmentId,
  message: { text: 'Help' },
  ...given,
});
const open = (given: Partial<TicketCreate> = {}) => desk.call(agent, 'createTicket', { body: body(given) });
const refusedOpen = (given: Partial<TicketCreate> = {}, by = agent) =>
  desk.refusal(by, 'createTicket', { body: body(given) });
const request = (ticket: Pick<Ticket, 'number' | 'version'>, change: Partial<TicketEdit>) => ({
  params: { number: ticket.number },
  body: { version: ticket.version, ...change },
});
const paths = (problem: { code: string; fields?: { path: string }[] }) => [
  problem.code,
  ...(problem.fields ?? []).map((one) => one.path),
];

describe('the forms', () => {
  test('ZV-31 C-18 each form has every field, which can be hidden, required and put in an order', async () => {
    const { forms } = await desk.call(agent, 'getCatalog', {});
    expect(forms.desk.map((one) => one.field)).toEqual([...formFields]);
    const fields = [...withUses({ tags: 'hidden', category: 'required', number: 'hidden', type: 'hidden' })].reverse();
    expect((await setForm('desk', fields)).desk).toEqual(fields);
    const after = (await desk.call(agent, 'getCatalog', {})).forms;
    expect([after.desk, after.email]).toEqual([fields, forms.email]);
    const event = await desk.services.db.selectFrom('event').selectAll().orderBy('id', 'desc').executeTakeFirst();
    expect(event).toMatchObject({ type: 'setting.edited', changes: [{ field: 'form.desk', after: fields }] });
  });

  test('ZV-31 C-18 requester and responsible are in no form, and number and type cannot be required', async () => {
    for (const field of ['requester', 'assignee']) {
      const fields = [{ field, use: 'hidden' }, ...withUses({}).slice(1)];
      expect((await refusedForm(fields)).code).toBe('invalid_fields');
    }
    expect(paths(await refusedForm(withUses({ type: 'required' })))).toEqual(['invalid_fields', '/body/fields/1/use']);
    const [first] = withUses({});
    expect((await refusedForm([first, ...withUses({}).slice(0, -1)])).code).toBe('invalid_fields');
    expect((await refusedForm(withUses({}), 'fax')).code).toBe('not_found');
  });

  test('ZV-31 a form that is changed by several requests at once has the fields of one of them', async () => {
    const [one, other] = [withUses({ tags: 'hidden' }), [...withUses({ cc: 'hidden' })].reverse()];
    await Promise.all([one, other, one, other].map((fields) => setForm('desk', fields)));
    expect([one, other]).toContainEqual((await desk.call(agent, 'getCatalog', {})).forms.desk);
  });

  test('ZV-31 only those who manage settings change a form', async () => {
    const refused = await desk.refusal(agent, 'editForm', { params: { form: 'desk' }, body: { fields: withUses({}) } });
    expect(refused.code).toBe('not_allowed');
  });

  test('C-18 with a hidden number and type, tickets get a number and are public', async () => {
    await setForm('api', withUses({ number: 'hidden', type: 'hidden' }));
    expect(await open()).toMatchObject({ type: 'public', number: expect.any(Number) });
  });
});

describe('required fields', () => {
  test('C-19 a ticket is not created without them, and the refusal names all of them', async () => {
    await setForm('api', withUses({ category: 'required', tags: 'required' }));
    expect(paths(await refusedOpen())).toEqual(['fields_required', '/body/categoryId', '/body/tags']);
    expect(paths(await refusedOpen({ tags: ['vip'] }))).toEqual(['fields_required', '/body/categoryId']);
    const { items } = await desk.call(agent, 'listTickets', { query: { view: 'all' } });
    expect(items).toHaveLength(1);
    expect((await open({ tags: ['vip'], categoryId: category })).categoryId).toBe(category);
  });

  test('CP-11 a submission needs an account and a product or a category', async () => {
    expect((await desk.call(agent, 'getCatalog', {})).forms.portal).toEqual(
      withUses({ account: 'required', product: 'either', category: 'either' }, 'portal'),
    );
    await setForm('api', withUses({ account: 'required', product: 'either', category: 'either' }));
    const all = ['fields_required', '/body/accountId', '/body/categoryId', '/body/productId'];
    expect(paths(await refusedOpen())).toEqual(all);
    expect(paths(await refusedOpen({ productId: product }))).toEqual(['fields_required', '/body/accountId']);
    expect((await open({ accountId: account, productId: product })).account?.id).toBe(account);
    const ticket = await open({ accountId: account, categoryId: category });
    const refused = await desk.refusal(supervisor, 'editTicket', request(ticket, { categoryId: null }));
    expect(paths(refused)).toEqual(['fields_required', '/body/categoryId', '/body/productId']);
    const change = request(ticket, { categoryId: null, productId: product });
    expect((await desk.call(supervisor, 'editTicket', change)).categoryId).toBeNull();
  });

  test('C-19 each channel has its own: what the API requires is not required at the desk', async () => {
    await setForm('desk', withUses({ category: 'required' }));
    expect((await open()).channel).toBe('api');
  });

  test('C-19 a required field cannot be cleared, but tickets from before stay editable', async () => {
    const [without, filled] = [await open(), await open({ categoryId: category })];
    await setForm('api', withUses({ category: 'required' }));
    const refused = await desk.refusal(supervisor, 'editTicket', request(filled, { categoryId: null }));
    expect(paths(refused)).toEqual(['fields_required', '/body/categoryId']);
    expect((await desk.call(supervisor, 'editTicket', request(without, { tags: ['x'] }))).tags).toEqual(['x']);
    const close = { params: { number: without.number }, body: { version: without.version + 1 } };
    expect((await desk.call(supervisor, 'closeTicket', close)).baseState).toBe('closed');
  });

  test('ZV-25 C-19 a forecast is required only of those who may set it', async () => {
    await setForm('api', withUses({ solutionForecast: 'required' }));
    expect((await open()).solutionDueAt).toBeNull();
    expect(paths(await refusedOpen({}, supervisor))).toEqual(['fields_required', '/body/solutionDueAt']);
  });

  test('the rule: required fields must be filled in, and one of several', () => {
    const fields = withUses({ account: 'required', product: 'either', category: 'either' });
    const missing = (...filled: FormFieldName[]) => missingFields(fields, (field) => filled.includes(field));
    expect(missing()).toEqual(['account', 'category', 'product']);
    expect(missing('product')).toEqual(['account']);
    expect(missing('account', 'category')).toEqual([]);
    expect(missingFields(withUses({}), () => false)).toEqual([]);
  });
});
