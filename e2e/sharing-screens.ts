import type { Page } from 'playwright-core';
import type { Stage } from './demo-state.ts';
import { aside, click, listed, menuItem, press, ticketOf } from './navigation.ts';
import type { Screen } from './screens.ts';

const why = menuItem(/^(Why can I see this|このチケットが表示される理由)/, '.why');

const markBoth = async (page: Page, numbers: readonly number[]) => {
  for (const number of numbers)
    await page.locator(`.row:has([data-row="${number}"]) .row-check`).click({ force: true });
  await page.keyboard.press('s');
  await page.locator('.share-add .form-pick').waitFor();
};

/** Shares two tickets at once, one of which may not be. */
const shareBoth = async (page: Page, stage: Stage) => {
  const numbers = [
    await aside(page, stage, 'share-one', 'Two lamps for the stairs'),
    await aside(page, stage, 'share-other', 'A lamp for the desk'),
  ];
  await listed((opened) => markBoth(opened, numbers))(page, stage);
  await page.locator('.share-add .form-pick').click();
  await page.getByRole('option').first().click();
  await page.locator('.share-add button[type=submit]').click();
  await page.locator('.share-outcomes [data-state=done], .share-outcomes [data-state=refused]').nth(1).waitFor();
};

/** Sharing: the panel of the owner and of a receiver, and what is asked and told there. */
export const sharingScreens: readonly Screen[] = [
  { name: 'share-owner', seat: 'owner', open: ticketOf(press('s', '.share-panel')) },
  {
    name: 'share-add',
    seat: 'owner',
    open: ticketOf(async (page) => {
      await press('s', '.share-add .form-pick')(page);
      await page.locator('.share-add .form-pick').click();
      await page.getByRole('option').first().click();
      await page.locator('.share-more summary').click();
    }),
  },
  {
    name: 'share-edit',
    seat: 'owner',
    open: ticketOf(async (page) => {
      await press('s', '.share-row .icon-button')(page);
      await page.locator('.share-row .icon-button').first().click();
      await page.locator('.share-edit').waitFor();
    }),
  },
  {
    name: 'share-level',
    seat: 'owner',
    layer: '.pick-list',
    open: ticketOf(async (page) => {
      await press('s', '.share-row .pick')(page);
      await click('.share-row .pick', '[role=option]:visible')(page);
    }),
  },
  {
    name: 'share-end',
    seat: 'owner',
    open: ticketOf(async (page) => {
      await press('s', '.share-row .icon-button')(page);
      await click('.share-row button:has(.tabler-icon-trash)', '.share-confirm')(page);
    }),
  },
  { name: 'share-receiver', seat: 'receiver', open: ticketOf(press('s', '.share-mine')) },
  {
    name: 'share-reader',
    seat: 'reader',
    open: ticketOf((page) => click('.shared-link', '.share-mine, .share-row')(page)),
  },
  { name: 'shared-both', seat: 'owner', open: shareBoth },
  { name: 'why', seat: 'owner', open: ticketOf(why) },
  { name: 'why-receiver', seat: 'receiver', open: ticketOf(why) },
  { name: 'why-reader', seat: 'reader', open: ticketOf(why) },
  {
    name: 'customer-masked',
    seat: 'reader',
    open: ticketOf(async (page) => {
      if (!(await page.locator('.customer').isVisible())) await page.keyboard.press(']');
      const ask = page.locator('.original button:enabled, .original p').first();
      await ask.waitFor();
      if ((await ask.evaluate((element) => element.tagName)) === 'BUTTON') await ask.click();
    }),
  },
];
