import { gzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { closeSessions, openSession, sharedBrowser, startSession } from './browser.ts';
import { type Account, type Desk, openDesk } from './desk.ts';

let desk: Desk;
let browser: Browser;
let cookies: Parameters<Awaited<ReturnType<typeof openSession>>['context']['addCookies']>[0];

beforeAll(async () => {
  [desk, browser] = await Promise.all([openDesk(), sharedBrowser()]);
  const { context, page } = await openSession(browser, desk);
  await startSession(page, (await desk.accounts()).find((one) => one.email.startsWith('nora.')) as Account);
  cookies = await context.cookies();
  await context.close();
}, 180_000);

afterAll(async () => {
  await closeSessions(browser);
  await desk?.remove();
});

/**
 * The scripts a browser without a cache loads until the page is shown, in kB of gzip, largest
 * first.
 */
async function firstLoad(locale: 'en' | 'ja', open: (page: Page) => Promise<void>, isRemembered = true) {
  const { context, page } = await openSession(browser, desk, { locale });
  await context.addCookies(cookies);
  // A user who has chosen a language in this browser.
  if (isRemembered)
    await context.addInitScript(
      (text) => localStorage.setItem('crossdesk.preferences', text),
      JSON.stringify({ locale }),
    );
  const bodies: Promise<{ name: string; kB: number }>[] = [];
  // Scripts that are prefetched later do not count, and closing the page would cancel them.
  let isLoading = true;
  page.on('response', (response) => {
    if (!isLoading || response.request().resourceType() !== 'script' || !response.ok()) return;
    const name = new URL(response.url()).pathname.replace(/^\/(assets\/)?/, '');
    bodies.push(response.body().then((body) => ({ name, kB: gzipSync(body).length / 1000 })));
  });
  await open(page);
  isLoading = false;
  const files = (await Promise.all([...bodies])).sort((a, b) => b.kB - a.kB);
  await context.close();
  const kB = Math.round(files.reduce((sum, file) => sum + file.kB, 0));
  return { kB, files: files.map((file) => `${file.name} ${file.kB.toFixed(1)}`) };
}

const maxKb = 250;

test.each([
  ['the sign-in page', 'en', '/sign-in', 'input[type=password]'],
  ['a list', 'en', '/tickets/all', '[data-row]'],
  ['a ticket opened by its URL', 'en', '/tickets/all/1', '.message'],
  ['a ticket in Japanese', 'ja', '/tickets/all/1', '.message'],
] as const)('the first load of %s is at most 250 kB of script', async (_, locale, path, shown) => {
  const { kB, files } = await firstLoad(locale, async (page) => {
    await page.goto(path);
    await page.locator(shown).first().waitFor();
  });
  expect(files.length).toBeGreaterThan(3);
  console.log(`${path} (${locale}): ${kB} kB`);
  expect(kB, files.slice(0, 20).join('\n')).toBeLessThanOrEqual(maxKb);
});

test('a browser in another language than the account loads only one language', async () => {
  const { kB, files } = await firstLoad(
    'ja',
    async (page) => {
      await page.goto('/tickets/all/1');
      await page.locator('.message').first().waitFor();
      expect(await page.locator('html').getAttribute('lang')).toBe('en');
    },
    false,
  );
  const languages = new Set(files.map((file) => /^(en|ja)-/.exec(file)?.[1]).filter(Boolean));
  expect([...languages]).toEqual(['en']);
  expect(kB, files.slice(0, 20).join('\n')).toBeLessThanOrEqual(maxKb);
});
