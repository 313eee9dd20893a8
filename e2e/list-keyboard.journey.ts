import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { closeSessions, expectAccessible, openSession, sharedBrowser, startSession } from './browser.ts';
import { type Account, type Desk, openDesk, until } from './desk.ts';

// Working through a list by keyboard, with undo.

type Row = {
  number: number;
  baseState: string;
  assigneeId: number | null;
  priorityId: number | null;
  isUnread: boolean;
  messageCount: number;
};

let desk: Desk;
let browser: Browser;
let page: Page;
let meId: number;
let departmentId: number;

beforeAll(async () => {
  [desk, browser] = await Promise.all([openDesk(), sharedBrowser()]);
  page = (await openSession(browser, desk)).page;
  await startSession(page, (await desk.accounts()).find((one) => one.email.startsWith('nora.')) as Account);
  const me = await read<{ id: number; memberships: { departmentId: number }[] }>('/me');
  meId = me.id;
  departmentId = me.memberships[0]?.departmentId ?? 0;
}, 180_000);

afterAll(async () => {
  await closeSessions(browser);
  await desk?.remove();
});

const read = async <T>(path: string): Promise<T> =>
  (await (await page.request.get(`${desk.url}/api/v1${path}`)).json()) as T;
const ticket = (number: number) =>
  read<{ baseState: string; statusId: number; assigneeId: number | null; priorityId: number | null; subject: string }>(
    `/tickets/${number}`,
  );
const rowsOf = async (view: string) => (await read<{ items: Row[] }>(`/tickets?view=${view}&limit=50`)).items;

const openList = async (view = `department:${departmentId}`) => {
  await page.goto(`/tickets/${view}`);
  await page.locator('[data-row]').first().waitFor();
};
const expectToast = (text: string | RegExp) => page.locator('.toast').getByText(text).first().waitFor();
const selectedNumbers = () =>
  page
    .locator('.row[data-selected] [data-row]')
    .evaluateAll((rows) => rows.map((row) => Number(row.getAttribute('data-row'))));
const focusedTicket = () => page.evaluate(() => Number(document.activeElement?.getAttribute('data-row')));
const openNumber = () => Number(/\/(\d+)$/.exec(new URL(page.url()).pathname)?.[1] ?? 0);

test('rows are selected with Shift and arrow keys and closed together; z restores them', async () => {
  await openList();
  await page.keyboard.press('j');
  await until(focusedTicket);
  for (const key of ['ArrowDown', 'ArrowDown', 'ArrowUp']) await page.keyboard.press(`Shift+${key}`);
  await page.locator('.batch').waitFor();
  await expect.poll(selectedNumbers).toHaveLength(2);
  await expectAccessible(page, 'selected rows', '.batch');
  const numbers = await selectedNumbers();
  const before = await Promise.all(numbers.map(ticket));
  await page.keyboard.press('e');
  await expectToast('2 tickets closed');
  expect((await Promise.all(numbers.map(ticket))).map((one) => one.baseState)).toEqual(['closed', 'closed']);
  await page.locator('.batch').waitFor({ state: 'detached' });
  await page.keyboard.press('z');
  await expectToast('Change undone on 2 tickets');
  expect((await Promise.all(numbers.map(ticket))).map((one) => one.statusId)).toEqual(
    before.map((one) => one.statusId),
  );
});

test('a, v, and p set assignee, status, and priority of the selected rows and show the result', async () => {
  await openList();
  await page.keyboard.press('j');
  await page.keyboard.press('Shift+ArrowDown');
  await expect.poll(selectedNumbers).toHaveLength(2);
  const numbers = await selectedNumbers();
  for (const [key, words, done] of [
    ['a', 'Priya', '2 tickets assigned to Priya Raman'],
    // Every category offers it.
    ['p', 'Medium', 'Priority changed on 2 tickets'],
    ['v', 'In progress', '2 tickets set to “In progress”'],
  ] as const) {
    await page.keyboard.press(key);
    await page.locator('.pick-list input').and(page.locator(':focus')).waitFor();
    await page.keyboard.type(words);
    await page.keyboard.press('Enter');
    await expectToast(done);
    // The selection is cleared and a row has the focus, so the next key works there.
    await page.locator('.batch').waitFor({ state: 'detached' });
    await until(focusedTicket);
    for (const number of numbers) {
      await page.locator(`[data-row="${number}"]`).focus();
      await page.keyboard.press('x');
    }
    await expect.poll(selectedNumbers).toHaveLength(2);
  }
  const after = await Promise.all(numbers.map(ticket));
  expect(new Set(after.map((one) => `${one.assigneeId} ${one.priorityId} ${one.baseState}`)).size).toBe(1);
  expect(after[0]).toMatchObject({ baseState: 'open', assigneeId: expect.any(Number), priorityId: expect.any(Number) });
  await page.keyboard.press('Escape');
  await expect.poll(selectedNumbers).toEqual([]);
});

test('without an open ticket i, u, e, and # assign, mark unread, close, and delete the focused row', async () => {
  await openList();
  await page.keyboard.press('j');
  const number = await until(focusedTicket);
  const { baseState } = await ticket(number);
  const row = page.locator(`.row:has([data-row="${number}"])`);
  await page.keyboard.press('i');
  await expectToast(/1 ticket assigned to/);
  expect((await ticket(number)).assigneeId).toBe(meId);
  await page.keyboard.press('Enter');
  await page.locator('.message').first().waitFor();
  await row.and(page.locator(':not([data-unread])')).waitFor();
  await until(async () => (await rowsOf('assigned')).some((one) => one.number === number && !one.isUnread));
  await page.keyboard.press('Escape');
  await expect.poll(focusedTicket).toBe(number);
  await page.keyboard.press('u');
  await row.and(page.locator('[data-unread]')).waitFor();
  await until(async () => (await rowsOf('assigned')).some((one) => one.number === number && one.isUnread));
  await page.keyboard.press('e');
  await expectToast(`#${number} closed`);
  await page.keyboard.press('z');
  await expectToast(`Change undone on #${number}`);
  await page.keyboard.press('#');
  await expectToast('1 ticket moved to trash');
  await page.keyboard.press('z');
  await expectToast('Change undone on 1 ticket');
  expect(await ticket(number)).toMatchObject({ baseState, assigneeId: meId });
});

test.each([
  ['another field', { tags: ['meanwhile'] }, false],
  ['the same field', { priorityId: null }, true],
])('a concurrent change of %s by a colleague is not lost', async (_, change, isConflict) => {
  await openList();
  const rows = await rowsOf(`department:${departmentId}`);
  const row = rows.find((one) => one.priorityId !== null) as Row;
  const priorities = (await read<{ choices: { kind: string; id: number; name: { en: string } }[] }>('/catalog'))
    .choices;
  const high = priorities.find((one) => one.kind === 'priority' && one.id !== row.priorityId);
  const address = `${desk.url}/api/v1/tickets/${row.number}`;
  await page.route(
    (url) => url.href === address,
    async (route) => {
      const { version } = await read<{ version: number }>(`/tickets/${row.number}`);
      const done = await page.request.patch(address, { headers: { origin: desk.url }, data: { version, ...change } });
      expect(done.status()).toBe(200);
      await route.continue();
    },
    { times: 1 },
  );
  await page.locator(`[data-row="${row.number}"]`).focus();
  await page.keyboard.press('p');
  await page.locator('.pick-list input').and(page.locator(':focus')).waitFor();
  await page.keyboard.type(high?.name.en ?? '');
  await page.keyboard.press('Enter');
  if (isConflict) {
    await expectToast(`#${row.number} couldn’t be changed`);
    expect((await ticket(row.number)).priorityId).toBeNull();
    await page.getByRole('button', { name: 'Try again' }).click();
  }
  await expectToast('Priority changed on 1 ticket');
  expect(await ticket(row.number)).toMatchObject({ ...change, priorityId: high?.id });
});

test('a selected row in the trash can be restored', async () => {
  await openList();
  await page.keyboard.press('j');
  const number = await until(focusedTicket);
  await page.keyboard.press('#');
  await expectToast('1 ticket moved to trash');
  await openList('trash');
  await page.locator(`[data-row="${number}"]`).focus();
  await page.keyboard.press('x');
  await page.locator('.batch').waitFor();
  expect(await page.locator('.batch').getByRole('button').count()).toBe(2);
  await page.keyboard.press('Shift+z');
  await expectToast('1 ticket restored');
  expect(await ticket(number)).toMatchObject({ deletedAt: null });
});

test('hovering a row shows its actions', async () => {
  await openList();
  const row = page.locator('.row', { has: page.locator('.row-nobody') }).first();
  const number = Number(await row.locator('[data-row]').getAttribute('data-row'));
  await page.locator(`[data-row="${number}"]`).hover();
  await page.getByRole('button', { name: 'Assign to me' }).click();
  await expectToast(/1 ticket assigned to/);
  expect((await ticket(number)).assigneeId).toBe(meId);
  expect(openNumber()).toBe(0);
});

test('Shift+j and Shift+k open the next and previous ticket; closing opens the next if preferred', async () => {
  await openList();
  const numbers = await page
    .locator('[data-row]')
    .evaluateAll((rows) => rows.map((row) => Number(row.getAttribute('data-row'))));
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await expect.poll(openNumber).toBe(numbers[0]);
  await page.keyboard.press('Shift+j');
  await expect.poll(openNumber).toBe(numbers[1]);
  await page.keyboard.press('Shift+k');
  await page.keyboard.press('Shift+k');
  await expect.poll(openNumber).toBe(numbers[0]);
  await expectToast('This is the first ticket in the list.');
  expect(openNumber()).toBe(numbers[0]);

  await page.goto('/settings/me');
  await page.getByLabel('After closing a ticket').selectOption({ label: 'Go to the next ticket' });
  await openList();
  await page.locator(`[data-row="${numbers[1]}"]`).click();
  await page.locator('.message').first().waitFor();
  await page.keyboard.press('e');
  await expectToast(`#${numbers[1]} closed`);
  await expect.poll(openNumber).toBe(numbers[2]);
  await page.locator('.message').first().waitFor();
  await page.keyboard.press('z');
  await expectToast(`Change undone on #${numbers[1]}`);
  expect((await ticket(numbers[1] ?? 0)).baseState).not.toBe('closed');
  expect(openNumber()).toBe(numbers[2]);
});

test('the list scrolls to the row of the open ticket', async () => {
  await openList();
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await page.locator('.message').first().waitFor();
  for (let step = 0; step < 14; step += 1) await page.keyboard.press('Shift+j');
  const row = page.locator('.row[data-open]');
  await expect.poll(async () => Number(await row.locator('[data-row]').getAttribute('data-row'))).toBe(openNumber());
  const pane = await page.locator('.list-scroll').boundingBox();
  const box = await row.boundingBox();
  expect(box?.y).toBeGreaterThanOrEqual(pane?.y ?? 0);
  expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual((pane?.y ?? 0) + (pane?.height ?? 0) + 1);
  expect(await page.locator('.list-scroll').evaluate((list) => list.scrollTop)).toBeGreaterThan(100);
});

test('z undoes a field change, and Space scrolls a long conversation', async () => {
  const others = (await rowsOf(`department:${departmentId}`)).filter((one) => one.assigneeId !== meId);
  const longest = others.sort((a, b) => b.messageCount - a.messageCount)[0]?.number ?? 0;
  const { priorityId } = await ticket(longest);
  await page.goto(`/tickets/all/${longest}`);
  await page.locator('.message').first().waitFor();
  await page.keyboard.press('p');
  await page.locator('.pick-list input').and(page.locator(':focus')).waitFor();
  await page.keyboard.type('Low');
  // Also while the request is pending.
  const sent = page.waitForRequest((request) => request.method() === 'PATCH');
  await page.route(
    `**/tickets/${longest}`,
    async (route) => {
      await new Promise((wait) => setTimeout(wait, 700));
      await route.continue();
    },
    { times: 1 },
  );
  await page.keyboard.press('Enter');
  await sent;
  await page.locator('.pick:focus').waitFor();
  await page.keyboard.press('z');
  await expectToast(`Change undone on #${longest}`);
  expect((await ticket(longest)).priorityId).toBe(priorityId);
  // An action that cannot be undone is reported first.
  await page.keyboard.press('i');
  await until(async () => (await ticket(longest)).assigneeId === meId);
  await page.keyboard.press('c');
  await page.keyboard.type('Mine now.');
  await page.locator('.composer').getByText('Mine now.').waitFor();
  await page.keyboard.press('Control+Enter');
  await page.locator('.message', { hasText: 'Mine now.' }).waitFor();
  await page.locator('.composer [contenteditable=true]').waitFor({ state: 'detached' });
  await until(async () =>
    (await read<{ items: { html: string }[] }>(`/tickets/${longest}/messages`)).items.some((one) =>
      one.html.includes('Mine now.'),
    ),
  );
  await page.keyboard.press('z');
  await expectToast(/^The last action can’t be undone/);
  expect((await ticket(longest)).assigneeId).toBe(meId);
  await page.keyboard.press('z');
  await until(async () => (await ticket(longest)).assigneeId !== meId);

  const top = () => page.locator('.thread').evaluate((pane) => pane.scrollTop);
  await page.locator('.ticket-head h1').evaluate(() => (document.activeElement as HTMLElement).blur());
  // The changes undone above are added at the end, which stays in view.
  const atEnd = await until(async () => {
    const before = await top();
    await page.waitForTimeout(500);
    return (await top()) === before && before;
  });
  await page.keyboard.press('Shift+Space');
  await expect.poll(top).toBeLessThan(atEnd - 100);
  await page.keyboard.press('Space');
  await expect.poll(top).toBe(atEnd);
});

test('z cancels a pending reply, even after moving to the next ticket', async () => {
  await openList();
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await page.locator('.message').first().waitFor();
  const number = openNumber();
  await page.keyboard.press('r');
  await page.keyboard.type('It leaves tomorrow.');
  await page.locator('.composer').getByText('It leaves tomorrow.').waitFor();
  await page.keyboard.press('Control+Enter');
  await page.locator('.toast').getByRole('button', { name: 'Undo' }).waitFor();
  await page.keyboard.press('Shift+j');
  await expect.poll(openNumber).not.toBe(number);
  await page.keyboard.press('z');
  await expectToast(`Not sent. Your text is back in #${number}.`);
  expect(await page.locator('.toast').getByRole('button', { name: 'Undo' }).count()).toBe(0);
  const { items } = await read<{ items: { kind: string; html: string }[] }>(`/tickets/${number}/drafts`);
  expect(items).toMatchObject([{ kind: 'reply', html: expect.stringContaining('It leaves tomorrow.') }]);
  const sent = await read<{ items: { html: string }[] }>(`/tickets/${number}/messages`);
  expect(sent.items.filter((one) => one.html.includes('tomorrow'))).toEqual([]);
});

test('clicking into the text saves the field being edited and keeps the focus in the text', async () => {
  const [{ number } = { number: 0 }] = await rowsOf('assigned');
  const { subject } = await ticket(number);
  const text = page.locator('.composer [contenteditable=true]');
  await page.goto(`/tickets/all/${number}`);
  await page.locator('.message').first().waitFor();
  await page.keyboard.press('c');
  await text.and(page.locator(':focus')).waitFor();
  await page.locator('.subject').click();
  await page.locator('.subject-input').and(page.locator(':focus')).waitFor();
  await page.keyboard.press('End');
  await page.keyboard.type(' again');
  await text.click();
  await page.keyboard.type('One');
  await page.getByRole('button', { name: 'Edit Tags:' }).click();
  await page.getByRole('combobox', { name: 'Tags' }).and(page.locator(':focus')).waitFor();
  await page.keyboard.type('lamp');
  await text.click();
  await page.keyboard.type('Two');
  await expect.poll(() => text.textContent()).toBe('OneTwo');
  await expect
    .poll(() => ticket(number))
    .toMatchObject({ subject: `${subject} again`, tags: expect.arrayContaining(['lamp']) });
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Delete');
  await page.keyboard.press('Escape');

  await page.locator('.subject').click();
  await page.keyboard.press('Escape');
  await page.locator('.subject').and(page.locator(':focus')).waitFor();
});

test('all loaded rows are selected, closed, and restored with undo', async () => {
  await openList();
  await page.keyboard.press('j');
  await until(focusedTicket);
  await page.keyboard.press('Shift+a');
  const all = (await rowsOf(`department:${departmentId}`)).slice(0, 50);
  await page.locator('.batch').getByText(`${all.length} selected`).waitFor();
  expect(all.length).toBeGreaterThan(20);
  const isProgressShown = Promise.withResolvers<void>();
  await page.route(
    '**/batches/*',
    async (route) => {
      await isProgressShown.promise;
      await route.continue();
    },
    { times: 1 },
  );
  await page.keyboard.press('e');
  await expectToast(`Updating ${all.length} tickets…`);
  await page.getByRole('button', { name: `Close: 0 of ${all.length}` }).waitFor();
  isProgressShown.resolve();
  await expectToast(`${all.length} tickets closed`);
  await page.keyboard.press('z');
  await expectToast(`Change undone on ${all.length} tickets`);
  const states = new Map((await rowsOf(`department:${departmentId}`)).map((one) => [one.number, one.baseState]));
  expect(all.map((one) => states.get(one.number))).toEqual(all.map((one) => one.baseState));
});
