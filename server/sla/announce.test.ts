import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCommand, systemActor } from '../platform/context.ts';
import { type SlaScenario, slaScenario } from '../testing/sla-scenario.ts';
import { minute } from '../testing/test-app.ts';
import { announceTimes } from './commands/announce.ts';

let s: SlaScenario;
beforeAll(async () => {
  s = await slaScenario();
});
afterAll(() => s.desk.close());

const announce = () => runCommand(s.desk.services, systemActor('sla'), announceTimes);
async function announceAll(): Promise<void> {
  while (await announce());
  await s.desk.runJobs();
}
const announced = async (number: number) =>
  (
    await s.desk.services.db
      .selectFrom('event')
      .selectAll()
      .where('ticket_id', '=', number)
      .where('type', 'in', ['sla.due_soon', 'sla.breached'])
      .orderBy('id')
      .execute()
  ).map((one) => [one.type, one.data.kind]);
const bell = async (number: number) =>
  (await s.desk.call(s.agent, 'listNotifications', { query: {} })).items
    .filter((one) => one.number === number)
    .map((one) => one.kind);

describe('ZV-26 announcements', () => {
  test('warn the responsible when a fifth of the time is left, and say when it is over, once each', async () => {
    const number = await s.arrive(await s.customer(s.rule({ resolutionMinutes: 100 })), { assigneeId: s.agent.id });
    s.desk.clock.move(79 * minute);
    await announceAll();
    expect(await announced(number)).toEqual([]);
    s.desk.clock.move(2 * minute);
    await announceAll();
    await announceAll();
    expect(await announced(number)).toEqual([['sla.due_soon', 'resolution']]);
    expect(await bell(number)).toEqual(['due_soon', 'assigned']);
    s.desk.clock.move(20 * minute);
    await announceAll();
    await announceAll();
    expect(await announced(number)).toEqual([
      ['sla.due_soon', 'resolution'],
      ['sla.breached', 'resolution'],
    ]);
    expect(await bell(number)).toEqual(['overdue', 'due_soon', 'assigned']);
    const clock = await s.clockOf(number, 'resolution');
    expect(clock?.breachedAt).toBe(clock?.dueAt);
    expect((await s.slaOf(number)).entries[0]).toMatchObject({ reason: 'breached', at: clock?.dueAt });
  });

  test('after a late start only say that the time is over, also if the ticket was solved meanwhile', async () => {
    const acme = await s.customer(s.rule({ resolutionMinutes: 100 }));
    const [late, solved] = [await s.arrive(acme), await s.arrive(acme)];
    s.desk.clock.move(200 * minute);
    await s.setState(solved, 'closed');
    await announceAll();
    for (const number of [late, solved]) expect(await announced(number)).toEqual([['sla.breached', 'resolution']]);
  });

  test('are not made for a time that was met or is paused', async () => {
    const acme = await s.customer(s.rule({ resolutionMinutes: 100, pausedStates: ['pending'] }));
    const [met, paused] = [await s.arrive(acme), await s.arrive(acme)];
    await s.setState(met, 'closed');
    await s.setState(paused, 'pending');
    s.desk.clock.move(200 * minute);
    await announceAll();
    for (const number of [met, paused]) expect(await announced(number)).toEqual([]);
    await s.setState(paused, 'open');
    s.desk.clock.move(101 * minute);
    await announceAll();
    expect(await announced(paused)).toEqual([['sla.breached', 'resolution']]);
  });

  test('are made once by several processes that look at the same time', async () => {
    const acme = await s.customer(s.rule({ resolutionMinutes: 100 }));
    const numbers: number[] = [];
    for (let index = 0; index < 20; index++) numbers.push(await s.arrive(acme));
    s.desk.clock.move(150 * minute);
    await Promise.all(Array.from({ length: 4 }, announceAll));
    for (const number of numbers) expect(await announced(number)).toEqual([['sla.breached', 'resolution']]);
  });
});

describe('a department with a share', () => {
  test('at Full access meets the first response with its reply (rule E)', async () => {
    const { id: other } = await s.desk.given.department();
    const receiver = await s.desk.given.member(other);
    const number = await s.arrive(await s.customer(s.rule({ firstResponseMinutes: 30 })));
    await s.desk.call(s.agent, 'addShares', {
      params: { number },
      body: { shares: [{ departmentId: other, level: 'full' }] },
    });
    await s.desk.call(receiver, 'reply', { params: { number }, body: { text: 'Hello' } });
    await s.desk.runJobs();
    expect(await s.clockOf(number, 'first_response')).toMatchObject({ breachedAt: null });
    expect((await s.clockOf(number, 'first_response'))?.metAt).not.toBeNull();
  });

  test('that hides fields learns no rule, calendar or contract; a hidden forecast hides all times', async () => {
    const { id: other } = await s.desk.given.department();
    const receiver = await s.desk.given.member(other);
    const acme = await s.customer(s.rule({ conditions: { priorityIds: [s.urgent] }, resolutionMinutes: 100 }));
    const number = await s.arrive(acme, { priorityId: s.urgent });
    const params = { number };
    const share = (given: Record<string, unknown>) =>
      s.desk.call(s.agent, 'addShares', {
        params,
        body: { shares: [{ departmentId: other, level: 'full', ...given }] },
      });
    const stop = () => s.desk.call(s.agent, 'removeShare', { params: { number, departmentId: other } } as never);
    await share({});
    const whole = await s.slaOf(number, receiver);
    expect(whole).toMatchObject({ isPartlyHidden: false, contractName: expect.any(String) });
    expect(whole.clocks).toMatchObject([{ ruleName: 'Standard', targetMs: 100 * minute }]);
    await stop();
    await share({ hiddenFields: ['priority'] });
    const partly = await s.slaOf(number, receiver);
    expect(partly).toMatchObject({ isPartlyHidden: true, contractName: null, entries: [] });
    expect(partly.clocks).toMatchObject([
      { dueAt: whole.clocks[0]?.dueAt, ruleName: null, calendarName: null, targetMs: null, elapsedMs: null },
    ]);
    await stop();
    await share({ hiddenFields: ['solutionForecast'] });
    expect(await s.slaOf(number, receiver)).toEqual({
      contractName: null,
      isPartlyHidden: true,
      clocks: [],
      entries: [],
    });
    s.desk.clock.move(101 * minute);
    await announceAll();
    const types = async (by: typeof receiver) =>
      (await s.desk.call(by, 'listHistory', { params, query: {} })).items.map((one) => one.type);
    expect(await types(s.agent)).toContain('sla.breached');
    expect(await types(receiver)).not.toContain('sla.breached');
    await stop();
    expect((await s.desk.refusal(receiver, 'getTicketSla', { params })).code).toBe('not_found');
  });
});
