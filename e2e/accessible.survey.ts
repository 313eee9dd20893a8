import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { expectAccessible, type Look, openBrowser } from './browser.ts';
import { openDesk } from './desk.ts';
import { type Screen, screens } from './screens.ts';
import { type Stage, setStage, settle, takeSeat } from './stage.ts';

let stage: Stage;
let browser: Browser;

beforeAll(async () => {
  browser = await openBrowser();
  stage = await setStage(await openDesk(), browser);
}, 180_000);

afterAll(async () => {
  await browser?.close();
  await stage?.desk.remove();
});

/** The languages differ in words, the themes in colours: two of the four settings hold each of them. */
const looks: (Look & { name: string })[] = [
  { name: 'English, light', locale: 'en', theme: 'light' },
  { name: 'Japanese, dark', locale: 'ja', theme: 'dark' },
];

async function look(screen: Screen, as: Look & { name: string }, then: (page: Page) => Promise<void>): Promise<void> {
  const { context, page } = await takeSeat(stage, screen.seat, as);
  await screen.open(page, stage);
  await settle(page);
  await then(page);
  await context.close();
}

describe.each(looks.map((one) => [one.name, one] as const))('axe finds nothing in %s', (_, as) => {
  test.concurrent.each(screens.map((screen) => [screen.name, screen] as const))('%s', (_name, screen) =>
    look(screen, as, (page) => expectAccessible(page, `${screen.name}, ${as.name}`, screen.layer)),
  );
});

describe('axe finds nothing on a phone', () => {
  const phone = { name: 'a phone', width: 390, height: 844 };
  const names = [
    'list',
    'views',
    'ticket',
    'ticket-details',
    'ticket-customer',
    'share-owner',
    'reply',
    'settings-status',
  ];
  const shown = screens.filter((screen) => names.includes(screen.name));
  test.concurrent.each(shown.map((screen) => [screen.name, screen] as const))('%s', (_name, screen) =>
    look(screen, phone, (page) => expectAccessible(page, `${screen.name} on a phone`)),
  );
});
