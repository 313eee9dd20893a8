import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { closeSessions, type DisplayOptions, openSession, sharedBrowser } from './browser.ts';
import { type Account, type Desk, openDesk } from './desk.ts';

// NEWCOMER_PICTURES=<folder> takes screenshots of each step with all display options;
// without it two of them are tested.
const folder = process.env.NEWCOMER_PICTURES;
const displays: (DisplayOptions & { name: string })[] = (['en', 'ja'] as const).flatMap((locale) =>
  (['light', 'dark'] as const).flatMap((theme) => [
    { name: `${locale}-${theme}-1440`, locale, theme, width: 1440, height: 900 },
    { name: `${locale}-${theme}-390`, locale, theme, width: 390, height: 844 },
  ]),
);
const testedDisplays = folder
  ? displays
  : displays.filter(({ name }) => ['en-light-1440', 'ja-dark-390'].includes(name));

const words = {
  en: { share: 'Share with departments', add: 'Add a department…', shared: 'Shared with' },
  ja: { share: '部門と共有', add: '部門を追加…', shared: '共有先' },
} as const;

let desk: Desk;
let browser: Browser;
let people: Record<'en' | 'ja', Account>;

beforeAll(async () => {
  [desk, browser] = await Promise.all([openDesk(), sharedBrowser()]);
  const accounts = await desk.accounts();
  const findAccount = (start: string) => accounts.find((one) => one.email.startsWith(`${start}.`)) as Account;
  // The desk uses the language of the account.
  people = { en: findAccount('liam'), ja: findAccount('emi') };
  if (folder) await mkdir(folder, { recursive: true });
}, 180_000);

afterAll(async () => {
  await closeSessions(browser);
  await desk?.remove();
});

/** A new user can share a ticket within a minute. */
test.each(testedDisplays.map((display) => [display.name, display] as const))(
  'ZE-01 ZE-27 ZE-31 a new user shares a ticket with seven clicks (%s)',
  async (name, display) => {
    const labels = words[display.locale ?? 'en'];
    const person = people[display.locale ?? 'en'];
    const { context, page } = await openSession(browser, desk, display);
    let step = 0;
    const takeScreenshot = async (what: string, shown: Page = page) => {
      step += 1;
      if (folder) await shown.waitForTimeout(400);
      if (folder) await shown.screenshot({ path: join(folder, `${name}-${step}-${what}.png`) });
    };
    const startedAt = Date.now();
    let clickCount = 0;
    const click = async (target: ReturnType<Page['locator']>) => {
      clickCount += 1;
      await target.click();
    };
    await page.goto('/');
    await page.locator('input[type=email]').waitFor();
    await takeScreenshot('sign-in');
    await page.locator('input[type=email]').fill(person.email);
    await page.locator('input[type=password]').fill(person.password);
    await click(page.locator('button[type=submit]'));
    const row = page.locator('[data-row]').first();
    await row.waitFor();
    await takeScreenshot('first-look');
    await click(row);
    await page.locator('.message').first().waitFor();
    await takeScreenshot('ticket');
    await click(page.locator('.ticket-actions').getByRole('button', { name: labels.share }));
    const panel = page.getByRole('dialog');
    await panel.locator('.share-add').waitFor();
    await takeScreenshot('panel');
    await click(panel.getByRole('button', { name: labels.add }));
    await page.getByRole('option').first().waitFor();
    await takeScreenshot('departments');
    await click(page.getByRole('option').first());
    await panel.locator('button[type=submit]').waitFor();
    await takeScreenshot('chosen');
    await click(panel.locator('button[type=submit]'));
    await panel.locator('.share-list li').first().waitFor();
    await takeScreenshot('shared');
    await page.keyboard.press('Escape');
    clickCount += 1;
    await page.locator('.shared-link').getByText(labels.shared).waitFor();
    await takeScreenshot('afterwards');
    expect(clickCount).toBeLessThanOrEqual(7);
    expect(Date.now() - startedAt, 'the application takes only part of the minute').toBeLessThan(30_000);
    await context.close();
  },
);
