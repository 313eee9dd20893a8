import type { Page } from 'playwright-core';
import { callApi, type DemoState } from './demo-state.ts';
import { dialog } from './navigation.ts';
import type { Screen } from './screens.ts';

type Row = { number: number; version: number; isOwn: boolean; baseState: string };

/** Selects the first rows of all tickets in any state, of which some cannot be changed. */
const selectRows = async (page: Page): Promise<void> => {
  await page.goto('/tickets/all?state=any');
  await page.locator('[data-row]').first().waitFor();
  for (const key of ['j', ...Array<string>(9).fill('Shift+ArrowDown')]) await page.keyboard.press(key);
  await page.locator('.batch').waitFor();
};
const openTransferMany = async (page: Page): Promise<void> => {
  await selectRows(page);
  await page.keyboard.press('t');
  await page.locator(`${dialog} .target`).click();
  await page.getByRole('option', { name: /^(Logistics|物流)/ }).click();
  await page.locator(`${dialog} .prediction-table`).scrollIntoViewIfNeeded();
};
/** Adds a tag to tickets, of which one does not exist. */
const openBatches = async (page: Page, demo: DemoState): Promise<void> => {
  const as = <T>(method: string, path: string, data?: unknown) => callApi<T>(page, demo.desk, method, path, data);
  await page.goto('/tickets/all');
  await page.locator('[data-row]').first().waitFor();
  const { items } = await as<{ items: Row[] }>('GET', '/tickets?view=all&limit=6');
  const numbers = [...items.map((one) => one.number), 999_999];
  await as('POST', '/batches', { numbers, action: { kind: 'edit', change: { addTags: ['recall'] } } });
  await as('POST', '/batches', { numbers, action: { kind: 'unread' } });
  await page.waitForTimeout(1_000);
  for (const key of ['g', 'p']) await page.keyboard.press(key);
  await page.locator(`${dialog} .batch-line`).nth(1).click();
  await page.locator(`${dialog} .batch-reasons`).waitFor();
};

export const batchScreens: Screen[] = [
  {
    name: 'batch-whole-view',
    user: 'owner',
    open: async (page) => {
      await page.goto('/tickets/all?state=any');
      await page.locator('[data-row]').first().waitFor();
      await page.keyboard.press('Shift+a');
      await page.locator('.batch-all').waitFor();
    },
  },
  { name: 'batch-transfer', user: 'owner', layer: dialog, open: openTransferMany },
  { name: 'batches', user: 'owner', layer: dialog, open: openBatches },
];
