import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type SlaScenario, slaScenario } from '../testing/sla-scenario.ts';
import { minute } from '../testing/test-app.ts';

let s: SlaScenario;
beforeAll(async () => {
  s = await slaScenario();
});
afterAll(() => s.desk.close());

const list = (query: Record<string, unknown> = {}, by = s.agent) =>
  s.desk.call(by, 'listTickets', { query: { view: 'due_soon', ...query } });

describe('ZV-26 Due soon', () => {
  test('lists what is promised within a day or over, earliest first, in pages, to the department only', async () => {
    const promised = async (minutes: number, given: Record<string, unknown> = {}) =>
      s.arrive(await s.customer(s.rule({ resolutionMinutes: minutes, pausedStates: ['pending'] })), given);
    const later = await promised(300);
    const first = await promised(20);
    const elsewhere = await promised(100, { departmentId: s.logistics });
    const farAway = await promised(3 * 1440);
    const paused = await promised(50);
    await s.setState(paused, 'pending');
    const solved = await promised(60);
    await s.setState(solved, 'closed');
    s.desk.clock.move(30 * minute);
    const expected = [first, elsewhere, later];
    const whole = await list();
    expect(whole.items.map((one) => one.number)).toEqual(expected);
    expect(whole.sort).toBe('due');
    expect(whole.items[0]?.time).toMatchObject({ kind: 'resolution', isPaused: false });
    const pages: number[] = [];
    for (let after: string | null = ''; after !== null; ) {
      const page = await list({ limit: 1, ...(after ? { after } : {}) });
      pages.push(...page.items.map((one) => one.number));
      after = page.next;
    }
    expect(pages).toEqual(expected);
    const ofView = await s.desk.call(s.agent, 'listTicketNumbers', { query: { view: 'due_soon' } });
    expect(ofView.items.map((one) => one.number)).toEqual(expected);
    expect((await list({ state: 'closed' })).items).toEqual([]);
    expect((await list({}, s.lead)).items.map((one) => one.number)).toEqual([first, later]);
    const { items } = await s.desk.call(s.agent, 'listViews', {});
    expect(items.find((one) => one.key === 'due_soon')?.count).toBe(3);
    const { items: all } = await s.desk.call(s.agent, 'listTickets', { query: { view: 'all', state: 'any' } });
    const timeOf = (number: number) => all.find((one) => one.number === number)?.time;
    expect(timeOf(paused)).toEqual({ kind: null, dueAt: null, isPaused: true });
    expect(timeOf(farAway)?.dueAt).toBe((await s.clockOf(farAway, 'resolution'))?.dueAt);
    expect(timeOf(solved)).toBeNull();
  });

  test('and other lists hide the time from a department whose share hides the forecast', async () => {
    const { id: other } = await s.desk.given.department();
    const receiver = await s.desk.given.member(other);
    const number = await s.arrive(await s.customer(s.rule({ resolutionMinutes: 30 })));
    const rowOf = async () =>
      (await s.desk.call(receiver, 'listTickets', { query: { view: 'shared' } })).items.find(
        (one) => one.number === number,
      );
    const share = (given: Record<string, unknown>) =>
      s.desk.call(s.agent, 'addShares', {
        params: { number },
        body: { shares: [{ departmentId: other, level: 'full', ...given }] },
      });
    await share({});
    expect((await rowOf())?.time?.dueAt).not.toBeNull();
    await s.desk.call(s.agent, 'removeShare', { params: { number, departmentId: other } });
    await share({ hiddenFields: ['solutionForecast'] });
    expect((await rowOf())?.time).toBeNull();
    expect((await list({}, receiver)).items).toEqual([]);
  });
});
