import type { Page } from 'playwright-core';
import { callApi, type DemoState } from './demo-state.ts';
import { type ApiCall, createTicket } from './demo-tickets.ts';

export const dialog = '[role=dialog]';

export const openPath = (path: string) => async (page: Page) => {
  await page.goto(path);
};

export const openTicket = async (page: Page, number: number, list = 'all'): Promise<void> => {
  await page.goto(`/tickets/${list}/${number}`);
  await page.locator('.ticket-head').waitFor();
  await page.locator('.message').first().waitFor();
};

/** Opens the main ticket. */
export const onTicket =
  (then?: (page: Page) => Promise<void>) =>
  async (page: Page, { number }: DemoState): Promise<void> => {
    await openTicket(page, number);
    await then?.(page);
  };

/** Opens the ticket with quoted text, many recipients, and an edited comment. */
export const onDetailedTicket =
  (then: (page: Page, demo: DemoState) => Promise<void>) =>
  async (page: Page, demo: DemoState): Promise<void> => {
    await openTicket(page, demo.detailedNumber);
    await then(page, demo);
  };

/** The API as the user of this page. */
export const apiOf =
  (page: Page, demo: DemoState): ApiCall =>
  (method, path, data) =>
    callApi(page, demo.desk, method, path, data);

/** A ticket that only this screen uses; created once per demo. */
export const ownTicket = (page: Page, demo: DemoState, name: string, title: string): Promise<number> => {
  const existing = demo.ownTickets.get(name) ?? createTicket(apiOf(page, demo), title);
  demo.ownTickets.set(name, existing);
  return existing;
};

export const onOwnTicket =
  (name: string, title: string, then: (page: Page, number: number, demo: DemoState) => Promise<void>) =>
  async (page: Page, demo: DemoState): Promise<void> => {
    const number = await ownTicket(page, demo, name, title);
    await openTicket(page, number);
    await then(page, number, demo);
  };

export const onList = (then: (page: Page, demo: DemoState) => Promise<void>) => async (page: Page, demo: DemoState) => {
  await page.goto('/tickets/all');
  await page.locator('[data-row]').first().waitFor();
  await then(page, demo);
};

export const pressKey =
  (key: string, shown: string) =>
  async (page: Page): Promise<void> => {
    await page.keyboard.press(key);
    await page.locator(shown).first().waitFor();
  };

/** Presses `g`, then a letter. */
export const pressGoShortcut = async (page: Page, letter: string, shown: string): Promise<void> => {
  await page.keyboard.press('g');
  await pressKey(letter, shown)(page);
};

export const openMenuItem = (name: RegExp, shown: string) => async (page: Page) => {
  await page.locator('.ticket-actions [aria-haspopup=menu]').click();
  await page.getByRole('menuitem', { name }).click();
  await page.locator(shown).first().waitFor();
};

/** Clicks the first match and waits for what it opens. */
export const clickAndWait = (target: string, shown: string) => async (page: Page) => {
  await page.locator(target).first().click();
  await page.locator(shown).first().waitFor();
};

/** Opens the composer; types the text unless there is a draft. */
export const compose = (key: string, text: string) => async (page: Page) => {
  await page.keyboard.press(key);
  const field = page.locator('.composer [contenteditable=true]');
  await field.waitFor();
  if (!(await field.textContent())?.trim()) await page.keyboard.type(text);
};

/** Opens the composer and replaces its text. */
export const writeText = async (page: Page, key: string, text: string): Promise<void> => {
  await page.keyboard.press(key);
  await page.locator('.composer [contenteditable=true]:focus').waitFor();
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Backspace');
  await page.keyboard.type(text);
};
