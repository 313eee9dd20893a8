import type { Page } from 'playwright-core';
import { openSessionAs, type Seat, type Stage } from './demo-state.ts';
import { openAside } from './demo-tickets.ts';
import { click, composing, dialog, leap, listed, press, throughApi, ticketOf, view } from './navigation.ts';
import { settingsScreens } from './settings-screens.ts';
import { sharingScreens } from './sharing-screens.ts';
import { writingScreens } from './writing-screens.ts';

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

const signIn = async (page: Page, email: string, password: string, shown: string) => {
  await page.goto('/sign-in');
  await page.locator('[type=email]').fill(email);
  await page.locator('[type=password]').fill(password);
  await click('button[type=submit]', shown)(page);
};
/** The classifications, which a narrow window keeps in a layer. */
const detailsOf = (then: (page: Page) => Promise<void>) =>
  ticketOf(async (page) => {
    if (!(await page.locator('.classifications').first().isVisible())) await press('d', '.classifications')(page);
    await then(page);
  });
/** A custom view, with the menu over its list open. */
const customView = async (page: Page, { viewId }: Stage) => {
  await page.goto(`/tickets/custom:${viewId}`);
  await page.locator('[data-row]').first().waitFor();
  await click('.list-column [aria-haspopup=menu]', '[role=menu]')(page);
};
/** The first of what can be done with that view, or another. */
const viewAct = (place: number) => async (page: Page, stage: Stage) => {
  await customView(page, stage);
  await page.getByRole('menuitem').nth(place).click();
  await page.locator(dialog).waitFor();
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
      await page.locator('.link-button').click();
      await page.locator('input[type=password]').waitFor({ state: 'detached' });
    },
  },
  {
    name: 'forgotten-mailed',
    seat: 'nobody',
    open: async (page) => {
      await page.goto('/sign-in');
      await page.locator('.link-button').click();
      await page.locator('[type=email]').fill('nobody@alpine-living.example');
      await page.locator('button[type=submit]').click();
      await page.locator('form').waitFor({ state: 'detached' });
    },
  },
  {
    name: 'sign-in-wrong',
    seat: 'nobody',
    open: (page, { accounts }) => signIn(page, accounts[0]?.email ?? '', 'not the password', '.form-error'),
  },
  {
    name: 'sign-in-code',
    seat: 'nobody',
    open: (page, { guarded }) => signIn(page, guarded.email, guarded.password, '[autocomplete=one-time-code]'),
  },
  {
    name: 'sign-in-code-wrong',
    seat: 'nobody',
    open: async (page, { guarded }) => {
      await signIn(page, guarded.email, guarded.password, '[autocomplete=one-time-code]');
      await page.locator('[autocomplete=one-time-code]').fill('000000');
      await click('button[type=submit]', '.form-error')(page);
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
    name: 'batch-assign',
    seat: 'owner',
    layer: '.pick-list',
    open: listed(async (page) => {
      for (const key of ['j', 'x', 'a']) await page.keyboard.press(key);
      await page.locator('.pick-list').waitFor();
    }),
  },
  {
    name: 'batch-trash',
    seat: 'owner',
    open: async (page) => {
      await page.goto('/tickets/trash');
      await page.locator('[data-row]').first().waitFor();
      for (const key of ['j', 'x']) await page.keyboard.press(key);
      await page.locator('.batch').waitFor();
    },
  },
  {
    name: 'row-acts',
    seat: 'owner',
    open: listed(async (page) => {
      await page.locator('[data-row]').nth(2).hover();
      await page.locator('.row-acts button').first().waitFor();
    }),
  },
  {
    name: 'batch-share',
    seat: 'owner',
    open: listed(async (page) => {
      for (const key of ['j', 'x', 'j', 'x', 's']) await page.keyboard.press(key);
      await page.locator('.share-add .form-pick').waitFor();
    }),
  },
  {
    name: 'list-news',
    seat: 'owner',
    open: async (page, stage) => {
      // What is told while a list is looked at; nobody is told before the connection stands.
      const told = new Promise<void>((done) =>
        page.on('websocket', (socket) =>
          socket.on('framereceived', ({ payload }) => String(payload).startsWith('40') && done()),
        ),
      );
      await listed((opened) => opened.locator('.list-scroll').hover())(page, stage);
      await told;
      const { context, page: other } = await openSessionAs(stage, 'colleague');
      await openAside(throughApi(other, stage), 'Do you have the lamps in brass?');
      await context.close();
      await page.locator('.list-news').waitFor();
    },
  },
  { name: 'view-menu', seat: 'owner', open: customView },
  { name: 'view-edit', seat: 'owner', open: viewAct(0) },
  { name: 'view-copy', seat: 'owner', open: viewAct(1) },
  { name: 'view-delete', seat: 'owner', open: viewAct(2) },
  {
    name: 'view-leave',
    seat: 'owner',
    open: async (page, stage) => {
      await viewAct(0)(page, stage);
      await page.locator(`${dialog} input`).first().pressSequentially(', and mine');
      await page.keyboard.press('Escape');
      await page.locator(dialog).nth(1).waitFor();
    },
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
  { name: 'ticket-priority', seat: 'owner', layer: '.pick-list', open: ticketOf(press('p', '.pick-list:visible')) },
  {
    name: 'ticket-tags',
    seat: 'owner',
    open: ticketOf(press('l', '.classifications [data-with-pills], .classifications input')),
  },
  {
    name: 'ticket-requester',
    seat: 'owner',
    layer: '.pick-list',
    open: detailsOf(async (page) => {
      await page.locator('.classifications .field-value:has(.avatar)').nth(1).click();
      await page.locator('.pick-list:visible [role=option]').first().waitFor();
    }),
  },
  {
    name: 'ticket-forecast',
    seat: 'owner',
    open: detailsOf(click('.classifications .pick[aria-haspopup=dialog]', '.native-input')),
  },
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
  { name: 'share-owner-narrow', seat: 'owner', isNarrow: true, open: ticketOf(press('s', '.share-panel')) },
  { name: 'views-narrow', seat: 'owner', isNarrow: true, open: listed(press('[', dialog)) },
  { name: 'ticket-details', seat: 'owner', open: ticketOf(press('d', '.ticket-head')) },
  { name: 'ticket-customer', seat: 'owner', open: ticketOf(press(']', '.record')) },
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
  { name: 'ticket-received', seat: 'receiver', open: ticketOf() },
  ...sharingScreens,
  ...writingScreens,
  {
    name: 'new-ticket',
    seat: 'owner',
    open: listed((page) => press('n', dialog)(page)),
  },
  {
    name: 'new-ticket-refused',
    seat: 'owner',
    open: listed(async (page) => {
      await press('n', dialog)(page);
      await click(`${dialog} button[type=submit]`, `${dialog} .form-error`)(page);
    }),
  },
  {
    name: 'new-ticket-requester',
    seat: 'owner',
    open: listed(async (page) => {
      await press('n', `${dialog} .form-pick`)(page);
      await click(`${dialog} .form-pick`, '[role=option]')(page);
      await page.keyboard.type('new.customer@alpine-living.example');
      await page.locator('[role=option]', { hasText: 'new.customer@' }).first().waitFor();
    }),
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
  { name: 'notifications', seat: 'receiver', open: listed((page) => leap(page, 'n', '.notification')) },
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
  {
    name: 'customers-none',
    seat: 'owner',
    open: async (page) => {
      await page.goto('/contacts');
      await page.locator('.search-box input').fill('zzzqqq');
      await page.locator('.empty').waitFor();
    },
  },
  {
    name: 'customer-edit',
    seat: 'owner',
    open: async (page, { contactId }) => {
      await page.goto(`/contacts/${contactId}`);
      await click('.person-head button', dialog)(page);
    },
  },
  ...settingsScreens,
  { name: 'ticket-not-found', seat: 'owner', open: view('/tickets/all/999999') },
  { name: 'not-found', seat: 'owner', open: view('/nowhere') },
];
