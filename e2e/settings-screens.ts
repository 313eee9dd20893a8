import type { Page } from 'playwright-core';
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
const dialog = '[role=dialog]';

/** A page of the settings with a dialog over it, opened by the first button that holds this sign. */
const over = (name: string, sign: string) => async (page: Page) => {
  await page.goto(`/settings/${name}`);
  await page.locator(`.settings-main button:has(.tabler-icon-${sign})`).first().click();
  await page.locator(dialog).waitFor();
};

/** Every page of the settings, with the dialogs in which something is added or changed. */
export const settingsScreens: readonly Screen[] = [
  ...pages.map(
    (name): Screen => ({
      name: `settings-${name}`,
      seat: 'owner',
      open: async (page) => {
        await page.goto(`/settings/${name}`);
        await page.locator('.settings-head').waitFor();
      },
    }),
  ),
  ...['departments', 'people', 'profiles', 'status', 'priority', 'service', 'category', 'product', 'mailboxes'].map(
    (name): Screen => ({ name: `settings-${name}-add`, seat: 'owner', open: over(name, 'plus') }),
  ),
  ...['departments', 'people', 'mailboxes', 'status', 'notifications'].map(
    (name): Screen => ({ name: `settings-${name}-edit`, seat: 'owner', open: over(name, 'edit') }),
  ),
  { name: 'settings-outbox-read', seat: 'owner', open: over('outbox', 'file-text') },
  {
    name: 'settings-me-receiver',
    seat: 'receiver',
    open: async (page) => {
      await page.goto('/settings/me');
      await page.locator('.settings-head').waitFor();
    },
  },
  {
    name: 'settings-notifications-receiver',
    seat: 'receiver',
    open: async (page) => {
      await page.goto('/settings/notifications');
      await page.locator('.settings-head').waitFor();
    },
  },
];
