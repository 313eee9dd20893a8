import type { Page } from 'playwright-core';
import { callApi, type DemoState } from './demo-state.ts';
import { type ApiCall, createTicket } from './demo-tickets.ts';

/** The ways to a screen that several of them share. */
export const dialog = '[role=dialog]';

export const openPath = (path: string) => async (page: Page) => {
  await page.goto(path);
};

export const openTicket = async (page: Page, number: number, list = 'all'): Promise<void> => {
  await page.goto(`/tickets/${list}/${number}`);
  await page.locator('.ticket-head').waitFor();
  await page.locator('.message').first().waitFor();
};

/** The ticket all screens are about. */
export const onTicket =
  (then?: (page: Page) => Promise<void>) =>
  async (page: Page, { number }: DemoState): Promise<void> => {
    await openTicket(page, number);
    await then?.(page);
  };

/** The ticket with quoted text, a long list of receivers and a changed comment. */
export const onDetailedTicket =
  (then: (page: Page, stage: DemoState) => Promise<void>) =>
  async (page: Page, stage: DemoState): Promise<void> => {
    await openTicket(page, stage.detailedNumber);
    await then(page, stage);
  };

/** Through the API, as whoever this browser is of. */
export const apiOf =
  (page: Page, stage: DemoState): ApiCall =>
  (method, path, data) =>
    callApi(page, stage.desk, method, path, data);

/** A ticket this screen has to itself, the same whenever it is opened again. */
export const ownTicket = (page: Page, stage: DemoState, name: string, title: string): Promise<number> => {
  const known = stage.ownTickets.get(name) ?? createTicket(apiOf(page, stage), title);
  stage.ownTickets.set(name, known);
  return known;
};

export const onOwnTicket =
  (name: string, title: string, then: (page: Page, number: number, stage: DemoState) => Promise<void>) =>
  async (page: Page, stage: DemoState): Promise<void> => {
    const number = await ownTicket(page, stage, name, title);
    await openTicket(page, number);
    await then(page, number, stage);
  };

export const onList = (then: (page: Page, stage: DemoState) => Promise<void>) => async (page: Page, stage: DemoState) => {
  await page.goto('/tickets/all');
  await page.locator('[data-row]').first().waitFor();
  await then(page, stage);
};

export const pressKey =
  (key: string, shown: string) =>
  async (page: Page): Promise<void> => {
    await page.keyboard.press(key);
    await page.locator(shown).first().waitFor();
  };

/** `g`, then a letter. */
export const pressGoShortcut = async (page: Page, letter: string, shown: string): Promise<void> => {
  await page.keyboard.press('g');
  await pressKey(letter, shown)(page);
};

export const openMenuItem = (name: RegExp, shown: string) => async (page: Page) => {
  await page.locator('.ticket-actions [aria-haspopup=menu]').click();
  await page.getByRole('menuitem', { name }).click();
  await page.locator(shown).first().waitFor();
};

/** Presses the first of these and waits for what it opens. */
export const clickAndWait = (target: string, shown: string) => async (page: Page) => {
  await page.locator(target).first().click();
  await page.locator(shown).first().waitFor();
};

/** Starts to write; what stands there already stays. */
export const compose = (key: string, text: string) => async (page: Page) => {
  await page.keyboard.press(key);
  const field = page.locator('.composer [contenteditable=true]');
  await field.waitFor();
  if (!(await field.textContent())?.trim()) await page.keyboard.type(text);
};

/** Writes this and nothing else. */
export const writeText = async (page: Page, key: string, text: string): Promise<void> => {
  await page.keyboard.press(key);
  await page.locator('.composer [contenteditable=true]:focus').waitFor();
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Backspace');
  await page.keyboard.type(text);
};
