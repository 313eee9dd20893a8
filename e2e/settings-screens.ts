import type { Page } from 'playwright-core';
import { findAccount } from './demo-state.ts';
import { clickAndWait, dialog, pressKey } from './navigation.ts';
import type { Screen } from './screens.ts';

const pages = [
  'me',
  'apiKeys',
  'company',
  'departments',
  'notifications',
  'people',
  'profiles',
  'status',
  'priority',
  'service',
  'category',
  'product',
  'canned',
  'views',
  'mailboxes',
  'outbox',
  'failed',
];

/** A page of the settings with a dialog over it, opened by the first button that holds this sign. */
const openDialog = (name: string, sign: string) => async (openPage: Page) => {
  await openPage.goto(`/settings/${name}`);
  await openPage.locator(`.settings-main button:has(.tabler-icon-${sign})`).first().click();
  await openPage.locator(dialog).waitFor();
};

const openPage = async (opened: Page, name: string) => {
  await opened.goto(`/settings/${name}`);
  await opened.locator('.settings-head').waitFor();
};

/** What the settings answer: what is shown once, what is wrong, and what they refuse. */
const resultScreens: readonly Screen[] = [
  {
    name: 'settings-apiKeys-made',
    user: 'owner',
    open: async (opened) => {
      await openPage(opened, 'apiKeys');
      await opened.locator('.setup-line input').fill('Warehouse scanner');
      await clickAndWait('.setup-line button', '.show-once')(opened);
    },
  },
  {
    name: 'settings-people-invited',
    user: 'owner',
    open: async (opened) => {
      await openDialog('people', 'plus')(opened);
      await opened.locator(`${dialog} input`).first().fill('Iris Vogel');
      await opened.locator(`${dialog} [type=email]`).fill(`iris.vogel.${Date.now()}@tomobi.example`);
      await clickAndWait(`${dialog} button[type=submit]`, '.show-once')(opened);
    },
  },
  {
    name: 'settings-status-refused',
    user: 'owner',
    open: async (opened) => {
      await openPage(opened, 'status');
      await clickAndWait('.settings-row button:has(.tabler-icon-trash)', '.toast[data-tone=bad]')(opened);
    },
  },
  {
    name: 'settings-mailboxes-refused',
    user: 'owner',
    open: async (opened) => {
      await openDialog('mailboxes', 'plus')(opened);
      const known = (await opened.locator('.settings-row .settings-name').first().textContent()) ?? '';
      await opened.locator(`${dialog} [type=email]`).fill(known);
      await clickAndWait(`${dialog} button[type=submit]`, `${dialog} .form-error`)(opened);
    },
  },
  {
    name: 'settings-mailboxes-polled',
    user: 'owner',
    open: async (opened) => {
      await openDialog('mailboxes', 'plus')(opened);
      await clickAndWait(`${dialog} [type=checkbox]`, `${dialog} .form-grid`)(opened);
    },
  },
  {
    name: 'settings-notifications-fault',
    user: 'owner',
    open: async (opened) => {
      await openDialog('notifications', 'edit')(opened);
      await opened.locator('.template-text').fill('Hello {{ nobody }}, {{ name');
      await opened.locator('.mantine-Textarea-error').waitFor();
    },
  },
  {
    name: 'settings-me-two-factor',
    user: 'reader',
    open: async (opened, { accounts }) => {
      await openPage(opened, 'me');
      const form = opened.locator('.settings-card').last();
      await form.locator('[type=password]').fill(findAccount(accounts, 'ingrid').password);
      await form.locator('button[type=submit]').click();
      await form.locator('.show-once').waitFor();
      await form.scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'settings-me-password-wrong',
    user: 'reader',
    open: async (opened) => {
      await openPage(opened, 'me');
      const form = opened.locator('.settings-card').nth(-2);
      await form.locator('[type=password]').first().fill('not the password');
      await form.locator('[type=password]').last().fill('another sentence to remember');
      await form.locator('button[type=submit]').click();
      await form.locator('.form-error').waitFor();
      await form.scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'settings-profiles-edit',
    user: 'owner',
    open: async (opened) => {
      await openPage(opened, 'profiles');
      // A narrow window shows one profile at a time; the last is the company's own.
      const edit = opened.locator('.settings-main button:has(.tabler-icon-edit)').first();
      const choose = opened.locator('.settings-main select');
      await edit.or(choose).first().waitFor();
      if (await choose.isVisible()) await choose.selectOption({ index: (await choose.locator('option').count()) - 1 });
      await edit.click();
      await opened.locator(dialog).waitFor();
    },
  },
  {
    name: 'settings-keys',
    user: 'owner',
    open: async (opened) => {
      await openPage(opened, 'me');
      await pressKey('?', dialog)(opened);
    },
  },
  {
    name: 'settings-find-none',
    user: 'owner',
    open: async (opened) => {
      await openPage(opened, 'me');
      const find = opened.locator('.settings-find input');
      if (await find.isVisible()) await find.fill('zzzqqq');
    },
  },
];

/** Every page of the settings, with the dialogs in which something is added or changed. */
export const settingsScreens: readonly Screen[] = [
  ...pages.map(
    (name): Screen => ({
      name: `settings-${name}`,
      user: 'owner',
      open: async (openPage) => {
        await openPage.goto(`/settings/${name}`);
        await openPage.locator('.settings-head').waitFor();
      },
    }),
  ),
  ...[
    'departments',
    'people',
    'profiles',
    'status',
    'priority',
    'service',
    'category',
    'product',
    'canned',
    'mailboxes',
  ].map((name): Screen => ({ name: `settings-${name}-add`, user: 'owner', open: openDialog(name, 'plus') })),
  ...[
    'departments',
    'people',
    'mailboxes',
    'status',
    'priority',
    'service',
    'category',
    'product',
    'canned',
    'notifications',
  ].map((name): Screen => ({ name: `settings-${name}-edit`, user: 'owner', open: openDialog(name, 'edit') })),
  ...resultScreens,
  { name: 'settings-outbox-read', user: 'owner', open: openDialog('outbox', 'file-text') },
  {
    name: 'settings-me-receiver',
    user: 'receiver',
    open: async (page) => {
      await page.goto('/settings/me');
      await page.locator('.settings-head').waitFor();
    },
  },
  {
    name: 'settings-notifications-receiver',
    user: 'receiver',
    open: async (page) => {
      await page.goto('/settings/notifications');
      await page.locator('.settings-head').waitFor();
    },
  },
];
