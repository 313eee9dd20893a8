import type { AbsenceWrite, ScheduleWrite, WeekHours } from '@crossdesk/contracts/availability.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { runCommand, systemActor } from '../platform/context.ts';
import { refusalCode } from '../testing/client.ts';
import { minute, type TestAgent, type TestApp, testApp } from '../testing/test-app.ts';
import { refreshAvailability } from './commands.ts';
import { availabilityOf, recordSeen } from './index.ts';

let desk: TestApp;
let support: number;
let agent: TestAgent;
let colleague: TestAgent;
let supervisor: TestAgent;
let outsider: TestAgent;
const ids = { available: 0, away: 0, offline: 0, lunch: 0 };

beforeAll(async () => {
  desk = await testApp();
  support = (await desk.given.department({ name: 'Support' })).id;
  supervisor = await desk.given.agent({ profile: 'supervisor', supervises: [support] });
  outsider = await desk.given.agent({ profile: 'supervisor', supervises: [(await desk.given.department()).id] });
  const lunch = { name: { en: 'Lunch', ja: '昼休み' }, receivesWork: false };
  ids.lunch = (await desk.call(desk.admin, 'createAgentStatus', { body: lunch })).id;
  for (const { key, id } of (await desk.call(supervisor, 'listAgentStatuses', {})).items) if (key) ids[key] = id;
});
beforeEach(async () => {
  agent = await desk.given.member(support);
  colleague = await desk.given.member(support);
});
afterAll(() => desk.close());

const later = (minutes: number) => new Date(desk.clock.now().getTime() + minutes * minute).toISOString();
const refusalOf = async ({ id }: TestAgent, now = desk.clock.now()) =>
  (await availabilityOf({ db: desk.services.db, now }, [id])).get(id)?.refusal;
const set = (by: TestAgent, of: TestAgent, body: { statusId: number; reason?: string; until?: string | null }) =>
  desk.call(by, 'setAvailability', { params: { agentId: of.id }, body });
const seen = (of: TestAgent, isActive = true) => recordSeen(desk.services, [of.id], isActive);
const runTask = () => runCommand(desk.services, systemActor('availability'), refreshAvailability);
const eventsOf = async ({ id }: TestAgent) =>
  (
    await desk.services.db
      .selectFrom('event')
      .select(['data', 'actor_kind', 'changes'])
      .where('type', '=', 'availability.changed')
      .orderBy('id')
      .execute()
  ).filter((event) => event.data.agentId === id);
const fieldOf = async (refusal: ReturnType<TestApp['refusal']>) => (await refusal).fields?.[0];

describe('TT-20 the status of an agent', () => {
  test('is Available from the start, and counts from the moment the desk is open', async () => {
    expect(await refusalOf(agent)).toBe('disconnected');
    await seen(agent);
    const all = await availabilityOf({ db: desk.services.db, now: desk.clock.now() }, [
      agent.id,
      colleague.id,
      999_999,
    ]);
    expect(all.size).toBe(2);
    expect(all.get(agent.id)).toEqual({
      receivesWork: true,
      refusal: null,
      statusId: ids.available,
      statusKey: 'available',
      until: null,
      substituteId: null,
      awaySince: null,
    });
    expect(all.get(colleague.id)).toMatchObject({ receivesWork: false, refusal: 'disconnected' });
  });

  test('is set by oneself with one call and shown to every agent', async () => {
    const mine = await set(agent, agent, { statusId: ids.lunch, reason: ' Ramen ', until: later(30) });
    expect(mine).toMatchObject({ receivesWork: false, refusal: 'away', reason: 'Ramen', canEdit: true });
    const { items } = await desk.call(outsider, 'listAvailability', {});
    expect(items.find((one) => one.agentId === agent.id)).toEqual({ ...mine, canEdit: false });
    expect(await set(agent, agent, { statusId: ids.offline })).toMatchObject({ refusal: 'offline', until: null });
    expect(await set(agent, agent, { statusId: ids.available })).toMatchObject({ receivesWork: true, refusal: null });
    const events = await eventsOf(agent);
    expect(events).toHaveLength(3);
    expect(events[0]?.changes).toMatchObject([
      { field: 'availability', after: { statusId: ids.lunch, reason: 'Ramen' } },
    ]);
  });

  test('can be set by a supervisor of a shared department and by those who manage people only', async () => {
    await seen(agent);
    expect(await set(supervisor, agent, { statusId: ids.away })).toMatchObject({ statusKey: 'away' });
    expect(await set(desk.admin, agent, { statusId: ids.available })).toMatchObject({ receivesWork: true });
    for (const other of [colleague, outsider]) {
      const request = { params: { agentId: agent.id }, body: { statusId: ids.away } };
      expect(await refusalCode(desk.refusal(other, 'setAvailability', request))).toBe('not_allowed');
      expect(await refusalCode(desk.refusal(other, 'getSchedule', request))).toBe('not_allowed');
      expect(await refusalCode(desk.refusal(other, 'listAbsences', request))).toBe('not_allowed');
    }
    const nobody = { params: { agentId: 999_999 }, body: { statusId: ids.away } };
    expect(await refusalCode(desk.refusal(desk.admin, 'setAvailability', nobody))).toBe('not_found');
  });

  test('set by someone else does not count as being at the desk', async () => {
    expect(await set(supervisor, agent, { statusId: ids.available })).toMatchObject({ refusal: 'disconnected' });
  });

  test('needs an active status and a time in the future', async () => {
    const refuse = (body: { statusId: number; until?: string }) =>
      desk.refusal(agent, 'setAvailability', { params: { agentId: agent.id }, body });
    expect(await refuse({ statusId: 999_999 })).toMatchObject({
      code: 'unknown_reference',
      fields: [{ path: '/body/statusId' }],
    });
    expect(await fieldOf(refuse({ statusId: ids.away, until: later(-1) }))).toEqual({
      path: '/body/until',
      message: 'is in the past',
    });
  });
});

describe('a status of the company', () => {
  test('requires the permission to manage settings', async () => {
    const body = { name: { en: 'Mine' }, receivesWork: true };
    const target = { params: { id: ids.lunch } };
    expect(await refusalCode(desk.refusal(supervisor, 'createAgentStatus', { body }))).toBe('not_allowed');
    expect(await refusalCode(desk.refusal(supervisor, 'editAgentStatus', { ...target, body }))).toBe('not_allowed');
    expect(await refusalCode(desk.refusal(supervisor, 'deleteAgentStatus', target))).toBe('not_allowed');
  });

  test('that is built in can be renamed only', async () => {
    const target = { params: { id: ids.away } };
    const refuse = (body: object) => fieldOf(desk.refusal(desk.admin, 'editAgentStatus', { ...target, body }));
    expect(await refuse({ receivesWork: true })).toMatchObject({ path: '/body/receivesWork' });
    expect(await refuse({ isActive: false })).toMatchObject({ path: '/body/isActive' });
    expect(await refusalCode(desk.refusal(desk.admin, 'deleteAgentStatus', target))).toBe('in_use');
    const body = { name: { en: 'Be right back', ja: '離席中' } };
    const renamed = await desk.call(desk.admin, 'editAgentStatus', { ...target, body });
    expect(renamed).toMatchObject({ key: 'away', name: body.name, receivesWork: false });
    const late = { ...target, body: { ...body, version: renamed.version - 1 } };
    expect(await refusalCode(desk.refusal(desk.admin, 'editAgentStatus', late))).toBe('version_conflict');
  });

  test('that is disabled makes its agents Away, and one in use cannot be deleted', async () => {
    const body = { name: { en: 'Phone' }, receivesWork: true };
    const { id } = await desk.call(desk.admin, 'createAgentStatus', { body });
    expect(await set(agent, agent, { statusId: id })).toMatchObject({ receivesWork: true });
    expect(await refusalCode(desk.refusal(desk.admin, 'deleteAgentStatus', { params: { id } }))).toBe('in_use');
    await desk.call(desk.admin, 'editAgentStatus', { params: { id }, body: { receivesWork: false } });
    expect(await refusalOf(agent)).toBe('away');
    await desk.call(desk.admin, 'editAgentStatus', { params: { id }, body: { isActive: false, receivesWork: true } });
    const { items } = await desk.call(agent, 'listAvailability', {});
    expect(items.find((one) => one.agentId === agent.id)).toMatchObject({ statusId: ids.away, refusal: 'away' });
    expect(await eventsOf(agent)).toHaveLength(3);
    const request = { params: { agentId: agent.id }, body: { statusId: id } };
    expect(await refusalCode(desk.refusal(agent, 'setAvailability', request))).toBe('unknown_reference');
    await desk.call(desk.admin, 'deleteAgentStatus', { params: { id } });
  });
});

describe('CP-03 an agent receives work', () => {
  const always: WeekHours = [[], [], [], [], [], [], []];
  const hoursOn = (weekday: number, ...times: [number, number][]): WeekHours =>
    always.map((_, index) => (index === weekday ? times.map(([from, to]) => ({ from: from * 60, to: to * 60 })) : []));
  const plan = (hours: WeekHours | null, timeZone = 'UTC') =>
    desk.call(agent, 'setSchedule', { params: { agentId: agent.id }, body: { timeZone, hours } });
  const inHours = async (instant: string) => {
    await desk.services.db
      .updateTable('agent_availability')
      .set({ seen_at: new Date(instant) })
      .execute();
    return (await refusalOf(agent, new Date(instant))) === null;
  };
  beforeEach(() => seen(agent));

  test('during working hours, also over midnight and from Sunday to Monday', async () => {
    await plan(hoursOn(6, [9, 12], [22, 6]));
    expect(await inHours('2031-06-01T08:59:00Z')).toBe(false);
    expect(await inHours('2031-06-01T09:00:00Z')).toBe(true);
    expect(await inHours('2031-06-01T12:00:00Z')).toBe(false);
    expect(await inHours('2031-06-01T23:59:00Z')).toBe(true);
    expect(await inHours('2031-06-02T05:59:00Z')).toBe(true);
    expect(await inHours('2031-06-02T06:00:00Z')).toBe(false);
    expect(await inHours('2031-06-02T22:30:00Z')).toBe(false);
    await plan(null);
    expect(await inHours('2031-06-02T22:30:00Z')).toBe(true);
  });

  test('by the clock of the time zone, in summer and in winter', async () => {
    await plan(hoursOn(0, [9, 17]), 'Europe/Lisbon');
    expect(await inHours('2031-01-06T09:00:00Z')).toBe(true);
    expect(await inHours('2031-01-06T08:00:00Z')).toBe(false);
    expect(await inHours('2031-06-02T08:00:00Z')).toBe(true);
    expect(await inHours('2031-06-02T16:00:00Z')).toBe(false);
    // The night in which the clock goes from 2:00 to 1:00 (Sunday, 26 October 2031).
    await plan(hoursOn(6, [1, 2]), 'Europe/Lisbon');
    expect(await inHours('2031-10-26T00:30:00Z')).toBe(true);
    expect(await inHours('2031-10-26T01:30:00Z')).toBe(true);
    expect(await inHours('2031-10-26T02:00:00Z')).toBe(false);
    // And the one without an hour from 1:00 to 2:00 (Sunday, 30 March 2031).
    expect(await inHours('2031-03-30T00:59:00Z')).toBe(false);
    expect(await inHours('2031-03-30T01:00:00Z')).toBe(false);
  });

  test('and sees when the shift ends', async () => {
    const now = desk.clock.now();
    const weekday = (now.getUTCDay() + 6) % 7;
    const hours = always.map((_, index) =>
      index === weekday
        ? [
            { from: 0, to: 720 },
            { from: 720, to: 0 },
          ]
        : [],
    );
    const midnight = new Date(now);
    midnight.setUTCHours(24, 0, 0, 0);
    expect(await plan(hours)).toEqual({ timeZone: 'UTC', hours, shiftEndsAt: midnight.toISOString() });
    expect(await plan(hoursOn((weekday + 2) % 7, [9, 17]))).toMatchObject({ shiftEndsAt: null });
  });

  test('unless the hours overlap or the time zone is unknown', async () => {
    const refuse = (body: ScheduleWrite) =>
      fieldOf(desk.refusal(agent, 'setSchedule', { params: { agentId: agent.id }, body }));
    const timeZone = 'UTC';
    expect(await refuse({ timeZone, hours: hoursOn(1, [9, 12], [11, 13]) })).toEqual({
      path: '/body/hours/1/1',
      message: 'overlaps another working time',
    });
    const night = hoursOn(6, [22, 6]);
    night[0] = [{ from: 300, to: 600 }];
    expect(await refuse({ timeZone, hours: night })).toMatchObject({ path: '/body/hours/0/0' });
    expect(await refuse({ timeZone, hours: hoursOn(2, [9, 9]) })).toMatchObject({ message: 'ends when it starts' });
    for (const zone of ['Mars/Olympus', '+09:00'])
      expect(await refuse({ timeZone: zone, hours: null })).toMatchObject({ path: '/body/timeZone' });
  });

  test('unless absent, with a substitute', async () => {
    const target = { params: { agentId: agent.id } };
    const body: AbsenceWrite = {
      startsAt: later(-60),
      endsAt: later(60),
      substituteId: colleague.id,
      reason: 'Dentist',
    };
    const made = await desk.call(agent, 'createAbsence', { ...target, body });
    const found = await availabilityOf({ db: desk.services.db, now: desk.clock.now() }, [agent.id]);
    expect(found.get(agent.id)).toMatchObject({ refusal: 'absent', substituteId: colleague.id });
    const { items } = await desk.call(colleague, 'listAvailability', {});
    expect(items.find((one) => one.agentId === agent.id)).toMatchObject({ absentUntil: made.endsAt, reason: '' });
    expect((await desk.call(supervisor, 'listAbsences', target)).items).toEqual([made]);
    for (const other of [colleague, outsider]) {
      const one = { params: { id: made.id } };
      expect(await refusalCode(desk.refusal(other, 'editAbsence', { ...one, body: {} }))).toBe('not_found');
      expect(await refusalCode(desk.refusal(other, 'deleteAbsence', one))).toBe('not_found');
      expect(await refusalCode(desk.refusal(other, 'createAbsence', { ...target, body }))).toBe('not_allowed');
    }
    await desk.call(supervisor, 'editAbsence', { params: { id: made.id }, body: { startsAt: later(30) } });
    expect(await refusalOf(agent)).toBeNull();
    await desk.call(agent, 'deleteAbsence', { params: { id: made.id } });
    expect((await desk.call(agent, 'listAbsences', target)).items).toEqual([]);
    expect(await eventsOf(agent)).toHaveLength(4);
  });

  test('an absence whose substitute was disabled can still be shortened', async () => {
    const body: AbsenceWrite = { startsAt: later(-60), endsAt: later(600), substituteId: colleague.id };
    const made = await desk.call(agent, 'createAbsence', { params: { agentId: agent.id }, body });
    await desk.call(desk.admin, 'editAgent', { params: { id: colleague.id }, body: { isActive: false } });
    const edit = { params: { id: made.id }, body: { endsAt: later(30) } };
    expect(await desk.call(agent, 'editAbsence', edit)).toMatchObject({ ...edit.body, substituteId: colleague.id });
    const other = await desk.given.agent({ isActive: false });
    const refused = desk.refusal(agent, 'editAbsence', { ...edit, body: { substituteId: other.id } });
    expect(await fieldOf(refused)).toMatchObject({ path: '/body/substituteId' });
  });

  test('unless an absence is invalid', async () => {
    const target = { params: { agentId: agent.id } };
    const body: AbsenceWrite = { startsAt: later(60), endsAt: later(120) };
    await desk.call(agent, 'createAbsence', { ...target, body });
    const refuse = (change: Partial<AbsenceWrite>) =>
      fieldOf(desk.refusal(agent, 'createAbsence', { ...target, body: { ...body, ...change } }));
    const disabled = await desk.given.agent({ isActive: false });
    expect(await refuse({ endsAt: body.startsAt })).toMatchObject({ path: '/body/endsAt' });
    expect(await refuse({ startsAt: later(-60), endsAt: later(-30) })).toMatchObject({ path: '/body/endsAt' });
    expect(await refuse({ startsAt: later(119), endsAt: later(180) })).toEqual({
      path: '/body/startsAt',
      message: 'overlaps another absence',
    });
    expect(await refuse({ substituteId: agent.id })).toMatchObject({ path: '/body/substituteId' });
    expect(await refuse({ substituteId: disabled.id })).toMatchObject({ path: '/body/substituteId' });
    await desk.call(agent, 'createAbsence', { ...target, body: { startsAt: body.endsAt, endsAt: later(180) } });
  });

  test('unless the desk was closed or not used for longer than the company allows', async () => {
    const limit = (body: { idleMinutes?: number | null; disconnectedMinutes?: number | null }) =>
      desk.call(desk.admin, 'editCompany', { body });
    const inMinutes = (minutes: number) => refusalOf(agent, new Date(desk.clock.now().getTime() + minutes * minute));
    await limit({ disconnectedMinutes: 5 });
    expect([await inMinutes(5), await inMinutes(7)]).toEqual([null, 'disconnected']);
    await limit({ disconnectedMinutes: null, idleMinutes: 10 });
    desk.clock.move(8 * minute);
    await seen(agent, false);
    expect([await inMinutes(2), await inMinutes(4)]).toEqual([null, 'idle']);
    await seen(agent, true);
    expect(await inMinutes(4)).toBeNull();
    await limit({ idleMinutes: null });
    expect([await inMinutes(999), await refusalOf(colleague)]).toEqual([null, null]);
    expect(await refusalCode(desk.refusal(desk.admin, 'editCompany', { body: { idleMinutes: 361 } }))).toBe(
      'invalid_fields',
    );
    await limit({ disconnectedMinutes: 30 });
  });

  test('unless disabled', async () => {
    await desk.call(desk.admin, 'editAgent', { params: { id: agent.id }, body: { isActive: false } });
    expect(await refusalOf(agent)).toBe('inactive');
    const { items } = await desk.call(colleague, 'listAvailability', {});
    expect(items.map((one) => one.agentId)).not.toContain(agent.id);
  });
});

describe('CP-03 a change of availability as time passes', () => {
  test('is found once, whichever of two processes looks first', async () => {
    await set(agent, agent, { statusId: ids.lunch, reason: 'Ramen', until: later(5) });
    await runTask();
    expect(await eventsOf(agent)).toHaveLength(1);
    desk.clock.move(6 * minute);
    await Promise.all([runTask(), runTask(), runTask()]);
    const events = await eventsOf(agent);
    expect(events).toHaveLength(2);
    expect(events[1]).toMatchObject({ actor_kind: 'system', data: { agentId: agent.id } });
    const { items } = await desk.call(colleague, 'listAvailability', {});
    expect(items.find((one) => one.agentId === agent.id)).toMatchObject({ statusId: ids.available, reason: '' });
    desk.clock.move(40 * minute);
    await desk.runJobs();
    await runTask();
    expect(await refusalOf(agent)).toBe('disconnected');
    expect(await eventsOf(agent)).toHaveLength(3);
  });

  test('is announced immediately when an agent is back at the desk', async () => {
    await seen(agent);
    expect(await eventsOf(agent)).toHaveLength(1);
    await seen(agent);
    desk.clock.move(2 * minute);
    await Promise.all([seen(agent), seen(agent), seen(agent, false)]);
    expect(await eventsOf(agent)).toHaveLength(1);
  });

  test('never replaces a status set in the meantime', async () => {
    await set(agent, agent, { statusId: ids.lunch, until: later(5) });
    desk.clock.move(6 * minute);
    await Promise.all([runTask(), set(agent, agent, { statusId: ids.offline }), runTask()]);
    await runTask();
    expect(await refusalOf(agent)).toBe('offline');
  });
});
