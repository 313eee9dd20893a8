import type { Browser, BrowserContext, Page, Request } from 'playwright-core';
import { type DisplayOptions, openSession, signIn } from './browser.ts';
import { type ApiCall, createDemoTickets, currentCode, type DemoTickets } from './demo-tickets.ts';
import { type Account, type Desk, until } from './desk.ts';
import { sendMail } from './mail.ts';

/**
 * The user of a screen: signed out, an administrator of the owning department, their colleague, or
 * an agent of a department with Restricted or Read-only access.
 */
export type DemoUser = 'nobody' | 'owner' | 'colleague' | 'receiver' | 'reader';
export const demoUsers: readonly DemoUser[] = ['nobody', 'owner', 'colleague', 'receiver', 'reader'];

/**
 * A demo desk with data for every screen: a ticket shared with three departments, sent and failed
 * mail.
 */
export type DemoState = DemoTickets & {
  desk: Desk;
  browser: Browser;
  accounts: Account[];
  /** The ticket that the screens show. */
  number: number;
  contactId: number;
  cookies: Record<Exclude<DemoUser, 'nobody'>, Awaited<ReturnType<BrowserContext['cookies']>>>;
  /** An account with two-factor authentication. */
  twoFactorAccount: Account;
  /** Tickets that only one screen uses, by screen name. */
  ownTickets: Map<string, Promise<number>>;
};

const invoice = Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF');
const subject = 'Two parcels ordered, one arrived, charged for three';
const paragraphs = (...lines: string[]) => lines.map((line) => `<p>${line}</p>`).join('');

/** Calls the API as the user of this page. */
export const callApi = async <T>(page: Page, desk: Desk, method: string, path: string, data?: unknown): Promise<T> => {
  const response = await page.request.fetch(`${desk.url}/api/v1${path}`, {
    method,
    headers: { origin: desk.url },
    ...(data === undefined ? {} : { data }),
  });
  if (!response.ok()) throw new Error(`${method} ${path}: ${response.status()} ${await response.text()}`);
  return (await response.json()) as T;
};

export const findAccount = (accounts: readonly Account[], start: string): Account => {
  const found = accounts.find((one) => one.email.startsWith(`${start}.`));
  if (!found) throw new Error(`the demo company has no ${start}`);
  return found;
};

/** Prepares the demo desk for the screenshots and the survey of all screens. */
export async function prepareDemoState(desk: Desk, browser: Browser): Promise<DemoState> {
  const accounts = await desk.accounts();
  const openAgentSession = async (start: string) => {
    const session = await openSession(browser, desk);
    await signIn(session.page, findAccount(accounts, start));
    return session;
  };
  const [owner, logistics, receiver] = await Promise.all([
    openAgentSession('nora'),
    openAgentSession('tomas'),
    openAgentSession('grace'),
  ]);
  const [colleague, reader, twoFactorSession] = await Promise.all([
    openAgentSession('liam'),
    openAgentSession('ingrid'),
    openAgentSession('clara'),
  ]);
  const as = {
    owner: <T>(method: string, path: string, data?: unknown) => callApi<T>(owner.page, desk, method, path, data),
    logistics: <T>(method: string, path: string, data?: unknown) =>
      callApi<T>(logistics.page, desk, method, path, data),
  };
  const mailboxes = await as.owner<{ items: { address: string; departmentId: number }[] }>('GET', '/mailboxes');
  const support = mailboxes.items.find((one) => one.address.startsWith('support@')) ?? mailboxes.items[0];
  if (!support) throw new Error('the demo company has no mailbox');
  const from = 'Elena Fischer <elena.fischer@alpine-living.example>';
  await sendMail(desk.smtpPort, {
    from,
    to: support.address,
    cc: 'Accounts <accounts@alpine-living.example>',
    subject,
    html: paragraphs(
      'Hello,',
      'on Monday I ordered two desk lamps (order TB-60412). Only one parcel came, and the invoice you sent is for three.',
      'The invoice is attached. Could you find the second parcel, and correct the amount?',
      'Kind regards,<br>Elena Fischer',
    ),
    attachments: [{ filename: 'invoice-TB-60412.pdf', content: invoice }],
  });
  // A mail without a sender cannot become a ticket, so it is listed as undelivered.
  await sendMail(desk.smtpPort, {
    envelope: { from: '', to: [support.address] },
    raw: 'Subject: Delivery of order TB-71842\r\nDate: Mon, 16 Nov 2026 10:00:00 +0000\r\n\r\nWhere is it?\r\n',
  });
  type Found = { items: { number: number; subject: string; requester: { id: number } }[] };
  const states = await createDemoTickets(as.owner, desk, support);
  const ticket = await until(async () =>
    (await as.owner<Found>('GET', `/tickets?view=department:${support.departmentId}&limit=10`)).items.find(
      (one) => one.subject === subject,
    ),
  );
  const path = `/tickets/${ticket.number}`;
  await classifyTicket(as.owner, path);
  const { departments } = await as.owner<{ departments: { id: number; name: { en: string } }[] }>('GET', '/catalog');
  const idOf = (name: string) => departments.find((one) => one.name.en === name)?.id;
  await as.owner('POST', `${path}/shares`, {
    shares: [
      { departmentId: idOf('Logistics'), level: 'full', question: 'Where is the second parcel of TB-60412?' },
      {
        departmentId: idOf('Billing'),
        level: 'restricted',
        reason: 'The customer was charged for three lamps instead of two.',
        question: 'Please correct the invoice and tell us when the money is back.',
      },
      {
        departmentId: idOf('Compliance'),
        level: 'read_only',
        isCustomerMasked: true,
        reason: 'Price display, for the file.',
      },
    ],
  });
  await as.logistics('POST', `${path}/comments`, {
    html: paragraphs(
      'The second parcel went back to our hub: the label lost its house number. It leaves again tonight.',
    ),
  });
  await as.logistics('POST', `${path}/shares/${idOf('Logistics')}/done`, {
    answer: 'Sent again with a new label, arrives on Thursday.',
  });
  await enableTwoFactor(twoFactorSession.page, desk, findAccount(accounts, 'clara'));
  const cookies = {
    owner: await owner.context.cookies(),
    colleague: await colleague.context.cookies(),
    receiver: await receiver.context.cookies(),
    reader: await reader.context.cookies(),
  };
  await Promise.all(
    [owner, logistics, receiver, colleague, reader, twoFactorSession].map((session) => session.context.close()),
  );
  return {
    desk,
    browser,
    accounts,
    number: ticket.number,
    contactId: ticket.requester.id,
    cookies,
    twoFactorAccount: findAccount(accounts, 'clara'),
    ownTickets: new Map(),
    ...states,
  };
}

/** Enables two-factor authentication for the user of this page. */
async function enableTwoFactor(page: Page, desk: Desk, { password }: Account): Promise<void> {
  const post = (path: string, data: object) =>
    page.request.post(`${desk.url}/api/auth/two-factor/${path}`, { headers: { origin: desk.url }, data });
  const { totpURI } = (await (await post('enable', { password })).json()) as { totpURI: string };
  const response = await post('verify-totp', { code: currentCode(totpURI) });
  if (!response.ok()) throw new Error(`two-factor authentication failed: ${response.status()}`);
}

async function classifyTicket(as: ApiCall, path: string): Promise<void> {
  type Choice = { id: number; kind: string; name: { en: string }; weight: number | null };
  const { choices } = await as<{ choices: Choice[] }>('GET', '/catalog');
  const me = await as<{ id: number }>('GET', '/me');
  const { version } = await as<{ version: number }>('GET', path);
  const firstOf = (kind: string) => choices.find((one) => one.kind === kind)?.id ?? null;
  const urgent = choices.filter((one) => one.kind === 'priority').sort((a, b) => (b.weight ?? 0) - (a.weight ?? 0))[1];
  await as('PATCH', path, {
    version,
    assigneeId: me.id,
    priorityId: urgent?.id ?? null,
    serviceId: firstOf('service'),
    categoryId: firstOf('category'),
    tags: ['delivery', 'invoice'],
  });
}

/** Opens a signed-in browser context with these display options. */
export async function openSessionAs(demo: DemoState, user: DemoUser, display: DisplayOptions = {}) {
  const opened = await openSession(demo.browser, demo.desk, display);
  if (user !== 'nobody') await opened.context.addCookies(demo.cookies[user]);
  const storedPreferences = JSON.stringify({ locale: display.locale ?? 'en' });
  await opened.context.addInitScript((text) => {
    if (!localStorage.getItem('crossdesk.preferences')) localStorage.setItem('crossdesk.preferences', text);
  }, storedPreferences);
  trackRequests(opened.page);
  await opened.page.emulateMedia({ colorScheme: display.theme ?? 'light', reducedMotion: 'reduce' });
  return opened;
}

const pendingRequests = new WeakMap<Page, Set<Request>>();

/** Tracks the pending requests of a page for `waitUntilIdle`. */
export function trackRequests(page: Page): void {
  const requests = new Set<Request>();
  pendingRequests.set(page, requests);
  page.on('request', (request) => requests.add(request));
  page.on('requestfinished', (request) => requests.delete(request));
  page.on('requestfailed', (request) => requests.delete(request));
}

/** Waits until the screen is complete: requests, fonts, skeletons, and animations have finished. */
export async function waitUntilIdle(page: Page): Promise<void> {
  await page.locator('main, [role=dialog], h1').first().waitFor();
  await until(async () => {
    if ((pendingRequests.get(page)?.size ?? 0) > 0) return false;
    return page.evaluate(
      () =>
        new Promise<boolean>((done) =>
          requestAnimationFrame(() =>
            requestAnimationFrame(() =>
              done(
                document.querySelector('.skeleton') === null &&
                  document.fonts.status === 'loaded' &&
                  document.getAnimations().every(({ playState, effect }) => {
                    return playState !== 'running' || effect?.getTiming().iterations === Number.POSITIVE_INFINITY;
                  }),
              ),
            ),
          ),
        ),
    );
  }, 15_000);
}
