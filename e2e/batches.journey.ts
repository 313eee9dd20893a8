import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectAccessible } from './browser.ts';
import { until } from './desk.ts';
import { dialogOf, type HandoverDesk, openHandoverDesk, pickDepartment, submitOf } from './handover-desk.ts';

/** Set BATCH_COUNT=5000 and BATCH_REFUSED=37 for a longer run. */
const count = Number(process.env.BATCH_COUNT ?? 130);
const refusedCount = Number(process.env.BATCH_REFUSED ?? 7);
const doneCount = count - refusedCount;
const longMs = 180_000 + count * 100;

let desk: HandoverDesk;
let nora: Page;
let departmentId: number;
let numbers: number[];
let closed: number[];

type Stored = { number: number; version: number; departmentId: number; baseState: string };
type StoredBatch = {
  id: number;
  state: string;
  doneCount: number;
  refusedCount: number;
  waitingCount: number;
  refusals: { code: string; detail: string; count: number }[];
};
const newestBatch = async () => (await desk.api<{ items: StoredBatch[] }>('GET', '/batches')).items[0];
const finishedBatch = () =>
  until(async () => {
    const batch = await newestBatch();
    return batch?.state === 'finished' && batch;
  }, longMs);
const ticketsOf = async (id: number) =>
  (
    await desk.api<{ items: { number: number; baseState: string }[] }>(
      'GET',
      `/tickets/numbers?view=department:${id}&state=any`,
    )
  ).items;
const isOurs = (number: number) => numbers.includes(number);
const panelOf = (page: Page) => page.getByRole('dialog', { name: 'Batches' });

beforeAll(async () => {
  desk = await openHandoverDesk();
  ({ nora } = desk);
  const names = { name: { en: 'Returns', ja: '返品' } };
  departmentId = (await desk.api<{ id: number }>('POST', '/departments', names)).id;
  await desk.api('POST', '/routing-rules', { name: 'Returns', departmentId });
  const create = async (index: number) => {
    const { number } = await desk.api<Stored>('POST', '/tickets', {
      subject: `Return ${index + 1}`,
      requester: { email: 'elena.fischer@alpine-living.example', name: 'Elena Fischer' },
      departmentId,
      message: { html: '<p>I send it back.</p>' },
      notifyRequester: false,
    });
    return number;
  };
  numbers = [];
  for (let start = 0; start < count; start += 4) {
    const group = Array.from({ length: Math.min(4, count - start) }, (_, index) => create(start + index));
    numbers.push(...(await Promise.all(group)));
  }
  closed = numbers.slice(-refusedCount);
  for (const number of closed) {
    const { version } = await desk.stored(number);
    await desk.api('POST', `/tickets/${number}/close`, { version });
  }
}, longMs);
afterAll(() => desk?.close());

test(
  'TT-06 all tickets of a view are transferred: refusals are shown before, and a killed server and a closed browser lose nothing',
  async () => {
    const page = await desk.openAgent('nora');
    await page.goto(`/tickets/department:${departmentId}?state=any`);
    await page.locator('[data-row]').first().waitFor();
    await page.keyboard.press('Shift+a');
    const bar = page.getByRole('toolbar', { name: 'Selected tickets' });
    await bar.getByRole('button', { name: 'Select all in this view' }).click();
    await bar
      .getByText(`${count} selected`)
      .or(bar.getByText(`${count.toLocaleString('en')} selected`))
      .waitFor();
    await page.keyboard.press('t');
    await pickDepartment(page, 'Logistics');
    await dialogOf(page)
      .getByText(`${doneCount} tickets will be transferred. ${refusedCount} tickets stay where they are.`)
      .waitFor();
    const first = dialogOf(page).locator('.prediction-table tbody tr').first();
    await first.getByText('This ticket is closed.').waitFor();
    await expectAccessible(page, 'the transfer of many tickets', '[role=dialog]');
    await submitOf(page).click();
    await dialogOf(page).getByText('Write a note for Logistics. They need it to take over.').waitFor();
    await dialogOf(page).getByLabel('Hand-over note').fill('Returns go to Logistics from now on.');
    await submitOf(page).click();
    await panelOf(page).getByText('Transfer to Logistics').waitFor();
    await until(async () => ((await newestBatch())?.doneCount ?? 0) > count / 4, longMs);
    await desk.server.kill();
    await page.close();
    await desk.server.start();
    const batch = await finishedBatch();
    expect(batch).toMatchObject({ doneCount, refusedCount });
    expect(batch.refusals).toEqual([{ code: 'refused', detail: 'ticket_closed', count: refusedCount }]);
    const left = (await ticketsOf(departmentId)).map((one) => one.number).sort();
    expect(left).toEqual([...closed].sort());
    expect((await ticketsOf(desk.idOf('Logistics'))).filter((one) => isOurs(one.number))).toHaveLength(doneCount);
    const { handoverCount } = await desk.api<{ handoverCount: number }>('GET', `/tickets/${numbers[0]}/holdings`);
    expect(handoverCount).toBe(1);
  },
  longMs,
);

test(
  'TT-06 the result is found later; a retry touches only the refused tickets, and all of it can be undone',
  async () => {
    const versions = async () =>
      Promise.all(numbers.slice(0, 5).map(async (number) => (await desk.stored(number)).version));
    const before = await versions();
    await nora.goto('/tickets/all');
    await nora.locator('[data-row]').first().waitFor();
    await nora.keyboard.press('g');
    await nora.keyboard.press('p');
    const panel = panelOf(nora);
    await panel.getByRole('button', { name: /^Transfer to Logistics/ }).click();
    await panel.locator('.batch-reasons').getByText(`${refusedCount} tickets`).waitFor();
    await expectAccessible(nora, 'the batches', '[role=dialog]');
    const { choices } = await desk.api<{ choices: { id: number; kind: string; baseState: string | null }[] }>(
      'GET',
      '/catalog',
    );
    const statusId = choices.find((one) => one.kind === 'status' && one.baseState === 'open')?.id;
    const [reopened = 0] = closed;
    const { version } = await desk.stored(reopened);
    await desk.api('PATCH', `/tickets/${reopened}`, { version, statusId });
    await panel.getByRole('button', { name: `Retry these ${refusedCount}` }).click();
    await panel.getByText(`${doneCount + 1} done · ${refusedCount - 1} refused`).waitFor();
    expect((await desk.stored(reopened)).departmentId).toBe(desk.idOf('Logistics'));
    expect(await versions()).toEqual(before);
    await panel.getByRole('button', { name: 'Undo all' }).click();
    await nora
      .locator('.toast')
      .getByText(`Change undone on ${doneCount + 1} tickets`)
      .waitFor({ timeout: longMs });
    await panel.getByRole('button', { name: /^Undo: Transfer to Logistics/ }).waitFor();
    expect(await ticketsOf(departmentId)).toHaveLength(count);
  },
  longMs,
);

test('C-13 TT-09 several tickets are escalated, each to a supervisor of its department', async () => {
  const some = await Promise.all(['First of two', 'Second of two'].map((subject) => desk.given(subject)));
  await nora.goto(`/tickets/department:${desk.idOf('Customer Support')}`);
  for (const number of some) {
    await nora.locator(`[data-row="${number}"]`).focus();
    await nora.keyboard.press('x');
  }
  await nora.keyboard.press('Shift+t');
  await dialogOf(nora).getByText('2 tickets will be escalated.').waitFor();
  await submitOf(nora).click();
  await panelOf(nora)
    .getByText(/^2 tickets · .+ · 2 done$/)
    .waitFor();
  for (const number of some) expect((await desk.stored(number)).assigneeId).not.toBe(desk.agentId('emi'));
});
