import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { closeSessions, openSession, sharedBrowser, startSession } from './browser.ts';
import { type Account, type Desk, openDesk, until } from './desk.ts';
import { sendMail } from './mail.ts';
import { openSecondServer } from './second-server.ts';

let desk: Desk;
let second: Awaited<ReturnType<typeof openSecondServer>>;
let browser: Browser;
let liam: Account;
let nora: Account;
let reader: Page;

const findAccount = (accounts: readonly Account[], start: string) =>
  accounts.find((one) => one.email.startsWith(`${start}.`)) as Account;

beforeAll(async () => {
  [desk, browser] = await Promise.all([openDesk(), sharedBrowser()]);
  second = await openSecondServer(desk);
  const accounts = await desk.accounts();
  liam = findAccount(accounts, 'liam');
  nora = findAccount(accounts, 'nora');
  reader = (await openSession(browser, desk)).page;
  await startSession(reader, nora);
}, 180_000);

afterAll(async () => {
  await closeSessions(browser);
  await second?.close();
  await desk?.remove();
});

type Items<T> = { items: T[] };
const read = async <T>(path: string): Promise<T> =>
  (await (await reader.request.get(`${desk.url}/api/v1${path}`)).json()) as T;

/** Creates a ticket in the department of both agents. */
async function createTicket(subject: string): Promise<number> {
  const { items } = await read<Items<{ address: string; departmentId: number }>>('/mailboxes');
  const support = items.find((one) => one.address.startsWith('support@'));
  await sendMail(desk.smtpPort, {
    from: 'Mina Ito <mina.ito@customer.example>',
    to: support?.address ?? '',
    subject,
    text: 'Where is my order?',
  });
  const path = `/tickets?view=department:${support?.departmentId}&limit=20`;
  return until(async () => {
    const found = await read<Items<{ number: number; subject: string }>>(path);
    return found.items.find((one) => one.subject === subject)?.number;
  });
}

async function openAgentSession(
  person: Account,
  at: { url: string },
): Promise<{ context: BrowserContext; page: Page }> {
  const session = await openSession(browser, { ...desk, url: at.url });
  await startSession(session.page, person);
  return session;
}

const open = async (page: Page, number: number) => {
  await page.goto(`/tickets/all/${number}`);
  await page.locator('.message').first().waitFor();
};
const editor = (page: Page) => page.locator('.composer [contenteditable=true]');
const typeReply = async (page: Page, text: string) => {
  await page.keyboard.press('r');
  await editor(page).waitFor();
  await page.keyboard.type(text);
};

test('a draft survives closing the browser and continues in another one', async () => {
  const number = await createTicket('Closed in mid-sentence');
  const first = await openAgentSession(liam, desk);
  await open(first.page, number);
  await typeReply(first.page, 'Your parcel left our house on Monday and is now');
  // Closes the window before the delay after which drafts are saved.
  await first.page.close({ runBeforeUnload: true });
  await until(async () => first.context.pages().length === 0);
  await first.context.close();

  const other = await openAgentSession(liam, desk);
  await open(other.page, number);
  await other.page.getByText('Continue your draft…').waitFor();
  await other.page.keyboard.press('r');
  await editor(other.page).waitFor();
  expect(await editor(other.page).textContent()).toBe('Your parcel left our house on Monday and is now');
  await other.page.keyboard.press('Control+End');
  await other.page.keyboard.type(' in Osaka.');
  await other.page.getByText('Draft saved').waitFor();
  const drafts = await read<Items<unknown>>(`/tickets/${number}/drafts`);
  expect(drafts.items, 'a colleague does not see the draft').toEqual([]);
  await other.context.close();
});

describe.each([
  ['one server process', () => desk],
  ['two server processes on one database', () => second],
] as const)('two agents on one ticket, %s', (processes, secondDesk) => {
  let number: number;
  let one: Awaited<ReturnType<typeof openAgentSession>>;
  let other: Awaited<ReturnType<typeof openAgentSession>>;

  beforeAll(async () => {
    number = await createTicket(`Two answer one: ${processes}`);
    [one, other] = await Promise.all([openAgentSession(liam, desk), openAgentSession(nora, secondDesk())]);
  }, 60_000);
  afterAll(() => Promise.all([one?.context.close(), other?.context.close()]));

  const presence = (page: Page, name: string, what: string) =>
    page.locator('.present').getByTitle(`${name} is ${what}`, { exact: true }).waitFor();

  test('see each other, and who is typing', async () => {
    await Promise.all([open(one.page, number), open(other.page, number)]);
    await Promise.all([presence(one.page, nora.name, 'viewing'), presence(other.page, liam.name, 'viewing')]);
    await typeReply(one.page, 'It arrives on Thursday.');
    await presence(other.page, liam.name, 'typing');
    await other.page.locator('.composer-typing').waitFor();
  });

  test('are warned before both reply, and keep their text', async () => {
    await typeReply(other.page, 'We are looking for it.');
    await other.page.keyboard.press('Control+Enter');
    await one.page.locator('.concerns').getByText('We are looking for it.').waitFor();
    expect(await editor(one.page).textContent()).toBe('It arrives on Thursday.');

    // Sending asks for confirmation first and keeps the text.
    await one.page.keyboard.press('Control+Enter');
    await one.page.getByRole('button', { name: 'Send anyway' }).waitFor();
    expect(await editor(one.page).textContent()).toBe('It arrives on Thursday.');
    const texts = async () =>
      (await read<Items<{ kind: string; html: string }>>(`/tickets/${number}/messages`)).items
        .filter((message) => message.kind === 'reply')
        .map((message) => message.html.replace(/<[^>]+>/g, ''));
    expect(await texts()).toEqual(['We are looking for it.']);

    await one.page.getByRole('button', { name: 'Send anyway' }).click();
    await other.page.locator('.message').getByText('It arrives on Thursday.').waitFor();
    expect(await texts()).toEqual(['We are looking for it.', 'It arrives on Thursday.']);
  });
});

test('a message being sent stays visible while the conversation reloads', async () => {
  const number = await createTicket('Where it goes');
  const page = reader;
  await open(page, number);
  await page.route(
    `**/tickets/${number}/comments`,
    async (route) => {
      await new Promise((wait) => setTimeout(wait, 1_500));
      await route.continue();
    },
    { times: 1 },
  );
  await page.keyboard.press('c');
  await page.keyboard.type('On its way.');
  await editor(page).getByText('On its way.').waitFor();
  await page.keyboard.press('Control+Enter');
  await page.locator('.message', { hasText: 'On its way.' }).waitFor();
  await page.locator('.thread').evaluate((thread) => {
    const recordFlicker = () => {
      const shown = [...thread.querySelectorAll('.message')].filter((one) => one.textContent?.includes('On its way.'));
      if (shown.length !== 1) thread.setAttribute('data-flickered', String(shown.length));
    };
    new MutationObserver(recordFlicker).observe(thread, { childList: true, subtree: true });
  });
  const response = await page.request.post(`${desk.url}/api/v1/tickets/${number}/comments`, {
    headers: { origin: desk.url },
    data: { html: '<p>Meanwhile.</p>' },
  });
  expect(response.ok()).toBe(true);
  await page.locator('.message', { hasText: 'Meanwhile.' }).waitFor();
  await until(async () =>
    (await read<Items<{ html: string }>>(`/tickets/${number}/messages`)).items.some((one) =>
      one.html.includes('On its way.'),
    ),
  );
  await page.locator('.message', { hasText: 'On its way.' }).waitFor();
  expect(await page.locator('.thread').getAttribute('data-flickered')).toBeNull();
});
