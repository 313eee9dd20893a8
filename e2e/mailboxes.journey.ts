import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { closeSessions, expectAccessible, openSession, sharedBrowser, startSession } from './browser.ts';
import { type Desk, freePort, openDesk } from './desk.ts';

let desk: Desk;
let browser: Browser;
let page: Page;
let provider: Server;
/** The codes that the provider exchanged for tokens. */
const exchangedCodes: string[] = [];

const address = 'returns@tsubame-trading.example';

/** An OAuth provider that gives tokens for every code. */
async function startProvider(): Promise<Server> {
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const code = new URLSearchParams(body).get('code');
    if (code) exchangedCodes.push(code);
    const tokens = { access_token: 'access', refresh_token: 'refresh', expires_in: 3600 };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(tokens));
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return server;
}
const providerUrl = () => `http://127.0.0.1:${(provider.address() as AddressInfo).port}`;

beforeAll(async () => {
  [desk, browser, provider] = await Promise.all([
    openDesk({ ALLOW_PRIVATE_ADDRESSES: '127.0.0.0/8' }),
    sharedBrowser(),
    startProvider(),
  ]);
  page = (await openSession(browser, desk)).page;
  const accounts = await desk.accounts();
  await startSession(page, accounts.find((one) => one.profile === 'admin') ?? { email: '', password: '' });
  await page.goto('/settings/mailboxes');
}, 180_000);

afterAll(async () => {
  await closeSessions(browser);
  await desk?.remove();
  provider?.close();
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
  page.route(`${providerUrl()}/authorize**`, async (route) => {
    const state = new URL(route.request().url()).searchParams.get('state') ?? '';
    const back = new URLSearchParams({ state, code: `code ${exchangedCodes.length + 1}` });
    await route.fulfill({ status: 302, headers: { location: `${desk.url}/settings/mailboxes?${back}` } });
  });

test('a mailbox with OAuth is connected, and connected again while it is', async () => {
  await consentAtOnce();
  const own = 'oauth@tsubame-trading.example';
  await page.getByRole('button', { name: 'Add a mailbox' }).click();
  await field('Address').fill(own);
  await field('Fetch email from a server').check();
  await field('IMAP server').fill('127.0.0.1');
  await field('Port').fill(String(await freePort()));
  await field('Sign in with').selectOption('OAuth');
  // The user name follows the address.
  expect(await field('User').inputValue()).toBe(own);
  await field('Provider').selectOption('Custom');
  await field('Client ID').fill('crossdesk');
  await field('Client secret').fill('a client secret');
  await field('Authorization URL').fill(`${providerUrl()}/authorize`);
  await field('Token URL').fill(`${providerUrl()}/token`);
  await field('Scopes').fill('mail offline_access');
  await expectAccessible(page, 'a mailbox with OAuth', '[role=dialog]');
  await button('Save and connect').click();
  await page.getByText('Mailbox connected').waitFor();
  expect(exchangedCodes).toEqual(['code 1']);

  await edit(own).click();
  await dialog().getByText('Connected', { exact: true }).waitFor();
  await field('Name').fill('Renamed');
  await button('Connect again').click();
  await expect.poll(() => exchangedCodes).toEqual(['code 1', 'code 2']);
  await page.getByText('Mailbox connected').waitFor();
  await row(own).getByText('Renamed').waitFor();

  await edit(own).click();
  // Saving without the button does not leave the page.
  await button('Save').click();
  await dialog().waitFor({ state: 'detached' });
  expect(page.url()).toBe(`${desk.url}/settings/mailboxes`);
});
