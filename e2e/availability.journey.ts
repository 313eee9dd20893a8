import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectAccessible, openBrowser, openSession, signIn } from './browser.ts';
import { callApi, findAccount } from './demo-state.ts';
import { type Desk, openDesk } from './desk.ts';

let desk: Desk;
let browser: Browser;
let agent: Page;
let colleague: Page;

beforeAll(async () => {
  [desk, browser] = await Promise.all([openDesk(), openBrowser()]);
  const accounts = await desk.accounts();
  const open = async (start: string) => {
    const { page } = await openSession(browser, desk);
    await signIn(page, findAccount(accounts, start));
    return page;
  };
  [agent, colleague] = await Promise.all([open('liam'), open('priya')]);
}, 180_000);

afterAll(async () => {
  await browser?.close();
  await desk?.remove();
});

const menuButton = (page: Page) => page.getByRole('button', { name: /^Availability:/ });
const menu = (page: Page) => page.getByRole('dialog');
const openMenu = async (page: Page) => {
  await page.keyboard.press('g');
  await page.keyboard.press('m');
  await menu(page).getByRole('button', { name: 'Lunch' }).waitFor();
};
/** How the assignee list of a ticket of Customer Support shows the agent. */
const inAssigneeList = (words: RegExp) =>
  colleague.getByRole('option', { name: /Liam O'Connor/ }).filter({ hasText: words });

test('TT-20 CP-03 one key and one click stop tickets, and the colleague who assigns one sees it immediately', async () => {
  await colleague.goto('/tickets/unassigned');
  await colleague.locator('[data-row]').first().click();
  await colleague.locator('.classifications').waitFor();
  await colleague.keyboard.press('a');
  await inAssigneeList(/Available/).waitFor();
  await openMenu(agent);
  await menu(agent).getByText('Receives tickets: yes').waitFor();
  await expectAccessible(agent, 'the availability menu');
  await menu(agent).getByRole('button', { name: 'Lunch' }).click();
  await menu(agent).getByText('Receives tickets: no').waitFor();
  await inAssigneeList(/Lunch/).waitFor();
  await menu(agent).getByLabel('Reason').fill('Noodles');
  await agent.keyboard.press('Enter');
  await menu(agent).getByRole('button', { name: 'In 30 minutes' }).click();
  await menu(agent)
    .getByText(/Your status is Lunch until/)
    .waitFor();
  type List = { items: { name: string; reason: string; until: string | null; refusal: string }[] };
  const list = () => callApi<List>(colleague, desk, 'GET', '/availability');
  await expect
    .poll(async () => (await list()).items.find((one) => one.name.startsWith('Liam')))
    .toMatchObject({
      reason: 'Noodles',
      refusal: 'away',
      until: expect.any(String),
    });
  await agent.keyboard.press('Escape');
  await expect
    .poll(() => menuButton(agent).getAttribute('aria-label'))
    .toBe('Availability: Lunch. Receives tickets: no');
  await menuButton(agent).click();
  await menu(agent).getByRole('button', { name: 'Available', exact: true }).click();
  await menu(agent).getByText('Receives tickets: yes').waitFor();
});

test('an absence until a date names a substitute, and ends with one click', async () => {
  await menu(agent).getByRole('button', { name: 'Away until a date…' }).click();
  await menu(agent).getByLabel('Substitute').selectOption({ label: 'Priya Raman' });
  await menu(agent).getByRole('button', { name: 'Start absence' }).click();
  await menu(agent)
    .getByText(/Priya Raman is your substitute/)
    .waitFor();
  await inAssigneeList(/Absent/).waitFor();
  await menu(agent).getByRole('button', { name: 'End absence now' }).click();
  await menu(agent).getByText('Receives tickets: yes').waitFor();
});

test('working hours and absences are set in the personal settings, with an error that names the day', async () => {
  await menu(agent).getByRole('link', { name: 'Working hours and absences' }).click();
  const hours = agent.locator('#hours');
  await hours.getByRole('switch').check();
  await hours.getByLabel('Monday, to').fill('08:00');
  await hours.getByLabel('Tuesday, from').fill('07:00');
  await hours.getByRole('button', { name: 'Save' }).click();
  await hours.getByText('The working times on Tuesday overlap others').waitFor();
  await hours.getByLabel('Monday, to').fill('17:00');
  await hours.getByRole('button', { name: 'Copy Monday to Tuesday–Friday' }).click();
  await hours.getByRole('button', { name: 'Save' }).click();
  await agent.getByText('Saved', { exact: true }).waitFor();
  await agent.getByRole('button', { name: 'Plan an absence' }).click();
  await agent.getByLabel('Ends').fill('2020-01-01T00:00');
  await agent.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await agent.getByText('The absence has to end after it starts').waitFor();
  await agent.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
  await expectAccessible(agent, 'the personal settings');
  await agent.reload();
  expect(await hours.getByLabel('Friday, to').inputValue()).toBe('17:00');
});

test('TT-26 a supervisor sets the status and an absence of a member with the keyboard, also on a phone', async () => {
  await colleague.setViewportSize({ width: 390, height: 844 });
  await colleague.goto('/team');
  const member = colleague.getByRole('button', { name: "Show availability and absences of Liam O'Connor" });
  await member.focus();
  await colleague.keyboard.press('Enter');
  const sheet = colleague.getByRole('dialog', { name: "Liam O'Connor" });
  await sheet.getByRole('button', { name: 'Lunch' }).click();
  await sheet.getByText('Receives tickets: no').waitFor();
  await expect.poll(() => menuButton(agent).getAttribute('aria-label')).toMatch(/Availability: Lunch/);
  await expectAccessible(colleague, 'a member on the team board', '[role=dialog]');
  expect(await sheet.evaluate((panel) => panel.scrollWidth <= panel.clientWidth)).toBe(true);
  await sheet.getByRole('button', { name: 'Available', exact: true }).click();
  await sheet.getByRole('button', { name: 'Plan an absence' }).click();
  const form = colleague.getByRole('dialog', { name: 'Plan an absence' });
  await form.getByLabel('Substitute').selectOption({ label: 'Priya Raman' });
  await form.getByLabel('Reason').fill('Dentist');
  await form.getByRole('button', { name: 'Save' }).click();
  const absence = sheet.getByRole('listitem').filter({ hasText: 'Substitute: Priya Raman · Dentist' });
  await absence.waitFor();
  await absence.getByRole('button', { name: /^Delete/ }).click();
  await absence.waitFor({ state: 'detached' });
  await colleague.keyboard.press('Escape');
  await expect.poll(() => member.evaluate((button) => document.activeElement === button)).toBe(true);
});
