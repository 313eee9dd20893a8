import type { Page } from 'playwright-core';
import type { DemoState } from './demo-state.ts';
import { clickAndWait, onList, onTicket, openMenuItem, ownTicket, pressKey } from './navigation.ts';
import type { Screen } from './screens.ts';

const openWhyPanel = openMenuItem(/^(Why can I see this|このチケットが表示される理由)/, '.why');

const selectTickets = async (page: Page, numbers: readonly number[]) => {
  for (const number of numbers)
    await page.locator(`.row:has([data-row="${number}"]) .row-check`).click({ force: true });
  await page.keyboard.press('s');
  await page.locator('.share-add .form-pick').waitFor();
};

/** Shares two tickets, one of which is refused. */
const shareBoth = async (page: Page, demo: DemoState) => {
  const numbers = [
    await ownTicket(page, demo, 'share-one', 'Two lamps for the stairs'),
    await ownTicket(page, demo, 'share-other', 'A lamp for the desk'),
  ];
  await onList((opened) => selectTickets(opened, numbers))(page, demo);
  await page.locator('.share-add .form-pick').click();
  await page.getByRole('option').first().click();
  await page.locator('.share-add button[type=submit]').click();
  await page.locator('.share-outcomes [data-state=done], .share-outcomes [data-state=refused]').nth(1).waitFor();
};

/** The sharing panels of the owner and the receivers. */
export const sharingScreens: readonly Screen[] = [
  { name: 'share-owner', user: 'owner', open: onTicket(pressKey('s', '.share-panel')) },
  {
    name: 'share-add',
    user: 'owner',
    open: onTicket(async (page) => {
      await pressKey('s', '.share-add .form-pick')(page);
      await page.locator('.share-add .form-pick').click();
      await page.getByRole('option').first().click();
      await page.locator('.share-more summary').click();
    }),
  },
  {
    name: 'share-edit',
    user: 'owner',
    open: onTicket(async (page) => {
      await pressKey('s', '.share-row .icon-button')(page);
      await page.locator('.share-row .icon-button').first().click();
      await page.locator('.share-edit').waitFor();
    }),
  },
  {
    name: 'share-level',
    user: 'owner',
    layer: '.pick-list',
    open: onTicket(async (page) => {
      await pressKey('s', '.share-row .pick')(page);
      await clickAndWait('.share-row .pick', '[role=option]:visible')(page);
    }),
  },
  {
    name: 'share-end',
    user: 'owner',
    open: onTicket(async (page) => {
      await pressKey('s', '.share-row .icon-button')(page);
      await clickAndWait('.share-row button:has(.tabler-icon-trash)', '.share-confirm')(page);
    }),
  },
  { name: 'share-receiver', user: 'receiver', open: onTicket(pressKey('s', '.share-mine')) },
  {
    name: 'share-reader',
    user: 'reader',
    open: onTicket((page) => clickAndWait('.shared-link', '.share-mine, .share-row')(page)),
  },
  { name: 'share-outcomes', user: 'owner', open: shareBoth },
  { name: 'why', user: 'owner', open: onTicket(openWhyPanel) },
  { name: 'why-receiver', user: 'receiver', open: onTicket(openWhyPanel) },
  { name: 'why-reader', user: 'reader', open: onTicket(openWhyPanel) },
  {
    name: 'customer-masked',
    user: 'reader',
    open: onTicket(async (page) => {
      if (!(await page.locator('.customer').isVisible())) await page.keyboard.press(']');
      const ask = page.locator('.original button:enabled, .original p').first();
      await ask.waitFor();
      if ((await ask.evaluate((element) => element.tagName)) === 'BUTTON') await ask.click();
    }),
  },
];
