import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { closeSessions, expectAccessible, openSession, sharedBrowser, startSession } from './browser.ts';
import { type Account, type Desk, openDesk, until } from './desk.ts';
import { sendMail } from './mail.ts';

let desk: Desk;
let browser: Browser;
let accounts: Account[];
let owner: Page;
let security: Page;
let number: number;
const ids = new Map<string, number>();

/** Opens a window that is wide enough for the customer pane. */
async function openAgentPage(start: string): Promise<Page> {
  const { page } = await openSession(browser, desk, { width: 1800 });
  await startSession(page, accounts.find((one) => one.email.startsWith(`${start}.`)) as Account);
  return page;
}
const callApi = async <T>(page: Page, method: string, path: string, data?: unknown): Promise<T> => {
  const answer = await page.request.fetch(`/api/v1${path}`, {
    method,
    headers: { origin: desk.url },
    ...(data === undefined ? {} : { data }),
  });
  if (!answer.ok()) throw new Error(`${method} ${path}: ${answer.status()} ${await answer.text()}`);
  return (await answer.json()) as T;
};
const open = async (page: Page) => {
  await page.goto(`/tickets/all/${number}`);
  await page.locator('.thread-pane .message').first().waitFor();
};
type StoredShare = { departmentId: number; version: number; level: string; reason: string; agentIds: number[] | null };
const shareOf = async (department: string) => {
  const { items } = await callApi<{ items: StoredShare[] }>(owner, 'GET', `/tickets/${number}/shares`);
  return items.find((one) => one.departmentId === ids.get(department)) as StoredShare;
};

beforeAll(async () => {
  [desk, browser] = await Promise.all([openDesk(), sharedBrowser()]);
  accounts = await desk.accounts();
  [owner, security] = await Promise.all([openAgentPage('liam'), openAgentPage('mateus')]);
  const { items } = await callApi<{ items: { address: string }[] }>(owner, 'GET', '/mailboxes');
  await sendMail(desk.smtpPort, {
    from: 'Lena Brandt <lena@customer.example>',
    to: items[0]?.address ?? '',
    subject: 'A transfer I did not make',
    text: 'Please look at it.',
  });
  number = await until(async () => {
    const found = await callApi<{ items: { number: number; subject: string }[] }>(
      owner,
      'GET',
      '/tickets?view=all&limit=9',
    );
    return found.items.find((row) => row.subject === 'A transfer I did not make')?.number;
  });
  const catalog = await callApi<{ departments: { id: number; name: { en: string } }[] }>(owner, 'GET', '/catalog');
  for (const one of catalog.departments) ids.set(one.name.en, one.id);
}, 180_000);

afterAll(async () => {
  await closeSessions(browser);
  await desk?.remove();
});

describe('opening the panel', () => {
  const panel = () => owner.getByRole('dialog', { name: `Share #${number}` });
  const close = async () => {
    await panel().waitFor();
    await owner.keyboard.press('Escape');
    await panel().waitFor({ state: 'detached' });
  };

  test('ZE-26 ZE-27 ZJ-13 C-06 the menu, the icon, and the shortcut open the same panel', async () => {
    await open(owner);
    await owner.locator('.ticket-actions [aria-haspopup=menu]').click();
    await owner.getByRole('menuitem', { name: /^Share with departments/ }).click();
    await close();
    await owner.locator('.ticket-actions').getByRole('button', { name: 'Share with departments' }).click();
    await close();
    await owner.keyboard.press('s');
    await close();
  });

  test('ZE-28 ZJ-14 C-06 it slides in from the right, or from the left if preferred', async () => {
    const panelX = async () => {
      await owner.keyboard.press('s');
      await panel().waitFor();
      await owner.waitForFunction(() => document.getAnimations().every((one) => one.playState !== 'running'));
      const box = await panel().boundingBox();
      await close();
      return box?.x ?? -1;
    };
    expect(await panelX()).toBeGreaterThan(900);
    await owner.goto('/settings/me');
    await owner.getByLabel('Open sharing and other panels').selectOption('left');
    await open(owner);
    expect(await panelX()).toBe(0);
    await owner.goto('/settings/me');
    await owner.getByLabel('Open sharing and other panels').selectOption('right');
  });

  test('ZE-04 without the permission sharing is not offered, and the API refuses it', async () => {
    const nora = await openAgentPage('nora');
    type Profiles = { items: { id: number; key: string | null; permissions: string[] }[] };
    const { items } = await callApi<Profiles>(nora, 'GET', '/profiles');
    const profile = items.find((one) => one.key === 'agent');
    const set = (permissions: string[]) => callApi(nora, 'PATCH', `/profiles/${profile?.id}`, { permissions });
    await set(profile?.permissions.filter((one) => one !== 'ticket.share') ?? []);
    await open(owner);
    expect(await owner.getByRole('button', { name: 'Share with departments' }).count()).toBe(0);
    await owner.locator('.ticket-actions [aria-haspopup=menu]').click();
    await owner.getByRole('menuitem', { name: /^Copy link/ }).waitFor();
    expect(await owner.getByRole('menuitem', { name: /^Share/ }).count()).toBe(0);
    await owner.keyboard.press('Escape');
    const refused = await owner.request.fetch(`/api/v1/tickets/${number}/shares`, {
      method: 'POST',
      headers: { origin: desk.url },
      data: { shares: [{ departmentId: ids.get('Security') }] },
    });
    expect(refused.status()).toBe(403);
    await set(profile?.permissions ?? []);
    await nora.context().close();
  });
});

describe('the terms of a share', () => {
  test('C-09 ZE-23 a share limited to one colleague with a due date is invisible to the rest of the department', async () => {
    await open(owner);
    await owner.keyboard.press('s');
    const panel = owner.getByRole('dialog');
    await panel.getByRole('button', { name: /^Add a department/ }).click();
    await owner.getByRole('option', { name: 'Security' }).click();
    await panel.getByLabel('What do you need from them?').fill('Is it fraud?');
    await panel.getByText('More options for this department').click();
    await panel.getByRole('button', { name: /Everyone in Security/ }).click();
    await owner.getByRole('option', { name: 'Mateus Silva' }).click();
    await panel.getByRole('button', { name: /Nobody in particular/ }).click();
    await owner.getByRole('option', { name: 'Mateus Silva' }).click();
    await panel.getByRole('button', { name: 'Answer needed by: Tomorrow' }).click();
    await expectAccessible(owner, 'the terms of a share', '[role=dialog]');
    await panel.getByRole('button', { name: 'Share with Security' }).click();
    const row = panel.locator('.share-list li').filter({ hasText: 'Security' });
    await row.getByText('Only Mateus Silva').waitFor();
    await row.getByText(/Mateus Silva is on it · answer by/).waitFor();
    await row.getByText(/due in/).waitFor();
    expect((await security.request.get(`/api/v1/tickets/${number}`)).status()).toBe(200);
    const hannah = await openAgentPage('hannah');
    expect((await hannah.request.get(`/api/v1/tickets/${number}`)).status()).toBe(404);
    await hannah.context().close();
  });

  test('ZJ-19 editing a share lists and keeps the concurrent changes of others', async () => {
    const panel = owner.getByRole('dialog');
    const row = panel.locator('.share-list li').filter({ hasText: 'Security' });
    await row.getByRole('button', { name: 'Edit sharing with Security' }).click();
    await row.getByLabel(/^Reason for sharing/).fill('The card may be stolen.');
    const before = await shareOf('Security');
    const nora = await openAgentPage('nora');
    await callApi(nora, 'PATCH', `/tickets/${number}/shares/${before.departmentId}`, {
      version: before.version,
      level: 'restricted',
      agentIds: null,
    });
    await nora.context().close();
    await row.getByText('Someone else changed: access, people.').waitFor();
    await row.getByRole('button', { name: 'Save' }).click();
    await owner.getByText('Sharing with Security updated').waitFor();
    expect(await shareOf('Security')).toMatchObject({
      level: 'restricted',
      agentIds: null,
      reason: 'The card may be stolen.',
    });
    const now = await shareOf('Security');
    await callApi(owner, 'PATCH', `/tickets/${number}/shares/${now.departmentId}`, {
      version: now.version,
      level: 'full',
    });
    await owner.keyboard.press('Escape');
  });
});

describe('C-25 ZE-07 a hidden customer', () => {
  beforeAll(async () => {
    await callApi(owner, 'POST', `/tickets/${number}/shares`, {
      shares: [{ departmentId: ids.get('Compliance'), isCustomerMasked: true }],
    });
  });

  test('without the permission the button is disabled and says why', async () => {
    const ingrid = await openAgentPage('ingrid');
    await open(ingrid);
    expect(await ingrid.getByRole('button', { name: 'Show customer' }).isDisabled()).toBe(true);
    await ingrid.getByText('Your access profile doesn’t let you view hidden customers.').waitFor();
    await expectAccessible(ingrid, 'a hidden customer');
    await ingrid.context().close();
  });

  test('with the permission the customer is shown once for a reason, which the history records', async () => {
    const rina = await openAgentPage('rina');
    await rina.goto(`/tickets/all/${number}`);
    const pane = rina.locator('.ticket-customer');
    await pane.locator('.original button').click();
    await pane.locator('textarea').first().fill('The customer calls about it.');
    await pane.locator('button[type=submit]').click();
    await pane.getByText('lena@customer.example').waitFor();
    await rina.reload();
    await pane.locator('.original button').waitFor();
    expect(await pane.getByText('lena@customer.example').count()).toBe(0);
    await open(owner);
    await owner
      .getByText(/viewed the hidden customer: The customer calls about it\./)
      .first()
      .waitFor();
    await rina.context().close();
  });

  test('ZE-10 a department with Full access replies to a masked recipient, and the customer gets the mail', async () => {
    const [nora, ingrid] = await Promise.all([openAgentPage('nora'), openAgentPage('ingrid')]);
    const { requester } = await callApi<{ requester: { id: number } }>(owner, 'GET', `/tickets/${number}`);
    await callApi(nora, 'PATCH', `/contacts/${requester.id}`, {
      emails: ['new@bank.example', 'lena@customer.example'],
    });
    await open(ingrid);
    await ingrid.keyboard.press('r');
    const composer = ingrid.locator('.composer');
    await composer.getByText('L. B. <l***@c***>').waitFor();
    await composer.getByText(/added n\*\*\*@b\*\*\* to this customer/).waitFor();
    await composer.locator('[contenteditable=true]').waitFor();
    await ingrid.keyboard.type('We are looking into it');
    await expectAccessible(ingrid, 'an answer to a hidden customer');
    await composer.getByRole('button', { name: 'Send', exact: false }).first().click();
    await ingrid.locator('.thread-pane').getByText('We are looking into it').waitFor();
    type StoredMessage = { html: string; to: { address: string }[] };
    const answer = await until(async () => {
      const { items } = await callApi<{ items: StoredMessage[] }>(owner, 'GET', `/tickets/${number}/messages`);
      return items.find((one) => one.html.includes('We are looking into it'));
    });
    expect(answer.to).toEqual([{ name: 'Lena Brandt', address: 'lena@customer.example' }]);
    await Promise.all([nora.context().close(), ingrid.context().close()]);
  });
});

describe('an unsent text when a share ends', () => {
  const editor = (page: Page) => page.locator('.composer [contenteditable=true]');

  test('with a lower level the reply is kept and can become a comment', async () => {
    await open(security);
    await security.keyboard.press('r');
    await editor(security).waitFor();
    await security.keyboard.type('The card is blocked');
    const { departmentId, version } = await shareOf('Security');
    await callApi(owner, 'PATCH', `/tickets/${number}/shares/${departmentId}`, { version, level: 'read_only' });
    const kept = security.locator('.kept-text');
    await kept.getByText('The card is blocked').waitFor();
    expect(await security.locator('.composer').getByRole('button', { name: 'Send' }).count()).toBe(0);
    await expectAccessible(security, 'a reply that cannot be sent any more');
    await kept.getByRole('button', { name: 'Turn into internal comment' }).click();
    await editor(security).waitFor();
    expect(await editor(security).textContent()).toBe('The card is blocked');
    await security.keyboard.press('Control+Enter');
    await security.locator('.thread-pane').getByText('The card is blocked').waitFor();
    type StoredMessage = { kind: string; visibility: string; text: string };
    const last = await until(async () => {
      const { items } = await callApi<{ items: StoredMessage[] }>(owner, 'GET', `/tickets/${number}/messages`);
      return items.at(-1)?.text.startsWith('The card is blocked') && items.at(-1);
    });
    expect(last).toMatchObject({ kind: 'comment', visibility: 'internal' });
  });

  test('ZE-38 when the share is removed the ticket closes, and the text can be copied', async () => {
    await security.keyboard.press('c');
    await editor(security).waitFor();
    await security.keyboard.type('One more thought');
    await security.getByText('Draft saved').waitFor();
    await security.keyboard.type(' of mine');
    const { departmentId, version } = await shareOf('Security');
    await callApi(owner, 'DELETE', `/tickets/${number}/shares/${departmentId}?version=${version}`);
    await security.locator('.kept-text').getByText('One more thought of mine').waitFor();
    await security.getByRole('button', { name: 'Copy text' }).waitFor();
    expect(await security.locator('.thread-pane').count()).toBe(0);
    await expectAccessible(security, 'a ticket without access');
    await callApi(owner, 'POST', `/tickets/${number}/shares`, { shares: [{ departmentId }] });
    await open(security);
    await security.keyboard.press('c');
    await editor(security).waitFor();
    expect(await editor(security).textContent()).toBe('One more thought of mine');
  });
});

describe('several tickets, by keyboard', () => {
  type Row = { number: number; shares: unknown[] };
  const focused = () =>
    owner.evaluate(() => {
      const element = document.activeElement;
      return element?.getAttribute('aria-label') ?? element?.textContent ?? '';
    });
  const tabTo = async (name: RegExp) => {
    for (let step = 0; step < 12 && !name.test(await focused()); step++) await owner.keyboard.press('Tab');
    expect(await focused()).toMatch(name);
  };
  const onRow = (name: string) => until(async () => (await focused()).includes(name));
  const panel = () => owner.getByRole('dialog', { name: /^Share \d+ ticket/ });
  const batches = () => owner.getByRole('dialog', { name: 'Batches' });
  const seeCounts = (text: RegExp) => batches().getByText(text).waitFor();
  /** Selects the first rows of the list and shares them with Logistics. */
  const shareFirst = async (count: number) => {
    for (let step = 0; step < count; step++) {
      await owner.keyboard.press('j');
      await onRow(`#${ownRows[step]?.number}`);
      await owner.keyboard.press('x');
    }
    await owner.getByRole('toolbar', { name: 'Selected tickets' }).getByText(`${count} selected`).waitFor();
    await tabTo(/^Share with departments$/);
    await owner.keyboard.press('Enter');
    await panel().locator('.share-add').waitFor();
    await tabTo(/^Add a department/);
    await owner.keyboard.press('Enter');
    await owner.getByRole('option', { name: 'Logistics' }).waitFor();
    await owner.keyboard.type('Logistics');
    await owner.keyboard.press('Enter');
    await panel().locator('.share-chosen').waitFor();
    await tabTo(/^Share with Logistics$/);
    await owner.keyboard.press('Enter');
  };
  let ownRows: Row[];

  beforeAll(async () => {
    const view = `department:${ids.get('Customer Support')}`;
    for (const subject of ['First of three', 'Second of three', 'Third of three']) {
      const requester = { name: 'Lena Brandt', email: 'lena@customer.example' };
      const departmentId = ids.get('Customer Support');
      await callApi(owner, 'POST', '/tickets', {
        subject,
        requester,
        departmentId,
        message: { text: 'Please look at it.' },
      });
    }
    ownRows = (await callApi<{ items: Row[] }>(owner, 'GET', `/tickets?view=${view}&limit=3`)).items;
    expect(ownRows.map((row) => row.shares)).toEqual([[], [], []]);
    await owner.goto(`/tickets/${view}`);
    await owner.locator('[data-row]').first().waitFor();
  });

  test('ZE-29 each ticket is shared and shows its outcome', async () => {
    await shareFirst(2);
    await seeCounts(/^2 tickets · .+ · 2 done$/);
    await batches().getByText('Done (2)').click();
    await expect.poll(() => batches().locator('.batch-tickets li').count()).toBe(2);
    await expectAccessible(owner, 'the outcomes of sharing');
    await owner.keyboard.press('Escape');
    await batches().waitFor({ state: 'detached' });
    await onRow('#');
    expect(await owner.getByRole('toolbar', { name: 'Selected tickets' }).count()).toBe(0);
  });

  test('a refused ticket says why and does not stop the others', async () => {
    await owner.reload();
    await owner.locator('[data-row]').first().waitFor();
    await shareFirst(3);
    await seeCounts(/^3 tickets · .+ · 1 done · 2 refused$/);
    const reason = batches().locator('.batch-reasons').getByText('The ticket is already shared with this department.');
    await reason.getByText('2 tickets').waitFor();
    await expect.poll(() => batches().locator('.batch-tickets li').count()).toBe(2);
  });

  test('refused tickets are retried with the same terms, and the others stay shared', async () => {
    /** Removes the share with Logistics, which was the reason for the refusal. */
    const unshare = async (one: Row | undefined) => {
      const path = `/tickets/${one?.number}/shares`;
      const { items } = await callApi<{ items: StoredShare[] }>(owner, 'GET', path);
      const kept = items.find((share) => share.departmentId === ids.get('Logistics'));
      await callApi(owner, 'DELETE', `${path}/${kept?.departmentId}?version=${kept?.version}`);
      return path;
    };
    const first = await unshare(ownRows[0]);
    await expectAccessible(owner, 'tickets that were refused');
    await tabTo(/^Retry these 2$/);
    await owner.keyboard.press('Enter');
    await seeCounts(/ · 2 done · 1 refused$/);
    await batches()
      .locator('.batch-tickets')
      .getByRole('link', { name: `#${ownRows[1]?.number}` })
      .waitFor();
    const { items } = await callApi<{ items: StoredShare[] }>(owner, 'GET', first);
    expect(items).toMatchObject([{ departmentId: ids.get('Logistics'), level: 'full' }]);

    await unshare(ownRows[1]);
    await batches().getByRole('button', { name: 'Retry it' }).click();
    await seeCounts(/^3 tickets · .+ · 3 done$/);
    expect(
      await batches()
        .getByRole('button', { name: /^Retry/ })
        .count(),
    ).toBe(0);
  });
});
