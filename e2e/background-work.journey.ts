import { Client } from 'pg';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { closeSessions, expectAccessible, openSession, sharedBrowser, startSession } from './browser.ts';
import { type Desk, openDesk, until } from './desk.ts';

let desk: Desk;
let browser: Browser;
let page: Page;
/** The desk's database, as an operator opens it. */
let database: Client;

beforeAll(async () => {
  [desk, browser] = await Promise.all([openDesk(), sharedBrowser()]);
  database = new Client({ connectionString: await desk.databaseUrl() });
  await database.connect();
  page = (await openSession(browser, desk)).page;
  const accounts = await desk.accounts();
  await startSession(page, accounts.find((one) => one.profile === 'admin') ?? { email: '', password: '' });
}, 180_000);

afterAll(async () => {
  await database?.end();
  await closeSessions(browser);
  await desk?.remove();
});

const callApi = async <T>(method: string, path: string, data?: unknown): Promise<T> => {
  const response = await page.request.fetch(`/api/v1${path}`, {
    method,
    headers: { origin: desk.url },
    ...(data === undefined ? {} : { data }),
  });
  if (!response.ok()) throw new Error(`${method} ${path}: ${response.status()} ${await response.text()}`);
  return (await response.json()) as T;
};

test('failed background work is listed with its state, and all of it is tried again at once', async () => {
  await database.query('alter table ticket_search rename to ticket_search_gone');
  const { items } = await callApi<{ items: { number: number }[] }>('GET', '/tickets?view=all&limit=2');
  for (const { number } of items) {
    const { version } = await callApi<{ version: number }>('GET', `/tickets/${number}`);
    await callApi('PATCH', `/tickets/${number}`, { version, tags: ['poison'] });
  }
  await until(async () => (await callApi<{ items: unknown[] }>('GET', '/failed-events')).items.length >= 2);
  await page.goto('/settings/background');
  const rows = page.locator('.settings-row');
  await rows.nth(1).waitFor();
  for (const row of await rows.all())
    expect(await row.textContent()).toMatch(/^Search indexRetrying.*ticket_search.*Next attempt/);
  await expectAccessible(page, 'failed background work');

  await database.query('alter table ticket_search_gone rename to ticket_search');
  await page.getByRole('button', { name: 'Try all again' }).click();
  await page.getByText('No background work has failed.').waitFor();
});
