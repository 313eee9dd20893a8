import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { promised, type SlaScenario, slaScenario } from '../testing/sla-scenario.ts';
import { minute } from '../testing/test-app.ts';
import { givenTicket } from '../tickets/given.ts';

let s: SlaScenario;
beforeAll(async () => {
  s = await slaScenario();
});
afterAll(() => s.desk.close());

const ms = (instant: string | null | undefined): number => (instant ? Date.parse(instant) : Number.NaN);

describe('a transfer to a department with other promises', () => {
  async function transferred(policy: 'switch_keep_elapsed' | 'restart' | 'keep') {
    await s.desk.call(s.desk.admin, 'editCompany', { body: { slaOnTransfer: policy } });
    const acme = await s.customer(
      s.rule({ name: 'Support', conditions: { departmentIds: [s.support] }, resolutionMinutes: 100 }),
      s.rule({ name: 'Logistics', conditions: { departmentIds: [s.logistics] }, resolutionMinutes: 300 }),
    );
    const number = await s.arrive(acme);
    s.desk.clock.move(40 * minute);
    const { version } = await s.ticketOf(number);
    await s.desk.call(s.agent, 'transferTicket', {
      params: { number },
      body: { version, departmentId: s.logistics, note: 'Please trace it.' },
    });
    await s.desk.runJobs();
    const clock = await s.clockOf(number, 'resolution');
    return {
      rule: clock?.ruleName,
      left: Math.round((ms(clock?.dueAt) - s.desk.clock.now().getTime()) / minute),
      number,
    };
  }

  beforeAll(async () => {
    for (const departmentId of [s.support, s.logistics])
      await s.desk.call(s.desk.admin, 'createRoutingRule', { body: { name: 'All', departmentId } });
  });

  test('C-21 switches to them and counts the time used so far, by default', async () => {
    const { company } = await s.desk.call(s.desk.admin, 'getCatalog', {});
    expect(company.slaOnTransfer).toBe('switch_keep_elapsed');
    const { number, ...found } = await transferred('switch_keep_elapsed');
    expect(found).toEqual({ rule: 'Logistics', left: 260 });
    expect((await s.slaOf(number)).entries[0]).toMatchObject({ reason: 'transferred', fields: ['departmentId'] });
  });

  test('can start them again', async () => {
    expect(await transferred('restart')).toMatchObject({ rule: 'Logistics', left: 300 });
  });

  test('can keep those of the former department, also when the ticket is edited later', async () => {
    const { number, ...found } = await transferred('keep');
    expect(found).toEqual({ rule: 'Support', left: 60 });
    await s.edit(number, { priorityId: s.urgent });
    expect(await s.clockOf(number, 'resolution')).toMatchObject({ ruleName: 'Support' });
  });
});

describe('the solution forecast', () => {
  const forecast = async (number: number) => {
    const { solutionDueAt, forecastSource, isForecastByHand } = await s.ticketOf(number);
    return { solutionDueAt, forecastSource, isForecastByHand };
  };

  test('ZV-24 ZV-26 is undefined without a contract, and else the time promised for the solution', async () => {
    const undefinedForecast = { solutionDueAt: null, forecastSource: null, isForecastByHand: false };
    expect(await forecast(await s.arrive(await s.customer()))).toEqual(undefinedForecast);
    const number = await s.arrive(await s.customer(s.rule({ resolutionMinutes: 60, pausedStates: ['on_hold'] })));
    const { dueAt } = (await s.clockOf(number, 'resolution')) ?? {};
    expect(await forecast(number)).toEqual({
      solutionDueAt: dueAt,
      forecastSource: 'contract',
      isForecastByHand: false,
    });
    await s.setState(number, 'on_hold');
    expect(await forecast(number)).toEqual(undefinedForecast);
    await s.setState(number, 'open');
    expect(await forecast(number)).toMatchObject({ forecastSource: 'contract' });
  });

  test('ZV-25 set by hand is never replaced, until it is removed', async () => {
    const number = await s.arrive(await s.customer(s.rule({ resolutionMinutes: 60 })));
    const solutionDueAt = '2031-01-01T00:00:00.000Z';
    const { version } = await s.ticketOf(number);
    const refused = await s.desk.refusal(s.agent, 'editTicket', {
      params: { number },
      body: { version, solutionDueAt },
    });
    expect(refused).toMatchObject({ code: 'refused', reason: 'profile_lacks_permission' });
    await s.edit(number, { solutionDueAt }, s.lead);
    const byHand = { solutionDueAt, forecastSource: 'hand', isForecastByHand: true };
    expect(await forecast(number)).toEqual(byHand);
    await s.edit(number, { priorityId: s.urgent });
    await s.setState(number, 'pending');
    await s.setState(number, 'open');
    expect(await forecast(number)).toEqual(byHand);
    await s.edit(number, { solutionDueAt: null }, s.lead);
    const { dueAt } = (await s.clockOf(number, 'resolution')) ?? {};
    expect(await forecast(number)).toEqual({
      solutionDueAt: dueAt,
      forecastSource: 'contract',
      isForecastByHand: false,
    });
  });

  test('is calculated without a new version, so that nobody who edits meanwhile is refused', async () => {
    const number = await s.desk.given.ticket({
      departmentId: s.support,
      ...(await s.customer(s.rule({ resolutionMinutes: 60 }))),
    });
    const { version } = await s.ticketOf(number);
    await s.desk.runJobs();
    expect(await s.ticketOf(number)).toMatchObject({ version, forecastSource: 'contract' });
  });
});

describe('changed rules', () => {
  test('are applied to open tickets, which count from then on if there was no promise', async () => {
    const { accountId, requesterId } = await s.customer();
    const number = await s.arrive({ accountId, requesterId });
    const contract = await s.desk.call(s.desk.admin, 'createContract', {
      body: { name: 'Late', isDefault: false, accountIds: [accountId], rules: [s.rule({ resolutionMinutes: 60 })] },
    });
    await s.desk.runJobs();
    expect(promised(await s.clockOf(number, 'resolution'))).toBe(60);
    const [first] = contract.rules;
    if (!first) throw new Error('the rule is missing');
    const params = { id: contract.id };
    const rules = [{ ...first, resolutionMinutes: 90 }];
    await s.desk.call(s.desk.admin, 'editContract', { params, body: { version: 1, rules } });
    await s.desk.runJobs();
    expect(promised(await s.clockOf(number, 'resolution'))).toBe(90);
    expect((await s.slaOf(number)).entries[0]).toMatchObject({ reason: 'rules_edited' });
    await s.desk.call(s.desk.admin, 'deleteContract', { params });
    await s.desk.runJobs();
    expect((await s.slaOf(number)).clocks).toEqual([]);
    expect(await s.ticketOf(number)).toMatchObject({ solutionDueAt: null });
  });

  test('reach all open tickets, also when they are many', async () => {
    const { accountId, requesterId } = await s.customer();
    const numbers = await s.desk.inTransaction(async (ctx) => {
      const made: number[] = [];
      for (let index = 0; index < 205; index++)
        made.push(await givenTicket(ctx, { departmentId: s.support, accountId, requesterId }));
      return made;
    });
    await s.desk.runJobs();
    await s.desk.call(s.desk.admin, 'createContract', {
      body: { name: 'Many', isDefault: false, accountIds: [accountId], rules: [s.rule({ resolutionMinutes: 60 })] },
    });
    await s.desk.runJobs();
    const { items } = await s.desk.call(s.agent, 'listTickets', { query: { requesterId, limit: 100, sort: 'oldest' } });
    expect(items.every((one) => one.time?.kind === 'resolution')).toBe(true);
    expect(promised(await s.clockOf(numbers.at(-1) ?? 0, 'resolution'))).toBe(60);
  });

  test('of a calendar move the due times', async () => {
    const calendarId = await s.calendar({ hours: null });
    const number = await s.arrive(await s.customer(s.rule({ resolutionMinutes: 60, calendarId })));
    const now = s.desk.clock.now();
    const local = (at: number) => new Date(at).toISOString().slice(0, 16);
    const holidays = [
      {
        name: '',
        startsAt: local(now.getTime() + 30 * minute),
        endsAt: local(now.getTime() + 90 * minute),
        isYearly: false,
      },
    ];
    await s.desk.call(s.desk.admin, 'editCalendar', { params: { id: calendarId }, body: { version: 1, holidays } });
    await s.desk.runJobs();
    expect(promised(await s.clockOf(number, 'resolution'))).toBe(120);
  });
});
