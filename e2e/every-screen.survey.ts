import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accessibilityViolations, openBrowser } from './browser.ts';
import {
  type DemoState,
  type DemoUser,
  demoUsers,
  openSessionAs,
  prepareDemoState,
  trackRequests,
  waitUntilIdle,
} from './demo-state.ts';
import { openDesk } from './desk.ts';
import { layoutProblems } from './layout-faults.ts';
import { type Screen, screens } from './screens.ts';

let demo: DemoState;
let browser: Browser;
const contexts = new Map<DemoUser, BrowserContext>();

beforeAll(async () => {
  browser = await openBrowser();
  demo = await prepareDemoState(await openDesk(), browser);
  for (const user of demoUsers) contexts.set(user, (await openSessionAs(demo, user)).context);
}, 180_000);

afterAll(async () => {
  await browser?.close();
  await demo?.desk.remove();
});

const wide = [1440, 2560, 768, 390, 360];
const narrow = [390, 360];

/** Each screen is opened once; then language, theme, and width change. */
type Setting = { locale: 'en' | 'ja'; theme: 'light' | 'dark'; isMeasured: boolean };
const settings: Setting[] = [
  { locale: 'en', theme: 'light', isMeasured: true },
  { locale: 'en', theme: 'dark', isMeasured: false },
  { locale: 'ja', theme: 'dark', isMeasured: false },
  { locale: 'ja', theme: 'light', isMeasured: true },
];

async function applySetting(page: Page, { locale, theme }: Setting): Promise<void> {
  await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
  await page.evaluate((chosen) => {
    const key = 'crossdesk.preferences';
    localStorage.setItem(key, JSON.stringify({ ...JSON.parse(localStorage.getItem(key) ?? '{}'), locale: chosen }));
    dispatchEvent(new StorageEvent('storage', { key }));
  }, locale);
  await page.locator(`html[lang=${locale}][data-theme=${theme}]`).waitFor({ state: 'attached' });
  await waitUntilIdle(page);
}

async function findProblems(screen: Screen): Promise<string[]> {
  const page = (await contexts.get(screen.user)?.newPage()) as Page;
  page.setDefaultTimeout(15_000);
  trackRequests(page);
  await page.addInitScript(() => localStorage.setItem('crossdesk.preferences', '{"locale":"en"}'));
  const widths = screen.isNarrow ? narrow : wide;
  const resize = (width: number) => page.setViewportSize({ width, height: 900 });
  try {
    await resize(widths[0] as number);
    await screen.open(page, demo);
    const found: string[] = [];
    for (const setting of settings) {
      const name = `${setting.locale}, ${setting.theme}`;
      await applySetting(page, setting);
      if (screen.layer && (await page.locator(screen.layer).count()) === 0) {
        // The layer was closed with its pane in a narrow window.
        await screen.open(page, demo);
        await applySetting(page, setting);
      }
      found.push(...(await accessibilityViolations(page, screen.layer)).map((fault) => `${name}: ${fault}`));
      if (!setting.isMeasured) continue;
      for (const width of [...widths.slice(1), widths[0] as number]) {
        await resize(width);
        await waitUntilIdle(page);
        let faults = await page.evaluate(layoutProblems);
        if (faults.length > 0) {
          // A menu keeps its position when the window is resized, so it is opened again.
          await screen.open(page, demo);
          await applySetting(page, setting);
          faults = await page.evaluate(layoutProblems);
        }
        found.push(...faults.map((fault) => `${name}, ${width} px: ${fault}`));
      }
    }
    return found;
  } finally {
    await page.close();
  }
}

describe('no accessibility or layout problems from 360 to 2560 px, in both languages and themes', () => {
  test.concurrent.each(screens.map((screen) => [screen.name, screen] as const))('%s', async (_, screen) => {
    expect((await findProblems(screen)).join('\n')).toBe('');
  });
});
