import type { Page } from 'playwright-core';
import { batchScreens } from './batch-screens.ts';
import { type DemoState, type DemoUser, openSessionAs } from './demo-state.ts';
import { createTicket } from './demo-tickets.ts';
import {
  apiOf,
  clickAndWait,
  compose,
  dialog,
  onList,
  onTicket,
  openPath,
  pressGoShortcut,
  pressKey,
} from './navigation.ts';
import { settingsScreens } from './settings-screens.ts';
import { sharingScreens } from './sharing-screens.ts';
import { transferScreens } from './transfer-screens.ts';
import { writingScreens } from './writing-screens.ts';

/** A screen or a layer: which user sees it and how to open it. */
export type Screen = {
  name: string;
  user: DemoUser;
  /** Limits the accessibility check to this layer. */
  layer?: string;
  /** Exists in narrow windows only. */
  isNarrow?: boolean;
  open: (page: Page, demo: DemoState) => Promise<void>;
};

const signIn = async (page: Page, email: string, password: string, shown: string) => {
  await page.goto('/sign-in');
  await page.locator('[type=email]').fill(email);
  await page.locator('[type=password]').fill(password);
  await clickAndWait('button[type=submit]', shown)(page);
};
/** Opens the classifications, which narrow windows show in a layer. */
const onDetails = (then: (page: Page) => Promise<void>) =>
  onTicket(async (page) => {
    if (!(await page.locator('.classifications').first().isVisible())) await pressKey('d', '.classifications')(page);
    await then(page);
  });
/** Opens a custom view and its menu. */
const customView = async (page: Page, { viewId }: DemoState) => {
  await page.goto(`/tickets/custom:${viewId}`);
  await page.locator('[data-row]').first().waitFor();
  await clickAndWait('.list-column [aria-haspopup=menu]', '[role=menu]')(page);
};
/** Opens an item of the view's menu. */
const openViewTask = (index: number) => async (page: Page, demo: DemoState) => {
  await customView(page, demo);
  await page.getByRole('menuitem').nth(index).click();
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
  for (const fillStep of fill.slice(0, steps)) {
    await fillStep();
    await page.locator('button[type=submit]').click();
  }
  if (steps === 4) await page.locator('.setup-step button').last().click();
};

/** Every screen with its dialogs, menus, and drawers. */
export const screens: readonly Screen[] = [
  { name: 'sign-in', user: 'nobody', open: openPath('/sign-in') },
  {
    name: 'forgotten-password',
    user: 'nobody',
    open: async (page) => {
      await page.goto('/sign-in');
      await page.locator('.link-button').click();
      await page.locator('input[type=password]').waitFor({ state: 'detached' });
    },
  },
  {
    name: 'forgotten-mailed',
    user: 'nobody',
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
    user: 'nobody',
    open: (page, { accounts }) => signIn(page, accounts[0]?.email ?? '', 'not the password', '.form-error'),
  },
  {
    name: 'sign-in-code',
    user: 'nobody',
    open: (page, { twoFactorAccount }) =>
      signIn(page, twoFactorAccount.email, twoFactorAccount.password, '[autocomplete=one-time-code]'),
  },
  {
    name: 'sign-in-code-wrong',
    user: 'nobody',
    open: async (page, { twoFactorAccount }) => {
      await signIn(page, twoFactorAccount.email, twoFactorAccount.password, '[autocomplete=one-time-code]');
      await page.locator('[autocomplete=one-time-code]').fill('000000');
      await clickAndWait('button[type=submit]', '.form-error')(page);
    },
  },
  { name: 'choose-password', user: 'nobody', open: openPath('/choose-password?token=none') },
  ...[0, 1, 2, 3, 4].map((step): Screen => ({ name: `set-up-${step + 1}`, user: 'nobody', open: setUpStep(step) })),
  { name: 'list', user: 'owner', open: openPath('/tickets/all') },
  { name: 'trash', user: 'owner', open: openPath('/tickets/trash') },
  { name: 'list-empty', user: 'receiver', open: openPath('/tickets/shared_out') },
  {
    name: 'list-menu',
    user: 'owner',
    open: async (page) => {
      await page.goto('/tickets/all');
      await page.locator('.list-column [aria-haspopup=menu]').first().click();
      await page.getByRole('menu').waitFor();
    },
  },
  {
    name: 'batch',
    user: 'owner',
    open: onList(async (page) => {
      await page.keyboard.press('j');
      await page.keyboard.press('x');
      await page.locator('.batch').waitFor();
    }),
  },
  {
    name: 'batch-assign',
    user: 'owner',
    layer: '.pick-list',
    open: onList(async (page) => {
      for (const key of ['j', 'x', 'a']) await page.keyboard.press(key);
      await page.locator('.pick-list').waitFor();
    }),
  },
  {
    name: 'batch-trash',
    user: 'owner',
    open: async (page) => {
      await page.goto('/tickets/trash');
      await page.locator('[data-row]').first().waitFor();
      for (const key of ['j', 'x']) await page.keyboard.press(key);
      await page.locator('.batch').waitFor();
    },
  },
  {
    name: 'row-actions',
    user: 'owner',
    open: onList(async (page) => {
      await page.locator('[data-row]').nth(2).hover();
      await page.locator('.row-actions button').first().waitFor();
    }),
  },
  {
    name: 'batch-share',
    user: 'owner',
    open: onList(async (page) => {
      for (const key of ['j', 'x', 'j', 'x', 's']) await page.keyboard.press(key);
      await page.locator('.share-add .form-pick').waitFor();
    }),
  },
  {
    name: 'list-news',
    user: 'owner',
    open: async (page, demo) => {
      // Waits for the live connection, because earlier changes are not announced.
      const connected = new Promise<void>((done) =>
        page.on('websocket', (socket) =>
          socket.on('framereceived', ({ payload }) => String(payload).startsWith('40') && done()),
        ),
      );
      await onList((opened) => opened.locator('.list-scroll').hover())(page, demo);
      await connected;
      const { context, page: other } = await openSessionAs(demo, 'colleague');
      await createTicket(apiOf(other, demo), 'Do you have the lamps in brass?');
      await context.close();
      await page.locator('.list-news').waitFor();
    },
  },
  { name: 'view-menu', user: 'owner', open: customView },
  { name: 'view-edit', user: 'owner', open: openViewTask(0) },
  { name: 'view-copy', user: 'owner', open: openViewTask(1) },
  { name: 'view-delete', user: 'owner', open: openViewTask(2) },
  {
    name: 'view-leave',
    user: 'owner',
    open: async (page, demo) => {
      await openViewTask(0)(page, demo);
      await page.locator(`${dialog} input`).first().pressSequentially(', and mine');
      await page.keyboard.press('Escape');
      await page.locator(dialog).nth(1).waitFor();
    },
  },
  { name: 'shared-with-me', user: 'receiver', open: openPath('/tickets/shared') },
  { name: 'shared-with-others', user: 'owner', open: openPath('/tickets/shared_out') },
  { name: 'ticket', user: 'owner', open: onTicket() },
  {
    name: 'ticket-history',
    user: 'owner',
    open: onTicket((page) => page.locator('.filters [role=radio]').last().click()),
  },
  {
    name: 'ticket-menu',
    user: 'owner',
    open: onTicket((page) => page.locator('.ticket-actions [aria-haspopup=menu]').click()),
  },
  { name: 'ticket-status', user: 'owner', layer: '.pick-list', open: onTicket(pressKey('v', '.pick-list')) },
  { name: 'ticket-assignee', user: 'owner', layer: '.pick-list', open: onTicket(pressKey('a', '.pick-list:visible')) },
  { name: 'ticket-priority', user: 'owner', layer: '.pick-list', open: onTicket(pressKey('p', '.pick-list:visible')) },
  {
    name: 'ticket-tags',
    user: 'owner',
    open: onTicket(pressKey('l', '.classifications [data-with-pills], .classifications input')),
  },
  {
    name: 'ticket-requester',
    user: 'owner',
    layer: '.pick-list',
    open: onDetails(async (page) => {
      await page.locator('.classifications .field-value:has(.avatar)').nth(1).click();
      await page.locator('.pick-list:visible [role=option]').first().waitFor();
    }),
  },
  {
    name: 'ticket-forecast',
    user: 'owner',
    open: onDetails(clickAndWait('.classifications .pick[aria-haspopup=dialog]', '.native-input')),
  },
  { name: 'ticket-subject', user: 'owner', open: onTicket(pressKey('Shift+r', '.subject-input')) },
  {
    name: 'gallery',
    user: 'owner',
    open: onTicket(async (page) => {
      await page.locator('.files button').first().click();
      await page.locator('.gallery').waitFor();
    }),
  },
  { name: 'ticket-narrow', user: 'owner', isNarrow: true, open: onTicket() },
  { name: 'list-narrow', user: 'owner', isNarrow: true, open: openPath('/tickets/all') },
  { name: 'ticket-details-narrow', user: 'owner', isNarrow: true, open: onTicket(pressKey('d', dialog)) },
  { name: 'share-owner-narrow', user: 'owner', isNarrow: true, open: onTicket(pressKey('s', '.share-panel')) },
  { name: 'views-narrow', user: 'owner', isNarrow: true, open: onList(pressKey('[', dialog)) },
  { name: 'ticket-details', user: 'owner', open: onTicket(pressKey('d', '.ticket-head')) },
  { name: 'ticket-customer', user: 'owner', open: onTicket(pressKey(']', '.record')) },
  {
    name: 'reply',
    user: 'owner',
    open: onTicket(
      compose('r', 'Good news: the second parcel arrives on Thursday, and the invoice is being corrected.'),
    ),
  },
  {
    name: 'comment',
    user: 'owner',
    open: onTicket(compose('c', 'Billing corrects the invoice; I answer when both are done.')),
  },
  { name: 'forward', user: 'owner', open: onTicket(compose('f', 'For your information.')) },
  { name: 'ticket-received', user: 'receiver', open: onTicket() },
  ...sharingScreens,
  ...transferScreens,
  ...batchScreens,
  ...writingScreens,
  {
    name: 'new-ticket',
    user: 'owner',
    open: onList((page) => pressKey('n', dialog)(page)),
  },
  {
    name: 'new-ticket-refused',
    user: 'owner',
    open: onList(async (page) => {
      await pressKey('n', dialog)(page);
      await clickAndWait(`${dialog} button[type=submit]`, `${dialog} .form-error`)(page);
    }),
  },
  {
    name: 'new-ticket-requester',
    user: 'owner',
    open: onList(async (page) => {
      await pressKey('n', `${dialog} .form-pick`)(page);
      await clickAndWait(`${dialog} .form-pick`, '[role=option]')(page);
      await page.keyboard.type('new.customer@alpine-living.example');
      await page.locator('[role=option]', { hasText: 'new.customer@' }).first().waitFor();
    }),
  },
  { name: 'palette', user: 'owner', open: onTicket(pressKey('Control+k', '.palette-line')) },
  { name: 'keys', user: 'owner', open: onTicket(pressKey('?', dialog)) },
  {
    name: 'availability',
    user: 'owner',
    open: onTicket((page) => pressGoShortcut(page, 'm', '.availability-status')),
  },
  {
    name: 'availability-away',
    user: 'colleague',
    open: onTicket(async (page) => {
      await pressGoShortcut(page, 'm', '.availability-status');
      await clickAndWait('.availability-status >> nth=3', '.availability-until')(page);
    }),
  },
  {
    name: 'user-menu',
    user: 'owner',
    open: onTicket(async (page) => {
      await page.locator('.rail-me').click();
      await page.getByRole('menu').waitFor();
    }),
  },
  {
    name: 'views',
    user: 'owner',
    open: onList((page) => page.keyboard.press('[')),
  },
  { name: 'notifications', user: 'receiver', open: onList((page) => pressGoShortcut(page, 'n', '.notification')) },
  { name: 'new-view', user: 'owner', open: onList((page) => pressGoShortcut(page, 'v', dialog)) },
  { name: 'search', user: 'owner', open: openPath('/search') },
  { name: 'search-found', user: 'owner', open: openPath('/search?q=parcel') },
  { name: 'search-none', user: 'owner', open: openPath('/search?q=zzzqqq') },
  { name: 'customers', user: 'owner', open: openPath('/contacts') },
  {
    name: 'customer',
    user: 'owner',
    open: async (page, { contactId }) => void (await page.goto(`/contacts/${contactId}`)),
  },
  {
    name: 'customers-none',
    user: 'owner',
    open: async (page) => {
      await page.goto('/contacts');
      await page.locator('.search-box input').fill('zzzqqq');
      await page.locator('.empty').waitFor();
    },
  },
  {
    name: 'customer-edit',
    user: 'owner',
    open: async (page, { contactId }) => {
      await page.goto(`/contacts/${contactId}`);
      await clickAndWait('.person-head button', dialog)(page);
    },
  },
  ...settingsScreens,
  { name: 'ticket-not-found', user: 'owner', open: openPath('/tickets/all/999999') },
  { name: 'not-found', user: 'owner', open: openPath('/nowhere') },
];
