import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { closeSessions, expectAccessible, openSession, sharedBrowser, signIn, startSession } from './browser.ts';
import { type Account, type Desk, openDesk, until } from './desk.ts';
import { openMailServer, sendMail } from './mail.ts';

let mailServer: Awaited<ReturnType<typeof openMailServer>>;
let desk: Desk;
let browser: Browser;
let agent: Account;
let otherAgent: Account;
let page: Page;
let number: string;

const pdf = Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF');
const subject = `Parcel 7731 has not moved ${Date.now()}`;
const customer = 'mina.ito@customer.example';

beforeAll(async () => {
  mailServer = await openMailServer();
  desk = await openDesk({ SMTP_URL: mailServer.url });
  const accounts = await desk.accounts();
  // An agent whose language is English, because the test looks for English texts.
  agent = accounts.find((one) => one.email.startsWith('liam.')) as Account;
  otherAgent = accounts.find(
    (one) => one.profile === 'agent' && !one.departments.includes('Customer Support'),
  ) as Account;
  browser = await sharedBrowser();
  page = (await openSession(browser, desk)).page;
}, 180_000);

afterAll(async () => {
  await closeSessions(browser);
  await desk?.remove();
  await mailServer?.close();
});

const rows = () => page.locator('.list [role=listitem]');

const support = async (): Promise<string> => {
  const answer = await page.request.get('/api/v1/mailboxes');
  const { items } = (await answer.json()) as { items: { address: string }[] };
  return items[0]?.address ?? '';
};

test('an agent signs in and sees tickets', async () => {
  await signIn(page, agent);
  // Rows of the list are links as well, and can be there before the views.
  await page
    .getByRole('navigation')
    .getByRole('link', { name: /Customer Support/ })
    .first()
    .click();
  await rows().first().waitFor();
  expect(await rows().count()).toBeGreaterThan(3);
  await expectAccessible(page, 'the list');
});

test('ZV-07 a mail with an attachment and a Cc appears in the list without a reload', async () => {
  await sendMail(desk.smtpPort, {
    from: `Mina Ito <${customer}>`,
    to: await support(),
    cc: 'Kenji Tanaka <kenji@customer.example>',
    subject,
    text: 'I still have no news of my order. Could you find out where it is?',
    messageId: '<first@customer.example>',
    attachments: [{ filename: 'invoice.pdf', content: pdf }],
  });
  const row = rows().filter({ hasText: subject });
  await row.waitFor();
  await row.getByRole('link').click();
  await page.getByText('I still have no news of my order').last().waitFor();
  await page.getByText('invoice.pdf').waitFor();
  number = /\/(\d+)$/.exec(new URL(page.url()).pathname)?.[1] ?? '';
  expect(Number(number)).toBeGreaterThan(0);
  await expectAccessible(page, 'the ticket');
});

test('the agent assigns the ticket and replies; the customer gets a threaded mail with the Cc', async () => {
  await page.keyboard.press('i');
  await page.keyboard.press('r');
  await page.getByRole('textbox', { name: /reply/i }).waitFor();
  // The customer's domain has no DMARC policy, so the mail's Cc is only suggested.
  await page.getByRole('button', { name: 'Add to Cc' }).click();
  await page.getByRole('textbox', { name: /reply/i }).click();
  await page.keyboard.type('It is held at the Osaka hub and arrives on Thursday.');
  await page.keyboard.press('Control+Enter');
  const mail = await until(async () => mailServer.mails.find((one) => one.to.includes(customer)), 30_000);
  expect(mail.header('In-Reply-To')).toBe('<first@customer.example>');
  expect(mail.header('References')).toContain('<first@customer.example>');
  expect(mail.to).toContain('kenji@customer.example');
  expect(mail.raw).toContain('Osaka hub');
});

test('the customer’s answer appears in the same ticket', async () => {
  const mail = mailServer.mails.find((one) => one.to.includes(customer));
  await sendMail(desk.smtpPort, {
    from: `Mina Ito <${customer}>`,
    to: await support(),
    subject: `Re: ${mail?.header('Subject') ?? ''}`,
    text: 'Thank you, Thursday is fine.',
    inReplyTo: mail?.header('Message-ID') ?? '',
    references: mail?.header('Message-ID') ?? '',
  });
  await page.getByText('Thank you, Thursday is fine.').last().waitFor();
  expect(page.url()).toContain(`/${number}`);
});

test('CP-37 closing the ticket with the check mark shows in another browser without a reload', async () => {
  const other = await openSession(browser, desk);
  await startSession(other.page, agent);
  await other.page.goto(`/tickets/all/${number}`);
  await other.page.getByText('Thank you, Thursday is fine.').last().waitFor();
  await page.locator('.ticket-actions').getByRole('button', { name: 'Close ticket' }).click();
  await other.page.locator('.ticket-under').getByText('Closed').first().waitFor();
  await other.context.close();
});

test('an agent of another department gets 404 for the ticket, its messages, files, and history', async () => {
  const other = await openSession(browser, desk);
  await startSession(other.page, otherAgent);
  const status = async (path: string) => (await other.page.request.get(`/api/v1${path}`)).status();
  const messages = (await (await page.request.get(`/api/v1/tickets/${number}/messages`)).json()) as {
    items: { attachments: { id: number }[] }[];
  };
  const file = messages.items.flatMap((one) => one.attachments)[0]?.id;
  expect(await status(`/tickets/${number}`)).toBe(404);
  expect(await status(`/tickets/${number}/messages`)).toBe(404);
  expect(await status(`/tickets/${number}/history`)).toBe(404);
  expect(await status(`/files/${file}`)).toBe(404);
  await other.context.close();
});
