import type { Page } from 'playwright-core';
import { callApi, type DemoState } from './demo-state.ts';
import { dialog, onOwnTicket, openTicket, ownTicket, pressKey } from './navigation.ts';
import type { Screen } from './screens.ts';

const title = 'The lamp for the stairs has not arrived';

/** Opens the dialog and picks the department with this place in the list. */
const openTransfer = async (page: Page): Promise<void> => {
  await pressKey('t', `${dialog} .target`)(page);
};
const pickDepartment = async (page: Page, name: RegExp): Promise<void> => {
  await page.locator(`${dialog} .target`).click();
  await page.getByRole('option', { name }).click();
  await page.locator(`${dialog} .forecast p:not(.faint)`).first().waitFor();
};
const logistics = /^(Logistics|物流)/;
const compliance = /^(Compliance|コンプライアンス)/;
const support = /^(Customer Support|カスタマーサポート)/;

/** The newest ticket of a view. */
const firstOf = async (page: Page, view: string): Promise<void> => {
  await page.goto(`/tickets/${view}`);
  await page.locator('[data-row]').first().waitFor();
};

/** A ticket that has changed departments three times. */
const openTravelled = async (page: Page, demo: DemoState): Promise<void> => {
  const name = 'travelled';
  const isNew = !demo.ownTickets.has(name);
  const number = await ownTicket(page, demo, name, 'Where is my refund for the broken shade?');
  if (isNew) {
    const as = <T>(method: string, path: string, data?: unknown) => callApi<T>(page, demo.desk, method, path, data);
    const { departments } = await as<{ departments: { id: number; name: { en: string } }[] }>('GET', '/catalog');
    for (const [to, reason] of [
      ['Logistics', 'Needs their expertise'],
      ['Billing', 'Wrong department'],
      ['Customer Support', 'Our part is done'],
    ] as const) {
      const { version } = await as<{ version: number }>('GET', `/tickets/${number}`);
      await as('POST', `/tickets/${number}/transfer`, {
        version,
        departmentId: departments.find((one) => one.name.en === to)?.id,
        reason,
        note: 'Please answer the customer: they have waited since Monday.',
      });
    }
  }
  await openTicket(page, number);
};

/** The dialogs and views of transferred and escalated tickets. */
export const transferScreens: readonly Screen[] = [
  { name: 'transfer', user: 'owner', open: onOwnTicket('transfer', title, openTransfer) },
  {
    name: 'transfer-list',
    user: 'owner',
    layer: '.pick-list',
    open: onOwnTicket('transfer', title, async (page) => {
      await openTransfer(page);
      await page.locator(`${dialog} .target`).click();
      await page.locator('[role=option]:visible').first().waitFor();
    }),
  },
  {
    name: 'transfer-department',
    user: 'owner',
    open: onOwnTicket('transfer', title, async (page) => {
      await openTransfer(page);
      await pickDepartment(page, logistics);
      await page.locator(`${dialog} textarea`).first().fill('The parcel is lost at the hub. Please trace it.');
    }),
  },
  {
    name: 'transfer-why',
    user: 'owner',
    open: onOwnTicket('transfer', title, async (page) => {
      await openTransfer(page);
      await pickDepartment(page, logistics);
      await page.locator(`${dialog} .forecast summary`).click();
      await page.locator(`${dialog} .forecast details`).scrollIntoViewIfNeeded();
    }),
  },
  {
    name: 'transfer-blocked',
    user: 'owner',
    open: onOwnTicket('transfer', title, async (page) => {
      await openTransfer(page);
      await pickDepartment(page, compliance);
      await page.locator(`${dialog} .forecast .blocked`).scrollIntoViewIfNeeded();
    }),
  },
  {
    name: 'transfer-colleague',
    user: 'owner',
    open: onOwnTicket('transfer', title, async (page) => {
      await openTransfer(page);
      await page.locator(`${dialog} .target`).click();
      await page.getByRole('option', { name: support }).click();
      await page.locator(`${dialog} .receiver`).first().waitFor();
      await page.locator(`${dialog} .correct summary`).click();
    }),
  },
  { name: 'escalate', user: 'owner', open: onOwnTicket('transfer', title, pressKey('Shift+t', `${dialog} .receiver`)) },
  { name: 'transferred', user: 'owner', open: (page) => firstOf(page, 'transferred') },
  { name: 'transferred-department', user: 'colleague', open: (page) => firstOf(page, 'transferred_department') },
  { name: 'escalated', user: 'owner', open: (page) => firstOf(page, 'escalated') },
  {
    name: 'handed-over',
    user: 'colleague',
    open: async (page) => {
      await firstOf(page, 'transferred_department');
      await page.locator('[data-row]').last().click();
      await page.locator('.handed-over').waitFor();
    },
  },
  {
    name: 'holders',
    user: 'owner',
    open: async (page, demo) => {
      await openTravelled(page, demo);
      if (!(await page.locator('.classifications').first().isVisible())) await page.keyboard.press('d');
      await page.locator('.holders li').first().waitFor();
      await page.locator('.holder').last().click();
    },
  },
  {
    name: 'why-assigned',
    user: 'owner',
    open: async (page) => {
      await firstOf(page, 'transferred');
      await page.locator('[data-row]').last().click();
      await page.locator('.ticket-head').waitFor();
      if (!(await page.locator('.classifications').first().isVisible())) await page.keyboard.press('d');
      await page.locator('.why-assigned button').click();
      await page.locator('.why-popup').waitFor();
    },
  },
];
