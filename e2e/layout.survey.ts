import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBrowser } from './browser.ts';
import { openDesk } from './desk.ts';
import { layoutFaults } from './layout-faults.ts';
import { type Screen, screens } from './screens.ts';
import { type Stage, setStage, settle, takeSeat } from './stage.ts';

let stage: Stage;
let browser: Browser;

beforeAll(async () => {
  browser = await openBrowser();
  stage = await setStage(await openDesk(), browser);
}, 180_000);

afterAll(async () => {
  await browser?.close();
  await stage?.desk.remove();
});

/** Each screen is opened at the first width of a group, and the window is then drawn to the others. */
const widths = [
  { opened: 1440, drawn: [1440, 2560, 768] },
  { opened: 390, drawn: [390, 360] },
];

async function faultsOf(screen: Screen): Promise<string[]> {
  const found: string[] = [];
  for (const { opened, drawn } of widths) {
    const { context, page } = await takeSeat(stage, screen.seat, { width: opened, height: 900 });
    await screen.open(page, stage);
    for (const width of drawn) {
      await page.setViewportSize({ width, height: 900 });
      await settle(page);
      found.push(...(await page.evaluate(layoutFaults)).map((fault) => `${width} px: ${fault}`));
    }
    await context.close();
  }
  return found;
}

describe('nothing overlaps, is cut off or scrolls sideways, and every target can be hit, from 360 to 2560 px', () => {
  test.concurrent.each(screens.map((screen) => [screen.name, screen] as const))('%s', async (_, screen) => {
    expect(await faultsOf(screen)).toEqual([]);
  });
});
