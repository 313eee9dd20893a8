import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { closeSessions, expectAccessible, openSession, sharedBrowser, startSession } from './browser.ts';
import { type Account, type Desk, openDesk, until } from './desk.ts';

let desk: Desk;
let browser: Browser;
let accounts: Account[];
let admin: Page;
let agent: Page;

async function openAgentPage(start: string): Promise<Page> {
  const { page } = await openSession(browser, desk);
  await startSession(page, accounts.find((one) => one.email.startsWith(`${start}.`)) as Account);
  return page;
}
const callApi = async <T>(page: Page, method: string, path: string, data?: unknown): Promise<T> => {
  const response = await page.request.fetch(`/api/v1${path}`, {
    method,
    headers: { origin: desk.url },
    ...(data === undefined ? {} : { data }),
  });
  if (!response.ok()) throw new Error(`${method} ${path}: ${response.status()} ${await response.text()}`);
  return (await response.json()) as T;
};

beforeAll(async () => {
  [desk, browser] = await Promise.all([openDesk(), sharedBrowser()]);
  accounts = await desk.accounts();
  [admin, agent] = await Promise.all([openAgentPage('nora'), openAgentPage('liam')]);
}, 180_000);

afterAll(async () => {
  await closeSessions(browser);
  await desk?.remove();
});

test.each(['customization notification', 'automation notification', 'Notification Rules', 'sms', 'shared ticket'])(
  'C-26 ZE-47 ZJ-31 searching the settings for “%s” finds only the notifications page',
  async (words) => {
    await admin.goto('/settings/me');
    const found = admin.locator('.settings-nav a');
    await found.first().waitFor();
    await admin.getByRole('searchbox').fill(words);
    await admin.keyboard.press('Enter');
    await admin.waitForURL('**/settings/notifications');
    expect(await found.allTextContents()).toEqual(['Notifications']);
    await admin.getByText('Receiving a shared ticket').first().waitFor();
  },
);

const rule = (page: Page) => page.getByLabel('Receiving a shared ticket, Email', { exact: true });

test('ZE-45 ZE-46 ZE-47 ZJ-30 ZJ-31 turned on for a department, email notifies each of its agents of the next share', async () => {
  type Catalog = {
    departments: { id: number; name: { en: string } }[];
    agents: { id: number; name: string; isActive: boolean; memberships: { departmentId: number }[] }[];
  };
  const { departments, agents } = await callApi<Catalog>(admin, 'GET', '/catalog');
  const security = departments.find((one) => one.name.en === 'Security')?.id ?? 0;
  const people = agents.filter(
    (one) => one.isActive && one.memberships.some(({ departmentId }) => departmentId === security),
  );
  await admin.goto('/settings/notifications');
  await admin.getByLabel('Department', { exact: true }).selectOption(String(security));
  await rule(admin).waitFor();
  if (!(await rule(admin).isChecked())) await rule(admin).click();
  await expectAccessible(admin, 'notifications of a department');
  await admin.reload();
  await admin.getByLabel('Department', { exact: true }).selectOption(String(security));
  await rule(admin).waitFor();
  expect(await rule(admin).isChecked()).toBe(true);
  type Rows = { items: { number: number; shares: unknown[] }[] };
  const { items } = await callApi<Rows>(agent, 'GET', '/tickets?view=all&limit=50');
  const number = items.find((row) => row.shares.length === 0)?.number;
  await callApi(agent, 'POST', `/tickets/${number}/shares`, { shares: [{ departmentId: security }] });
  const notifiedIds = await until(async () => {
    type Notices = { items: { agentId: number; means: string; state: string }[] };
    const notices = await callApi<Notices>(agent, 'GET', `/tickets/${number}/notices`);
    const mails = notices.items.filter((one) => one.means === 'email' && one.state === 'kept');
    return mails.length >= people.length && mails.map((one) => one.agentId);
  });
  expect(notifiedIds.toSorted()).toEqual(people.map((one) => one.id).toSorted());
});

test('ZE-49 C-05 the pencil opens the template for email and text messages, with a reset to the default', async () => {
  const drawer = admin.getByRole('dialog');
  const openTemplate = async (means: string) => {
    await admin
      .getByRole('button', { name: `Edit template: Receiving a shared ticket, ${means}`, exact: true })
      .click();
    await drawer.getByText('Text', { exact: true }).waitFor();
  };
  for (const means of ['Email', 'Text message']) {
    await openTemplate(means);
    await drawer.getByLabel('Text', { exact: true }).fill('{{ ticket.number }} is for you.');
    await drawer.getByRole('button', { name: 'Save' }).click();
    await drawer.waitFor({ state: 'detached' });
    await openTemplate(means);
    await drawer.getByText('Custom text').waitFor();
    expect(await drawer.getByLabel('Text', { exact: true }).inputValue()).toBe('{{ ticket.number }} is for you.');
    await drawer.getByRole('button', { name: 'Reset to default' }).click();
    await drawer.getByText('Default text', { exact: true }).waitFor();
    await admin.keyboard.press('Escape');
    await drawer.waitFor({ state: 'detached' });
  }
});

test('ZE-48 ZJ-33 other users are asked to contact an administrator, and the API refuses changes', async () => {
  await agent.goto('/settings/notifications');
  await agent.getByText('Only administrators can change department notifications. Ask an administrator.').waitFor();
  expect(await rule(agent).count()).toBe(0);
  const refused = await agent.request.fetch('/api/v1/departments/1/notifications', {
    method: 'PUT',
    headers: { origin: desk.url },
    data: { kind: 'share_received', means: 'email', isOn: true },
  });
  expect(refused.status()).toBe(403);
});

test.each([
  ['categories', '/settings/category', 'Add a category'],
  ['access profiles', '/settings/profiles', 'Add a profile'],
])('undo restores an entry deleted from the %s', async (_, path, add) => {
  await admin.goto(path);
  await admin.getByRole('button', { name: add }).click();
  await admin.getByLabel('Name in English').fill('Night shift');
  await admin.getByRole('button', { name: 'Save' }).click();
  const remove = admin.getByRole('button', { name: 'Delete Night shift' });
  await remove.click();
  await admin.getByText('“Night shift” removed').waitFor();
  await remove.waitFor({ state: 'detached' });
  await admin.getByRole('button', { name: 'Undo' }).click();
  await remove.waitFor();
  await admin.reload();
  await remove.waitFor();
});
