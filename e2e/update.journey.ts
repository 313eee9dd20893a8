import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { closeSessions, openSession, sharedBrowser, startSession } from './browser.ts';
import { type Account, type Desk, openDesk } from './desk.ts';

let desk: Desk;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  [desk, browser] = await Promise.all([openDesk(), sharedBrowser()]);
  page = (await openSession(browser, desk)).page;
  await startSession(page, (await desk.accounts()).find((one) => one.email.startsWith('nora.')) as Account);
  await routeRequests();
}, 180_000);

afterAll(async () => {
  await closeSessions(browser);
  await desk?.remove();
});

const openTicket = async () => {
  await page.goto('/tickets/all');
  await page.locator('[data-row]').first().click();
  await page.locator('.message').first().waitFor();
};
/**
 * cut: the panel's chunk cannot be loaded. updated: it is gone, and the page loads another script.
 */
let server: 'running' | 'cut' | 'updated' = 'running';
const routeRequests = async () => {
  await page.route('**/assets/share-panel-*.js', (route) =>
    server === 'running'
      ? route.fallback()
      : server === 'cut'
        ? route.abort()
        : route.fulfill({ status: 404, body: '' }),
  );
  await page.route(
    (url) => url.pathname === '/',
    (route) =>
      server === 'updated'
        ? route.fulfill({
            contentType: 'text/html',
            body: '<script type="module" src="/assets/index-newer.js"></script>',
          })
        : route.fallback(),
  );
};
/** Marks the page; the mark is lost on reload. */
const mark = () => page.evaluate(() => document.body.setAttribute('data-marked', ''));
const isMarked = () => page.evaluate(() => document.body.hasAttribute('data-marked'));

test('a part that cannot be loaded shows an error in its place, and the page stays', async () => {
  await openTicket();
  await mark();
  server = 'cut';
  await page.keyboard.press('s');
  const panel = page.getByRole('dialog');
  await panel.getByText('couldn’t be loaded').waitFor();
  expect(await isMarked()).toBe(true);
  expect(await page.locator('.message').count()).toBeGreaterThan(0);
  server = 'running';
  await panel.getByRole('button', { name: 'Reload' }).click();
  await page.locator('.message').first().waitFor();
  await page.keyboard.press('s');
  await page.locator('.share-add').waitFor();
});

test('after a server update the page reloads when an old chunk is missing', async () => {
  await openTicket();
  await mark();
  server = 'updated';
  const loaded = page.waitForEvent('load');
  await page.evaluate(() => window.dispatchEvent(new Event('vite:preloadError')));
  await loaded;
  server = 'running';
  await page.locator('.message').first().waitFor();
  expect(await isMarked()).toBe(false);
  await page.keyboard.press('s');
  await page.locator('.share-add').waitFor();
});

test('with unsaved input a reload is offered once instead', async () => {
  await openTicket();
  await page.keyboard.press('n');
  await page.getByRole('dialog').getByLabel('Subject').fill('Half a sentence');
  await mark();
  server = 'updated';
  for (const _ of [1, 2]) await page.evaluate(() => window.dispatchEvent(new Event('vite:preloadError')));
  await page.getByText('Crossdesk has been updated.').waitFor();
  expect(await page.getByText('Crossdesk has been updated.').count()).toBe(1);
  expect(await isMarked()).toBe(true);
  expect(await page.getByRole('dialog').getByLabel('Subject').inputValue()).toBe('Half a sentence');
  server = 'running';
});

test('a refused live connection is shown and retried', async () => {
  const { context, page: fresh } = await openSession(browser, desk);
  await context.addCookies(await page.context().cookies());
  let connectCount = 0;
  // A server without its database refuses (Socket.IO protocol 5: 40 connects, 44 refuses).
  await fresh.routeWebSocket(/\/live\//, (socket) => {
    socket.send('0{"sid":"one","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":100000}');
    socket.onMessage((packet) => {
      if (packet !== '40') return;
      connectCount += 1;
      socket.send(connectCount === 1 ? '44{"message":"unavailable"}' : '40{"sid":"two"}');
    });
  });
  await fresh.goto('/tickets/all');
  await fresh.locator('.rail-offline').waitFor();
  await fresh.locator('.rail-offline').waitFor({ state: 'detached' });
  expect(connectCount).toBe(2);
  await context.close();
});
