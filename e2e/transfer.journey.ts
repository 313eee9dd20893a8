import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectAccessible } from './browser.ts';
import {
  closeDialog,
  dialogOf,
  forecastOf,
  type HandoverDesk,
  memberOf,
  openDialog,
  openHandoverDesk,
  pickDepartment,
  seeForecast,
  submitOf,
} from './handover-desk.ts';

let desk: HandoverDesk;
let emi: Page;
let liam: Page;
let nora: Page;

beforeAll(async () => {
  desk = await openHandoverDesk();
  ({ emi, liam, nora } = desk);
}, 180_000);

afterAll(() => desk?.close());

describe('a transfer', () => {
  test('TT-01 TT-03 TT-05 TT-14 TT-15 goes where the forecast says, and the former colleague sees it leave', async () => {
    const number = await desk.given('The lamp is lost');
    await liam.goto(`/tickets/all/${number}`);
    await liam.locator('.composer').waitFor();
    await openDialog(emi, number);
    expect(await emi.evaluate(() => document.activeElement?.classList.contains('target'))).toBe(true);
    await pickDepartment(emi, 'Logistics');
    await dialogOf(emi)
      .getByText(/\d available · \d+ open/)
      .waitFor();
    const sentence = forecastOf(emi).getByText(/^It will go to /);
    await sentence.waitFor();
    const name = /^It will go to (.+?),/.exec((await sentence.textContent()) ?? '')?.[1] ?? '';
    await forecastOf(emi).getByText('Why?').click();
    await forecastOf(emi).locator('.candidates li[data-chosen]').filter({ hasText: name }).waitFor();
    await forecastOf(emi).locator('.candidates li').filter({ hasText: 'Tomás Almeida' }).getByText('Away').waitFor();
    await expectAccessible(emi, 'the transfer dialog', '[role=dialog]');
    await submitOf(emi).click();
    await dialogOf(emi).getByText('Write a note for Logistics. They need it to take over.').waitFor();
    await dialogOf(emi).getByRole('button', { name: 'Needs their expertise' }).click();
    await dialogOf(emi).getByLabel('Hand-over note').fill('The parcel is lost, please trace it.');
    await submitOf(emi).click();
    await emi.getByText(`Transferred to ${name}`).waitFor();
    await liam.getByText(/^Logistics has had this ticket since .+\. You can read and follow it\.$/).waitFor();
    expect(await liam.locator('.composer').count()).toBe(0);
    await liam.getByText(/transferred the ticket to Logistics \(.+\): Needs their expertise/).waitFor();
    await expectAccessible(liam, 'a ticket that was handed over');
    await liam.keyboard.press('g');
    await liam.keyboard.press('r');
    await liam.waitForURL(/transferred/);
    await liam.getByRole('link', { name: 'From my department' }).click();
    await liam.locator(`[data-row="${number}"]`).getByText(`Logistics · ${name}`).waitFor();
    await expectAccessible(liam, 'the list of transferred tickets');
    expect((await desk.stored(number)).departmentId).toBe(desk.idOf('Logistics'));
  });

  test('TT-15 a former holder follows the ticket and is notified of what the new department does', async () => {
    const number = await desk.given('Follow the lamp');
    const { version } = await desk.stored(number);
    const body = { version, departmentId: desk.idOf('Logistics'), note: 'Please take over.' };
    await desk.api('POST', `/tickets/${number}/transfer`, body);
    await emi.goto(`/tickets/all/${number}`);
    await emi.getByText(/^Logistics has .+ You can read and follow it\.$/).waitFor();
    await emi.keyboard.press('b');
    const mark = emi.locator('.ticket-under').getByText('Following');
    await mark.waitFor();
    await expectAccessible(emi, 'a ticket that is followed');
    // Notifications of the open ticket count as read.
    await emi.goto('/tickets/assigned');
    await emi.locator('[data-row]').first().waitFor();
    const bell = emi.getByRole('button', { name: /^Notifications/ }).first();
    const unread = async () => Number(/(\d+) unread/.exec((await bell.getAttribute('aria-label')) ?? '')?.[1] ?? 0);
    await emi.waitForTimeout(1_500);
    const before = await unread();
    await desk.api('POST', `/tickets/${number}/comments`, { text: 'The lamp is in the depot.' });
    await expect.poll(unread, { timeout: 5_000 }).toBe(before + 1);
    await emi.goto(`/tickets/all/${number}`);
    await mark.waitFor();
    await emi.getByRole('button', { name: 'More', exact: true }).click();
    await emi.getByRole('menuitem', { name: /^Stop following/ }).click();
    await mark.waitFor({ state: 'detached' });
  });

  test('TT-15 TT-24 TT-26 the screens of the former holder, the receiver and the supervisor follow within a second', async () => {
    const number = await desk.given('Three people watch');
    const { version } = await desk.stored(number);
    const [clara, tomas] = await Promise.all([desk.openAgent('clara'), desk.openAgent('tomas')]);
    await desk.setStatus('clara', 'Available');
    await Promise.all([
      emi.goto(`/tickets/all/${number}`).then(() => emi.locator('.composer').waitFor()),
      clara.goto('/tickets/assigned').then(() => clara.locator('[data-row]').first().waitFor()),
      tomas.goto('/team').then(() => tomas.locator('.team-columns').waitFor()),
    ]);
    // The live connection opens after the first paint.
    await Promise.all([emi, clara, tomas].map((page) => page.waitForTimeout(1_500)));
    await desk.api('POST', `/tickets/${number}/transfer`, {
      version,
      departmentId: desk.idOf('Logistics'),
      agentId: desk.agentId('clara'),
      note: 'Please take over.',
    });
    const done = Date.now();
    const after = async (change: Promise<unknown>) => change.then(() => Date.now() - done);
    const times = await Promise.all([
      after(emi.getByText(/^Logistics has had this ticket since .+/).waitFor()),
      after(clara.locator(`[data-row="${number}"]`).waitFor()),
      after(tomas.getByText('Three people watch').waitFor()),
    ]);
    expect(await emi.locator('.composer').count()).toBe(0);
    console.log(`former holder, receiver and supervisor saw it after ${times.join(', ')} ms`);
    await Promise.all([clara.close(), tomas.close()]);
  });

  test('can be undone within ten seconds, from the notification and with z', async () => {
    const number = await desk.given('Undo this one');
    for (const undo of ['button', 'key'] as const) {
      await openDialog(emi, number);
      await pickDepartment(emi, 'Logistics');
      await dialogOf(emi).getByLabel('Hand-over note').fill('By mistake.');
      await seeForecast(emi, /^It will go to /);
      await submitOf(emi).click();
      await emi.getByText(/^Transferred to /).waitFor();
      if (undo === 'button') await emi.getByRole('button', { name: 'Undo', exact: true }).click();
      else await emi.keyboard.press('z');
      await emi.getByText(`Transfer of #${number} undone`).waitFor();
      expect(await desk.stored(number)).toMatchObject({
        departmentId: desk.idOf('Customer Support'),
        assigneeId: desk.agentId('emi'),
      });
      await emi.locator('.composer').waitFor();
      await emi.locator('.toast').first().waitFor({ state: 'detached' });
    }
    await emi
      .getByText(/undid the transfer; the ticket is back with Customer Support/)
      .last()
      .waitFor();
  });

  test('TT-08 TT-10 TT-11 CP-26 CP-28 a colleague is chosen by name, and the request is corrected', async () => {
    const number = await desk.given('For a colleague');
    await openDialog(emi, number);
    await pickDepartment(emi, 'Customer Support');
    await seeForecast(emi, 'Choose a member to see what will happen.');
    const member = (name: string) => memberOf(emi, name);
    await member('中村 恵美')
      .getByText(/Already responsible/)
      .waitFor();
    expect(await member('中村 恵美').locator('input').isDisabled()).toBe(true);
    await dialogOf(emi).getByRole('searchbox').fill('priya');
    await member('Priya Raman').click();
    await seeForecast(emi, 'Priya Raman becomes responsible.');
    await dialogOf(emi).getByText('Correct the request').click();
    await dialogOf(emi).getByLabel('Category').selectOption({ label: 'Complaint' });
    await submitOf(emi).click();
    await emi.getByText('Reassigned to Priya Raman').waitFor();
    expect(await desk.stored(number)).toMatchObject({
      assigneeId: desk.agentId('priya'),
      departmentId: desk.idOf('Customer Support'),
    });
    await emi.getByText(/handed the ticket over to Priya Raman/).waitFor();
    await emi
      .getByText(/Category to Complaint/)
      .first()
      .waitFor();
  });

  test('TT-25 the third handover is marked, in the forecast and in the line of holders', async () => {
    const number = await desk.given('Handed to and fro');
    for (const department of ['Logistics', 'Customer Support']) {
      const { version } = await desk.stored(number);
      await desk.api('POST', `/tickets/${number}/transfer`, {
        version,
        departmentId: desk.idOf(department),
        reason: `To ${department}`,
        note: 'Please take over.',
      });
    }
    await openDialog(nora, number);
    await pickDepartment(nora, 'Logistics');
    await seeForecast(nora, /^This will be handover number 3/);
    await dialogOf(nora).getByLabel('Hand-over note').fill('Once more.');
    await submitOf(nora).click();
    await nora.locator('.holders').getByText('Handed over 3 times').waitFor();
    const holder = nora.locator('.holder').last();
    await holder.hover();
    await nora.getByRole('tooltip').getByText('No reason given.').waitFor();
    await nora.locator('.holder').nth(2).click();
    await nora.locator('.holder-more').getByText('Reason: To Logistics').waitFor();
    await nora.getByRole('button', { name: /^Why / }).click();
    await nora.locator('.why-popup .candidates li').first().waitFor();
    await expectAccessible(nora, 'the line of holders');
  });

  test('TT-18 TT-24 a waiting ticket says why nobody has it, and is assigned when somebody is back', async () => {
    const number = await desk.given('Waits for Logistics');
    for (const start of ['clara', 'daichi']) await desk.setStatus(start, 'Away');
    const { version } = await desk.stored(number);
    await desk.api('POST', `/tickets/${number}/transfer`, {
      version,
      departmentId: desk.idOf('Logistics'),
      note: 'Please take over.',
    });
    await nora.goto(`/tickets/all/${number}`);
    await nora.locator('.why-assigned').getByText('Nobody in Logistics is available now.').waitFor();
    await nora.getByRole('button', { name: 'Why nobody?' }).click();
    await nora.locator('.why-popup .candidates li').filter({ hasText: 'Clara Moreau' }).getByText('Away').waitFor();
    await nora.keyboard.press('Escape');
    await desk.setStatus('clara', 'Available');
    await nora.getByText(/Crossdesk assigned the ticket to Clara Moreau automatically/).waitFor();
    await nora.getByRole('button', { name: 'Why Clara Moreau?' }).click();
    await nora.locator('.why-popup').getByText('Clara Moreau was the only one available in Logistics.').waitFor();
    await desk.setStatus('daichi', 'Available');
  });

  test('TT-05 t on the focused row of a list opens the same dialog, for one ticket only', async () => {
    await emi.goto('/tickets/assigned');
    const row = emi.locator('[data-row]').first();
    await row.waitFor();
    await emi.keyboard.press('j');
    await emi.keyboard.press('t');
    await dialogOf(emi).locator('.target').waitFor();
    await closeDialog(emi);
    await emi.keyboard.press('x');
    await emi.keyboard.press('j');
    await emi.keyboard.press('x');
    await emi.keyboard.press('t');
    await emi
      .getByText('You don’t have the permission to transfer several tickets at once. Select a single one.')
      .waitFor();
  });

  test('TT-09 C-13 escalating goes to a supervisor, and says when there is none', async () => {
    const number = await desk.given('The customer threatens to leave');
    await emi.goto(`/tickets/all/${number}`);
    await emi.locator('.thread-pane .message').first().waitFor();
    await emi.keyboard.press('Shift+t');
    await dialogOf(emi)
      .getByText(/^It will go to /)
      .waitFor();
    await expectAccessible(emi, 'the escalation dialog', '[role=dialog]');
    for (const start of ['nora', 'priya']) await desk.setStatus(start, 'Away');
    await dialogOf(emi)
      .getByText(/^No supervisor of Customer Support is available now\./)
      .waitFor();
    expect(await submitOf(emi).isDisabled()).toBe(true);
    await desk.setStatus('priya', 'Available');
    await dialogOf(emi)
      .getByText(/^It will go to Priya Raman/)
      .waitFor();
    await desk.setStatus('nora', 'Available');
    await memberOf(emi, 'Priya Raman').click();
    await dialogOf(emi).getByRole('button', { name: 'Needs a decision' }).click();
    await submitOf(emi).click();
    await emi.getByText('Escalated to Priya Raman').waitFor();
    await emi.getByText(/escalated the ticket to Priya Raman: Needs a decision/).waitFor();
    await emi.goto('/tickets/escalated');
    await emi.locator(`[data-row="${number}"]`).getByText('Customer Support · Priya Raman').waitFor();
  });
});
