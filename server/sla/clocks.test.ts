import type { CalendarWrite, SlaRuleWrite } from '@crossdesk/contracts/sla.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { day, minute, type TestAgent, type TestApp, testApp } from '../testing/test-app.ts';

const hour = 60 * minute;

let desk: TestApp;
let support: number;
let logistics: number;
let agent: TestAgent;
let lead: TestAgent;
let always: number;
let urgent: number;
beforeAll(async () => {
  desk = await testApp();
  support = (await desk.given.department()).id;
  logistics = (await desk.given.department()).id;
  await desk.given.mailbox({ departmentId: support });
  agent = await desk.given.agent({ profile: 'agent', in: [support, logistics] });
  lead = await desk.given.member(support, 'supervisor');
  always = await calendar({ hours: null });
  const { choices } = await desk.call(desk.admin, 'getCatalog', {});
  urgent = choices.find((one) => one.kind === 'priority' && one.name.en === 'Urgent')?.id ?? 0;
  await desk.runJobs();
});
afterAll(() => desk.close());

let count = 0;
async function calendar(given: Partial<CalendarWrite>): Promise<number> {
  const body = { name: `Calendar ${++count}`, timeZone: 'UTC', hours: null, holidays: [], ...given };
  return (await desk.call(desk.admin, 'createCalendar', { body })).id;
}
const rule = (given: Partial<SlaRuleWrite> = {}): SlaRuleWrite => ({
  name: 'Standard',
  conditions: {},
  firstResponseMinutes: null,
  nextResponseMinutes: null,
  resolutionMinutes: null,
  calendarId: always,
  pausedStates: [],
  ...given,
});

type Customer = { accountId: number; requesterId: number };
/** A new account, with a contract of these rules. */
async function customer(...rules: SlaRuleWrite[]): Promise<Customer> {
  const accountId = await desk.inTransaction(
    async (ctx) =>
      (
        await ctx.tx
          .insertInto('account')
          .values({ name: `Account ${++count}`, domain: null })
          .returning('id')
          .executeTakeFirstOrThrow()
      ).id,
  );
  if (rules.length > 0) {
    const body = { name: `Contract ${++count}`, isDefault: false, accountIds: [accountId], rules };
    await desk.call(desk.admin, 'createContract', { body });
  }
  return { accountId, requesterId: (await desk.given.contact()).id };
}
async function arrive(of: Customer, given: Record<string, unknown> = {}): Promise<number> {
  const number = await desk.given.ticket({ departmentId: support, ...of, ...given });
  await desk.runJobs();
  return number;
}
const slaOf = (number: number, by: TestAgent = agent) => desk.call(by, 'getTicketSla', { params: { number } });
async function clockOf(number: number, kind: string) {
  return (await slaOf(number)).clocks.find((one) => one.kind === kind);
}
const ticketOf = (number: number) => desk.call(agent, 'getTicket', { params: { number } });
async function edit(number: number, change: Record<string, unknown>, by: TestAgent = agent) {
  const { version } = await ticketOf(number);
  await desk.call(by, 'editTicket', { params: { number }, body: { version, ...change } });
  await desk.runJobs();
}
async function setState(number: number, state: string) {
  const { choices } = await desk.call(desk.admin, 'getCatalog', {});
  const statusId = choices.find((one) => one.kind === 'status' && one.baseState === state)?.id ?? 0;
  await edit(number, { statusId });
}
async function reply(number: number): Promise<number> {
  const { message } = await desk.call(agent, 'reply', { params: { number }, body: { text: 'Hello' } });
  await desk.runJobs();
  return message.id;
}
async function write(number: number, of: Customer, given: Record<string, unknown> = {}) {
  await desk.given.message(number, { contactId: of.requesterId, kind: 'reply', isQuiet: false, ...given });
  await desk.runJobs();
}
const ms = (instant: string | null | undefined): number => (instant ? Date.parse(instant) : Number.NaN);
/** How long a time was promised for, in minutes of the wall clock since its start. */
const promised = (clock: Awaited<ReturnType<typeof clockOf>>): number =>
  Math.round((ms(clock?.dueAt) - ms(clock?.startedAt)) / minute);

describe('ZV-26 the times of a ticket', () => {
  test('follow the contract of its account: the rule with the shortest time wins, for each time', async () => {
    const acme = await customer(
      rule({ name: 'All', firstResponseMinutes: 60, resolutionMinutes: 600 }),
      rule({ name: 'Urgent', conditions: { priorityIds: [urgent] }, firstResponseMinutes: 10, resolutionMinutes: 700 }),
      rule({ name: 'Same', resolutionMinutes: 600 }),
    );
    const sla = await slaOf(await arrive(acme, { priorityId: urgent }));
    expect(sla.clocks.map((one) => [one.kind, one.ruleName, promised(one)])).toEqual([
      ['resolution', 'All', 600],
      ['first_response', 'Urgent', 10],
    ]);
    expect(sla.entries.map((one) => [one.kind, one.reason])).toEqual([
      ['resolution', 'started'],
      ['first_response', 'started'],
    ]);
    const other = await slaOf(await arrive(await customer()));
    expect(other).toEqual({ contractName: null, isPartlyHidden: false, clocks: [], entries: [] });
  });

  test('follow the conditions on department, channel, category, service, product and tag', async () => {
    const made = async (kind: 'category' | 'service' | 'product') => (await desk.given.choice({ kind })).id;
    const [categoryId, serviceId, productId] = [await made('category'), await made('service'), await made('product')];
    const acme = await customer(
      rule({ resolutionMinutes: 900 }),
      rule({ conditions: { departmentIds: [support], channels: ['email'] }, resolutionMinutes: 100 }),
      rule({ conditions: { categoryIds: [categoryId] }, resolutionMinutes: 200 }),
      rule({ conditions: { serviceIds: [serviceId] }, resolutionMinutes: 300 }),
      rule({ conditions: { productIds: [productId] }, resolutionMinutes: 400 }),
      rule({ conditions: { tags: ['vip', 'gold'] }, resolutionMinutes: 500 }),
    );
    const cases: [Record<string, unknown>, number][] = [
      [{}, 900],
      [{ channel: 'email' }, 100],
      [{ channel: 'email', departmentId: logistics }, 900],
      [{ categoryId }, 200],
      [{ serviceId }, 300],
      [{ productId }, 400],
      [{ tags: ['new', 'gold'] }, 500],
    ];
    for (const [given, minutes] of cases) {
      const number = await arrive(acme, given);
      expect({ given, minutes: promised(await clockOf(number, 'resolution')) }).toEqual({ given, minutes });
    }
  });

  test('count working time only', async () => {
    const now = desk.clock.now();
    const weekday = (now.getUTCDay() + 6) % 7;
    // Work begins tomorrow.
    const hours = Array.from({ length: 7 }, (_, index) =>
      index === (weekday + 1) % 7 ? [{ from: 600, to: 720 }] : [],
    );
    const acme = await customer(rule({ resolutionMinutes: 30, calendarId: await calendar({ hours }) }));
    const { dueAt } = (await clockOf(await arrive(acme), 'resolution')) ?? {};
    const tomorrow = new Date(now.getTime() + day).toISOString().slice(0, 10);
    expect(dueAt).toBe(`${tomorrow}T10:30:00.000Z`);
  });

  test('the first answer is met by a public reply; each later message of the customer starts the next', async () => {
    const acme = await customer(rule({ firstResponseMinutes: 60, nextResponseMinutes: 30 }));
    const number = await arrive(acme);
    await desk.call(agent, 'comment', { params: { number }, body: { text: 'Internal' } });
    await write(number, acme);
    expect(await clockOf(number, 'first_response')).toMatchObject({ metAt: null });
    expect(await clockOf(number, 'next_response')).toBeUndefined();
    await reply(number);
    const first = await clockOf(number, 'first_response');
    expect(first).toMatchObject({ metAt: (await ticketOf(number)).firstRespondedAt, breachedAt: null });
    desk.clock.move(hour);
    await write(number, acme);
    const next = await clockOf(number, 'next_response');
    expect(promised(next)).toBe(30);
    desk.clock.move(10 * minute);
    await write(number, acme);
    expect((await clockOf(number, 'next_response'))?.dueAt).toBe(next?.dueAt);
    desk.clock.move(21 * minute);
    await reply(number);
    expect(await clockOf(number, 'next_response')).toMatchObject({ breachedAt: next?.dueAt, dueAt: next?.dueAt });
    expect((await clockOf(number, 'next_response'))?.metAt).not.toBeNull();
    await write(number, acme);
    expect((await slaOf(number)).clocks.filter((one) => one.kind === 'next_response')).toHaveLength(2);
  });

  test('an automatic answer of the customer starts nothing', async () => {
    const acme = await customer(rule({ nextResponseMinutes: 30 }));
    const number = await arrive(acme);
    await reply(number);
    await write(number, acme, { kind: 'auto' });
    expect((await slaOf(number)).clocks).toEqual([]);
  });

  test('a reply that is taken back has not stopped the time', async () => {
    const acme = await customer(rule({ firstResponseMinutes: 60 }));
    const number = await arrive(acme);
    const before = await clockOf(number, 'first_response');
    const messageId = await reply(number);
    expect((await clockOf(number, 'first_response'))?.metAt).not.toBeNull();
    await desk.call(agent, 'undoSend', { params: { number, messageId }, body: {} });
    await desk.runJobs();
    expect(await clockOf(number, 'first_response')).toMatchObject({ metAt: null, dueAt: before?.dueAt });
  });

  test('pause by status with the reason, and go on with what was left', async () => {
    const acme = await customer(rule({ resolutionMinutes: 120, pausedStates: ['pending'] }));
    const number = await arrive(acme);
    desk.clock.move(30 * minute);
    await setState(number, 'pending');
    const paused = await clockOf(number, 'resolution');
    expect(paused).toMatchObject({ dueAt: null, pauseCause: 'pending' });
    expect(Math.round((paused?.elapsedMs ?? 0) / minute)).toBe(30);
    desk.clock.move(5 * hour);
    await setState(number, 'open');
    const resumed = await clockOf(number, 'resolution');
    expect(resumed).toMatchObject({ pausedSince: null, pauseCause: null, breachedAt: null });
    expect(promised(resumed)).toBe(120 + 300);
    const { entries } = await slaOf(number);
    expect(entries.map((one) => [one.reason, one.state])).toEqual([
      ['resumed', null],
      ['paused', 'pending'],
      ['started', null],
    ]);
  });

  test('the solution is met when the ticket is solved and runs on when it is reopened', async () => {
    const acme = await customer(rule({ resolutionMinutes: 120, pausedStates: ['pending'] }));
    const number = await arrive(acme);
    const { dueAt } = (await clockOf(number, 'resolution')) ?? {};
    desk.clock.move(30 * minute);
    await setState(number, 'pending');
    await setState(number, 'resolved');
    const met = await clockOf(number, 'resolution');
    expect(met?.metAt).not.toBeNull();
    // The due time that the pause had taken away is shown again.
    expect(Math.abs(ms(met?.dueAt) - ms(dueAt))).toBeLessThan(minute);
    desk.clock.move(day);
    await write(number, acme);
    const reopened = await clockOf(number, 'resolution');
    expect(reopened).toMatchObject({ metAt: null, breachedAt: null });
    expect(Math.round((ms(reopened?.dueAt) - desk.clock.now().getTime()) / minute)).toBe(90);
    expect((await slaOf(number)).entries[0]).toMatchObject({ kind: 'resolution', reason: 'reopened' });
  });

  test('a solution that comes too late is breached since its due time', async () => {
    const acme = await customer(rule({ resolutionMinutes: 30 }));
    const number = await arrive(acme);
    const { dueAt } = (await clockOf(number, 'resolution')) ?? {};
    desk.clock.move(hour);
    await setState(number, 'closed');
    expect(await clockOf(number, 'resolution')).toMatchObject({ dueAt, breachedAt: dueAt });
  });

  test('a ticket in the trash is paused', async () => {
    const number = await arrive(await customer(rule({ resolutionMinutes: 30 })));
    const { version } = await ticketOf(number);
    await desk.call(lead, 'deleteTicket', { params: { number }, body: { version } });
    await desk.runJobs();
    const { clocks } = await slaOf(number, lead);
    expect(clocks).toMatchObject([{ pauseCause: 'deleted', dueAt: null }]);
  });

  test('an internal ticket owes no answers', async () => {
    const acme = await customer(rule({ firstResponseMinutes: 10, resolutionMinutes: 30 }));
    const number = await arrive(acme, { type: 'internal' });
    expect((await slaOf(number)).clocks.map((one) => one.kind)).toEqual(['resolution']);
  });
});

describe('ZV-26 a change of the ticket', () => {
  test('applies another rule, and the time used so far counts', async () => {
    const acme = await customer(
      rule({ name: 'All', resolutionMinutes: 600 }),
      rule({ name: 'Urgent', conditions: { priorityIds: [urgent] }, resolutionMinutes: 60 }),
    );
    const number = await arrive(acme);
    desk.clock.move(40 * minute);
    await edit(number, { priorityId: urgent });
    expect(promised(await clockOf(number, 'resolution'))).toBe(60);
    expect((await slaOf(number)).entries[0]).toMatchObject({
      reason: 'edited',
      fields: ['priorityId'],
      ruleName: 'Urgent',
    });
    await edit(number, { priorityId: null });
    expect(promised(await clockOf(number, 'resolution'))).toBe(600);
  });

  test('that begins a promise late counts from the request, without the pauses', async () => {
    const acme = await customer(rule({ resolutionMinutes: 600, pausedStates: ['pending'] }));
    const number = await arrive(await customer(), { priorityId: urgent });
    // Tickets are followed since there are contracts.
    desk.clock.move(hour);
    await setState(number, 'pending');
    desk.clock.move(3 * hour);
    await setState(number, 'open');
    await edit(number, { accountId: acme.accountId });
    const clock = await clockOf(number, 'resolution');
    expect(promised(clock)).toBe(600 + 180);
    expect(Math.round((clock?.elapsedMs ?? 0) / minute)).toBe(60);
    await edit(number, { accountId: null });
    const { clocks, entries } = await slaOf(number);
    expect(clocks).toEqual([]);
    expect(entries[0]).toMatchObject({ reason: 'ended', fields: ['accountId'] });
  });
});

describe('a transfer to a department with other promises', () => {
  async function transferred(policy: 'switch_keep_elapsed' | 'restart' | 'keep') {
    await desk.call(desk.admin, 'editCompany', { body: { slaOnTransfer: policy } });
    const acme = await customer(
      rule({ name: 'Support', conditions: { departmentIds: [support] }, resolutionMinutes: 100 }),
      rule({ name: 'Logistics', conditions: { departmentIds: [logistics] }, resolutionMinutes: 300 }),
    );
    const number = await arrive(acme);
    desk.clock.move(40 * minute);
    const { version } = await ticketOf(number);
    await desk.call(agent, 'transferTicket', {
      params: { number },
      body: { version, departmentId: logistics, note: 'Please trace it.' },
    });
    await desk.runJobs();
    const clock = await clockOf(number, 'resolution');
    return {
      rule: clock?.ruleName,
      left: Math.round((ms(clock?.dueAt) - desk.clock.now().getTime()) / minute),
      number,
    };
  }

  beforeAll(async () => {
    for (const departmentId of [support, logistics])
      await desk.call(desk.admin, 'createRoutingRule', { body: { name: 'All', departmentId } });
  });

  test('C-21 switches to them and counts the time used so far, by default', async () => {
    const { company } = await desk.call(desk.admin, 'getCatalog', {});
    expect(company.slaOnTransfer).toBe('switch_keep_elapsed');
    const { number, ...found } = await transferred('switch_keep_elapsed');
    expect(found).toEqual({ rule: 'Logistics', left: 260 });
    expect((await slaOf(number)).entries[0]).toMatchObject({ reason: 'transferred', fields: ['departmentId'] });
  });

  test('can start them again', async () => {
    expect(await transferred('restart')).toMatchObject({ rule: 'Logistics', left: 300 });
  });

  test('can keep those of the former department, also when the ticket is edited later', async () => {
    const { number, ...found } = await transferred('keep');
    expect(found).toEqual({ rule: 'Support', left: 60 });
    await edit(number, { priorityId: urgent });
    expect(await clockOf(number, 'resolution')).toMatchObject({ ruleName: 'Support' });
  });
});

describe('the solution forecast', () => {
  const forecast = async (number: number) => {
    const { solutionDueAt, forecastSource, isForecastByHand } = await ticketOf(number);
    return { solutionDueAt, forecastSource, isForecastByHand };
  };

  test('ZV-24 ZV-26 is undefined without a contract, and else the time promised for the solution', async () => {
    const undefinedForecast = { solutionDueAt: null, forecastSource: null, isForecastByHand: false };
    expect(await forecast(await arrive(await customer()))).toEqual(undefinedForecast);
    const number = await arrive(await customer(rule({ resolutionMinutes: 60, pausedStates: ['on_hold'] })));
    const { dueAt } = (await clockOf(number, 'resolution')) ?? {};
    expect(await forecast(number)).toEqual({
      solutionDueAt: dueAt,
      forecastSource: 'contract',
      isForecastByHand: false,
    });
    await setState(number, 'on_hold');
    expect(await forecast(number)).toEqual(undefinedForecast);
    await setState(number, 'open');
    expect(await forecast(number)).toMatchObject({ forecastSource: 'contract' });
  });

  test('ZV-25 set by hand is never replaced, until it is removed', async () => {
    const number = await arrive(await customer(rule({ resolutionMinutes: 60 })));
    const solutionDueAt = '2031-01-01T00:00:00.000Z';
    const { version } = await ticketOf(number);
    const refused = await desk.refusal(agent, 'editTicket', { params: { number }, body: { version, solutionDueAt } });
    expect(refused).toMatchObject({ code: 'refused', reason: 'profile_lacks_permission' });
    await edit(number, { solutionDueAt }, lead);
    const byHand = { solutionDueAt, forecastSource: 'hand', isForecastByHand: true };
    expect(await forecast(number)).toEqual(byHand);
    await edit(number, { priorityId: urgent });
    await setState(number, 'pending');
    await setState(number, 'open');
    expect(await forecast(number)).toEqual(byHand);
    await edit(number, { solutionDueAt: null }, lead);
    const { dueAt } = (await clockOf(number, 'resolution')) ?? {};
    expect(await forecast(number)).toEqual({
      solutionDueAt: dueAt,
      forecastSource: 'contract',
      isForecastByHand: false,
    });
  });

  test('is calculated without a new version, so that nobody who edits meanwhile is refused', async () => {
    const number = await desk.given.ticket({
      departmentId: support,
      ...(await customer(rule({ resolutionMinutes: 60 }))),
    });
    const { version } = await ticketOf(number);
    await desk.runJobs();
    expect(await ticketOf(number)).toMatchObject({ version, forecastSource: 'contract' });
  });
});

describe('changed rules', () => {
  test('are applied to open tickets, which count from then on if there was no promise', async () => {
    const { accountId, requesterId } = await customer();
    const number = await arrive({ accountId, requesterId });
    const contract = await desk.call(desk.admin, 'createContract', {
      body: { name: 'Late', isDefault: false, accountIds: [accountId], rules: [rule({ resolutionMinutes: 60 })] },
    });
    await desk.runJobs();
    expect(promised(await clockOf(number, 'resolution'))).toBe(60);
    const [first] = contract.rules;
    if (!first) throw new Error('the rule is missing');
    const params = { id: contract.id };
    const rules = [{ ...first, resolutionMinutes: 90 }];
    await desk.call(desk.admin, 'editContract', { params, body: { version: 1, rules } });
    await desk.runJobs();
    expect(promised(await clockOf(number, 'resolution'))).toBe(90);
    expect((await slaOf(number)).entries[0]).toMatchObject({ reason: 'rules_edited' });
    await desk.call(desk.admin, 'deleteContract', { params });
    await desk.runJobs();
    expect((await slaOf(number)).clocks).toEqual([]);
    expect(await ticketOf(number)).toMatchObject({ solutionDueAt: null });
  });

  test('of a calendar move the due times', async () => {
    const calendarId = await calendar({ hours: null });
    const number = await arrive(await customer(rule({ resolutionMinutes: 60, calendarId })));
    const now = desk.clock.now();
    const local = (at: number) => new Date(at).toISOString().slice(0, 16);
    const holidays = [
      {
        name: '',
        startsAt: local(now.getTime() + 30 * minute),
        endsAt: local(now.getTime() + 90 * minute),
        isYearly: false,
      },
    ];
    await desk.call(desk.admin, 'editCalendar', { params: { id: calendarId }, body: { version: 1, holidays } });
    await desk.runJobs();
    expect(promised(await clockOf(number, 'resolution'))).toBe(120);
  });
});

describe('events in one batch', () => {
  test('count with their own times, however late they are read', async () => {
    const acme = await customer(
      rule({ firstResponseMinutes: 60, nextResponseMinutes: 60, resolutionMinutes: 600, pausedStates: ['pending'] }),
      rule({ name: 'Urgent', conditions: { priorityIds: [urgent] }, resolutionMinutes: 300 }),
    );
    const change = async (number: number, isPrompt: boolean) => {
      const settle = async () => void (isPrompt && (await desk.runJobs()));
      const { choices } = await desk.call(desk.admin, 'getCatalog', {});
      const status = (state: string) => choices.find((one) => one.kind === 'status' && one.baseState === state)?.id;
      const set = async (given: Record<string, unknown>) => {
        const { version } = await ticketOf(number);
        await desk.call(agent, 'editTicket', { params: { number }, body: { version, ...given } });
        await settle();
      };
      desk.clock.move(10 * minute);
      await desk.call(agent, 'reply', { params: { number }, body: { text: 'Hello' } });
      await settle();
      desk.clock.move(10 * minute);
      await set({ statusId: status('pending') });
      desk.clock.move(50 * minute);
      await desk.given.message(number, { contactId: acme.requesterId, kind: 'reply', isQuiet: false });
      await settle();
      desk.clock.move(10 * minute);
      await set({ priorityId: urgent });
      await desk.runJobs();
      const { clocks, entries } = await slaOf(number);
      return {
        clocks: clocks.map((one) => [one.kind, promised(one), one.metAt !== null, one.ruleName]),
        entries: entries.map((one) => [one.kind, one.reason]),
      };
    };
    const prompt = await change(await desk.given.ticket({ departmentId: support, ...acme }), true);
    const late = await change(await desk.given.ticket({ departmentId: support, ...acme }), false);
    expect(late).toEqual(prompt);
    expect(prompt.clocks).toContainEqual(['resolution', 350, false, 'Urgent']);
  });
});
