import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { closeSessions, expectAccessible, openSession, sharedBrowser, startSession } from './browser.ts';
import { type Account, type Desk, openDesk, until } from './desk.ts';

let desk: Desk;
let browser: Browser;
let page: Page;
let number: number;
const post = async <T>(path: string, data: unknown): Promise<T> => {
  const response = await page.request.post(`/api/v1${path}`, { headers: { origin: desk.url }, data });
  if (!response.ok()) throw new Error(`${path}: ${response.status()} ${await response.text()}`);
  return (await response.json()) as T;
};

beforeAll(async () => {
  [desk, browser] = await Promise.all([openDesk(), sharedBrowser()]);
  const accounts = await desk.accounts();
  page = (await openSession(browser, desk)).page;
  await startSession(page, accounts.find((one) => one.email.startsWith('priya.')) as Account);
  const catalog = await page.request.get('/api/v1/catalog');
  const { departments } = (await catalog.json()) as { departments: { id: number; name: { en: string } }[] };
  const departmentId = departments.find((one) => one.name.en === 'Customer Support')?.id;
  const created = await post<{ number: number }>('/tickets', {
    subject: 'Café Zwölfuhr',
    requester: { name: 'Zoë Zwölfuhr', email: 'zoe@zwoelfuhr.example' },
    departmentId,
    message: { text: 'The machine in the café makes no crème.' },
    tags: ['coffee'],
  });
  number = created.number;
}, 180_000);
afterAll(async () => {
  await closeSessions(browser);
  await desk?.remove();
});

const field = () => page.getByRole('combobox', { name: 'Search tickets' });
const list = () => page.getByRole('listbox', { name: 'Search operators' });
const hit = () => page.locator('.hits a', { hasText: `#${number}` });

test('operators are completed by keyboard, filters write them, and the words are highlighted', async () => {
  await page.goto('/search');
  await until(async () => {
    await field().fill('creme cafe zwolfuhr');
    await hit().waitFor({ timeout: 2_000 });
    return true;
  });
  expect(await hit().locator('mark').allTextContents()).toEqual(expect.arrayContaining(['Café', 'Zwölfuhr', 'crème']));

  await field().press('End');
  await page.keyboard.type(' dep');
  const option = list().getByRole('option', { name: /^department:/ });
  await option.waitFor();
  expect(await field().getAttribute('aria-expanded')).toBe('true');
  await page.keyboard.press('ArrowDown');
  expect(await option.getAttribute('aria-selected')).toBe('true');
  await page.keyboard.press('Enter');
  await list()
    .getByRole('option', { name: /Customer Support/ })
    .waitFor();
  await expectAccessible(page, 'search with a list of values');
  await page.keyboard.type('Supp');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  expect(await field().inputValue()).toBe('creme cafe zwolfuhr department:"Customer Support" ');
  await hit().waitFor();
  expect(await page.getByLabel('Department').inputValue()).toBe('Customer Support');

  await page.getByLabel('State').selectOption('closed');
  await page.locator('.empty').waitFor();
  await page.getByLabel('State').selectOption('open');
  await hit().waitFor();
  expect(await field().inputValue()).toBe('creme cafe zwolfuhr department:"Customer Support" is:open');

  await hit().click();
  await page.locator('.message').first().waitFor();
  const found = await until(() =>
    page.evaluate(() => {
      const words = [...(CSS.highlights.get('found-words') ?? [])].map((range) => String(range));
      return words.includes('crème') && words.includes('Café') ? words : null;
    }),
  );
  expect(found).toContain('café');
}, 60_000);

test('a misspelled word is corrected, and customers are in the same field', async () => {
  await page.goto('/search?q=zwolfuhhr');
  await page.getByRole('link', { name: 'zwolfuhr' }).click();
  await hit().waitFor();
  await page.getByRole('region', { name: 'Customers and accounts' }).getByText('zoe@zwoelfuhr.example').waitFor();
  await expectAccessible(page, 'search with customers');
}, 60_000);

test('a ticket that is created while its search shows nothing appears without searching again', async () => {
  await page.goto('/search?q=quillbert');
  await page.locator('.empty').waitFor();
  const catalog = await page.request.get('/api/v1/catalog');
  const { departments } = (await catalog.json()) as { departments: { id: number; name: { en: string } }[] };
  await post('/tickets', {
    subject: 'Quillbert',
    requester: { name: 'Quill', email: 'quill@quill.example' },
    departmentId: departments.find((one) => one.name.en === 'Customer Support')?.id,
    message: { text: 'Here it is.' },
  });
  await page.locator('.hits a', { hasText: 'Quillbert' }).waitFor();
}, 60_000);
