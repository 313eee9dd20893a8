import type { Catalog } from '@crossdesk/contracts/settings.ts';
import type { Ticket } from '@crossdesk/contracts/tickets.ts';
import type { TicketRow as Row } from '@crossdesk/contracts/views.ts';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectAccessible, openBrowser, openSession, signIn } from './browser.ts';
import { callApi, findAccount } from './demo-state.ts';
import { type Desk, openDesk } from './desk.ts';
import { dialog } from './navigation.ts';

let desk: Desk;
let browser: Browser;
let admin: Page;

beforeAll(async () => {
  [desk, browser] = await Promise.all([openDesk(), openBrowser()]);
  const { page } = await openSession(browser, desk);
  await signIn(page, findAccount(await desk.accounts(), 'nora'));
  admin = page;
}, 180_000);

afterAll(async () => {
  await browser?.close();
  await desk?.remove();
});

const shot = (name: string) => admin.screenshot({ path: `/tmp/shots/${name}.png` });
const inDialog = (name: string) => admin.locator(dialog).getByLabel(name, { exact: true });
const pick = async (label: string, option: string) => {
  await admin.getByRole('button', { name: new RegExp(`^${label}:`) }).click();
  await admin.getByRole('option', { name: option, exact: true }).click();
};

test('ZV-21 ZV-22 ZV-23 services and what fits them are set up, and the lists of a ticket follow', async () => {
  await admin.goto('/settings/service');
  await admin.getByText('Only Question and Incident').first().waitFor();
  await shot('services');
  await expectAccessible(admin, 'the services');
  await admin.getByRole('button', { name: 'Add a service' }).click();
  await inDialog('Name in English').fill('Gift cards');
  await inDialog('Parent service').selectOption({ label: 'Payments' });
  await admin.locator(dialog).getByRole('button', { name: 'Categories that fit' }).click();
  await admin.getByRole('listbox').getByRole('option', { name: 'Complaint' }).click();
  await inDialog('Default category').selectOption({ label: 'Complaint' });
  await inDialog('Default priority').selectOption({ label: 'Urgent' });
  await shot('service-form');
  await expectAccessible(admin, 'the form of a service', dialog);
  await admin.locator(dialog).getByRole('button', { name: 'Save' }).click();
  await admin.getByText('Gift cards').waitFor();
  const { departments } = await callApi<Catalog>(admin, desk, 'GET', '/catalog');
  const billing = departments.find((one) => one.name.en === 'Billing')?.id;
  const { items } = await callApi<{ items: Row[] }>(admin, desk, 'GET', '/tickets?view=all&limit=100');
  const number = items.find((one) => one.departmentId === billing && one.type === 'public')?.number ?? 0;
  await admin.goto(`/tickets/all/${number}`);
  await admin.locator('.classifications').waitFor();
  await pick('Category', 'Question');
  await pick('Service', 'Payments › Gift cards');
  await admin.getByText('Doesn’t fit the service. Choose another category.').waitFor();
  await shot('misfit');
  await admin.getByRole('button', { name: /^Category:/ }).click();
  await expect.poll(() => admin.getByRole('option').allTextContents()).toEqual(['Complaint', 'None']);
  await admin.getByRole('option', { name: 'Complaint' }).click();
  await admin.getByText('Doesn’t fit the service. Choose another category.').waitFor({ state: 'detached' });
});

test('ZV-31 C-18 C-19 fields are ordered with the keyboard, hidden, and required', async () => {
  await admin.goto('/settings/forms');
  const order = () =>
    admin.locator('[data-field]').evaluateAll((rows) => rows.map((row) => row.getAttribute('data-field')));
  await admin.getByLabel('Use of Category').selectOption({ label: 'Required' });
  await admin.getByLabel('Use of Tags').selectOption({ label: 'Hidden' });
  await admin.getByRole('button', { name: 'Move Product up' }).focus();
  await admin.keyboard.press('Enter');
  await expect.poll(async () => (await order()).indexOf('product')).toBe(6);
  await admin.keyboard.press('Alt+ArrowUp');
  await expect.poll(async () => (await order()).indexOf('product')).toBe(5);
  await shot('forms');
  await expectAccessible(admin, 'the fields of a form');
  await admin.reload();
  await expect.poll(async () => (await order()).indexOf('product')).toBe(5);
  expect(await admin.getByLabel('Use of Category').inputValue()).toBe('required');
});

test('C-19 a new ticket without a required field is refused at the field, and what was written stays', async () => {
  await admin.goto('/tickets/all');
  await admin.locator('.row').first().waitFor();
  await admin.keyboard.press('n');
  const form = admin.locator(dialog);
  await form.getByRole('button', { name: 'Requester' }).click();
  await admin.getByRole('combobox', { name: 'Search: Requester' }).fill('new.customer@gift.example');
  await admin.getByRole('option', { name: /New requester/ }).click();
  await inDialog('Subject').fill('Broken gift card');
  await inDialog('Message').fill('It says that it has no value.');
  await inDialog('Email this message to the requester').uncheck();
  expect(await form.getByLabel('Tags').count()).toBe(0);
  await form.getByRole('button', { name: 'Create ticket' }).click();
  await form.getByText('Some required fields are empty.').waitFor();
  const category = form.getByLabel('Category');
  expect(await category.getAttribute('aria-invalid')).toBe('true');
  expect(await inDialog('Message').inputValue()).toBe('It says that it has no value.');
  await shot('refused');
  await expectAccessible(admin, 'a refused new ticket', dialog);
  await category.selectOption({ label: 'Complaint' });
  await form.getByRole('button', { name: 'Create ticket' }).click();
  await admin.getByText(/#\d+ created/).waitFor();
});

test('C-19 closing a ticket from email without a required field stays on the ticket and says which', async () => {
  const { items } = await callApi<{ items: Row[] }>(admin, desk, 'GET', '/tickets?view=all&limit=100');
  let found: Ticket | null = null;
  for (const row of items) {
    const ticket = await callApi<Ticket>(admin, desk, 'GET', `/tickets/${row.number}`);
    if (ticket.channel === 'email' && ticket.can['ticket.set_status'] === true) found ??= ticket;
  }
  if (!found) throw new Error('the demo company has no open ticket from email');
  const path = `/tickets/${found.number}`;
  await callApi(admin, desk, 'PATCH', path, { version: found.version, categoryId: null });
  const { forms } = await callApi<Catalog>(admin, desk, 'GET', '/catalog');
  const fields = forms.email.map((one) => (one.field === 'category' ? { ...one, use: 'required' } : one));
  await callApi(admin, desk, 'PUT', '/forms/email', { fields });
  await admin.goto(`/tickets/all/${found.number}`);
  await admin.locator('.classifications').waitFor();
  await admin.keyboard.press('e');
  await admin.locator('.field-misfit', { hasText: 'Required' }).waitFor();
  await shot('closing-refused');
  expect(new URL(admin.url()).pathname).toBe(`/tickets/all/${found.number}`);
  await admin.getByRole('button', { name: /^Category:/ }).click();
  await admin.getByRole('option').first().click();
  await admin.locator('.field-misfit', { hasText: 'Required' }).waitFor({ state: 'detached' });
  await admin.keyboard.press('e');
  await admin.getByText(`#${found.number} closed`).waitFor();
});

test('the rules for reopening and closing are set', async () => {
  await admin.goto('/settings/closing');
  await admin.getByLabel('Days after the ticket was resolved or closed').fill('14');
  await admin.getByLabel('Close resolved tickets automatically').check();
  await admin.getByLabel('Days after the ticket was resolved', { exact: true }).fill('5');
  await shot('closing');
  await expectAccessible(admin, 'reopening and closing');
  await admin.getByRole('button', { name: 'Save' }).click();
  await admin.getByText('Saved', { exact: true }).waitFor();
  await admin.reload();
  expect(await admin.getByLabel('Days after the ticket was resolved or closed').inputValue()).toBe('14');
  expect(await admin.getByLabel('Days after the ticket was resolved', { exact: true }).inputValue()).toBe('5');
});

test('ZV-34 C-17 a status that requires a justification is chosen with one, and needs one to be offered', async () => {
  await admin.goto('/settings/status');
  await admin.getByRole('button', { name: 'Add a status' }).click();
  await inDialog('Name in English').fill('Waiting for parts');
  await inDialog('State').selectOption({ label: 'On hold' });
  await inDialog('Requires a justification').check();
  await admin.locator(dialog).getByRole('button', { name: 'Save' }).click();
  const row = admin.locator('.settings-row', { hasText: 'Waiting for parts' });
  await row.getByText('Add one so that agents can choose this status.').waitFor();
  const { items } = await callApi<{ items: Row[] }>(admin, desk, 'GET', '/tickets?view=all&limit=1');
  const statuses = async () => {
    await admin.goto(`/tickets/all/${items[0]?.number}`);
    await admin.getByRole('button', { name: /^Status:/ }).click();
    await admin.getByRole('listbox').waitFor();
    return admin.getByRole('option').allTextContents();
  };
  expect((await statuses()).filter((name) => name.startsWith('Waiting for parts'))).toEqual([]);
  await admin.goto('/settings/status');
  await row.getByRole('button', { name: 'Justification' }).click();
  await inDialog('Name in English').fill('Out of stock');
  await admin.locator(dialog).getByRole('button', { name: 'Save' }).click();
  await row.getByText('Requires a justification', { exact: false }).waitFor();
  expect((await statuses()).filter((name) => name.startsWith('Waiting for parts'))).toEqual([
    'Waiting for parts: Out of stock',
  ]);
  await admin.getByRole('option', { name: 'Waiting for parts: Out of stock' }).click();
  await admin.getByRole('button', { name: 'Status: Waiting for parts · Out of stock' }).waitFor();
});
