import { existsSync } from 'node:fs';
import AxeBuilder from '@axe-core/playwright';
import chromium from '@sparticuz/chromium';
import { type Browser, type BrowserContext, type Page, chromium as playwright } from 'playwright-core';
import { expect } from 'vitest';
import type { Account, Desk } from './desk.ts';

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
];

/** Path of the installed Chromium, or of the one that comes with the project, unpacked. */
export async function browserPath(): Promise<string> {
  const installed = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/google-chrome'].find(
    (path) => path && existsSync(path),
  );
  return installed ?? chromium.executablePath();
}

/** Starts Chromium. */
export async function openBrowser(extraArgs: readonly string[] = []): Promise<Browser> {
  return playwright.launch({
    executablePath: await browserPath(),
    args: [...flags, ...extraArgs],
    headless: true,
  });
}

let shared: Promise<Browser> | null = null;

/**
 * The browser of this process, which its test files share. Each of them closes its sessions with
 * `closeSessions`; the browser ends with the process.
 */
export async function sharedBrowser(): Promise<Browser> {
  shared ??= openBrowser();
  const browser = await shared;
  if (browser.isConnected()) return browser;
  shared = openBrowser();
  return shared;
}

/** Closes all browser contexts. */
export async function closeSessions(browser: Browser | undefined): Promise<void> {
  await Promise.all((browser?.contexts() ?? []).map((context) => context.close()));
}

export type DisplayOptions = { locale?: 'en' | 'ja'; theme?: 'light' | 'dark'; width?: number; height?: number };

/** Opens a new browser context without any state. */
export async function openSession(
  browser: Browser,
  desk: Desk,
  display: DisplayOptions = {},
): Promise<{ context: BrowserContext; page: Page }> {
  const context = await browser.newContext({
    baseURL: desk.url,
    viewport: { width: display.width ?? 1440, height: display.height ?? 900 },
    colorScheme: display.theme ?? 'light',
    locale: display.locale === 'ja' ? 'ja-JP' : 'en-GB',
    timezoneId: 'Europe/Lisbon',
  });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  return { context, page };
}

/** Signs in through the API, and opens the first page. */
export async function startSession(page: Page, account: Pick<Account, 'email' | 'password'>): Promise<void> {
  const { email, password } = account;
  const answer = await page.request.post('/api/auth/sign-in/email', { data: { email, password } });
  if (!answer.ok()) throw new Error(`${email} could not sign in: ${answer.status()} ${await answer.text()}`);
  await page.goto('/');
  await page.waitForURL(/\/tickets\//);
}

/** Signs in through the sign-in page. */
export async function signIn(page: Page, account: Pick<Account, 'email' | 'password'>): Promise<void> {
  await page.goto('/sign-in');
  await page.locator('input[type=email]').fill(account.email);
  await page.locator('input[type=password]').fill(account.password);
  await page.locator('button[type=submit]').click();
  await page.waitForURL(/\/tickets\//);
}

const rules = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'];

/** The WCAG 2.2 AA violations that axe finds; `within` limits the check to one layer. */
export async function accessibilityViolations(page: Page, within?: string): Promise<string[]> {
  // Legacy mode checks same-origin frames only, which are all we have, and is twice as fast.
  const axe = new AxeBuilder({ page }).setLegacyMode();
  if (within) axe.include(within);
  const { violations } = await axe
    .options({ runOnly: { type: 'tag', values: rules }, resultTypes: ['violations'] })
    .analyze();
  return violations.map(
    (one) =>
      `${one.id}: ${one.nodes
        .map((node) => node.target.join(' '))
        .slice(0, 3)
        .join(' | ')}`,
  );
}

export async function expectAccessible(page: Page, where: string, within?: string): Promise<void> {
  expect(await accessibilityViolations(page, within), where).toEqual([]);
}
