import type { Page } from 'playwright-core';
import { act, type Stage } from './demo-state.ts';
import { type Act, openAside } from './demo-tickets.ts';

/** The ways to a screen that several of them share. */
export const dialog = '[role=dialog]';

export const view = (path: string) => async (page: Page) => {
  await page.goto(path);
};

export const openTicket = async (page: Page, number: number, list = 'all'): Promise<void> => {
  await page.goto(`/tickets/${list}/${number}`);
  await page.locator('.ticket-head').waitFor();
  await page.locator('.message').first().waitFor();
};

/** The ticket all screens are about. */
export const ticketOf =
  (then?: (page: Page) => Promise<void>) =>
  async (page: Page, { number }: Stage): Promise<void> => {
    await openTicket(page, number);
    await then?.(page);
  };

/** The ticket with quoted text, a long list of receivers and a changed comment. */
export const handledOf =
  (then: (page: Page, stage: Stage) => Promise<void>) =>
  async (page: Page, stage: Stage): Promise<void> => {
    await openTicket(page, stage.handled);
    await then(page, stage);
  };

/** Through the API, as whoever this browser is of. */
export const throughApi =
  (page: Page, stage: Stage): Act =>
  (method, path, data) =>
    act(page, stage.desk, method, path, data);

/** A ticket this screen has to itself, the same whenever it is opened again. */
export const aside = (page: Page, stage: Stage, name: string, title: string): Promise<number> => {
  const known = stage.asides.get(name) ?? openAside(throughApi(page, stage), title);
  stage.asides.set(name, known);
  return known;
};

export const asideOf =
  (name: string, title: string, then: (page: Page, number: number, stage: Stage) => Promise<void>) =>
  async (page: Page, stage: Stage): Promise<void> => {
    const number = await aside(page, stage, name, title);
    await openTicket(page, number);
    await then(page, number, stage);
  };

export const listed = (then: (page: Page, stage: Stage) => Promise<void>) => async (page: Page, stage: Stage) => {
  await page.goto('/tickets/all');
  await page.locator('[data-row]').first().waitFor();
  await then(page, stage);
};

export const press =
  (key: string, shown: string) =>
  async (page: Page): Promise<void> => {
    await page.keyboard.press(key);
    await page.locator(shown).first().waitFor();
  };

/** `g`, then a letter. */
export const leap = async (page: Page, letter: string, shown: string): Promise<void> => {
  await page.keyboard.press('g');
  await press(letter, shown)(page);
};

export const menuItem = (name: RegExp, shown: string) => async (page: Page) => {
  await page.locator('.ticket-actions [aria-haspopup=menu]').click();
  await page.getByRole('menuitem', { name }).click();
  await page.locator(shown).first().waitFor();
};

/** Presses the first of these and waits for what it opens. */
export const click = (target: string, shown: string) => async (page: Page) => {
  await page.locator(target).first().click();
  await page.locator(shown).first().waitFor();
};

/** Starts to write; what stands there already stays. */
export const composing = (key: string, text: string) => async (page: Page) => {
  await page.keyboard.press(key);
  const field = page.locator('.composer [contenteditable=true]');
  await field.waitFor();
  if (!(await field.textContent())?.trim()) await page.keyboard.type(text);
};

/** Writes this and nothing else. */
export const writing = async (page: Page, key: string, text: string): Promise<void> => {
  await page.keyboard.press(key);
  await page.locator('.composer [contenteditable=true]:focus').waitFor();
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Backspace');
  await page.keyboard.type(text);
};
