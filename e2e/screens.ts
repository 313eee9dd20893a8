import type { Page } from 'playwright-core';
import { settingsScreens } from './settings-screens.ts';
import type { Seat, Stage } from './stage.ts';

/** One screen of the desk, or a layer over one: who sees it and how to get there. */
export type Screen = {
  name: string;
  seat: Seat;
  /** What alone is looked at, where it covers half of what lies below. */
  layer?: string;
  /** It is there, or opens so, in narrow windows only. */
  isNarrow?: boolean;
  open: (page: Page, stage: Stage) => Promise<void>;
};

const view = (path: string) => async (page: Page) => {
  await page.goto(path);
};
const ticketOf =
  (then?: (page: Page) => Promise<void>) =>
  async (page: Page, { number }: Stage): Promise<void> => {
    await page.goto(`/tickets/all/${number}`);
    await page.locator('.ticket-head').waitFor();
    await page.locator('.message').first().waitFor();
    await then?.(page);
  };
const listed = (then: (page: Page) => Promise<void>) => async (page: Page) => {
  await page.goto('/tickets/all');
  await page.locator('[data-row]').first().waitFor();
  await then(page);
};
const press =
  (key: string, shown: string) =>
  async (page: Page): Promise<void> => {
    await page.keyboard.press(key);
    await page.locator(shown).first().waitFor();
  };
/** `g`, then a letter. */
const leap = async (page: Page, letter: string, shown: string) => {
  await page.keyboard.press('g');
  await press(letter, shown)(page);
};
const dialog = '[role=dialog]';
const menuItem = (name: RegExp, shown: string) => async (page: Page) => {
  await page.locator('.ticket-actions [aria-haspopup=menu]').click();
  await page.getByRole('menuitem', { name }).click();
  await page.locator(shown).first().waitFor();
};
const composing = (key: string, text: string) => async (page: Page) => {
  await page.keyboard.press(key);
  const field = page.locator('.composer [contenteditable=true]');
  await field.waitFor();
  if (!(await field.textContent())?.trim()) await page.keyboard.type(text);
};
const setUpStep = (steps: number) => async (page: Page) => {
  await page.goto('/setup?token=none');
  const fill = [
    () => page.locator('.setup-step input').first().fill('Alpine Living'),
    async () => {
      await page.locator('[autocomplete=name]').fill('Elena Fischer');
      await page.locator('[type=email]').fill('elena@alpine-living.example');
      await page.locator('[type=password]').fill('a sentence to remember');
    },
    () => page.locator('.setup-step input').first().fill('Customer Support'),
    () => page.locator('[type=email]').fill('support@alpine-living.example'),
  ];
  for (const act of fill.slice(0, steps)) {
    await act();
    await page.locator('button[type=submit]').click();
  }
  if (steps === 4) await page.locator('.setup-step button').last().click();
};

/** Every screen there is, with its dialogs, menus and drawers. */
export const screens: readonly Screen[] = [
  { name: 'sign-in', seat: 'nobody', open: view('/sign-in') },
  {
    name: 'forgotten-password',
    seat: 'nobody',
    open: async (page) => {
      await page.goto('/sign-in');
      await page.locator('.front-link').click();
      await page.locator('input[type=password]').waitFor({ state: 'detached' });
    },
  },
  { name: 'choose-password', seat: 'nobody', open: view('/choose-password?token=none') },
  ...[0, 1, 2, 3, 4].map((step): Screen => ({ name: `set-up-${step + 1}`, seat: 'nobody', open: setUpStep(step) })),
  { name: 'list', seat: 'owner', open: view('/tickets/all') },
  { name: 'trash', seat: 'owner', open: view('/tickets/trash') },
  { name: 'list-empty', seat: 'receiver', open: view('/tickets/shared_out') },
  {
    name: 'list-menu',
    seat: 'owner',
    open: async (page) => {
      await page.goto('/tickets/all');
      await page.locator('.list-column [aria-haspopup=menu]').first().click();
      await page.getByRole('menu').waitFor();
    },
  },
  {
    name: 'batch',
    seat: 'owner',
    open: listed(async (page) => {
      await page.keyboard.press('j');
      await page.keyboard.press('x');
      await page.locator('.batch').waitFor();
    }),
  },
  {
    name: 'batch-share',
    seat: 'owner',
    open: listed(async (page) => {
      for (const key of ['j', 'x', 'j', 'x']) await page.keyboard.press(key);
      await page.locator('.batch').getByRole('button').nth(1).click();
      await page.locator('.share-add .form-pick').waitFor();
    }),
  },
  { name: 'shared-with-me', seat: 'receiver', open: view('/tickets/shared') },
  { name: 'shared-with-others', seat: 'owner', open: view('/tickets/shared_out') },
  { name: 'ticket', seat: 'owner', open: ticketOf() },
  {
    name: 'ticket-history',
    seat: 'owner',
    open: ticketOf((page) => page.locator('.filters [role=radio]').last().click()),
  },
  {
    name: 'ticket-menu',
    seat: 'owner',
    open: ticketOf((page) => page.locator('.ticket-actions [aria-haspopup=menu]').click()),
  },
  { name: 'ticket-status', seat: 'owner', layer: '.pick-list', open: ticketOf(press('v', '.pick-list')) },
  { name: 'ticket-assignee', seat: 'owner', layer: '.pick-list', open: ticketOf(press('a', '.pick-list:visible')) },
  { name: 'ticket-subject', seat: 'owner', open: ticketOf(press('Shift+r', '.subject-input')) },
  {
    name: 'gallery',
    seat: 'owner',
    open: ticketOf(async (page) => {
      await page.locator('.files button').first().click();
      await page.locator('.gallery').waitFor();
    }),
  },
  { name: 'ticket-narrow', seat: 'owner', isNarrow: true, open: ticketOf() },
  { name: 'list-narrow', seat: 'owner', isNarrow: true, open: view('/tickets/all') },
  { name: 'ticket-details-narrow', seat: 'owner', isNarrow: true, open: ticketOf(press('d', dialog)) },
  { name: 'ticket-customer-narrow', seat: 'owner', isNarrow: true, open: ticketOf(press(']', dialog)) },
  { name: 'share-owner-narrow', seat: 'owner', isNarrow: true, open: ticketOf(press('s', '.share-panel')) },
  { name: 'views-narrow', seat: 'owner', isNarrow: true, open: listed(press('[', dialog)) },
  { name: 'ticket-details', seat: 'owner', open: ticketOf(press('d', '.ticket-head')) },
  { name: 'ticket-customer', seat: 'owner', open: ticketOf(press(']', '.ticket-head')) },
  {
    name: 'reply',
    seat: 'owner',
    open: ticketOf(
      composing('r', 'Good news: the second parcel arrives on Thursday, and the invoice is being corrected.'),
    ),
  },
  {
    name: 'comment',
    seat: 'owner',
    open: ticketOf(composing('c', 'Billing corrects the invoice; I answer when both are done.')),
  },
  { name: 'forward', seat: 'owner', open: ticketOf(composing('f', 'For your information.')) },
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
  { name: 'ticket-received', seat: 'receiver', open: ticketOf() },
  { name: 'share-receiver', seat: 'receiver', open: ticketOf(press('s', '.share-mine')) },
  { name: 'why', seat: 'owner', open: ticketOf(menuItem(/^(Why can I see this|なぜ表示)/, '.why')) },
  { name: 'why-receiver', seat: 'receiver', open: ticketOf(menuItem(/^(Why can I see this|なぜ表示)/, '.why')) },
  {
    name: 'new-ticket',
    seat: 'owner',
    open: listed((page) => press('n', dialog)(page)),
  },
  { name: 'palette', seat: 'owner', open: ticketOf(press('Control+k', '.palette-line')) },
  { name: 'keys', seat: 'owner', open: ticketOf(press('?', dialog)) },
  {
    name: 'mine',
    seat: 'owner',
    open: ticketOf(async (page) => {
      await page.locator('.rail-me').click();
      await page.getByRole('menu').waitFor();
    }),
  },
  {
    name: 'views',
    seat: 'owner',
    open: listed((page) => page.keyboard.press('[')),
  },
  { name: 'notifications', seat: 'receiver', open: listed((page) => leap(page, 'n', dialog)) },
  { name: 'new-view', seat: 'owner', open: listed((page) => leap(page, 'v', dialog)) },
  { name: 'search', seat: 'owner', open: view('/search') },
  { name: 'search-found', seat: 'owner', open: view('/search?q=parcel') },
  { name: 'search-none', seat: 'owner', open: view('/search?q=zzzqqq') },
  { name: 'customers', seat: 'owner', open: view('/contacts') },
  {
    name: 'customer',
    seat: 'owner',
    open: async (page, { contactId }) => void (await page.goto(`/contacts/${contactId}`)),
  },
  ...settingsScreens,
  { name: 'ticket-not-found', seat: 'owner', open: view('/tickets/all/999999') },
  { name: 'not-found', seat: 'owner', open: view('/nowhere') },
];
