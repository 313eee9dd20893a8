import type { Page } from 'playwright-core';
import { findAccount } from './demo-state.ts';
import { clickAndWait, dialog, pressKey } from './navigation.ts';
import type { Screen } from './screens.ts';

const pages = [
  'me',
  'apiKeys',
  'company',
  'departments',
  'routing',
  'assignment',
  'contracts',
  'calendars',
  'notifications',
  'availability',
  'people',
  'profiles',
  'forms',
  'closing',
  'status',
  'priority',
  'service',
  'category',
  'product',
  'transfer_reason',
  'canned',
  'views',
  'mailboxes',
  'outbox',
  'mailLog',
  'background',
];

/** Opens a settings page and the dialog of its first button with this icon. */
const openDialog = (name: string, icon: string) => async (openPage: Page) => {
  await openPage.goto(`/settings/${name}`);
  await openPage.locator(`.settings-main button:has(.tabler-icon-${icon})`).first().click();
  await openPage.locator(dialog).waitFor();
};

const openPage = async (page: Page, name: string) => {
  await page.goto(`/settings/${name}`);
  await page.locator('.settings-head').waitFor();
};

/** The working hours and absences in the personal settings. */
const availabilityScreens: readonly Screen[] = [
  {
    name: 'settings-me-hours',
    user: 'owner',
    open: async (page) => {
      await openPage(page, 'me');
      const switchLabel = page.locator('#hours [role=switch]');
      await switchLabel.click();
      await page.locator('.hours').waitFor();
      await page.locator('#hours').scrollIntoViewIfNeeded();
      await page.locator('#hours').evaluate((card) => card.scrollIntoView());
    },
  },
  {
    name: 'settings-me-absence',
    user: 'owner',
    open: async (page) => {
      await openPage(page, 'me');
      await page.locator('#hours + .settings-card button:has(.tabler-icon-plus)').click();
      await page.locator(dialog).waitFor();
    },
  },
];

/** Results and errors in the settings. */
const resultScreens: readonly Screen[] = [
  {
    name: 'settings-apiKeys-made',
    user: 'owner',
    open: async (page) => {
      await openPage(page, 'apiKeys');
      await page.locator('.setup-line input').fill('Warehouse scanner');
      await clickAndWait('.setup-line button', '.show-once')(page);
    },
  },
  {
    name: 'settings-people-invited',
    user: 'owner',
    open: async (page) => {
      await openDialog('people', 'plus')(page);
      await page.locator(`${dialog} input`).first().fill('Iris Vogel');
      await page.locator(`${dialog} [type=email]`).fill(`iris.vogel.${Date.now()}@tomobi.example`);
      await clickAndWait(`${dialog} button[type=submit]`, '.show-once')(page);
    },
  },
  {
    name: 'settings-status-refused',
    user: 'owner',
    open: async (page) => {
      await openPage(page, 'status');
      await clickAndWait('.settings-row button:has(.tabler-icon-trash)', '.toast[data-tone=bad]')(page);
    },
  },
  {
    name: 'settings-mailboxes-refused',
    user: 'owner',
    open: async (page) => {
      await openDialog('mailboxes', 'plus')(page);
      const known = (await page.locator('.settings-row .settings-name').first().textContent()) ?? '';
      await page.locator(`${dialog} [type=email]`).fill(known);
      await clickAndWait(`${dialog} button[type=submit]`, `${dialog} .form-error`)(page);
    },
  },
  {
    name: 'settings-mailboxes-polled',
    user: 'owner',
    open: async (page) => {
      await openDialog('mailboxes', 'plus')(page);
      await clickAndWait(`${dialog} [type=checkbox]`, `${dialog} .form-grid`)(page);
    },
  },
  {
    name: 'settings-notifications-fault',
    user: 'owner',
    open: async (page) => {
      await openDialog('notifications', 'edit')(page);
      await page.locator('.template-text').fill('Hello {{ nobody }}, {{ name');
      await page.locator('.mantine-Textarea-error').waitFor();
    },
  },
  {
    name: 'settings-me-two-factor',
    user: 'reader',
    open: async (page, { accounts }) => {
      await openPage(page, 'me');
      const form = page.locator('.settings-card').last();
      await form.locator('[type=password]').fill(findAccount(accounts, 'ingrid').password);
      await form.locator('button[type=submit]').click();
      await form.locator('.show-once').waitFor();
      await form.scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'settings-me-password-wrong',
    user: 'reader',
    open: async (page) => {
      await openPage(page, 'me');
      const form = page.locator('.settings-card').nth(-2);
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
    open: async (page) => {
      await openPage(page, 'profiles');
      // A narrow window shows one profile at a time; the last is the company's own.
      const edit = page.locator('.settings-main button:has(.tabler-icon-edit)').first();
      const choose = page.locator('.settings-main select');
      await edit.or(choose).first().waitFor();
      if (await choose.isVisible()) await choose.selectOption({ index: (await choose.locator('option').count()) - 1 });
      await edit.click();
      await page.locator(dialog).waitFor();
    },
  },
  {
    name: 'settings-keys',
    user: 'owner',
    open: async (page) => {
      await openPage(page, 'me');
      await pressKey('?', dialog)(page);
    },
  },
  {
    name: 'settings-find-none',
    user: 'owner',
    open: async (page) => {
      await openPage(page, 'me');
      const find = page.locator('.settings-find input');
      if (await find.isVisible()) await find.fill('zzzqqq');
    },
  },
];

/** A trial of a rule, and the team board. */
const routingScreens: readonly Screen[] = [
  {
    name: 'settings-routing-trial',
    user: 'owner',
    open: async (page) => {
      await openDialog('routing', 'plus')(page);
      await page.locator(`${dialog} [data-autofocus]`).fill('Refunds');
      const subject = page.locator(`${dialog} .form-section input:not([type=hidden])`).first();
      await subject.fill('refund');
      await subject.press('Enter');
      await page.locator(`${dialog} .form-foot button`).first().click();
      await page.locator('.routing-trial [role=status]').waitFor();
      await page.locator('.routing-trial').scrollIntoViewIfNeeded();
    },
  },
  { name: 'team', user: 'owner', open: (page) => openTeam(page) },
  {
    name: 'team-give',
    user: 'owner',
    layer: '.pick-list',
    open: async (page) => {
      await openTeam(page);
      await page.locator('[data-card] a').first().focus();
      await page.keyboard.press('m');
      await page.locator('[role=option]').first().waitFor();
    },
  },
  {
    name: 'team-received',
    user: 'owner',
    open: async (page) => {
      await openTeam(page);
      await page.locator('.team-head button').last().click();
      await page.locator('.team-received ul, .team-received p').last().waitFor();
    },
  },
];

/** The team board of the department that assigns by itself. */
const openTeam = async (page: Page) => {
  await page.goto('/team');
  const choice = page.locator('.team-head select').first();
  await choice.locator('option').nth(1).waitFor({ state: 'attached' });
  const labels = await choice.locator('option').allTextContents();
  await choice.selectOption(labels.find((label) => /^Technical|^テクニカル/.test(label)) ?? labels[0] ?? '');
  await page.locator('.team-column').nth(2).waitFor();
};

/** Every settings page, with the dialogs that add or edit entries. */
export const settingsScreens: readonly Screen[] = [
  ...pages.map(
    (name): Screen => ({
      name: `settings-${name}`,
      user: 'owner',
      open: (page) => openPage(page, name),
    }),
  ),
  ...[
    'departments',
    'availability',
    'people',
    'profiles',
    'status',
    'priority',
    'service',
    'category',
    'product',
    'transfer_reason',
    'canned',
    'mailboxes',
    'routing',
  ].map((name): Screen => ({ name: `settings-${name}-add`, user: 'owner', open: openDialog(name, 'plus') })),
  ...[
    'departments',
    'availability',
    'people',
    'mailboxes',
    'status',
    'priority',
    'service',
    'category',
    'product',
    'transfer_reason',
    'canned',
    'notifications',
    'routing',
  ].map((name): Screen => ({ name: `settings-${name}-edit`, user: 'owner', open: openDialog(name, 'edit') })),
  ...availabilityScreens,
  ...routingScreens,
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
