import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { closeSessions, openSession, sharedBrowser } from './browser.ts';
import { type Account, type Desk, openDesk, until } from './desk.ts';
import { openMailServer, sendMail } from './mail.ts';

let mailServer: Awaited<ReturnType<typeof openMailServer>>;
let desk: Desk;
let browser: Browser;
let liam: Account;
let page: Page;
let number: string;

const subject = `No mouse on this desk ${Date.now()}`;
const customer = 'mina.ito@customer.example';

beforeAll(async () => {
  mailServer = await openMailServer();
  [desk, browser] = await Promise.all([openDesk({ SMTP_URL: mailServer.url }), sharedBrowser()]);
  liam = (await desk.accounts()).find((one) => one.email.startsWith('liam.')) as Account;
  page = (await openSession(browser, desk)).page;
}, 180_000);

afterAll(async () => {
  await closeSessions(browser);
  await desk?.remove();
  await mailServer?.close();
});

/** Presses keys one after the other and expects a visible focus after each. */
const pressKeys = async (...keys: string[]) => {
  for (const key of keys) {
    await page.keyboard.press(key);
    await expectFocusVisible(key);
  }
};
const type = (text: string) => page.keyboard.type(text);

/** The accessible name of the focused element. */
const focused = () =>
  page.evaluate(() => {
    const element = document.activeElement;
    if (!element || element === document.body) return '';
    const label = element instanceof HTMLInputElement ? element.labels?.[0]?.textContent : null;
    return (element.getAttribute('aria-label') ?? label ?? element.textContent ?? '').replace(/\s+/g, ' ').trim();
  });
const hasFocus = (name: RegExp) => until(async () => name.test(await focused()));

/**
 * Why the focus is not visible; null if it is. Text fields show a caret; other elements need an
 * outline or a shadow, and must be on the screen.
 */
const focusFault = () =>
  page.evaluate(() => {
    const element = document.activeElement;
    if (!element || element === document.body) return null;
    const box = element.getBoundingClientRect();
    if (box.bottom <= 0 || box.right <= 0 || box.top >= innerHeight || box.left >= innerWidth)
      return 'is off the screen';
    if (
      element.matches(
        'input:not([type=checkbox], [type=radio]), textarea, [contenteditable=true], [role=dialog], .mantine-Drawer-content',
      )
    )
      return null;
    let at: Element | null = element;
    for (let up = 0; at && up < 3; up++, at = at.parentElement) {
      const style = getComputedStyle(at);
      if (style.outlineStyle !== 'none' && Number.parseFloat(style.outlineWidth) >= 1) return null;
      if (up === 0 && style.boxShadow !== 'none') return null;
    }
    return 'shows nothing';
  });
async function expectFocusVisible(after: string): Promise<void> {
  const found = await until(async () => ((await focusFault()) === null ? 'seen' : false), 2_000).catch(focusFault);
  expect(found, `after ${after} the focus on “${await focused()}”`).toBe('seen');
}

test('signs in with Tab and Enter', async () => {
  await page.goto('/sign-in');
  await page.locator('input[type=password]').waitFor();
  for (let step = 0; step < 6 && !/Email/.test(await focused()); step++) await pressKeys('Tab');
  await type(liam.email);
  await pressKeys('Tab');
  await type(liam.password);
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/tickets\//);
});

test('opens a view with the palette and a new ticket with j and Enter', async () => {
  await page.locator('.list').waitFor();
  await pressKeys('Control+k');
  await hasFocus(/^Type a command/);
  await type('Customer Support');
  await page.getByRole('option', { name: 'Customer Support' }).first().waitFor();
  await page.keyboard.press('Enter');
  await page.waitForURL(/department/);
  const { items } = (await (await page.request.get('/api/v1/mailboxes')).json()) as { items: { address: string }[] };
  await sendMail(desk.smtpPort, {
    from: `Mina Ito <${customer}>`,
    to: items[0]?.address ?? '',
    subject,
    text: 'Can you do all of this without a mouse?',
  });
  await page.locator('[data-row]').filter({ hasText: subject }).waitFor();
  for (let step = 0; step < 12 && !(await focused()).includes(subject); step++) await pressKeys(step === 0 ? 'j' : 'k');
  for (let step = 0; step < 12 && !(await focused()).includes(subject); step++) await pressKeys('j');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/\d+/);
  await page.locator('.message').first().waitFor();
  number = /\/(\d+)/.exec(new URL(page.url()).pathname.replace(/.*department:\d+/, ''))?.[1] ?? '';
  expect(Number(number)).toBeGreaterThan(0);
});

type TicketFields = { assigneeId: number | null; priorityId: number | null; baseState: string; shares: unknown[] };
const ticket = async (): Promise<TicketFields> =>
  (await (await page.request.get(`/api/v1/tickets/${number}`)).json()) as TicketFields;

test('assigns the ticket and sets the priority; the focus returns to the changed value', async () => {
  await page.keyboard.press('i');
  await until(async () => (await ticket()).assigneeId !== null);
  await page.keyboard.press('p');
  await hasFocus(/^(Search|Find)/);
  await type('High');
  await page.keyboard.press('Enter');
  await until(async () => (await ticket()).priorityId !== null);
  await hasFocus(/^Priority/);
  await expectFocusVisible('choosing a priority');
});

test('shares the ticket and closes the panel; the focus returns to where it was', async () => {
  const before = await focused();
  await page.keyboard.press('s');
  await page.locator('.share-add').waitFor();
  await until(() => page.evaluate(() => document.activeElement?.closest('[role=dialog]') !== null));
  for (let step = 0; step < 8 && !/Add a department/.test(await focused()); step++) await pressKeys('Tab');
  await page.keyboard.press('Enter');
  await hasFocus(/^(Search|Find)/);
  await type('Logistics');
  await page.keyboard.press('Enter');
  await hasFocus(/Add a department/);
  await pressKeys('Tab');
  await type('Where is the parcel?');
  for (let step = 0; step < 8 && !/^Share with Logistics$/.test(await focused()); step++) await pressKeys('Tab');
  await page.keyboard.press('Enter');
  await page.locator('.share-list').waitFor();
  await page.keyboard.press('Escape');
  await page.locator('.share-panel').waitFor({ state: 'detached' });
  expect((await ticket()).shares).toHaveLength(1);
  await until(async () => (await focused()) === before);
  await expectFocusVisible('closing the panel');
});

test('adds a comment, then replies to the customer', async () => {
  await page.keyboard.press('c');
  await page.locator('.composer [contenteditable=true]:focus').waitFor();
  await type('Typed without a mouse.');
  await pressKeys('Control+Enter');
  await page.locator('.message').getByText('Typed without a mouse.').waitFor();
  await page.keyboard.press('r');
  await page.locator('.composer [contenteditable=true]:focus').waitFor();
  await type('Yes, we can.');
  await page.keyboard.press('Control+Enter');
  const mail = await until(async () => mailServer.mails.find((one) => one.to.includes(customer)), 30_000);
  expect(mail.raw).toContain('Yes, we can.');
  expect(mail.raw).not.toContain('Typed without');
});

test('in a narrow window a field’s shortcut opens the details', async () => {
  const { priorityId } = await ticket();
  await page.setViewportSize({ width: 390, height: 844 });
  await page.locator('.ticket-side').waitFor({ state: 'detached' });
  await page.keyboard.press('p');
  await page.getByRole('dialog').waitFor();
  await hasFocus(/^(Search|Find)/);
  await type('Urgent');
  await page.keyboard.press('Enter');
  await until(async () => (await ticket()).priorityId !== priorityId);
  await hasFocus(/^Priority/);
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.setViewportSize({ width: 1280, height: 720 });
});

test('closes the ticket, returns to its row, and opens the shortcut sheet', async () => {
  await page.keyboard.press('e');
  await until(async () => (await ticket()).baseState === 'closed');
  await page.keyboard.press('Escape');
  await page.waitForURL(/department:\d+$/);
  // The closed ticket has left the list, so the row in its place has the focus.
  await page.locator(`[data-row="${number}"]`).waitFor({ state: 'detached' });
  await until(async () => (await focused()).includes('#'));
  await expectFocusVisible('going back');
  const row = await focused();
  await page.keyboard.press('?');
  await page.getByRole('dialog').waitFor();
  await expectFocusVisible('?');
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await hasFocus(/#\d+/);
  expect(await focused()).toBe(row);
  await pressKeys('j');
  await until(async () => ![row, ''].includes(await focused()));
});

test('changes the sort order, which is announced and kept after a reload', async () => {
  const first = () => page.locator('[data-row]').first().getAttribute('data-row');
  const view = new URL(page.url()).pathname.split('/')[2];
  const answer = await page.request.get(`/api/v1/tickets?view=${view}&sort=waiting&limit=1`);
  const [longest] = ((await answer.json()) as { items: { number: number }[] }).items;
  const expected = String(longest?.number);
  expect(await first()).not.toBe(expected);
  await pressKeys('g', 'o');
  await until(async () => (await first()) === expected);
  await page.locator('[aria-live=polite]').getByText('Least recent activity first').waitFor({ state: 'attached' });
  await hasFocus(new RegExp(`#${expected}\\b`));
  await expectFocusVisible('another order');
  await page.reload();
  await page.locator('.list-title').getByText('Longest wait').waitFor();
  await page.locator('[data-row]').first().waitFor();
  expect(await first()).toBe(expected);
});
