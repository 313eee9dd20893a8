import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectAccessible, openBrowser, openSession, signIn } from './browser.ts';
import { type Account, type Desk, openDesk, until } from './desk.ts';

// An agent works through a list without opening what need not be opened, and takes back what was a slip.

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
  [desk, browser] = await Promise.all([openDesk(), openBrowser()]);
  page = (await openSession(browser, desk)).page;
  await signIn(page, (await desk.accounts()).find((one) => one.email.startsWith('nora.')) as Account);
  const me = await read<{ id: number; memberships: { departmentId: number }[] }>('/me');
  meId = me.id;
  departmentId = me.memberships[0]?.departmentId ?? 0;
}, 180_000);

afterAll(async () => {
  await browser?.close();
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

test('rows are marked by Shift and the arrows, also back again, and closed together; z opens them as they were', async () => {
  await openList();
  await page.keyboard.press('j');
  await until(focusedTicket);
  for (const key of ['ArrowDown', 'ArrowDown', 'ArrowUp']) await page.keyboard.press(`Shift+${key}`);
  await page.locator('.batch').waitFor();
  await expect.poll(selectedNumbers).toHaveLength(2);
  await expectAccessible(page, 'marked rows', '.batch');
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

test('a person, a status and a priority are chosen for the marked rows by a, v and p; who has done it is told what became of each', async () => {
  await openList();
  await page.keyboard.press('j');
  await page.keyboard.press('Shift+ArrowDown');
  await expect.poll(selectedNumbers).toHaveLength(2);
  const numbers = await selectedNumbers();
  for (const [key, words, done] of [
    ['a', 'Priya', '2 tickets assigned to Priya Raman'],
    ['p', 'Urgent', 'Priority changed on 2 tickets'],
    ['v', 'In progress', '2 tickets set to “In progress”'],
  ] as const) {
    await page.keyboard.press(key);
    await page.locator('.pick-list input').and(page.locator(':focus')).waitFor();
    await page.keyboard.type(words);
    await page.keyboard.press('Enter');
    await expectToast(done);
    // The marks have gone; the hand is on a row again, and the next key is heard there.
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

test('where no ticket is open the keys are for the row at hand: i takes it, u shows it as unread, e closes it, # throws it away', async () => {
  await openList();
  await page.keyboard.press('j');
  const number = await until(focusedTicket);
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
  expect(await ticket(number)).toMatchObject({ baseState: 'open', assigneeId: meId });
});

test.each([
  ['another field', { tags: ['meanwhile'] }, false],
  ['the same field', { priorityId: null }, true],
])('what a colleague changes in %s at the very moment is neither lost nor in the way', async (_, change, isAsked) => {
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
  if (isAsked) {
    await expectToast(`1 couldn’t be changed: #${row.number}`);
    expect((await ticket(row.number)).priorityId).toBeNull();
    await page.getByRole('button', { name: 'Retry failed' }).click();
  }
  await expectToast('Priority changed on 1 ticket');
  expect(await ticket(row.number)).toMatchObject({ ...change, priorityId: high?.id });
});

test('in the trash a marked row is restored', async () => {
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

test('the pointer finds the same beside the row it is on', async () => {
  await openList();
  const row = page.locator('.row', { has: page.locator('.row-nobody') }).first();
  const number = Number(await row.locator('[data-row]').getAttribute('data-row'));
  await page.locator(`[data-row="${number}"]`).hover();
  await page.getByRole('button', { name: 'Assign to me' }).click();
  await expectToast(/1 ticket assigned to/);
  expect((await ticket(number)).assigneeId).toBe(meId);
  expect(openNumber()).toBe(0);
});

test('one ticket leads to the next: by Shift and j or k, and after closing where that is wanted', async () => {
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

test('the list goes along: the row of the ticket that is open is in sight', async () => {
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

test('a change of a field is taken back by z, and a long conversation is read by the space bar', async () => {
  const others = (await rowsOf(`department:${departmentId}`)).filter((one) => one.assigneeId !== meId);
  const longest = others.sort((a, b) => b.messageCount - a.messageCount)[0]?.number ?? 0;
  const { priorityId } = await ticket(longest);
  await page.goto(`/tickets/all/${longest}`);
  await page.locator('.message').first().waitFor();
  await page.keyboard.press('p');
  await page.locator('.pick-list input').and(page.locator(':focus')).waitFor();
  await page.keyboard.type('Low');
  // Also while it is still on its way.
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
  // What stays done is not passed over in silence.
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
  const atEnd = await until(top);
  await page.keyboard.press('Shift+Space');
  await expect.poll(top).toBeLessThan(atEnd - 100);
  await page.keyboard.press('Space');
  await expect.poll(top).toBe(atEnd);
});

test('a reply that has not left yet is taken back by z, also when the hand has gone on to the next ticket', async () => {
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
  const said = await read<{ items: { html: string }[] }>(`/tickets/${number}/messages`);
  expect(said.items.filter((one) => one.html.includes('tomorrow'))).toEqual([]);
});

test('what stands above is left by going into the text: it is kept, and the hand stays in the text', async () => {
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

test('all that are loaded are marked at once and given back as they were', async () => {
  await openList();
  await page.keyboard.press('j');
  await until(focusedTicket);
  await page.keyboard.press('Shift+a');
  const all = (await rowsOf(`department:${departmentId}`)).slice(0, 50);
  await page.locator('.batch').getByText(`${all.length} selected`).waitFor();
  expect(all.length).toBeGreaterThan(20);
  const isSeen = Promise.withResolvers<void>();
  await page.route(
    '**/close',
    async (route) => {
      await isSeen.promise;
      await route.continue();
    },
    { times: 1 },
  );
  await page.keyboard.press('e');
  await expectToast(`Updating ${all.length} tickets…`);
  isSeen.resolve();
  await expectToast(`${all.length} tickets closed`);
  await page.keyboard.press('z');
  await expectToast(`Change undone on ${all.length} tickets`);
  const states = new Map((await rowsOf(`department:${departmentId}`)).map((one) => [one.number, one.baseState]));
  expect(all.map((one) => states.get(one.number))).toEqual(all.map((one) => one.baseState));
});
