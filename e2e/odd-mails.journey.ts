import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { closeSessions, expectAccessible, openSession, sharedBrowser, startSession } from './browser.ts';
import { type Account, type Desk, openDesk, until } from './desk.ts';
import { sendMail } from './mail.ts';

let desk: Desk;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  [desk, browser] = await Promise.all([openDesk(), sharedBrowser()]);
  page = (await openSession(browser, desk, { theme: 'dark' })).page;
  const accounts = await desk.accounts();
  await startSession(page, accounts.find((one) => one.email.startsWith('liam.')) as Account);
}, 180_000);
afterAll(async () => {
  await closeSessions(browser);
  await desk?.remove();
});

/** Sends a mail and opens its ticket; returns the body of the message. */
async function open(mail: {
  from: string;
  subject: string;
  html?: string;
  text?: string;
  attachments?: object[];
}): Promise<Locator> {
  const mailboxes = (await (await page.request.get('/api/v1/mailboxes')).json()) as { items: { address: string }[] };
  await sendMail(desk.smtpPort, { to: mailboxes.items[0]?.address ?? '', ...mail });
  const number = await until(async () => {
    const answer = await page.request.get('/api/v1/tickets?view=all&limit=20&sort=created');
    const { items } = (await answer.json()) as { items: { number: number; subject: string }[] };
    return items.find((row) => row.subject === mail.subject)?.number;
  });
  await page.goto(`/tickets/all/${number}`);
  const body = page.locator('.message .mail').first();
  await body.waitFor({ state: 'attached' });
  return body;
}

test('a newsletter shows the descriptions of blocked images, and neither its preview line nor bright borders', async () => {
  const body = await open({
    from: 'Shop <news@shop.example>',
    subject: 'Winter sale',
    html: `<div style="display:none">Preview line</div><p style="border-top:1px solid #e1e1e1">Sale</p>
      <img src="https://shop.example/a.jpg" alt="A lamp in the snow" width="300" height="80">
      <img src="https://shop.example/p.gif" alt="counter" width="1" height="1">
      <p style="font-size:60px">Huge</p><p>Next</p>`,
  });
  expect((await body.allInnerTexts()).join('').split(/\s*\n\s*/)).toEqual([
    'Sale',
    'A lamp in the snow',
    'Huge',
    'Next',
  ]);
  const line = await body.getByText('Sale').evaluate((element) => getComputedStyle(element).borderTopColor);
  expect(Math.max(...(line.match(/\d+/g) ?? ['255']).slice(0, 3).map(Number))).toBeLessThan(100);
  const [huge, next] = await Promise.all([body.getByText('Huge').boundingBox(), body.getByText('Next').boundingBox()]);
  expect(huge?.height).toBeGreaterThan(60);
  expect(next?.y).toBeGreaterThanOrEqual((huge?.y ?? 0) + (huge?.height ?? 0));
  await expectAccessible(page, 'a newsletter');
});

test('text in Arabic is aligned to the right, and a name with a comma stays whole in the reply', async () => {
  const body = await open({
    from: '"Hasan, Layla" <layla@hasan.example>',
    subject: 'Refund',
    text: 'مرحبا،\n\nOrder TB-1',
  });
  const ends = (text: string) =>
    body.getByText(text).evaluate((element) => {
      const range = document.createRange();
      range.selectNodeContents(element);
      const [box, outer] = [range.getBoundingClientRect(), element.getBoundingClientRect()];
      return { left: Math.round(box.left - outer.left), right: Math.round(outer.right - box.right) };
    });
  expect(await ends('مرحبا')).toMatchObject({ right: 0 });
  expect(await ends('Order TB-1')).toMatchObject({ left: 0 });
  await page.keyboard.press('r');
  await page.locator('.composer').getByText('Hasan, Layla', { exact: true }).waitFor();
});

test('an image that cannot be shown has an icon instead of a broken preview', async () => {
  await open({
    from: 'Jamis <jamis@buck.example>',
    subject: 'Damaged image',
    text: 'See the image.',
    // A PNG file that ends after its header.
    attachments: [{ filename: 'damaged.png', content: Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex') }],
  });
  const file = page.locator('.file', { hasText: 'damaged.png' });
  await file.locator('.tabler-icon-photo, .tabler-icon-file').waitFor();
  expect(await file.locator('img').count()).toBe(0);
});
