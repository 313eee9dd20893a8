import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { closeSessions, expectAccessible, openSession, sharedBrowser, startSession } from './browser.ts';
import { type Account, type Desk, openDesk, until } from './desk.ts';
import { openMailServer, sendMail } from './mail.ts';

let mailServer: Awaited<ReturnType<typeof openMailServer>>;
let desk: Desk;
let browser: Browser;
let liam: Account;
let page: Page;
let number: number;

const customer = 'mina.ito@customer.example';
const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==';

beforeAll(async () => {
  mailServer = await openMailServer();
  [desk, browser] = await Promise.all([openDesk({ SMTP_URL: mailServer.url }), sharedBrowser()]);
  const accounts = await desk.accounts();
  liam = accounts.find((one) => one.email.startsWith('liam.')) as Account;
  page = (await openSession(browser, desk)).page;
  await startSession(page, liam);
  const { items } = await read<{ items: { address: string; departmentId: number }[] }>('/mailboxes');
  const support = items.find((one) => one.address.startsWith('support@'));
  await sendMail(desk.smtpPort, {
    from: `Mina Ito <${customer}>`,
    to: support?.address ?? '',
    subject: 'The lamp flickers',
    html: '<p>This is how it looks:</p><img src="cid:lamp">',
    attachments: [{ filename: 'lamp.png', content: Buffer.from(png, 'base64'), cid: 'lamp' }],
  });
  const list = `/tickets?view=department:${support?.departmentId}&limit=20`;
  number = await until(async () => {
    const found = await read<{ items: { number: number; subject: string }[] }>(list);
    return found.items.find((one) => one.subject === 'The lamp flickers')?.number;
  });
}, 180_000);

afterAll(async () => {
  await closeSessions(browser);
  await desk?.remove();
  await mailServer?.close();
});

const read = async <T>(path: string): Promise<T> =>
  (await (await page.request.get(`${desk.url}/api/v1${path}`)).json()) as T;
const messages = async () =>
  (await read<{ items: { html: string; kind: string; visibility: string }[] }>(`/tickets/${number}/messages`)).items;

const open = async (on: Page) => {
  await on.goto(`/tickets/all/${number}`);
  await on.locator('.message').first().waitFor();
};
const editor = (on: Page) => on.locator('.composer [contenteditable=true]');
const openComposer = async (on: Page, key: string) => {
  await on.keyboard.press(key);
  await editor(on).and(on.locator(':focus')).waitFor();
};
/** Pastes HTML or an image at the caret. */
const paste = (on: Page, content: { html?: string; file?: string }) =>
  editor(on).evaluate((box, { html, file }) => {
    const clipboardData = new DataTransfer();
    if (html) clipboardData.setData('text/html', html);
    if (file) {
      const bytes = Uint8Array.from(atob(file), (character) => character.charCodeAt(0));
      clipboardData.items.add(new File([bytes], 'screen.png', { type: 'image/png' }));
    }
    box.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }, content);
const expectImageLoaded = (on: Page, within: string) =>
  until(() =>
    on
      .locator(`${within} img`)
      .first()
      .evaluate((image) => image instanceof HTMLImageElement && image.naturalWidth > 0),
  );
/** Expects a mention notification for this agent. */
const expectMentionNotification = async (start: string) => {
  const other = await openSession(browser, desk);
  await startSession(other.page, (await desk.accounts()).find((one) => one.email.startsWith(`${start}.`)) as Account);
  await other.page
    .locator('.rail')
    .getByRole('button', { name: /notification/i })
    .click();
  await other.page.getByText(`${liam.name} mentioned you`).first().waitFor();
  await other.context.close();
};

const spreadsheetHtml = `<html><head><style>td{color:red}</style></head><body><!--StartFragment--><table width=200><col width=64>
  <tr height=20><td class=xl65 style="mso-number-format:General">Lamp</td><td align=right>2</td></tr>
  <tr><td>Shade</td><td align=right>1</td></tr></table><!--EndFragment--></body></html>`;
const list = `<p class=MsoListParagraph style='text-indent:-18pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span
  style='mso-list:Ignore'>·<span>&nbsp;&nbsp;</span></span><![endif]>Switch it off<o:p></o:p></p>
  <p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·</span>Turn the bulb</p>
  <p class=MsoNormal>Then <b>tell us</b>.<img src="https://tracker.example/pixel.gif"></p>`;

test('ZV-43 an inline image of the customer is shown in place', async () => {
  await open(page);
  await expectImageLoaded(page, '.message .mail');
});

test('a pasted image, table, and list keep their structure and appear on another machine', async () => {
  await openComposer(page, 'r');
  await page.keyboard.type('Look here: ');
  await paste(page, { file: png });
  await expectImageLoaded(page, '.composer');
  await page.keyboard.press('Enter');
  await paste(page, { html: spreadsheetHtml });
  await page.keyboard.press('Control+End');
  // Typing below the table shows that the caret is there.
  await page.keyboard.type('In short:');
  await editor(page).locator(':scope > p').getByText('In short:').waitFor();
  await page.keyboard.press('Enter');
  await paste(page, { html: list });
  await expect.poll(() => editor(page).locator('td').allTextContents()).toEqual(['Lamp', '2', 'Shade', '1']);
  await expect
    .poll(() => editor(page).locator('ul > li').allTextContents())
    .toEqual(['Switch it off', 'Turn the bulb']);
  expect(await editor(page).innerHTML()).not.toMatch(/mso|tracker|class="xl|color:red/);
  await expectAccessible(page, 'the composer with a picture and a table', '.composer');
  await page.getByText('Draft saved').waitFor();

  const other = await openSession(browser, desk);
  await startSession(other.page, liam);
  await open(other.page);
  await openComposer(other.page, 'r');
  await expectImageLoaded(other.page, '.composer');
  await expect.poll(() => editor(other.page).locator('td').allTextContents()).toEqual(['Lamp', '2', 'Shade', '1']);
  await other.context.close();
});

test('the reply is shown in the conversation as it was written', async () => {
  await page.keyboard.press('Control+Enter');
  const reply = page.locator('.message[data-from=us]').last();
  await reply.locator('td').first().waitFor();
  await expectImageLoaded(page, '.message[data-from=us] .mail');
  expect(await reply.locator('.files').count(), 'an inline image is not listed as an attachment').toBe(0);
});

test('a canned reply is found by / and part of its name, and its variables are filled in', async () => {
  await openComposer(page, 'r');
  await page.keyboard.type('/look');
  await page.getByRole('option', { name: /We're looking into it/ }).waitFor();
  await expectAccessible(page, 'canned replies offered', '.type-ahead');
  await page.keyboard.press('Enter');
  await editor(page).getByText('Hi Mina Ito,').waitFor();
  expect(await editor(page).textContent()).toContain(`#${number}`);
  expect(await editor(page).textContent()).toContain(liam.name);
  expect(await editor(page).textContent()).not.toMatch(/\/look|\{\{/);
  // Opens by shortcut; Esc closes the list, not the composer.
  await page.keyboard.press('Control+/');
  await page.getByRole('listbox').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('listbox').waitFor({ state: 'detached' });
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Backspace');
  await page.keyboard.press('Escape');
  await editor(page).waitFor({ state: 'detached' });
});

test('a colleague who can see the ticket is found by @ and notified of the comment', async () => {
  await openComposer(page, 'c');
  await page.keyboard.type('Could you call her, @nora');
  await page.getByRole('option', { name: /Nora Lindqvist/ }).waitFor();
  await page.keyboard.press('Tab');
  await page.keyboard.type('please?');
  await page.keyboard.press('Control+Enter');
  await page.locator('.message [data-mention]', { hasText: '@Nora Lindqvist' }).waitFor();
  await expectMentionNotification('nora');
});

test('ZV-48 a colleague who is mentioned while editing a comment is notified', async () => {
  const comment = page.locator('.message[data-visibility=internal]').last();
  await comment.hover();
  await comment.getByRole('button', { name: 'Edit comment' }).click();
  const box = comment.locator('[contenteditable=true]');
  await box.and(page.locator(':focus')).waitFor();
  await page.keyboard.press('Control+End');
  await page.keyboard.type(' Or you, @priya');
  await page.getByRole('option', { name: /Priya Raman/ }).waitFor();
  await expectAccessible(page, 'a comment that is edited', '.edit-comment');
  await page.keyboard.press('Enter');
  await comment.getByRole('button', { name: 'Save' }).click();
  await box.waitFor({ state: 'detached' });
  await comment.locator('[data-mention]', { hasText: '@Priya Raman' }).waitFor();
  expect(await comment.locator('[data-mention]').count()).toBe(2);
  await expectMentionNotification('priya');
});

test('a table is inserted, filled, and changed by keyboard, and sent as it was written', async () => {
  const cells = () => editor(page).locator('th, td').allTextContents();
  const pressToolbarButton = async (name: string) => {
    await page.keyboard.press('Alt+F10');
    const button = page.locator('.editor-tools').getByRole('button', { name });
    for (let step = 0; step < 12 && !(await button.and(page.locator(':focus')).count()); step++)
      await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await editor(page).and(page.locator(':focus')).waitFor();
  };
  await openComposer(page, 'c');
  await page.keyboard.type('What she has:');
  await page.keyboard.press('Enter');
  await pressToolbarButton('Insert table');
  for (const word of ['Part', 'Count', 'Note', 'Lamp', '2', 'new', 'Shade', '1', 'old']) {
    await page.keyboard.type(word);
    await page.keyboard.press('Tab');
  }
  // Tab after the last cell adds a row.
  await page.keyboard.type('Bulb');
  const head = ['Part', 'Count', 'Note'];
  const lines = [...head, 'Lamp', '2', 'new', 'Shade', '1', 'old'];
  await expect.poll(cells).toEqual([...lines, 'Bulb', '', '']);
  await expectAccessible(page, 'the composer with the caret in a table', '.composer');
  const sizes = await page
    .locator('.editor-tools button')
    .evaluateAll((all) =>
      all.map((one) => one.getBoundingClientRect()).map(({ width, height }) => Math.min(width, height)),
    );
  expect(Math.min(...sizes)).toBeGreaterThanOrEqual(24);
  await pressToolbarButton('Add row below');
  await page.keyboard.type('Cable');
  await expect.poll(cells).toEqual([...lines, 'Bulb', '', '', 'Cable', '', '']);
  await page.keyboard.press('Shift+Tab');
  await pressToolbarButton('Delete row');
  await expect.poll(cells).toEqual([...lines, 'Cable', '', '']);
  await pressToolbarButton('Add column to the right');
  await expect.poll(async () => (await cells()).length).toBe(16);
  await pressToolbarButton('Delete column');
  await page.keyboard.press('Shift+Tab');
  await pressToolbarButton('Delete column');
  const remaining = ['Part', 'Note', 'Lamp', 'new', 'Shade', 'old', 'Cable', ''];
  await expect.poll(cells).toEqual(remaining);
  await page.keyboard.press('Control+Enter');
  const comment = page.locator('.message[data-visibility=internal]').last();
  await comment.getByText('What she has:').waitFor();
  await expect.poll(() => comment.locator('th, td').allTextContents()).toEqual(remaining);
  expect(await comment.locator('th').allTextContents()).toEqual(['Part', 'Note']);
  const sent = await until(async () => (await messages()).find((one) => one.html.includes('What she has:')));
  expect(sent.html).toMatch(/<table border="1" cellpadding="4" style="border-collapse: ?collapse/);
});

test('a table is deleted as a whole', async () => {
  await openComposer(page, 'c');
  // Stored marks must not affect where the caret goes.
  await page.keyboard.press('Control+b');
  await page.keyboard.press('Control+b');
  await page.locator('.composer').getByRole('button', { name: 'Insert table' }).click();
  await page.keyboard.type('Not this');
  // Esc moves the focus from the toolbar to the text and keeps the composer open.
  await page.keyboard.press('Alt+F10');
  await page
    .locator('.editor-tools')
    .getByRole('button', { name: 'Add row below' })
    .and(page.locator(':focus'))
    .waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.type(' one');
  await editor(page).locator('th').getByText('Not this one').waitFor();
  await page.locator('.composer').getByRole('button', { name: 'Delete table' }).click();
  await expect.poll(() => editor(page).locator('table').count()).toBe(0);
  await page.locator('.composer').getByRole('button', { name: 'Insert table' }).waitFor();
  await page.keyboard.press('Escape');
});

test('a link is added to selected words, corrected if its URL is invalid, and removed', async () => {
  await open(page);
  await openComposer(page, 'c');
  await page.keyboard.type('See the manual');
  for (let letter = 0; letter < 'manual'.length; letter += 1) await page.keyboard.press('Shift+ArrowLeft');
  const linkButton = page.locator('.composer').getByRole('button', { name: 'Link', exact: true });
  await linkButton.click();
  const address = page.getByLabel('Link URL');
  await address.and(page.locator(':focus')).waitFor();
  await page.keyboard.type('the manual');
  await page.keyboard.press('Enter');
  await page.getByText('This isn’t a valid link.').waitFor();
  await address.fill('manuals.example/lamp');
  await expectAccessible(page, 'the address of a link', '[role=dialog]');
  await page.keyboard.press('Enter');
  const link = editor(page).locator('a');
  await expect.poll(() => link.textContent()).toBe('manual');
  expect(await link.getAttribute('href')).toBe('https://manuals.example/lamp');
  await editor(page).and(page.locator(':focus')).waitFor();
  await linkButton.click();
  await page.getByRole('button', { name: 'Remove link' }).click();
  await expect.poll(() => link.count()).toBe(0);
  await linkButton.click();
  await address.and(page.locator(':focus')).waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Delete');
  await expect.poll(() => editor(page).textContent()).toBe('');
  await page.keyboard.press('Escape');
});

test('an invalid recipient stays in the field with an error until it is corrected', async () => {
  await openComposer(page, 'f');
  const to = page.locator('.recipients').getByRole('combobox', { name: 'To' });
  // A field focused right away keeps the focus; the editor does not take it back.
  await to.focus();
  await page.evaluate(() => new Promise((next) => setTimeout(() => requestAnimationFrame(next), 100)));
  expect(await to.evaluate((field) => field === document.activeElement)).toBe(true);
  await to.fill('carrier');
  await to.press('Enter');
  await page.locator('.recipients').getByText('This isn’t a valid email address.').waitFor();
  expect(await to.inputValue()).toBe('carrier');
  await to.fill('claims@carrier.example');
  await to.press('Enter');
  await page.locator('.recipients [title="claims@carrier.example"]').waitFor();
  expect(await to.inputValue()).toBe('');
  expect(await page.locator('.recipients').getByText('This isn’t a valid email address.').count()).toBe(0);
  await to.press('Backspace');
  await page.locator('.recipients [title="claims@carrier.example"]').waitFor({ state: 'detached' });
  await editor(page).click();
  await page.keyboard.press('Escape');
});

test('a comment addressed to the customer and a reply without its attachment show a warning', async () => {
  // Keys typed while the composer opens become text, not shortcuts.
  await page.keyboard.press('c');
  await page.keyboard.type('Hi Mina, we are sorry.');
  await editor(page).getByText('Hi Mina, we are sorry.').waitFor();
  await page.keyboard.press('Control+Enter');
  await page.getByText('This looks like a message to the customer').waitFor();
  await expectAccessible(page, 'a question before sending', '.composer');
  await page.getByRole('button', { name: 'Change to reply' }).click();
  await page.locator('.composer[data-kind=reply] [contenteditable=true]').waitFor();
  expect(await editor(page).textContent()).toBe('Hi Mina, we are sorry.');
  await editor(page).click();
  await page.keyboard.press('Control+End');
  await page.keyboard.type(' The invoice is attached.');
  await page.keyboard.press('Control+Enter');
  await page.getByText('You mention an attachment, but no file is attached.').waitFor();
  await page.getByRole('button', { name: 'Keep writing' }).click();
  expect((await messages()).filter((one) => /we are sorry/.test(one.html))).toEqual([]);
  await editor(page).click();
  await page.keyboard.press('Control+Enter');
  await page.getByRole('button', { name: 'Send anyway' }).click();
  await page.locator('.message', { hasText: 'The invoice is attached.' }).getByRole('button', { name: 'Undo' }).click();
  await editor(page).waitFor();
  expect(await editor(page).textContent()).toContain('The invoice is attached.');
  expect((await messages()).filter((one) => /we are sorry/.test(one.html))).toEqual([]);
});

test('offline, text is saved and changes roll back with a message; online, work continues', async () => {
  await page.context().setOffline(true);
  await page.locator('.rail-offline').waitFor();
  await editor(page).click();
  await page.keyboard.press('Control+End');
  await page.keyboard.type(' Written on the train.');
  await page.getByText('Saved in this browser until you’re back online').waitFor();
  await page.keyboard.press('Control+Enter');
  await page.locator('.toast').getByText('You’re offline.').waitFor();
  expect(await editor(page).textContent()).toContain('Written on the train.');
  await page.keyboard.press('Escape');
  const close = page.locator('.ticket-actions').getByRole('button', { name: 'Close ticket' });
  await close.click();
  await page.locator('.toast').getByText('Can’t reach the server.').first().waitFor();
  await close.waitFor();

  await page.context().setOffline(false);
  const saved = await until(async () => {
    const { items } = await read<{ items: { kind: string; html: string }[] }>(`/tickets/${number}/drafts`);
    return items.find((one) => one.html.includes('Written on the train.'));
  });
  expect(saved.kind).toBe('reply');
  expect(await read<{ baseState: string }>(`/tickets/${number}`)).not.toMatchObject({ baseState: 'closed' });
});

test('the reply is sent as one mail with its inline image (RFC 2387, RFC 2392)', async () => {
  const mail = await until(async () => mailServer.mails.find((one) => one.to.includes(customer)), 30_000);
  expect(mail.raw).toMatch(/Content-Type: multipart\/related/);
  const cid = /src=(?:3D)?"cid:([^"]+)"/.exec(mail.raw.replace(/=\r\n/g, ''))?.[1];
  expect(mail.raw).toContain(`Content-ID: <${cid}>`);
  expect(mail.raw).not.toContain('/api/v1/files');
});
