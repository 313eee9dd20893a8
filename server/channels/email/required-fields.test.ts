import { defaultForm } from '@crossdesk/contracts/lists/forms.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type MailApp, newCustomerAddress, startMailApp } from '../../testing/mail-app.ts';

let app: MailApp;
beforeAll(async () => {
  app = await startMailApp();
});
afterAll(() => app.close());

test('C-19 an email is accepted without required fields, which are needed before its ticket is finished', async () => {
  const { desk, agent } = app;
  const fields = defaultForm('email').map((one) =>
    one.field === 'category' ? { ...one, use: 'required' as const } : one,
  );
  await desk.call(desk.admin, 'editForm', { params: { form: 'email' }, body: { fields } });
  const address = newCustomerAddress();
  await app.send({ from: address });
  const { ticket } = await app.ticketOf(address);
  const params = { number: ticket.number };
  const refused = await desk.refusal(agent, 'closeTicket', { params, body: { version: ticket.version } });
  expect(refused).toMatchObject({ code: 'fields_required', fields: [{ path: '/body/categoryId' }] });
  const { choices } = await desk.call(agent, 'getCatalog', {});
  const resolved = choices.find((one) => one.baseState === 'resolved')?.id ?? 0;
  const reply = desk.refusal(agent, 'reply', { params, body: { html: '<p>Done</p>', statusId: resolved } });
  expect((await reply).code).toBe('fields_required');
  expect((await app.ticketOf(address)).messages).toHaveLength(1);
  const category = choices.find((one) => one.kind === 'category')?.id ?? 0;
  const body = { version: ticket.version, statusId: resolved, categoryId: category };
  expect((await desk.call(agent, 'editTicket', { params, body })).baseState).toBe('resolved');
});
