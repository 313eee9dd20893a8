import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { closeSessions, expectAccessible, openSession, sharedBrowser, startSession } from './browser.ts';
import { type Account, type Desk, openDesk, until } from './desk.ts';

let desk: Desk;
let browser: Browser;
let accounts: Account[];
let owner: Page;
let colleague: Page;
let openStatus: { id: number; name: string };
let support: number;
let logistics: number;

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
  [owner, colleague] = await Promise.all([openAgentPage('priya'), openAgentPage('liam')]);
  type Named = { id: number; name: { en: string } };
  const catalog = await callApi<{ departments: Named[]; choices: (Named & { kind: string; baseState: string })[] }>(
    owner,
    'GET',
    '/catalog',
  );
  const status = catalog.choices.find((one) => one.kind === 'status' && one.baseState === 'open');
  openStatus = { id: status?.id ?? 0, name: status?.name.en ?? '' };
  support = catalog.departments.find((one) => one.name.en === 'Customer Support')?.id ?? 0;
  logistics = catalog.departments.find((one) => one.name.en === 'Logistics')?.id ?? 0;
}, 180_000);

afterAll(async () => {
  await closeSessions(browser);
  await desk?.remove();
});

const builder = () => owner.getByRole('dialog', { name: 'New view' });
const preview = () => builder().locator('.preview .builder-head .faint');
const countIn = async (read: () => Promise<string | null>): Promise<number> =>
  until(async () => {
    const found = /\d+/.exec((await read()) ?? '');
    return found ? Number(found[0]) + 1 : null;
  }).then((one) => one - 1);
const untilCount = (read: () => Promise<string | null>, count: number) =>
  until(async () => /\d+/.exec((await read()) ?? '')?.[0] === String(count));

/** How many tickets the owner would see with these conditions. */
const countOf = async (conditions: object[]) =>
  (
    await callApi<{ count: number }>(owner, 'POST', '/custom-views/preview', {
      criteria: { match: 'all', conditions, groups: [] },
    })
  ).count;
const addCondition = async (field: string) => {
  await builder().locator('.builder-adds .builder-add').click();
  await owner.getByRole('option', { name: field, exact: true }).click();
};

/** A ticket in progress of Customer Support that is not shared. */
const unsharedTicket = async (): Promise<number> => {
  type Row = { number: number; statusId: number; shares: unknown[]; departmentId: number };
  const { items } = await callApi<{ items: Row[] }>(colleague, 'GET', '/tickets?view=all&limit=100');
  const found = items.find(
    (row) => row.departmentId === support && row.statusId === openStatus.id && row.shares.length === 0,
  );
  return found?.number ?? 0;
};
const shareTicket = async () =>
  callApi(colleague, 'POST', `/tickets/${await unsharedTicket()}/shares`, { shares: [{ departmentId: logistics }] });

test('ZE-41 ZE-42 ZJ-28 ZJ-29 “Shared to others is true” with Status open can be built and previewed', async () => {
  await owner.goto('/tickets/all');
  await owner.locator('[data-row]').first().waitFor();
  await owner.keyboard.press('g');
  await owner.keyboard.press('v');
  await builder().waitFor();
  await addCondition('Shared to others');
  const outgoing = { field: 'sharedToOthers', operator: 'is', value: true };
  await untilCount(() => preview().textContent(), await countOf([outgoing]));
  await addCondition('Status');
  await builder().locator('.condition').nth(1).locator('.multi-value-add').click();
  await owner.getByRole('option', { name: openStatus.name, exact: true }).click();
  const some = await countOf([outgoing, { field: 'statusId', operator: 'is_any', value: [openStatus.id] }]);
  await untilCount(() => preview().textContent(), some);
  await shareTicket();
  await untilCount(() => preview().textContent(), some + 1);
  await expectAccessible(owner, 'the builder', '[role=dialog]');
});

test('closing with unsaved changes asks for confirmation and keeps the conditions', async () => {
  await owner.keyboard.press('Escape');
  const confirmation = owner.getByRole('dialog', { name: 'Leave without saving?' });
  await confirmation.getByRole('button', { name: 'Keep editing' }).click();
  await confirmation.waitFor({ state: 'detached' });
  expect(await builder().locator('.condition').count()).toBe(2);
});

test('ZE-43 a view shared with a department appears for a colleague, and both counts update', async () => {
  await builder().getByLabel('Name').fill('Out and open');
  await builder().getByLabel('Who can see this view').selectOption('departments');
  await builder().locator('.builder-audience .multi-value-add').click();
  await owner.getByRole('option', { name: 'Customer Support', exact: true }).click();
  await builder().getByRole('button', { name: 'Save view' }).click();
  await owner.getByText('View “Out and open” saved').waitFor();
  const link = (page: Page) => page.locator('.views .view').filter({ hasText: 'Out and open' });
  await link(colleague)
    .waitFor()
    .catch(() => colleague.reload());
  const colleagueCount = await countIn(() => link(colleague).locator('b').textContent());
  const ownerCount = await countIn(() => link(owner).locator('b').textContent());
  await shareTicket();
  await untilCount(() => link(owner).locator('b').textContent(), ownerCount + 1);
  await untilCount(() => link(colleague).locator('b').textContent(), colleagueCount + 1);
  await link(colleague).click();
  await colleague.locator('[data-row]').first().waitFor();
  expect(new URL(colleague.url()).pathname).toMatch(/\/tickets\/custom:\d+/);
});

test('ZE-43 a manager of shared views sees owner and audience, and edits and deletes the view', async () => {
  const manager = await openAgentPage('nora');
  await manager.goto('/settings/views');
  const row = manager.locator('.settings-row').filter({ hasText: 'Out and open' });
  await row.getByText('by Priya Raman · Customer Support').waitFor();
  await expectAccessible(manager, 'the views of others');
  await row.getByRole('button', { name: 'Edit view “Out and open”' }).click();
  await manager.getByRole('dialog').getByLabel('Name').fill('Out and still open');
  await manager.getByRole('dialog').getByRole('button', { name: 'Save view' }).click();
  const renamed = manager.locator('.settings-row').filter({ hasText: 'Out and still open' });
  await renamed.getByRole('button', { name: /^Delete view/ }).click();
  await manager.getByRole('dialog').getByRole('button', { name: 'Delete view' }).click();
  await renamed.waitFor({ state: 'detached' });
  await manager.context().close();
  const agent = await openAgentPage('grace');
  await agent.goto('/settings/views');
  await agent.locator('.empty').waitFor();
  expect(await agent.getByText('Shared views').count()).toBe(0);
  await agent.context().close();
});
