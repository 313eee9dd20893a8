import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { closeSessions, openSession, sharedBrowser, startSession } from './browser.ts';
import { type Account, type Desk, openDesk, until } from './desk.ts';
import { layoutProblems } from './layout-faults.ts';
import { screens } from './screens.ts';

// Tooltips, menus, and popups load on first use, which may take a moment.

let desk: Desk;
let browser: Browser;
let page: Page;
let loadDelayMs = 0;

beforeAll(async () => {
  [desk, browser] = await Promise.all([openDesk(), sharedBrowser()]);
  page = (await openSession(browser, desk)).page;
  await startSession(page, (await desk.accounts()).find((one) => one.email.startsWith('nora.')) as Account);
  await page.route('**/assets/layer-pieces-*.js', async (route) => {
    await new Promise((resolve) => setTimeout(resolve, loadDelayMs));
    await route.continue();
  });
}, 180_000);

afterAll(async () => {
  await closeSessions(browser);
  await desk?.remove();
});

const open = async (path: string, shown: string) => {
  await page.goto(path);
  await page.locator(shown).first().waitFor();
};
const tooltip = () => page.getByRole('tooltip').filter({ visible: true });
const focusedLabel = () =>
  page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '');
const theme = () => page.getByRole('button', { name: /^Switch to (dark|light) theme/ });

const layersToOpen = [
  'new-ticket',
  'share-owner-narrow',
  'palette',
  'new-view',
  'customer-edit',
  'batch-share',
  'settings-people-edit',
  'settings-departments-edit',
  'settings-mailboxes-edit',
  'settings-canned-edit',
];

describe('a dialog or drawer opens with the focus on its first useful element', () => {
  test('not on the close button, and not outside', async () => {
    const state = { accounts: await desk.accounts(), desk, browser, number: 1, contactId: 1 } as never;
    for (const screen of screens.filter((one) => layersToOpen.includes(one.name))) {
      await page.setViewportSize({ width: screen.isNarrow ? 390 : 1440, height: 900 });
      await screen.open(page, state);
      const focused = () =>
        page.evaluate(() => {
          const layer = [...document.querySelectorAll('[aria-modal=true]')].at(-1);
          const active = document.activeElement;
          if (!layer?.contains(active)) return 'outside';
          return active === layer || active?.closest('header') ? 'close button' : 'content';
        });
      await expect.poll(focused, { message: screen.name }).toBe('content');
    }
    await page.setViewportSize({ width: 1440, height: 900 });
  });

  test('the sign-in page opens with the focus on the email field', async () => {
    const { context, page: signedOut } = await openSession(browser, desk);
    await signedOut.goto('/sign-in');
    await signedOut.locator('input[type=email]:focus').waitFor();
    await context.close();
  });
});

describe('a list row with many badges', () => {
  test('cuts none of them at the edge, and the department it was shared from is readable', async () => {
    await page.setViewportSize({ width: 1440, height: 900 });
    await open('/tickets/all', '[data-row]');
    // The badges that a shared ticket can have at once.
    await page
      .locator('.row-meta')
      .first()
      .evaluate((row) => {
        const chip = (tone: string, words: string) =>
          `<span class="chip" data-tone="${tone}"><svg width="12" height="12"></svg><span>${words}</span></span>`;
        row.innerHTML = `<span class="avatar" style="width:18px;flex:none"></span>
        <span class="cut row-who">Wilhelmina van der Blumenthal</span>
        ${chip('accent', '<span class="share-from">from Technical Support</span>')}
        ${chip('internal', 'Internal')}${chip('bad', 'Overdue by 12 days')}
        <span class="row-end"><span style="width:18px;height:18px"></span><span style="width:18px;height:18px"></span></span>`;
      });
    expect(await page.evaluate(layoutProblems)).toEqual([]);
    const words = await page.locator('.row-meta').first().locator('.share-from').boundingBox();
    expect(words?.width).toBeGreaterThan(40);
  });
});

describe.each([0, 900])('the chunk loads after %i ms', (ms) => {
  test('a button shows its tooltip on the first hover and hides it afterwards', async () => {
    loadDelayMs = ms;
    await open('/tickets/all', '[data-row]');
    await theme().hover();
    await tooltip().waitFor();
    expect(await tooltip().textContent()).toMatch(/dark|light/);
    expect(await theme().getAttribute('aria-describedby')).toBe(await tooltip().getAttribute('id'));
    await page.mouse.move(700, 400);
    await tooltip().waitFor({ state: 'detached' });
  });

  test('a button shows its tooltip on keyboard focus', async () => {
    loadDelayMs = ms;
    await open('/tickets/all', '[data-row]');
    await theme().focus();
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Tab');
    await tooltip().waitFor();
    await page.keyboard.press('Escape');
    await tooltip().waitFor({ state: 'detached' });
  });

  test('a menu opens with Enter, moves with the arrow keys, and restores the focus on Esc', async () => {
    loadDelayMs = ms;
    await open('/tickets/all/1', '.message');
    const more = page.locator('.ticket-actions [aria-haspopup=menu]');
    await more.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('menu').waitFor();
    expect(await more.getAttribute('aria-expanded')).toBe('true');
    expect(await more.getAttribute('aria-controls')).toBe(await page.getByRole('menu').getAttribute('id'));
    await page.keyboard.press('ArrowDown');
    const first = await until(focusedLabel);
    await page.keyboard.press('ArrowDown');
    await expect.poll(focusedLabel).not.toBe(first);
    await page.keyboard.press('Escape');
    await page.getByRole('menu').waitFor({ state: 'detached' });
    await more.and(page.locator(':focus')).waitFor();
    expect(await more.getAttribute('aria-expanded')).toBe('false');
  });

  test('ZV-24 the solution forecast is set in the reader’s time zone, and the focus returns to it', async () => {
    loadDelayMs = ms;
    const day = ms === 0 ? '2031-01-05' : '2031-07-05';
    const set = await page.request.patch(`${desk.url}/api/v1/me`, {
      headers: { origin: desk.url },
      data: { timeZone: 'Asia/Tokyo' },
    });
    expect(set.status()).toBe(200);
    const { items } = await (await page.request.get(`${desk.url}/api/v1/tickets?view=assigned&limit=1`)).json();
    const { number } = items[0];
    await open(`/tickets/all/${number}`, '.message');
    const field = page.getByRole('button', { name: 'Edit Solution forecast:' });
    await field.click();
    const box = page.getByLabel('Solution forecast', { exact: true });
    await box.and(page.locator(':focus')).waitFor();
    await box.fill(`${day}T18:00`);
    await page.keyboard.press('Enter');
    await box.waitFor({ state: 'detached' });
    await field.and(page.locator(':focus')).waitFor();
    const ticket = async () => (await page.request.get(`${desk.url}/api/v1/tickets/${number}`)).json();
    await expect.poll(async () => (await ticket()).solutionDueAt).toBe(`${day}T09:00:00.000Z`);
  });
});
