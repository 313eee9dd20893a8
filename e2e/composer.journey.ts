import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectAccessible, openBrowser, openSession, signIn } from './browser.ts';
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
  [desk, browser] = await Promise.all([openDesk({ SMTP_URL: mailServer.url }), openBrowser()]);
  const accounts = await desk.accounts();
  liam = accounts.find((one) => one.email.startsWith('liam.')) as Account;
  page = (await openSession(browser, desk)).page;
  await signIn(page, liam);
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
  await browser?.close();
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
/** Puts this on the clipboard and pastes it where the caret is. */
const paste = (on: Page, given: { html?: string; file?: string }) =>
  editor(on).evaluate((box, { html, file }) => {
    const clipboardData = new DataTransfer();
    if (html) clipboardData.setData('text/html', html);
    if (file) {
      const content = Uint8Array.from(atob(file), (sign) => sign.charCodeAt(0));
      clipboardData.items.add(new File([content], 'screen.png', { type: 'image/png' }));
    }
    box.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }, given);
const expectImageLoaded = (on: Page, within: string) =>
  until(() =>
    on
      .locator(`${within} img`)
      .first()
      .evaluate((image) => image instanceof HTMLImageElement && image.naturalWidth > 0),
  );
/** The bell of whoever's address starts so says that the comment speaks to them. */
const expectMentionNotification = async (start: string) => {
  const other = await openSession(browser, desk);
  await signIn(other.page, (await desk.accounts()).find((one) => one.email.startsWith(`${start}.`)) as Account);
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

test('ZV-43 a picture of the customer is shown where they put it', async () => {
  await open(page);
  await expectImageLoaded(page, '.message .mail');
});

test('a picture, a table and a list are pasted as what they are, and are there on another machine', async () => {
  await openComposer(page, 'r');
  await page.keyboard.type('Look here: ');
  await paste(page, { file: png });
  await expectImageLoaded(page, '.composer');
  await page.keyboard.press('Enter');
  await paste(page, { html: spreadsheetHtml });
  await page.keyboard.press('Control+End');
  // The caret is below the table once what is typed stands there.
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
  await signIn(other.page, liam);
  await open(other.page);
  await openComposer(other.page, 'r');
  await expectImageLoaded(other.page, '.composer');
  await expect.poll(() => editor(other.page).locator('td').allTextContents()).toEqual(['Lamp', '2', 'Shade', '1']);
  await other.context.close();
});

test('it stands in the conversation as it was written', async () => {
  await page.keyboard.press('Control+Enter');
  const ours = page.locator('.message[data-from=us]').last();
  await ours.locator('td').first().waitFor();
  await expectImageLoaded(page, '.message[data-from=us] .mail');
  expect(await ours.locator('.files').count(), 'a picture within is not listed again below').toBe(0);
});

test('a canned reply is found by / and a few letters, and is filled in for this customer', async () => {
  await openComposer(page, 'r');
  await page.keyboard.type('/look');
  await page.getByRole('option', { name: /Thank you, we are looking into it/ }).waitFor();
  await expectAccessible(page, 'canned replies offered', '.type-ahead');
  await page.keyboard.press('Enter');
  await editor(page).getByText('Hello Mina Ito,').waitFor();
  expect(await editor(page).textContent()).toContain(`#${number}`);
  expect(await editor(page).textContent()).toContain(liam.name);
  expect(await editor(page).textContent()).not.toMatch(/\/look|\{\{/);
  // With a key, in the middle of a sentence; Esc leaves the list, not the text.
  await page.keyboard.press('Control+/');
  await page.getByRole('listbox').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('listbox').waitFor({ state: 'detached' });
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Backspace');
  await page.keyboard.press('Escape');
  await editor(page).waitFor({ state: 'detached' });
});

test('a colleague who can see the ticket is found by @, and hears of the comment', async () => {
  await openComposer(page, 'c');
  await page.keyboard.type('Could you call her, @nora');
  await page.getByRole('option', { name: /Nora Lindqvist/ }).waitFor();
  await page.keyboard.press('Tab');
  await page.keyboard.type('please?');
  await page.keyboard.press('Control+Enter');
  await page.locator('.message [data-mention]', { hasText: '@Nora Lindqvist' }).waitFor();
  await expectMentionNotification('nora');
});

test('ZV-48 a colleague is found by @ also when a comment is edited, and hears of it', async () => {
  const said = page.locator('.message[data-visibility=internal]').last();
  await said.hover();
  await said.getByRole('button', { name: 'Edit comment' }).click();
  const box = said.locator('[contenteditable=true]');
  await box.and(page.locator(':focus')).waitFor();
  await page.keyboard.press('Control+End');
  await page.keyboard.type(' Or you, @priya');
  await page.getByRole('option', { name: /Priya Raman/ }).waitFor();
  await expectAccessible(page, 'a comment that is edited', '.edit-comment');
  await page.keyboard.press('Enter');
  await said.getByRole('button', { name: 'Save' }).click();
  await box.waitFor({ state: 'detached' });
  await said.locator('[data-mention]', { hasText: '@Priya Raman' }).waitFor();
  expect(await said.locator('[data-mention]').count()).toBe(2);
  await expectMentionNotification('priya');
});

test('a table is put in, filled and changed without a mouse, and stands in the conversation and its HTML as it was written', async () => {
  const cells = () => editor(page).locator('th, td').allTextContents();
  const pressToolbarButton = async (name: string) => {
    await page.keyboard.press('Alt+F10');
    const wanted = page.locator('.editor-tools').getByRole('button', { name });
    for (let step = 0; step < 12 && !(await wanted.and(page.locator(':focus')).count()); step++)
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
  // Past the last cell there is a new row.
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
  const left = ['Part', 'Note', 'Lamp', 'new', 'Shade', 'old', 'Cable', ''];
  await expect.poll(cells).toEqual(left);
  await page.keyboard.press('Control+Enter');
  const said = page.locator('.message[data-visibility=internal]').last();
  await said.getByText('What she has:').waitFor();
  await expect.poll(() => said.locator('th, td').allTextContents()).toEqual(left);
  expect(await said.locator('th').allTextContents()).toEqual(['Part', 'Note']);
  const kept = await until(async () => (await messages()).find((one) => one.html.includes('What she has:')));
  expect(kept.html).toMatch(/<table border="1" cellpadding="4" style="border-collapse: ?collapse/);
});

test('a table is taken out as a whole', async () => {
  await openComposer(page, 'c');
  // What is written next would be bold, or not: of no account for where the caret goes.
  await page.keyboard.press('Control+b');
  await page.keyboard.press('Control+b');
  await page.locator('.composer').getByRole('button', { name: 'Insert table' }).click();
  await page.keyboard.type('Not this');
  // Esc leads from the buttons back to the text, not out of it.
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

test('a link is made of marked words, mended where its address is wrong, and taken out again', async () => {
  await open(page);
  await openComposer(page, 'c');
  await page.keyboard.type('See the manual');
  for (let letter = 0; letter < 'manual'.length; letter += 1) await page.keyboard.press('Shift+ArrowLeft');
  const tool = page.locator('.composer').getByRole('button', { name: 'Link', exact: true });
  await tool.click();
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
  await tool.click();
  await page.getByRole('button', { name: 'Remove link' }).click();
  await expect.poll(() => link.count()).toBe(0);
  await tool.click();
  await address.and(page.locator(':focus')).waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Delete');
  await expect.poll(() => editor(page).textContent()).toBe('');
  await page.keyboard.press('Escape');
});

test('a recipient that is no address is not taken and not lost, and says so until it is mended', async () => {
  await openComposer(page, 'f');
  const to = page.locator('.recipients').getByRole('combobox', { name: 'To' });
  // Whoever goes on to another field at once stays there; the text does not fetch them back.
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

test('a comment that speaks to the customer, and a reply without its file, are asked about first', async () => {
  // Whoever types at once, types text: no letter is lost, none is taken for a key of the desk.
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

test('without a connection what is typed is kept, what is changed goes back with the reason, and all goes on after', async () => {
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

test('the answer has left as one mail with its picture within (RFC 2387, RFC 2392)', async () => {
  const mail = await until(async () => mailServer.mails.find((one) => one.to.includes(customer)), 30_000);
  expect(mail.raw).toMatch(/Content-Type: multipart\/related/);
  const cid = /src=(?:3D)?"cid:([^"]+)"/.exec(mail.raw.replace(/=\r\n/g, ''))?.[1];
  expect(mail.raw).toContain(`Content-ID: <${cid}>`);
  expect(mail.raw).not.toContain('/api/v1/files');
});
