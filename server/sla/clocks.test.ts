import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { promised, type SlaScenario, slaScenario } from '../testing/sla-scenario.ts';
import { day, minute } from '../testing/test-app.ts';

const hour = 60 * minute;

let s: SlaScenario;
beforeAll(async () => {
  s = await slaScenario();
});
afterAll(() => s.desk.close());

const ms = (instant: string | null | undefined): number => (instant ? Date.parse(instant) : Number.NaN);

describe('ZV-26 the times of a ticket', () => {
  test('follow the contract of its account: the rule with the shortest time wins, for each time', async () => {
    const acme = await s.customer(
      s.rule({ name: 'All', firstResponseMinutes: 60, resolutionMinutes: 600 }),
      s.rule({
        name: 'Urgent',
        conditions: { priorityIds: [s.urgent] },
        firstResponseMinutes: 10,
        resolutionMinutes: 700,
      }),
      s.rule({ name: 'Same', resolutionMinutes: 600 }),
    );
    const sla = await s.slaOf(await s.arrive(acme, { priorityId: s.urgent }));
    expect(sla.clocks.map((one) => [one.kind, one.ruleName, promised(one)])).toEqual([
      ['resolution', 'All', 600],
      ['first_response', 'Urgent', 10],
    ]);
    expect(sla.entries.map((one) => [one.kind, one.reason])).toEqual([
      ['resolution', 'started'],
      ['first_response', 'started'],
    ]);
    const other = await s.slaOf(await s.arrive(await s.customer()));
    expect(other).toEqual({ contractName: null, isPartlyHidden: false, clocks: [], entries: [] });
  });

  test('follow the conditions on department, channel, category, service, product and tag', async () => {
    const made = async (kind: 'category' | 'service' | 'product') => (await s.desk.given.choice({ kind })).id;
    const [categoryId, serviceId, productId] = [await made('category'), await made('service'), await made('product')];
    const acme = await s.customer(
      s.rule({ resolutionMinutes: 900 }),
      s.rule({ conditions: { departmentIds: [s.support], channels: ['email'] }, resolutionMinutes: 100 }),
      s.rule({ conditions: { categoryIds: [categoryId] }, resolutionMinutes: 200 }),
      s.rule({ conditions: { serviceIds: [serviceId] }, resolutionMinutes: 300 }),
      s.rule({ conditions: { productIds: [productId] }, resolutionMinutes: 400 }),
      s.rule({ conditions: { tags: ['vip', 'gold'] }, resolutionMinutes: 500 }),
    );
    const cases: [Record<string, unknown>, number][] = [
      [{}, 900],
      [{ channel: 'email' }, 100],
      [{ channel: 'email', departmentId: s.logistics }, 900],
      [{ categoryId }, 200],
      [{ serviceId }, 300],
      [{ productId }, 400],
      [{ tags: ['new', 'gold'] }, 500],
    ];
    for (const [given, minutes] of cases) {
      const number = await s.arrive(acme, given);
      expect({ given, minutes: promised(await s.clockOf(number, 'resolution')) }).toEqual({ given, minutes });
    }
  });

  test('count working time only', async () => {
    const now = s.desk.clock.now();
    const weekday = (now.getUTCDay() + 6) % 7;
    // Work begins tomorrow.
    const hours = Array.from({ length: 7 }, (_, index) =>
      index === (weekday + 1) % 7 ? [{ from: 600, to: 720 }] : [],
    );
    const acme = await s.customer(s.rule({ resolutionMinutes: 30, calendarId: await s.calendar({ hours }) }));
    const { dueAt } = (await s.clockOf(await s.arrive(acme), 'resolution')) ?? {};
    const tomorrow = new Date(now.getTime() + day).toISOString().slice(0, 10);
    expect(dueAt).toBe(`${tomorrow}T10:30:00.000Z`);
  });

  test('the first answer is met by a public reply; each later message of the customer starts the next', async () => {
    const acme = await s.customer(s.rule({ firstResponseMinutes: 60, nextResponseMinutes: 30 }));
    const number = await s.arrive(acme);
    await s.desk.call(s.agent, 'comment', { params: { number }, body: { text: 'Internal' } });
    await s.write(number, acme);
    expect(await s.clockOf(number, 'first_response')).toMatchObject({ metAt: null });
    expect(await s.clockOf(number, 'next_response')).toBeUndefined();
    await s.reply(number);
    const first = await s.clockOf(number, 'first_response');
    expect(first).toMatchObject({ metAt: (await s.ticketOf(number)).firstRespondedAt, breachedAt: null });
    s.desk.clock.move(hour);
    await s.write(number, acme);
    const next = await s.clockOf(number, 'next_response');
    expect(promised(next)).toBe(30);
    s.desk.clock.move(10 * minute);
    await s.write(number, acme);
    expect((await s.clockOf(number, 'next_response'))?.dueAt).toBe(next?.dueAt);
    s.desk.clock.move(21 * minute);
    await s.reply(number);
    expect(await s.clockOf(number, 'next_response')).toMatchObject({ breachedAt: next?.dueAt, dueAt: next?.dueAt });
    expect((await s.clockOf(number, 'next_response'))?.metAt).not.toBeNull();
    await s.write(number, acme);
    expect((await s.slaOf(number)).clocks.filter((one) => one.kind === 'next_response')).toHaveLength(2);
  });

  test('an automatic answer of the customer starts nothing', async () => {
    const acme = await s.customer(s.rule({ nextResponseMinutes: 30 }));
    const number = await s.arrive(acme);
    await s.reply(number);
    await s.write(number, acme, { kind: 'auto' });
    expect((await s.slaOf(number)).clocks).toEqual([]);
  });

  test('a reply that is taken back has not stopped the time', async () => {
    const acme = await s.customer(s.rule({ firstResponseMinutes: 60 }));
    const number = await s.arrive(acme);
    const before = await s.clockOf(number, 'first_response');
    const messageId = await s.reply(number);
    expect((await s.clockOf(number, 'first_response'))?.metAt).not.toBeNull();
    await s.desk.call(s.agent, 'undoSend', { params: { number, messageId }, body: {} });
    await s.desk.runJobs();
    expect(await s.clockOf(number, 'first_response')).toMatchObject({ metAt: null, dueAt: before?.dueAt });
  });

  test('pause by status with the reason, and go on with what was left', async () => {
    const acme = await s.customer(s.rule({ resolutionMinutes: 120, pausedStates: ['pending'] }));
    const number = await s.arrive(acme);
    s.desk.clock.move(30 * minute);
    await s.setState(number, 'pending');
    const paused = await s.clockOf(number, 'resolution');
    expect(paused).toMatchObject({ dueAt: null, pauseCause: 'pending' });
    expect(Math.round((paused?.elapsedMs ?? 0) / minute)).toBe(30);
    s.desk.clock.move(5 * hour);
    await s.setState(number, 'open');
    const resumed = await s.clockOf(number, 'resolution');
    expect(resumed).toMatchObject({ pausedSince: null, pauseCause: null, breachedAt: null });
    expect(promised(resumed)).toBe(120 + 300);
    const { entries } = await s.slaOf(number);
    expect(entries.map((one) => [one.reason, one.state])).toEqual([
      ['resumed', null],
      ['paused', 'pending'],
      ['started', null],
    ]);
  });

  test('the solution is met when the ticket is solved and runs on when it is reopened', async () => {
    const acme = await s.customer(s.rule({ resolutionMinutes: 120, pausedStates: ['pending'] }));
    const number = await s.arrive(acme);
    const { dueAt } = (await s.clockOf(number, 'resolution')) ?? {};
    s.desk.clock.move(30 * minute);
    await s.setState(number, 'pending');
    await s.setState(number, 'resolved');
    const met = await s.clockOf(number, 'resolution');
    expect(met?.metAt).not.toBeNull();
    // The due time that the pause had taken away is shown again.
    expect(Math.abs(ms(met?.dueAt) - ms(dueAt))).toBeLessThan(minute);
    s.desk.clock.move(day);
    await s.write(number, acme);
    const reopened = await s.clockOf(number, 'resolution');
    expect(reopened).toMatchObject({ metAt: null, breachedAt: null });
    expect(Math.round((ms(reopened?.dueAt) - s.desk.clock.now().getTime()) / minute)).toBe(90);
    expect((await s.slaOf(number)).entries[0]).toMatchObject({ kind: 'resolution', reason: 'reopened' });
  });

  test('a solution that comes too late is breached since its due time', async () => {
    const acme = await s.customer(s.rule({ resolutionMinutes: 30 }));
    const number = await s.arrive(acme);
    const { dueAt } = (await s.clockOf(number, 'resolution')) ?? {};
    s.desk.clock.move(hour);
    await s.setState(number, 'closed');
    expect(await s.clockOf(number, 'resolution')).toMatchObject({ dueAt, breachedAt: dueAt });
  });

  test('a ticket in the trash is paused', async () => {
    const number = await s.arrive(await s.customer(s.rule({ resolutionMinutes: 30 })));
    const { version } = await s.ticketOf(number);
    await s.desk.call(s.lead, 'deleteTicket', { params: { number }, body: { version } });
    await s.desk.runJobs();
    const { clocks } = await s.slaOf(number, s.lead);
    expect(clocks).toMatchObject([{ pauseCause: 'deleted', dueAt: null }]);
  });

  test('an internal ticket owes no answers', async () => {
    const acme = await s.customer(s.rule({ firstResponseMinutes: 10, resolutionMinutes: 30 }));
    const number = await s.arrive(acme, { type: 'internal' });
    expect((await s.slaOf(number)).clocks.map((one) => one.kind)).toEqual(['resolution']);
  });
});

describe('ZV-26 a change of the ticket', () => {
  test('applies another rule, and the time used so far counts', async () => {
    const acme = await s.customer(
      s.rule({ name: 'All', resolutionMinutes: 600 }),
      s.rule({ name: 'Urgent', conditions: { priorityIds: [s.urgent] }, resolutionMinutes: 60 }),
    );
    const number = await s.arrive(acme);
    s.desk.clock.move(40 * minute);
    await s.edit(number, { priorityId: s.urgent });
    expect(promised(await s.clockOf(number, 'resolution'))).toBe(60);
    expect((await s.slaOf(number)).entries[0]).toMatchObject({
      reason: 'edited',
      fields: ['priorityId'],
      ruleName: 'Urgent',
    });
    await s.edit(number, { priorityId: null });
    expect(promised(await s.clockOf(number, 'resolution'))).toBe(600);
  });

  test('that begins a promise late counts from the request, without the pauses', async () => {
    const acme = await s.customer(s.rule({ resolutionMinutes: 600, pausedStates: ['pending'] }));
    const number = await s.arrive(await s.customer(), { priorityId: s.urgent });
    // Tickets are followed since there are contracts.
    s.desk.clock.move(hour);
    await s.setState(number, 'pending');
    s.desk.clock.move(3 * hour);
    await s.setState(number, 'open');
    await s.edit(number, { accountId: acme.accountId });
    const clock = await s.clockOf(number, 'resolution');
    expect(promised(clock)).toBe(600 + 180);
    expect(Math.round((clock?.elapsedMs ?? 0) / minute)).toBe(60);
    await s.edit(number, { accountId: null });
    const { clocks, entries } = await s.slaOf(number);
    expect(clocks).toEqual([]);
    expect(entries[0]).toMatchObject({ reason: 'ended', fields: ['accountId'] });
  });
});

describe('events in one batch', () => {
  test('count with their own times, however late they are read', async () => {
    const acme = await s.customer(
      s.rule({ firstResponseMinutes: 60, nextResponseMinutes: 60, resolutionMinutes: 600, pausedStates: ['pending'] }),
      s.rule({ name: 'Urgent', conditions: { priorityIds: [s.urgent] }, resolutionMinutes: 300 }),
    );
    const change = async (number: number, isPrompt: boolean) => {
      const settle = async () => void (isPrompt && (await s.desk.runJobs()));
      const { choices } = await s.desk.call(s.desk.admin, 'getCatalog', {});
      const status = (state: string) => choices.find((one) => one.kind === 'status' && one.baseState === state)?.id;
      const set = async (given: Record<string, unknown>) => {
        const { version } = await s.ticketOf(number);
        await s.desk.call(s.agent, 'editTicket', { params: { number }, body: { version, ...given } });
        await settle();
      };
      s.desk.clock.move(10 * minute);
      await s.desk.call(s.agent, 'reply', { params: { number }, body: { text: 'Hello' } });
      await settle();
      s.desk.clock.move(10 * minute);
      await set({ statusId: status('pending') });
      s.desk.clock.move(50 * minute);
      await s.desk.given.message(number, { contactId: acme.requesterId, kind: 'reply', isQuiet: false });
      await settle();
      s.desk.clock.move(10 * minute);
      await set({ priorityId: s.urgent });
      await s.desk.runJobs();
      const { clocks, entries } = await s.slaOf(number);
      return {
        clocks: clocks.map((one) => [one.kind, promised(one), one.metAt !== null, one.ruleName]),
        entries: entries.map((one) => [one.kind, one.reason]),
      };
    };
    const prompt = await change(await s.desk.given.ticket({ departmentId: s.support, ...acme }), true);
    const late = await change(await s.desk.given.ticket({ departmentId: s.support, ...acme }), false);
    expect(late).toEqual(prompt);
    expect(prompt.clocks).toContainEqual(['resolution', 350, false, 'Urgent']);
  });
});
