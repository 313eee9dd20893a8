import type { Page } from 'playwright-core';
import { closeSessions, openSession, sharedBrowser, startSession } from './browser.ts';
import { callApi, findAccount } from './demo-state.ts';
import { openDesk } from './desk.ts';

type Stored = { number: number; version: number; departmentId: number; assigneeId: number | null };
type Named = { id: number; name: { en: string } };
type Catalog = { departments: Named[]; agents: { id: number; name: string }[] };
type Versioned = { id: number; departmentId: number; version: number; conditions?: object };

/** A demo desk with Emi and Liam of Customer Support, and Nora, the administrator, signed in. */
export async function openHandoverDesk() {
  const [desk, browser] = await Promise.all([openDesk(), sharedBrowser()]);
  const accounts = await desk.accounts();
  const openAgent = async (start: string): Promise<Page> => {
    const { page } = await openSession(browser, desk);
    await page.addInitScript(() => {
      if (!localStorage.getItem('crossdesk.preferences'))
        localStorage.setItem('crossdesk.preferences', JSON.stringify({ locale: 'en' }));
    });
    await startSession(page, findAccount(accounts, start));
    return page;
  };
  const [emi, liam, nora] = await Promise.all([openAgent('emi'), openAgent('liam'), openAgent('nora')]);
  /** Calls the API as the administrator. */
  const api = <T>(method: string, path: string, data?: unknown) => callApi<T>(nora, desk, method, path, data);
  const catalog = await api<Catalog>('GET', '/catalog');
  const departmentIds = new Map(catalog.departments.map((one) => [one.name.en, one.id]));
  const agentIds = new Map(
    accounts.map((account) => [
      account.email.split('.')[0],
      catalog.agents.find((one) => one.name === account.name)?.id ?? 0,
    ]),
  );
  const statuses = await api<{ items: Named[] }>('GET', '/agent-statuses');
  const idOf = (department: string): number => departmentIds.get(department) ?? 0;
  const agentId = (start: string): number => agentIds.get(start) ?? 0;
  const stored = (number: number) => api<Stored>('GET', `/tickets/${number}`);
  // She has working hours, and the tests run at any time of day.
  await api('PUT', `/availability/${agentId('clara')}/schedule`, { timeZone: 'UTC', hours: null });
  return {
    server: desk,
    openAgent,
    emi,
    liam,
    nora,
    api,
    idOf,
    agentId,
    stored,
    async close() {
      await closeSessions(browser);
      await desk.remove();
    },
    /** Creates a ticket of Customer Support that Emi has. */
    async given(subject: string): Promise<number> {
      const { number, version } = await api<Stored>('POST', '/tickets', {
        subject,
        requester: { email: 'elena.fischer@alpine-living.example', name: 'Elena Fischer' },
        departmentId: idOf('Customer Support'),
        message: { html: '<p>Where is the lamp?</p>' },
        notifyRequester: false,
      });
      await api('PATCH', `/tickets/${number}`, { version, assigneeId: agentId('emi') });
      return number;
    },
    setStatus: (start: string, status: string) =>
      api('PUT', `/availability/${agentId(start)}`, {
        statusId: statuses.items.find((one) => one.name.en === status)?.id,
      }),
    async setAssignment(department: string, change: Record<string, unknown>): Promise<void> {
      const { items } = await api<{ items: Versioned[] }>('GET', '/assignment-settings');
      const version = items.find((one) => one.departmentId === idOf(department))?.version;
      await api('PATCH', `/assignment-settings/${idOf(department)}`, { version, ...change });
    },
    async editRule(department: string, change: Record<string, unknown>): Promise<void> {
      const { items } = await api<{ items: Versioned[] }>('GET', '/routing-rules');
      const rule = items.find(
        (one) => one.departmentId === idOf(department) && Object.keys(one.conditions ?? {}).length === 0,
      );
      await api('PATCH', `/routing-rules/${rule?.id}`, { version: rule?.version, ...change });
    },
  };
}
export type HandoverDesk = Awaited<ReturnType<typeof openHandoverDesk>>;

export const dialogOf = (page: Page) => page.getByRole('dialog');
export const forecastOf = (page: Page) => dialogOf(page).locator('.forecast');
export const submitOf = (page: Page) => dialogOf(page).locator('button[type=submit]');
export const memberOf = (page: Page, name: string) =>
  dialogOf(page).locator('.receiver-list .receiver').filter({ hasText: name });

/** Opens the transfer dialog of a ticket. */
export async function openDialog(page: Page, number: number): Promise<void> {
  await page.goto(`/tickets/all/${number}`);
  await page.locator('.thread-pane .message').first().waitFor();
  await page.keyboard.press('t');
  await dialogOf(page).locator('.target').waitFor();
}
export async function pickDepartment(page: Page, department: string): Promise<void> {
  await dialogOf(page).locator('.target').click();
  await page.getByRole('option', { name: new RegExp(`^${department}`) }).click();
}
export async function closeDialog(page: Page): Promise<void> {
  await page.keyboard.press('Escape');
  await dialogOf(page).waitFor({ state: 'detached' });
}
/** Waits for a sentence under "What happens". */
export const seeForecast = (page: Page, text: string | RegExp) => forecastOf(page).getByText(text).waitFor();
