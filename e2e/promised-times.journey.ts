import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectAccessible, openBrowser, openSession, signIn } from './browser.ts';
import { findAccount } from './demo-state.ts';
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

const field = (name: string) => admin.locator(dialog).getByLabel(name, { exact: true });
const save = () => admin.locator(dialog).getByRole('button', { name: 'Save' }).click();

const holidays = [
  'BEGIN:VCALENDAR',
  'VERSION:2.0',
  'BEGIN:VEVENT',
  'UID:1',
  'DTSTART;VALUE=DATE:20261225',
  'RRULE:FREQ=YEARLY',
  'SUMMARY:Christmas',
  'END:VEVENT',
  'END:VCALENDAR',
].join('\r\n');

test('ZV-26 a calendar is made with breaks, and holidays are read from a file', async () => {
  await admin.goto('/settings/calendars');
  await admin.getByRole('button', { name: 'Add a calendar' }).click();
  await field('Name').fill('Warehouse');
  await admin.locator(dialog).getByRole('button', { name: 'Add working time on Monday' }).click();
  const chooser = admin.waitForEvent('filechooser');
  await admin.locator(dialog).getByRole('button', { name: 'Import from a file (.ics)' }).click();
  await (await chooser).setFiles({ name: 'off.ics', mimeType: 'text/calendar', buffer: Buffer.from(holidays) });
  await admin.getByText('1 holiday added. Save to keep it.').waitFor();
  await expectAccessible(admin, 'the form of a calendar', dialog);
  await save();
  await admin.getByText('Warehouse', { exact: true }).waitFor();
  await admin.getByText('1 holiday', { exact: false }).first().waitFor();
  await expectAccessible(admin, 'the calendars');
});

test('ZV-26 a contract is made with at least one time in each rule', async () => {
  await admin.goto('/settings/contracts');
  await admin.getByText('Default', { exact: true }).waitFor();
  await expectAccessible(admin, 'the contracts');
  await admin.getByRole('button', { name: 'Add a contract' }).click();
  await field('Name').fill('Partners');
  await field('Name of the rule').fill('All requests');
  await save();
  await admin.getByText('Enter at least one time in each rule.').waitFor();
  await field('First response').fill('2');
  await expectAccessible(admin, 'the form of a contract', dialog);
  await save();
  await admin.getByText('Partners', { exact: true }).waitFor();
});

test('ZV-26 a ticket shows what is promised, and why', async () => {
  await admin.goto('/tickets/due_soon');
  const rows = admin.locator('[data-row]');
  await rows.first().waitFor();
  await rows.first().click();
  const times = admin.locator('.times');
  await times.waitFor();
  expect(await times.textContent()).toMatch(/(due in|overdue by) \d/);
  await times.click();
  const panel = admin.locator(dialog);
  await panel.getByText('How the times were calculated').waitFor();
  await panel
    .getByText(/by the rule “.+”, in the calendar “.+”/)
    .first()
    .waitFor();
  await panel
    .getByText(/: started$/)
    .first()
    .waitFor();
  await expectAccessible(admin, 'why this time', dialog);
  await admin.keyboard.press('Escape');
  await panel.waitFor({ state: 'detached' });
  await admin.keyboard.press('w');
  await panel.getByText('How the times were calculated').waitFor();
});
