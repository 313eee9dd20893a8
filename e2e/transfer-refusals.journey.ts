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

beforeAll(async () => {
  desk = await openHandoverDesk();
  emi = desk.emi;
}, 180_000);

afterAll(() => desk?.close());

describe('a transfer that is not possible says why and what to do', () => {
  let number: number;
  beforeAll(async () => {
    number = await desk.given('A ticket that stays');
  });

  test('TT-13 TT-22 TT-23 no rule: share instead with that department', async () => {
    await openDialog(emi, number);
    await dialogOf(emi).locator('.target').click();
    await emi
      .getByRole('option', { name: /Compliance has no rule for tickets created by agents, so it can’t receive this/ })
      .click();
    await seeForecast(emi, 'Compliance has no rule for tickets created by agents, so it can’t receive this ticket.');
    expect(await submitOf(emi).isDisabled()).toBe(true);
    await forecastOf(emi).getByRole('button', { name: 'Share instead' }).click();
    await emi
      .getByRole('dialog', { name: `Share #${number}` })
      .getByRole('button', { name: 'Share with Compliance' })
      .waitFor();
    await closeDialog(emi);
  });

  test('TT-07 the same department takes it as a unit', async () => {
    await openDialog(emi, number);
    await dialogOf(emi).getByRole('radio', { name: 'By unit' }).click();
    await pickDepartment(emi, 'Compliance');
    await seeForecast(emi, /^It will go to |waits in Unassigned/);
    await closeDialog(emi);
  });

  test('TT-21 a member who is not part of the rule', async () => {
    await desk.editRule('Logistics', { agentIds: [desk.agentId('clara')] });
    await openDialog(emi, number);
    await pickDepartment(emi, 'Logistics');
    const daichi = memberOf(emi, '山本 大地');
    await daichi.getByText('Not now: Not in the rule for this channel').waitFor();
    expect(await daichi.locator('input').isDisabled()).toBe(true);
    await closeDialog(emi);
    await desk.editRule('Logistics', { agentIds: null });
  });

  test('a member who leaves the department, or the rule, after being chosen', async () => {
    await openDialog(emi, number);
    await pickDepartment(emi, 'Logistics');
    await memberOf(emi, '山本 大地').click();
    await seeForecast(emi, '山本 大地 becomes responsible.');
    await dialogOf(emi).getByLabel('Hand-over note').fill('For Daichi.');
    await desk.editRule('Logistics', { agentIds: [desk.agentId('clara')] });
    await submitOf(emi).click();
    await dialogOf(emi)
      .getByText('山本 大地 doesn’t take part in the rule of Logistics for tickets created by agents.')
      .first()
      .waitFor();
    await desk.editRule('Logistics', { agentIds: null });
    await desk.api('PATCH', `/agents/${desk.agentId('daichi')}`, {
      memberships: [{ departmentId: desk.idOf('Customer Support'), role: 'agent' }],
    });
    await submitOf(emi)
      .click({ timeout: 5_000 })
      .catch(() => {});
    await dialogOf(emi).getByText('山本 大地 isn’t a member of Logistics.').first().waitFor();
    expect(await dialogOf(emi).getByLabel('Hand-over note').inputValue()).toBe('For Daichi.');
    await closeDialog(emi);
    await desk.api('PATCH', `/agents/${desk.agentId('daichi')}`, {
      memberships: [
        { departmentId: desk.idOf('Customer Support'), role: 'agent' },
        { departmentId: desk.idOf('Logistics'), role: 'agent' },
      ],
    });
  });

  test('TT-19 C-04 a named agent who goes away', async () => {
    await openDialog(emi, number);
    await pickDepartment(emi, 'Logistics');
    const daichi = memberOf(emi, '山本 大地');
    await daichi.click();
    await seeForecast(emi, '山本 大地 becomes responsible.');
    await desk.setStatus('daichi', 'Away');
    await seeForecast(emi, '山本 大地 isn’t available now. Let Logistics assign it, or choose someone else.');
    await daichi.getByText('Not now: Away').waitFor();
    await forecastOf(emi).getByRole('button', { name: 'Let Logistics assign it' }).click();
    await seeForecast(emi, /^It will go to Clara Moreau/);
    await closeDialog(emi);
    await desk.setStatus('daichi', 'Available');
  });

  test('TT-19 C-04 the substitute of an absent colleague is chosen with one click', async () => {
    const hour = 60 * 60_000;
    const path = `/availability/${desk.agentId('daichi')}/absences`;
    const { id } = await desk.api<{ id: number }>('POST', path, {
      startsAt: new Date(Date.now() - hour).toISOString(),
      endsAt: new Date(Date.now() + hour).toISOString(),
      substituteId: desk.agentId('clara'),
    });
    await openDialog(emi, number);
    await pickDepartment(emi, 'Logistics');
    await memberOf(emi, '山本 大地').getByText('Not now: Absent').waitFor();
    await dialogOf(emi).getByRole('button', { name: 'Choose Clara Moreau, the substitute' }).click();
    await seeForecast(emi, 'Clara Moreau becomes responsible.');
    await desk.api('DELETE', `/absences/${id}`);
    await memberOf(emi, '山本 大地').click();
    await seeForecast(emi, '山本 大地 becomes responsible.');
    const again = await desk.api<{ id: number }>('POST', path, {
      startsAt: new Date(Date.now() - hour).toISOString(),
      endsAt: new Date(Date.now() + hour).toISOString(),
      substituteId: desk.agentId('clara'),
    });
    await forecastOf(emi).getByRole('button', { name: 'Choose Clara Moreau, the substitute' }).click();
    await seeForecast(emi, 'Clara Moreau becomes responsible.');
    await closeDialog(emi);
    await desk.api('DELETE', `/absences/${again.id}`);
  });

  test('TT-21 TT-23 a department in which nobody takes part in the rule', async () => {
    const { id } = await desk.api<{ id: number }>('POST', '/departments', { name: { en: 'Archive' } });
    await desk.api('POST', '/routing-rules', { name: 'Archive', departmentId: id });
    await openDialog(emi, number);
    await pickDepartment(emi, 'Archive');
    await seeForecast(emi, 'Nobody in Archive takes part in its rule for tickets created by agents.');
    expect(await submitOf(emi).isDisabled()).toBe(true);
    await closeDialog(emi);
  });

  test('TT-25 a reason that the company requires, and the line of holders shows it', async () => {
    const own = await desk.given('Why it moves');
    await desk.api('PATCH', '/company', { isTransferReasonRequired: true });
    await openDialog(emi, own);
    await pickDepartment(emi, 'Logistics');
    await dialogOf(emi).getByLabel('Hand-over note').fill('Please answer.');
    await seeForecast(emi, /^It will go to /);
    await submitOf(emi).click();
    await dialogOf(emi).getByText('Choose a reason for the transfer.').waitFor();
    await dialogOf(emi).getByRole('button', { name: 'Our part is done' }).click();
    await dialogOf(emi).getByLabel('More about it (optional)').fill('Refund sent');
    await submitOf(emi).click();
    await dialogOf(emi).waitFor({ state: 'detached' });
    await desk.api('PATCH', '/company', { isTransferReasonRequired: false });
    await emi.goto(`/tickets/transferred/${own}`);
    await emi
      .locator('.holders')
      .getByRole('button', { name: /^Logistics/ })
      .click();
    await emi.locator('.holder-more').getByText('Reason: Our part is done: Refund sent').waitFor();
  });

  test('TT-12 TT-18 nobody available: it waits, or is refused if the department wants that', async () => {
    for (const start of ['clara', 'daichi']) await desk.setStatus(start, 'Away');
    await openDialog(emi, number);
    await pickDepartment(emi, 'Logistics');
    await seeForecast(emi, 'Nobody in Logistics is available now. It waits in Unassigned until someone can take it.');
    await closeDialog(emi);
    await desk.setAssignment('Logistics', { whenNobody: 'refuse' });
    await openDialog(emi, number);
    await pickDepartment(emi, 'Logistics');
    await seeForecast(emi, 'Nobody in Logistics can take it now, and Logistics doesn’t let tickets wait.');
    await closeDialog(emi);
    await desk.setAssignment('Logistics', { whenNobody: 'queue' });
    for (const start of ['clara', 'daichi']) await desk.setStatus(start, 'Available');
  });

  test('TT-23 one away and one at the limit: each reason has its number', async () => {
    const own = await desk.given('For Clara');
    const { version } = await desk.stored(own);
    const logistics = { departmentId: desk.idOf('Logistics'), note: 'For Clara.' };
    await desk.api('POST', `/tickets/${own}/transfer`, { version, ...logistics, agentId: desk.agentId('clara') });
    const limits = `/agents/${desk.agentId('clara')}/assignment`;
    const before = await desk.api<{ version: number; skills: string[] }>('GET', limits);
    const after = await desk.api<{ version: number }>('PUT', limits, {
      version: before.version,
      skills: before.skills,
      maxOpen: 1,
    });
    await desk.setStatus('daichi', 'Away');
    await openDialog(emi, number);
    await pickDepartment(emi, 'Logistics');
    await seeForecast(emi, /^Nobody in Logistics can take it now: \d+ away and 1 at the limit\. It waits/);
    await closeDialog(emi);
    await desk.setStatus('daichi', 'Available');
    await desk.api('PUT', limits, { version: after.version, skills: before.skills, maxOpen: null });
  });

  test('a department that is not an allowed target', async () => {
    await desk.setAssignment('Customer Support', { targetIds: [desk.idOf('Billing')] });
    await openDialog(emi, number);
    await pickDepartment(emi, 'Logistics');
    await seeForecast(emi, 'Tickets of Customer Support can’t be transferred to Logistics.');
    await closeDialog(emi);
    await desk.setAssignment('Customer Support', { targetIds: null });
  });

  test('the same department and person, after somebody else was as quick', async () => {
    const own = await desk.given('Two at once');
    await openDialog(emi, own);
    await pickDepartment(emi, 'Customer Support');
    await memberOf(emi, 'Priya Raman').click();
    await seeForecast(emi, 'Priya Raman becomes responsible.');
    await dialogOf(emi)
      .getByLabel(/^Hand-over note/)
      .fill('Please take it.');
    const { version } = await desk.stored(own);
    await desk.api('PATCH', `/tickets/${own}`, { version, assigneeId: desk.agentId('priya') });
    await seeForecast(emi, 'The ticket already belongs to Customer Support. Choose another person.');
    await memberOf(emi, 'Nora Lindqvist').click();
    await seeForecast(emi, 'Nora Lindqvist becomes responsible.');
    await submitOf(emi).click();
    await dialogOf(emi)
      .getByText(/^Someone else changed this ticket while you were writing\./)
      .waitFor();
    await dialogOf(emi)
      .getByText(/It’s now with Customer Support, Priya Raman, /)
      .waitFor();
    expect(
      await dialogOf(emi)
        .getByLabel(/^Hand-over note/)
        .inputValue(),
    ).toBe('Please take it.');
    await dialogOf(emi).getByRole('button', { name: 'Try again with the current state' }).click();
    await emi.getByText('Reassigned to Nora Lindqvist').waitFor();
    expect((await desk.stored(own)).assigneeId).toBe(desk.agentId('nora'));
  });

  test('a ticket that is closed before or meanwhile', async () => {
    const own = await desk.given('Closed meanwhile');
    await openDialog(emi, own);
    await pickDepartment(emi, 'Logistics');
    await dialogOf(emi).getByLabel('Hand-over note').fill('Please answer.');
    await seeForecast(emi, /^It will go to /);
    const { version } = await desk.stored(own);
    await desk.api('POST', `/tickets/${own}/close`, { version });
    await submitOf(emi)
      .click({ timeout: 5_000 })
      .catch(() => {});
    await dialogOf(emi).getByText('This ticket is closed.').first().waitFor();
    await closeDialog(emi);
    await emi.keyboard.press('t');
    await emi.locator('.toast').getByText('This ticket is closed.').waitFor();
  });

  test('ZE-02 with transfers turned off, sharing is offered', async () => {
    await desk.api('PATCH', '/company', { isTransferOn: false });
    await openDialog(emi, number);
    await dialogOf(emi)
      .getByText(/^Your company shares tickets instead of transferring them\./)
      .waitFor();
    await dialogOf(emi).locator('.target').click();
    await emi.getByRole('option', { name: /^Customer Support/ }).waitFor();
    await emi.locator('.pick-list input:focus').waitFor();
    expect(await emi.getByRole('option', { name: /^Logistics/ }).count()).toBe(0);
    // Closes the list, and not the dialog.
    await emi.keyboard.press('Escape');
    await emi.getByRole('option').first().waitFor({ state: 'hidden' });
    await dialogOf(emi).getByRole('button', { name: 'Share instead' }).click();
    await emi.getByRole('dialog', { name: `Share #${number}` }).waitFor();
    await desk.api('PATCH', '/company', { isTransferOn: true });
  });

  test('in Japanese', async () => {
    await emi.evaluate(() => localStorage.setItem('crossdesk.preferences', JSON.stringify({ locale: 'ja' })));
    await openDialog(emi, number);
    await dialogOf(emi).locator('.target').click();
    await emi.getByRole('option', { name: /^コンプライアンス/ }).click();
    await seeForecast(
      emi,
      'コンプライアンスにはメンバーが作成したチケットのルールがないため、このチケットを受け取れません。',
    );
    await forecastOf(emi).getByRole('button', { name: '代わりに共有' }).waitFor();
    await expectAccessible(emi, 'the transfer dialog in Japanese', '[role=dialog]');
    await closeDialog(emi);
  });
});
