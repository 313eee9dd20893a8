import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { closeSessions, expectAccessible, openSession, sharedBrowser, startSession } from './browser.ts';
import { type Account, type Desk, openDesk, until } from './desk.ts';
import { sendMail } from './mail.ts';

let desk: Desk;
let browser: Browser;
let accounts: Account[];

beforeAll(async () => {
  desk = await openDesk();
  accounts = await desk.accounts();
  browser = await sharedBrowser();
}, 180_000);
afterAll(async () => {
  await closeSessions(browser);
  await desk?.remove();
});

/** The labels on screen in each language. */
const words = {
  en: {
    security: 'Security',
    compliance: 'Compliance',
    logistics: 'Logistics',
    restricted: 'Restricted',
    readOnly: 'Read-only',
  },
  ja: {
    security: 'セキュリティ',
    compliance: 'コンプライアンス',
    logistics: '物流',
    restricted: '制限付き',
    readOnly: '読み取り専用',
  },
} as const;

const rowOf = (page: Page, subject: string) => page.locator('.list [role=listitem]').filter({ hasText: subject });

async function openAgentPage(email: string, locale: 'en' | 'ja'): Promise<Page> {
  const account = accounts.find((one) => one.email.startsWith(email)) as Account;
  const { page } = await openSession(browser, desk, { locale });
  await startSession(page, account);
  await page.request.patch('/api/v1/me', { data: { locale }, headers: { origin: desk.url } });
  await page.evaluate(
    (value) => localStorage.setItem('crossdesk.preferences', JSON.stringify({ locale: value })),
    locale,
  );
  return page;
}

async function openTicket(page: Page, view: string, number: string): Promise<void> {
  await page.goto(`/tickets/${view}/${number}`);
  await page.locator('.thread-pane article, .thread-pane .message').first().waitFor();
}

async function comment(page: Page, text: string): Promise<void> {
  await page.keyboard.press('c');
  await page.getByRole('textbox').last().waitFor();
  await page.locator('.editor-text').click();
  await page.keyboard.type(text);
  await page.keyboard.press('Control+Enter');
}

describe.each(['en', 'ja'] as const)('ZE-20 ZJ-35 a bank case with four agents in four browsers (%s)', (locale) => {
  const labels = words[locale];
  const subject = `Suspicious transfer ${locale} ${Date.now()}`;
  let owner: Page;
  let security: Page;
  let compliance: Page;
  let manager: Page;
  let number: string;

  beforeAll(async () => {
    owner = await openAgentPage('liam.', locale);
    security = await openAgentPage('mateus.', locale);
    compliance = await openAgentPage('ingrid.', locale);
    manager = await openAgentPage('clara.', locale);
    const { items } = await (await owner.request.get('/api/v1/mailboxes')).json();
    await sendMail(desk.smtpPort, {
      from: 'Lena Brandt <lena@customer.example>',
      to: items[0].address,
      subject,
      text: 'There is a transfer I did not make.',
    });
    number = await until(async () => {
      const found = await (await owner.request.get(`/api/v1/tickets?view=all&limit=20`)).json();
      return found.items.find((row: { subject: string }) => row.subject === subject)?.number;
    }).then(String);
  }, 120_000);

  afterAll(async () => {
    for (const page of [owner, security, compliance, manager]) await page?.context().close();
  });

  test('ZE-26 ZE-27 ZE-28 ZE-29 ZE-30 ZE-31 ZJ-13 ZJ-14 ZJ-15 ZJ-17 the owner shares with three departments at once, each with its own level', async () => {
    await openTicket(owner, 'all', number);
    await owner.keyboard.press('s');
    const panel = owner.getByRole('dialog');
    const add = async (department: string, level?: string) => {
      await panel.locator('.form-pick').click();
      await owner.getByRole('option', { name: department, exact: true }).click();
      if (!level) return;
      await panel.locator('.share-head').filter({ hasText: department }).locator('button.pick').click();
      await owner.getByRole('option', { name: new RegExp(`^${level}`) }).click();
    };
    await add(labels.security);
    await add(labels.compliance, labels.restricted);
    await add(labels.logistics, labels.readOnly);
    await panel.locator('textarea').first().fill('Is it fraud?');
    expect((await security.request.get(`/api/v1/tickets/${number}`)).status()).toBe(404);
    await expectAccessible(owner, 'the share panel');
    await panel.locator('button[type=submit]').click();
    await panel.locator('.share-list > li').nth(2).waitFor();
    await owner.keyboard.press('Escape');
  });

  test('ZJ-18 C-06 the Shared link below the title lists the departments with their levels', async () => {
    const link = owner.locator('.shared-link');
    await link.waitFor();
    const text = (await link.textContent()) ?? '';
    for (const word of [labels.security, labels.compliance, labels.logistics, labels.restricted, labels.readOnly]) {
      expect(text).toContain(word);
    }
  });

  test('ZE-33 ZE-34 ZJ-20 ZJ-21 ZJ-22 receivers see the ticket with a badge in Shared Tickets only', async () => {
    for (const page of [security, compliance, manager]) {
      await page.goto('/tickets/shared');
      await rowOf(page, subject).locator('.chip').first().waitFor();
      await page.goto('/tickets/all');
      await page.locator('.list').waitFor();
      expect(await rowOf(page, subject).count()).toBe(0);
      await openTicket(page, 'shared', number);
    }
  });

  test('ZE-10 ZE-14 ZE-17 ZE-18 actions a level forbids are disabled and say why', async () => {
    const refused = (page: Page) =>
      page.locator('[role=tab][data-refused]').evaluateAll((tabs) => tabs.map((tab) => tab.id.replace('write-', '')));
    expect(await refused(security)).toEqual([]);
    expect(await refused(compliance)).toEqual(['reply']);
    expect(await refused(manager)).toEqual(['reply', 'forward']);
    await manager.locator('#write-reply').click();
    expect(await manager.locator('.composer-refused').textContent()).toContain(labels.readOnly);
  });

  test('ZE-16 ZE-22 ZE-25 the owner sees the comments of all three without a reload', async () => {
    await comment(security, 'The card is blocked.');
    await comment(compliance, 'Reviewed, no objection.');
    await comment(manager, 'The customer called me as well.');
    for (const text of ['The card is blocked.', 'Reviewed, no objection.', 'The customer called me as well.']) {
      await owner.locator('.thread-pane').getByText(text).first().waitFor();
    }
  });

  test('ZJ-23 Security answers the question, and the owner sees the answer', async () => {
    await security.locator('.shared-link').click();
    const panel = security.getByRole('dialog');
    await panel.locator('textarea').fill('Yes, a stolen card.');
    await panel.locator('button[type=submit]').click();
    await panel.getByText(/Yes, a stolen card\./).waitFor();
    await security.keyboard.press('Escape');
    await owner.locator('.shared-link').click();
    await owner
      .getByRole('dialog')
      .getByText(/Yes, a stolen card\./)
      .waitFor();
  });

  test('ZE-38 ZE-39 ZE-40 ZJ-26 ZJ-27 unsharing asks for confirmation and closes the ticket on the other screen within a second', async () => {
    const panel = owner.getByRole('dialog');
    const row = panel.locator('.share-row').filter({ hasText: labels.security });
    await row.locator('.icon-button').last().click();
    const confirmation = panel.getByRole('alertdialog');
    await confirmation.waitFor();
    await confirmation.locator('button').last().click();
    const clicked = Date.now();
    await security.locator('.thread-pane').waitFor({ state: 'detached' });
    const goneMs = Date.now() - clicked;
    expect((await security.request.get(`/api/v1/tickets/${number}`)).status()).toBe(404);
    expect(await compliance.locator('.thread-pane').count()).toBe(1);
    console.log(`gone from the other screen after ${goneMs} ms`);
  });
});
