import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FakeImapServer, startImapServer } from '../server/testing/imap-server.ts';
import { type FakeOAuthProvider, startOAuthProvider } from '../server/testing/oauth-provider.ts';
import { expectAccessible, openBrowser, openSession, signIn } from './browser.ts';
import { type Desk, freePort, openDesk } from './desk.ts';

let desk: Desk;
let browser: Browser;
let page: Page;
let imap: FakeImapServer;
let provider: FakeOAuthProvider;

const address = 'returns@tsubame-trading.example';

beforeAll(async () => {
  provider = await startOAuthProvider(() => new Date());
  [desk, browser, imap] = await Promise.all([
    openDesk({ ALLOW_PRIVATE_ADDRESSES: '127.0.0.0/8' }),
    openBrowser(),
    startImapServer({ acceptsToken: (token) => provider.accepts(token) }),
  ]);
  page = (await openSession(browser, desk)).page;
  const accounts = await desk.accounts();
  await signIn(page, accounts.find((one) => one.profile === 'admin') ?? { email: '', password: '' });
  await page.goto('/settings/mailboxes');
}, 180_000);

afterAll(async () => {
  await browser?.close();
  await desk?.remove();
  await imap?.close();
  await provider?.close();
});

const dialog = () => page.getByRole('dialog');
const field = (name: string) => dialog().getByLabel(name, { exact: true });
const button = (name: string) => dialog().getByRole('button', { name, exact: true });
const row = (of = address) => page.locator('.settings-row', { hasText: of });
const edit = (of = address) => row(of).getByRole('button', { name: `Edit ${of}` });
const values = async () =>
  Promise.all(
    ['Address', 'Name', 'IMAP server', 'Port', 'User', 'Password', 'Folder'].map((name) => field(name).inputValue()),
  );

test('a connection that the server refuses is explained, and what was typed stays', async () => {
  const port = await freePort();
  await page.getByRole('button', { name: 'Add a mailbox' }).click();
  await field('Address').fill(address);
  await field('Name').fill('Returns');
  await field('Fetch email from a server').check();
  await field('IMAP server').fill('127.0.0.1');
  await field('Port').fill(String(port));
  await field('Encryption').selectOption('If offered');
  await field('User').fill('returns');
  await field('Password').fill('a secret');
  const typed = await values();
  expect(typed).toEqual([address, 'Returns', '127.0.0.1', String(port), 'returns', 'a secret', 'INBOX']);
  await button('Test connection').click();
  await dialog().getByText('Receiving: The server refused the connection on this port.').waitFor();
  await expectAccessible(page, 'a refused connection', '[role=dialog]');
  expect(await values()).toEqual(typed);

  await field('Address').fill('support@tsubame-trading.example');
  await button('Save').click();
  await dialog().getByRole('alert').waitFor();
  await field('Address').fill(address);
  expect(await values()).toEqual(typed);

  await button('Save').click();
  await dialog().waitFor({ state: 'detached' });
  await row().getByText('127.0.0.1').waitFor();
});

test('an edited mailbox keeps its password; for another server it is asked for again', async () => {
  await edit().click();
  expect(await values()).toMatchObject({ 1: 'Returns', 2: '127.0.0.1', 5: '' });
  await dialog().getByText('Leave empty to keep the current password.').waitFor();
  await field('Name').fill('Returns and exchanges');
  await button('Save').click();
  await dialog().waitFor({ state: 'detached' });
  await row().getByText('Returns and exchanges').waitFor();

  await edit().click();
  await field('IMAP server').fill('localhost');
  await dialog().getByText('Enter the password again.').waitFor();
  await page.keyboard.press('Escape');
  await dialog().waitFor({ state: 'detached' });
});

/** The page of the provider, on which the person consents at once. */
const consentAtOnce = () =>
  page.route(`${provider.authorizationUrl}**`, async (route) => {
    const { state, code } = provider.consent(route.request().url());
    const back = new URLSearchParams({ state, code: code ?? '' });
    await route.fulfill({ status: 302, headers: { location: `${desk.url}/settings/mailboxes?${back}` } });
  });

test('a mailbox with OAuth is connected, and connected again while it is', async () => {
  await consentAtOnce();
  const own = 'oauth@tsubame-trading.example';
  await page.getByRole('button', { name: 'Add a mailbox' }).click();
  await field('Address').fill(own);
  await field('Fetch email from a server').check();
  await field('IMAP server').fill('127.0.0.1');
  await field('Port').fill(String(imap.port));
  await field('Encryption').selectOption('If offered');
  await field('Sign in with').selectOption('OAuth');
  await field('User').fill('support@desk.example');
  await field('Provider').selectOption('Custom');
  await field('Client ID').fill(provider.clientId);
  await field('Client secret').fill(provider.clientSecret);
  await field('Authorization URL').fill(provider.authorizationUrl);
  await field('Token URL').fill(provider.tokenUrl);
  await field('Scopes').fill('mail offline_access');
  await expectAccessible(page, 'a mailbox with OAuth', '[role=dialog]');
  await button('Save and connect').click();
  await page.getByText('Mailbox connected').waitFor();
  const grantCount = provider.grants.length;

  await edit(own).click();
  await dialog().getByText('Connected', { exact: true }).waitFor();
  await field('Name').fill('Renamed');
  await button('Connect again').click();
  await expect.poll(() => provider.grants.slice(grantCount)).toContain('authorization_code');
  await page.getByText('Mailbox connected').waitFor();
  await row(own).getByText('Renamed').waitFor();

  await edit(own).click();
  await button('Test connection').click();
  await dialog().getByText('Receiving: The connection works.').waitFor();
  // Saving without the button does not leave the page.
  await button('Save').click();
  await dialog().waitFor({ state: 'detached' });
  expect(page.url()).toBe(`${desk.url}/settings/mailboxes`);
});
