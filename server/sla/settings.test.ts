import type { CalendarWrite, SlaContractWrite, SlaRuleWrite } from '@crossdesk/contracts/sla.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { refusalCode } from '../testing/client.ts';
import { type TestAgent, type TestApp, testApp } from '../testing/test-app.ts';

let desk: TestApp;
let agent: TestAgent;
beforeAll(async () => {
  desk = await testApp();
  agent = await desk.given.member((await desk.given.department()).id);
});
afterAll(() => desk.close());

let count = 0;
const office = [
  ...Array(5).fill([
    { from: 540, to: 720 },
    { from: 780, to: 1020 },
  ]),
  [],
  [],
];
const calendarBody = (given: Partial<CalendarWrite> = {}): CalendarWrite => ({
  name: `Calendar ${++count}`,
  timeZone: 'Europe/Lisbon',
  hours: office,
  holidays: [],
  ...given,
});
const createCalendar = (given: Partial<CalendarWrite> = {}) =>
  desk.call(desk.admin, 'createCalendar', { body: calendarBody(given) });
const refuseCalendar = (given: Partial<CalendarWrite>) =>
  desk.refusal(desk.admin, 'createCalendar', { body: calendarBody(given) });

const rule = (given: Partial<SlaRuleWrite> & { calendarId: number }): SlaRuleWrite => ({
  name: 'Standard',
  conditions: {},
  firstResponseMinutes: 60,
  nextResponseMinutes: null,
  resolutionMinutes: 480,
  pausedStates: ['pending'],
  ...given,
});
const contractBody = (calendarId: number, given: Partial<SlaContractWrite> = {}): SlaContractWrite => ({
  name: `Contract ${++count}`,
  isDefault: false,
  accountIds: [],
  rules: [rule({ calendarId })],
  ...given,
});
const createContract = (calendarId: number, given: Partial<SlaContractWrite> = {}) =>
  desk.call(desk.admin, 'createContract', { body: contractBody(calendarId, given) });
const accountOf = async (name: string) =>
  (
    await desk.inTransaction((ctx) =>
      ctx.tx.insertInto('account').values({ name, domain: null }).returning('id').executeTakeFirstOrThrow(),
    )
  ).id;

describe('ZV-26 a calendar', () => {
  test('has hours with breaks and holidays, is edited by administrators and announced', async () => {
    const holiday = { name: 'New Year', startsAt: '2026-01-01T00:00', endsAt: '2026-01-02T00:00', isYearly: true };
    const created = await createCalendar({ holidays: [holiday] });
    expect(created).toMatchObject({ timeZone: 'Europe/Lisbon', hours: office, holidays: [holiday], version: 1 });
    const params = { id: created.id };
    const edited = await desk.call(desk.admin, 'editCalendar', { params, body: { version: 1, hours: null } });
    expect(edited).toMatchObject({ name: created.name, hours: null, holidays: [holiday], version: 2 });
    const late = await desk.refusal(desk.admin, 'editCalendar', { params, body: { version: 1, hours: office } });
    expect(late).toMatchObject({ code: 'version_conflict', current: { version: 2 } });
    expect(await refusalCode(desk.refusal(agent, 'editCalendar', { params, body: { version: 2 } }))).toBe(
      'not_allowed',
    );
    expect((await desk.call(agent, 'listCalendars', {})).items).toContainEqual(edited);
    const events = await desk.services.db.selectFrom('event').selectAll().where('type', '=', 'sla.edited').execute();
    expect(events.map((one) => one.changes[0])).toMatchObject([{ before: null }, { after: { hours: null } }]);
  });

  test('is refused with the field that is wrong', async () => {
    const off = { name: '', startsAt: '2026-01-01T00:00', endsAt: '2026-01-02T00:00', isYearly: false };
    const cases: [Partial<CalendarWrite>, string, string][] = [
      [{ timeZone: 'Moon/Base' }, '/body/timeZone', 'is not a time zone, such as Europe/Lisbon'],
      [{ hours: [[{ from: 60, to: 60 }], [], [], [], [], [], []] }, '/body/hours/0/0', 'ends when it starts'],
      [{ holidays: [{ ...off, startsAt: '2026-02-30T00:00' }] }, '/body/holidays/0/startsAt', 'is not a date'],
      [
        { holidays: [off, { ...off, endsAt: '2026-01-01T00:00' }] },
        '/body/holidays/1/endsAt',
        'is not after the start',
      ],
      [
        { holidays: [{ ...off, endsAt: '2028-01-01T00:00', isYearly: true }] },
        '/body/holidays/0/endsAt',
        'is more than a year later',
      ],
    ];
    for (const [given, path, message] of cases)
      expect((await refuseCalendar(given)).fields).toEqual([{ path, message }]);
    const { name } = await createCalendar();
    expect(await refuseCalendar({ name: ` ${name} ` })).toMatchObject({ code: 'already_exists' });
  });

  test('cannot be deleted while a rule uses it', async () => {
    const { id } = await createCalendar();
    const contract = await createContract(id);
    expect(await refusalCode(desk.refusal(desk.admin, 'deleteCalendar', { params: { id } }))).toBe('in_use');
    await desk.call(desk.admin, 'deleteContract', { params: { id: contract.id } });
    expect(await desk.call(desk.admin, 'deleteCalendar', { params: { id } })).toEqual({ ok: true });
    expect(await refusalCode(desk.refusal(desk.admin, 'deleteCalendar', { params: { id } }))).toBe('not_found');
  });
});

const ics = (...lines: string[]) => ['BEGIN:VCALENDAR', 'VERSION:2.0', ...lines, 'END:VCALENDAR', ''].join('\r\n');
const event = (...lines: string[]) => ['BEGIN:VEVENT', 'UID:x', ...lines, 'END:VEVENT'].join('\r\n');
const readHolidays = (file: string, timeZone = 'Europe/Lisbon') =>
  desk.call(desk.admin, 'readHolidays', { body: { file, timeZone } });

describe('ZV-26 holidays in an iCalendar file', () => {
  test('are read with their length, their yearly repetition and their time zone', async () => {
    const file = ics(
      event('DTSTART;VALUE=DATE:20261225', 'RRULE:FREQ=YEARLY', 'SUMMARY:Christmas\\, first day'),
      event('DTSTART;VALUE=DATE:20260403', 'DTEND;VALUE=DATE:20260405', 'SUMMARY:Easter'),
      event('DTSTART;TZID=Asia/Tokyo:20261231T210000', 'DTEND;TZID=Asia/Tokyo:20270101T090000', 'SUMMARY:Inventory'),
      event('DTSTART:20260610T120000Z', 'DURATION:PT2H', 'SUMMARY:Outing'),
      event('DTSTART;VALUE=DATE:20260101', 'STATUS:CANCELLED', 'SUMMARY:Not any more'),
    );
    expect((await readHolidays(file)).items).toEqual([
      { name: 'Easter', startsAt: '2026-04-03T00:00', endsAt: '2026-04-05T00:00', isYearly: false },
      { name: 'Outing', startsAt: '2026-06-10T13:00', endsAt: '2026-06-10T15:00', isYearly: false },
      { name: 'Christmas, first day', startsAt: '2026-12-25T00:00', endsAt: '2026-12-26T00:00', isYearly: true },
      { name: 'Inventory', startsAt: '2026-12-31T12:00', endsAt: '2027-01-01T00:00', isYearly: false },
    ]);
  });

  test('that move from year to year are listed up to ten years ahead, without exceptions', async () => {
    const year = desk.clock.now().getUTCFullYear();
    const { items } = await readHolidays(
      ics(event('DTSTART;VALUE=DATE:20201126', 'RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH', 'SUMMARY:Thanksgiving')),
    );
    expect(items).toHaveLength(12);
    expect(items[0]?.startsAt.slice(0, 4)).toBe(String(year - 1));
    expect(items.every((one) => new Date(`${one.startsAt}Z`).getUTCDay() === 4 && !one.isYearly)).toBe(true);
    const rule = 'RRULE:FREQ=YEARLY';
    const without = await readHolidays(
      ics(event('DTSTART;VALUE=DATE:20200105', rule, `EXDATE;VALUE=DATE:${year}0105`, 'SUMMARY:Mostly')),
    );
    expect(without.items.map((one) => one.startsAt.slice(0, 4))).not.toContain(String(year));
  });

  test('of a file that cannot be read are refused with the reason', async () => {
    const cases: [string, string][] = [
      ['hello', "isn't a valid iCalendar file"],
      ['BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Mina\r\nEND:VCARD\r\n', "isn't an iCalendar file"],
      [ics(), 'contains no holidays'],
      [ics(event('SUMMARY:When?')), 'contains an event without a start'],
      [ics(event('DTSTART:20261340T990000', 'DURATION:PT1H')), "contains a date that doesn't exist"],
      [ics(event('DTSTART;VALUE=DATE:20260230')), "contains a date that doesn't exist"],
      [ics(event('DTSTART:20260102T090000', 'DTEND:20260101T090000')), 'contains an event that ends before it starts'],
      [ics(event('DTSTART:20260102T090000', 'SUMMARY:A moment')), 'contains no holidays'],
      [
        ics(event('DTSTART;TZID=Moon/Base:20260101T090000', 'DURATION:PT1H', 'SUMMARY:Far')),
        "uses a time zone that isn't known: Moon/Base",
      ],
      [ics(event('DTSTART;VALUE=DATE:20260101', 'RRULE:FREQ=SECONDLY')), 'contains an event that repeats within a day'],
      [ics(event('DTSTART;VALUE=DATE:19700101', 'RRULE:FREQ=DAILY')), 'contains more than 1000 holidays'],
    ];
    for (const [file, message] of cases) {
      const refused = await desk.refusal(desk.admin, 'readHolidays', { body: { file, timeZone: 'Europe/Lisbon' } });
      expect({ file, fields: refused.fields }).toEqual({ file, fields: [{ path: '/body/file', message }] });
    }
  });
});

test('ZV-26 a file whose repetitions never end is refused and stops nothing else', async () => {
  const file = ics(
    event('DTSTART;VALUE=DATE:20261128', 'RRULE:FREQ=DAILY;BYMONTH=2,4;BYMONTHDAY=0;BYDAY=MO', 'SUMMARY:Never'),
  );
  const refused = desk.refusal(desk.admin, 'readHolidays', { body: { file, timeZone: 'UTC' } });
  expect((await desk.call(agent, 'listCalendars', {})).items.length).toBeGreaterThan(0);
  expect((await refused).fields).toEqual([
    { path: '/body/file', message: 'contains repetitions that take too long to read' },
  ]);
});

describe('ZV-26 a contract', () => {
  test('has ordered rules, which keep their ids when they are edited', async () => {
    const calendar = await createCalendar();
    const created = await createContract(calendar.id, {
      rules: [rule({ calendarId: calendar.id, name: 'Urgent' }), rule({ calendarId: calendar.id, name: 'Other' })],
    });
    const [urgent, other] = created.rules;
    if (!urgent || !other) throw new Error('the rules are missing');
    const params = { id: created.id };
    const edited = await desk.call(desk.admin, 'editContract', {
      params,
      body: {
        version: 1,
        rules: [{ ...other, resolutionMinutes: 5_256_000 }, rule({ calendarId: calendar.id, name: 'New' })],
      },
    });
    expect(edited.rules).toMatchObject([{ id: other.id, resolutionMinutes: 5_256_000 }, { name: 'New' }]);
    expect(edited.version).toBe(2);
    expect(await refusalCode(desk.refusal(agent, 'listContracts', {}))).toBe('not_allowed');
    const late = await desk.refusal(desk.admin, 'editContract', { params, body: { version: 1, name: 'Late' } });
    expect(late.code).toBe('version_conflict');
    const stranger = await desk.refusal(desk.admin, 'editContract', { params, body: { version: 2, rules: [urgent] } });
    expect(stranger.fields).toMatchObject([{ path: '/body/rules/0/id' }]);
  });

  test('is the default of everyone else; there is one at most', async () => {
    const { id: calendarId } = await createCalendar();
    const first = await createContract(calendarId, { isDefault: true });
    const second = await createContract(calendarId, { isDefault: true });
    const { items } = await desk.call(desk.admin, 'listContracts', {});
    expect(items.filter((one) => one.isDefault).map((one) => one.id)).toEqual([second.id]);
    expect(items.find((one) => one.id === first.id)).toMatchObject({ isDefault: false, version: 2 });
  });

  test('is refused for an account that has another, which is named', async () => {
    const { id: calendarId } = await createCalendar();
    const accountId = await accountOf('Acme');
    const gold = await createContract(calendarId, { name: 'Gold', accountIds: [accountId] });
    const refused = await desk.refusal(desk.admin, 'createContract', {
      body: contractBody(calendarId, { accountIds: [accountId] }),
    });
    expect(refused).toMatchObject({
      code: 'account_has_contract',
      detail: 'Acme already has the contract Gold.',
      fields: [{ path: '/body/accountIds/0' }],
      current: { accountId, contractId: gold.id, contractName: 'Gold' },
    });
    const kept = { params: { id: gold.id }, body: { version: 1, accountIds: [accountId], name: 'Gold plus' } };
    expect(await desk.call(desk.admin, 'editContract', kept)).toMatchObject({ accountIds: [accountId] });
  });

  test('refuses rules that promise nothing or refer to what does not exist', async () => {
    const { id: calendarId } = await createCalendar();
    const cases: [SlaRuleWrite, string][] = [
      [rule({ calendarId, firstResponseMinutes: null, resolutionMinutes: null }), 'resolutionMinutes'],
      [rule({ calendarId: 999_999 }), 'calendarId'],
      [rule({ calendarId, conditions: { priorityIds: [999_999] } }), 'conditions/priorityIds/0'],
      [rule({ calendarId, conditions: { departmentIds: [999_999] } }), 'conditions/departmentIds/0'],
    ];
    for (const [one, path] of cases) {
      const refused = await desk.refusal(desk.admin, 'createContract', {
        body: contractBody(calendarId, { rules: [one] }),
      });
      expect(refused.fields).toMatchObject([{ path: `/body/rules/0/${path}` }]);
    }
    for (const minutes of [0, 5_256_001]) {
      const body = contractBody(calendarId, { rules: [rule({ calendarId, resolutionMinutes: minutes })] });
      expect(await refusalCode(desk.refusal(desk.admin, 'createContract', { body }))).toBe('invalid_fields');
    }
  });
});
