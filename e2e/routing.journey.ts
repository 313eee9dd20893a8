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

const warning = () => admin.getByText('Repairs has no rule', { exact: false });
const field = (name: string) => admin.locator(dialog).getByLabel(name, { exact: true });

test('TT-13 a department without a rule is named, and a rule made with the form removes the warning', async () => {
  await admin.goto('/settings/departments');
  await admin.getByRole('button', { name: 'Add a department' }).click();
  await admin.getByLabel('Name', { exact: false }).first().fill('Repairs');
  await admin.getByLabel('Create a rule for all channels').uncheck();
  await admin.getByRole('button', { name: 'Save' }).click();
  await warning().waitFor();
  await admin.getByRole('link', { name: 'Routing' }).click();
  await warning().waitFor();
  await expectAccessible(admin, 'the routing rules');
  await admin.getByRole('button', { name: 'Add a rule for Repairs' }).click();
  await admin
    .locator(dialog)
    .getByText('Lets Repairs receive tickets that are addressed or transferred to it')
    .waitFor();
  expect(await field('Name').inputValue()).toBe('Repairs');
  await field('Subject contains').fill('warranty');
  await admin.keyboard.press('Enter');
  await admin.locator(dialog).getByText('Moves matching new tickets to Repairs').waitFor();
  await admin.locator(dialog).getByRole('button', { name: 'Try it' }).click();
  await admin
    .locator(dialog)
    .getByText(/^\d+ of the newest \d+ tickets would have gone/)
    .waitFor();
  expect(await admin.locator('.routing-trial a').count()).toBeGreaterThan(0);
  await expectAccessible(admin, 'the form of a rule', dialog);
  await admin.locator(dialog).getByRole('button', { name: 'Save' }).click();
  await warning().waitFor({ state: 'detached' });
  await admin.getByText('All channels, subject contains “warranty”').waitFor();
});

test('rules are moved with the keyboard, which keeps the focus on the rule', async () => {
  const names = () => admin.locator('.routing-row .settings-name').allTextContents();
  const before = await names();
  await admin.getByRole('button', { name: 'Move Repairs up' }).focus();
  await admin.keyboard.press('Enter');
  await expect.poll(async () => (await names()).indexOf('Repairs')).toBe(before.length - 2);
  await admin.keyboard.press('Enter');
  await expect.poll(async () => (await names()).indexOf('Repairs')).toBe(before.length - 3);
  await admin.reload();
  await expect.poll(async () => (await names()).indexOf('Repairs')).toBe(before.length - 3);
});

test('a rule that an earlier one leaves nothing for says so, and no longer once it is moved above', async () => {
  type Catalog = { departments: { id: number; name: { en: string } }[] };
  const { departments } = await callApi<Catalog>(admin, desk, 'GET', '/catalog');
  const idOf = (name: string) => departments.find((one) => one.name.en === name)?.id;
  const conditions = { subjectWords: ['guarantee'] };
  for (const name of ['Billing', 'Logistics'])
    await callApi(admin, desk, 'POST', '/routing-rules', { name, departmentId: idOf(name), conditions });
  await admin.goto('/settings/routing');
  const never = admin.getByText('Never matches: “Billing” above moves the same tickets to Billing.');
  await never.waitFor();
  await expectAccessible(admin, 'a rule that never matches');
  await admin.getByRole('button', { name: 'Move Logistics up' }).last().click();
  await admin.getByText('Never matches: “Logistics” above moves the same tickets to Logistics.').waitFor();
  await never.waitFor({ state: 'detached' });
});

test('C-02 how a department assigns is chosen with an explanation, and a limit is stored', async () => {
  await admin.goto('/settings/assignment');
  await admin.getByLabel('Department', { exact: true }).selectOption({ label: 'Repairs' });
  await admin.getByRole('radio', { name: 'Everyone in a fixed order' }).check();
  await admin.getByLabel('Limit per person in this department').fill('7');
  await expectAccessible(admin, 'how a department assigns');
  await admin.getByRole('button', { name: 'Save' }).click();
  await admin.getByText('Saved', { exact: true }).waitFor();
  await admin.reload();
  await admin.getByLabel('Department', { exact: true }).selectOption({ label: 'Repairs' });
  expect(await admin.getByRole('radio', { name: 'Everyone in a fixed order' }).isChecked()).toBe(true);
  expect(await admin.getByLabel('Limit per person in this department').inputValue()).toBe('7');
});

test('TT-26 a waiting ticket is given to a member with the keyboard, and the undo returns it', async () => {
  await admin.goto('/team');
  await admin.getByLabel('Department', { exact: true }).selectOption({ label: 'Logistics' });
  const waiting = admin.getByRole('region', { name: /^Unassigned/ });
  const card = waiting.locator('[data-card]').first();
  await card.waitFor();
  const number = Number(await card.getAttribute('data-card'));
  await expectAccessible(admin, 'the team board');
  await card.locator('a').focus();
  await admin.keyboard.press('m');
  const options = admin.locator('.pick-option');
  await options.nth(1).waitFor();
  const name = (await options.nth(1).locator('.pick-words > span').first().textContent()) ?? '';
  await admin.keyboard.type(name);
  await admin.keyboard.press('Enter');
  const column = admin.locator('.team-column').filter({ has: admin.getByRole('heading', { name }) });
  await column.locator(`[data-card="${number}"]`).waitFor();
  await admin.getByText(`#${number} assigned to ${name}`).waitFor();
  type Stored = { assigneeId: number | null };
  const stored = () => callApi<Stored>(admin, desk, 'GET', `/tickets/${number}`);
  await expect.poll(async () => (await stored()).assigneeId).not.toBeNull();
  await expect.poll(() => admin.evaluate(() => document.activeElement?.closest('[data-card]') !== null)).toBe(true);
  await admin.keyboard.press('z');
  await waiting.locator(`[data-card="${number}"]`).waitFor();
  await expect.poll(async () => (await stored()).assigneeId).toBeNull();
});

test('the board shows what a colleague does, without reloading', async () => {
  const waiting = admin.getByRole('region', { name: /^Unassigned/ });
  const number = Number(await waiting.locator('[data-card]').first().getAttribute('data-card'));
  type Ticket = { version: number; departmentId: number };
  type Team = { members: { agentId: number }[] };
  const ticket = await callApi<Ticket>(admin, desk, 'GET', `/tickets/${number}`);
  const team = await callApi<Team>(admin, desk, 'GET', `/departments/${ticket.departmentId}/team`);
  const assigneeId = team.members[0]?.agentId;
  await callApi(admin, desk, 'PATCH', `/tickets/${number}`, { version: ticket.version, assigneeId });
  await waiting.locator(`[data-card="${number}"]`).waitFor({ state: 'detached' });
  await admin.getByRole('button', { name: 'Received and why' }).click();
  await admin.locator(dialog).getByLabel('Period').selectOption({ label: '30 days' });
  await expectAccessible(admin, 'what each member received', dialog);
});
