import { parseArgs } from 'node:util';
import { openBrowser, openSession, signIn } from '@crossdesk/e2e/browser.ts';
import { openDesk } from '@crossdesk/e2e/desk.ts';
import { attachEmbeddedPostgres } from '@crossdesk/server/platform/embedded-postgres.ts';
import type { Page } from 'playwright-core';
import { fillDatabase } from './data.ts';
import { percentile } from './load.ts';

/**
 * Measures the web application in Chromium on the demo company with many more tickets: time from a
 * key press to a ticket's content, frame rate while moving through a list, time from a click to the
 * rows of another view.
 */
const { values } = parseArgs({
  options: { tickets: { type: 'string', default: '100000' }, opened: { type: 'string', default: '60' } },
});

const log = (line: string) => console.log(line);
const summarize = (times: readonly number[]) => {
  const sorted = times.toSorted((a, b) => a - b);
  const ms = (share: number) => `${Math.round(percentile(sorted, share))} ms`;
  return `median ${ms(0.5)}, p95 ${ms(0.95)}, worst ${ms(1)} of ${times.length}`;
};

/**
 * Milliseconds from the last key press or click to the frame after `isShown` becomes true, checked
 * every frame.
 */
const timeUntilShown = (page: Page, isShown: string): Promise<number> =>
  page.evaluate(
    (condition) =>
      new Promise<number>((done, fail) => {
        const holds = new Function(`return ${condition}`) as () => boolean;
        const started = performance.now();
        const look = () => {
          const { pressedAt } = window as unknown as { pressedAt: number };
          if (holds()) requestAnimationFrame(() => done(performance.now() - pressedAt));
          else if (performance.now() - started > 10_000) fail(new Error(`not shown within ten seconds: ${condition}`));
          else requestAnimationFrame(look);
        };
        look();
      }),
    isShown,
  );

const focusedRow = (page: Page): Promise<string | null> =>
  page.evaluate(() => document.activeElement?.getAttribute('data-row') ?? null);

async function openTickets(page: Page, count: number): Promise<number[]> {
  const times: number[] = [];
  for (let index = 0; index < count; index++) {
    const before = await focusedRow(page);
    await page.keyboard.press('j');
    await page.waitForFunction((old) => document.activeElement?.getAttribute('data-row') !== old, before);
    const number = await focusedRow(page);
    await page.keyboard.press('Enter');
    times.push(
      await timeUntilShown(
        page,
        `location.pathname.endsWith('/${number}') && document.querySelector('.ticket-head')?.textContent.includes('${number}') && document.querySelector('.message') !== null`,
      ),
    );
    await page.locator(`[data-row="${number}"]`).first().focus();
  }
  return times;
}

/** Repeats a key thirty times a second, like a held key; returns the frames of each second. */
async function framesWhileHolding(page: Page, key: string, presses: number): Promise<number[]> {
  await page.evaluate(() => {
    const shown: number[] = [];
    Object.assign(window, { shown, isCounting: true });
    const frame = (at: number) => {
      shown.push(at);
      if ((window as unknown as { isCounting: boolean }).isCounting) requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
  const from = performance.now();
  for (let index = 0; index < presses; index++) {
    await page.keyboard.press(key);
    const dueAt = from + (index + 1) * 33;
    await new Promise((done) => setTimeout(done, Math.max(0, dueAt - performance.now())));
  }
  const shown = await page.evaluate(() => {
    Object.assign(window, { isCounting: false });
    return (window as unknown as { shown: number[] }).shown;
  });
  const first = shown[0] ?? 0;
  const seconds = Math.floor(((shown.at(-1) ?? 0) - first) / 1000);
  return Array.from(
    { length: seconds },
    (_, second) => shown.filter((at) => at >= first + second * 1000 && at < first + (second + 1) * 1000).length,
  );
}

async function switchViews(page: Page): Promise<number[]> {
  const paths = await page
    .locator('.views a')
    .evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? ''));
  const times: number[] = [];
  for (const path of [...paths, ...paths, ...paths]) {
    const view = decodeURIComponent(path.split('/').at(-1)?.split('?')[0] ?? '');
    await page.locator(`.views a[href="${path}"]`).click();
    times.push(
      await timeUntilShown(
        page,
        `decodeURIComponent(location.pathname).endsWith(${JSON.stringify(`/tickets/${view}`)}) && document.querySelector('.list-scroll[aria-busy=false]') !== null
          && (document.querySelector('[data-row]') ?? document.querySelector('.list-scroll .empty, .list-scroll p')) !== null`,
      ),
    );
  }
  return times;
}

const desk = await openDesk();
const browser = await openBrowser();
try {
  const url = await attachEmbeddedPostgres(desk.dataDir);
  if (!url) throw new Error('The database of the desk is not responding.');
  await fillDatabase(url, Number(values.tickets));
  log(`demo company and ${values.tickets} tickets`);
  const accounts = await desk.accounts();
  const agent = accounts.find((one) => one.profile === 'agent' && one.departments.length > 1) ?? accounts[0];
  if (!agent) throw new Error('The demo company has no agent.');
  const { page } = await openSession(browser, desk);
  await page.addInitScript(() => {
    const note = () => Object.assign(window, { pressedAt: performance.now() });
    addEventListener('keydown', note, { capture: true });
    addEventListener('pointerdown', note, { capture: true });
  });
  await signIn(page, agent);
  const busiest = page.locator('.views a[href*="department"]').first();
  await busiest.click();
  await page.locator('[data-row]').first().waitFor();
  await page.locator('[data-row]').first().focus();
  log(`opening a ticket, from key press to content: ${summarize(await openTickets(page, Number(values.opened)))}`);
  await page.keyboard.press('Escape');
  for (const key of ['j', 'k']) {
    const frames = await framesWhileHolding(page, key, 240);
    log(`holding ${key}: ${Math.min(...frames)} frames in the worst second (${frames.join(', ')})`);
  }
  log(`switching views, from click to rows: ${summarize(await switchViews(page))}`);
} finally {
  await browser.close();
  await desk.remove();
}
