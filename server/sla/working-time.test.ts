import type { Holiday } from '@crossdesk/contracts/sla.ts';
import { describe, expect, test } from 'vitest';
import { addWorkingTime, type WorkingCalendar, workingMsBetween } from './working-time.ts';

const minuteMs = 60_000;
/** Random cases; a longer run: SLA_CASES=100000. */
const caseCount = Number(process.env.SLA_CASES ?? 3_000);

/** Windows around changes of the clock, and quiet ones. */
const windows: [zone: string, middle: string][] = [
  ['Europe/Lisbon', '2026-03-29'],
  ['Europe/Berlin', '2026-10-25'],
  ['America/New_York', '2026-11-01'],
  ['Australia/Lord_Howe', '2026-04-05'],
  ['Australia/Lord_Howe', '2026-10-04'],
  ['Asia/Kathmandu', '2026-12-31'],
  ['Asia/Tokyo', '2028-02-29'],
  ['Pacific/Apia', '2011-12-30'],
  ['America/Sao_Paulo', '2018-11-04'],
  ['Africa/Casablanca', '2026-02-15'],
  ['America/Santiago', '2026-09-06'],
];

/** A minute as the wall clock shows it: the only source of the slow calculation. */
type WallMinute = { day: string; weekday: number; minute: number; local: string };

const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** Every minute of 16 days, read one by one from `Intl.DateTimeFormat`. */
function readMinutes(timeZone: string, middle: string): { start: number; minutes: WallMinute[] } {
  const start = Date.parse(`${middle}T00:00Z`) - 8 * 1440 * minuteMs;
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
  const named = new Intl.DateTimeFormat('en-US', { timeZone, weekday: 'short' });
  let [day, weekday] = ['', 0];
  const minutes = Array.from({ length: 16 * 1440 }, (_, index) => {
    const at = start + index * minuteMs;
    const text = format.format(at);
    if (text.slice(0, 10) !== day) [day, weekday] = [text.slice(0, 10), weekdays.indexOf(named.format(at))];
    const minute = Number(text.slice(11, 13)) * 60 + Number(text.slice(14, 16));
    return { day, weekday, minute, local: `${day}T${text.slice(11)}` };
  });
  return { start, minutes };
}

const isOff = ({ startsAt, endsAt, isYearly }: Holiday, { local }: WallMinute): boolean => {
  if (!isYearly) return startsAt <= local && local < endsAt;
  const length = Date.parse(`${endsAt}Z`) - Date.parse(`${startsAt}Z`);
  return [-1, 0].some((yearsBefore) => {
    const year = Number(local.slice(0, 4)) + yearsBefore;
    const start = new Date(`${year}${startsAt.slice(4)}Z`);
    if (Number.isNaN(start.getTime()) || start.getUTCDate() !== Number(startsAt.slice(8, 10))) return false;
    const end = new Date(start.getTime() + length).toISOString().slice(0, 16);
    return start.toISOString().slice(0, 16) <= local && local < end;
  });
};

/** Whether a minute is worked, by looking at nothing but that minute. */
const isWorked = (calendar: WorkingCalendar, at: WallMinute): boolean => {
  const { hours } = calendar;
  const isIn = (weekday: number, minute: number) =>
    hours === null ||
    (hours[weekday] ?? []).some(({ from, to }) => minute >= from && minute < (to <= from ? to + 1440 : to));
  const inHours = isIn(at.weekday, at.minute) || isIn((at.weekday + 6) % 7, at.minute + 1440);
  return inHours && !calendar.holidays.some((one) => isOff(one, at));
};

/** A random number below `limit`, the same in each run. */
function randomNumbers(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

type Random = (limit: number) => number;

const roundTimes = [0, 60, 90, 120, 150, 180, 480, 540, 720, 765, 1020, 1320, 1439];

function randomHours(random: Random) {
  return weekdays.map(() => {
    if (random(4) === 0) return [];
    const marks = Array.from({ length: 2 * (1 + random(3)) }, () =>
      random(2) === 0 ? (roundTimes[random(roundTimes.length)] ?? 0) : random(1440),
    ).toSorted((a, b) => a - b);
    const times = [];
    for (let index = 0; index + 1 < marks.length; index += 2)
      times.push({ from: marks[index] ?? 0, to: marks[index + 1] ?? 0 });
    // A night shift as the last of a day.
    if (random(4) === 0) times.push({ from: 1200 + random(200), to: random(420) });
    return times.filter((one) => one.from !== one.to);
  });
}

function randomHoliday(random: Random, minutes: readonly WallMinute[]): Holiday {
  const first = minutes[random(minutes.length)] as WallMinute;
  const isWholeDay = random(2) === 0;
  const isYearly = random(3) === 0;
  const startsAt = isWholeDay ? `${first.day}T00:00` : first.local;
  const length = isWholeDay ? (1 + random(3)) * 1440 : 1 + random(2_000);
  const inYear = isYearly ? `${Number(startsAt.slice(0, 4)) - random(8)}${startsAt.slice(4)}` : startsAt;
  // Years without 29 February do not have such a date.
  const start = Date.parse(`${inYear}Z`);
  const isDate = !Number.isNaN(start) && new Date(start).toISOString().slice(0, 16) === inYear;
  const safe = isDate ? inYear : startsAt;
  const end = new Date(Date.parse(`${safe}Z`) + length * minuteMs).toISOString().slice(0, 16);
  return { name: 'Off', startsAt: safe, endsAt: end, isYearly };
}

describe('ZV-26 working time', () => {
  test(`is the same as by looking at every minute, in ${caseCount} random cases`, {
    timeout: 60_000 + 5 * caseCount,
  }, () => {
    const random = randomNumbers(20_260);
    const read = windows.map(([zone, middle]) => ({ zone, ...readMinutes(zone, middle) }));
    let calendars = 0;
    for (let done = 0; done < caseCount; calendars += 1) {
      const { zone, start, minutes } = read[calendars % read.length] as (typeof read)[number];
      const calendar: WorkingCalendar = {
        timeZone: zone,
        hours: random(10) === 0 ? null : randomHours(random),
        holidays: Array.from({ length: random(4) }, () => randomHoliday(random, minutes)),
      };
      // Worked minutes before each minute.
      const before = new Float64Array(minutes.length + 1);
      for (const [index, one] of minutes.entries())
        before[index + 1] = (before[index] as number) + (isWorked(calendar, one) ? 1 : 0);
      for (let query = 0; query < 50; query += 1, done += 1) {
        const from = random(minutes.length);
        const to = from + random(minutes.length - from + 1);
        const at = (index: number) => new Date(start + index * minuteMs);
        const expected = (before[to] as number) - (before[from] as number);
        const seen = { calendar, from: at(from), to: at(to) };
        expect({ ...seen, minutes: workingMsBetween(calendar, at(from), at(to)) / minuteMs }).toEqual({
          ...seen,
          minutes: expected,
        });
        if (expected === 0) continue;
        const wanted = 1 + random(expected);
        const reached = before.findIndex((count, index) => index > from && count - (before[from] as number) >= wanted);
        expect({ ...seen, wanted, due: addWorkingTime(calendar, at(from), wanted * minuteMs) }).toEqual({
          ...seen,
          wanted,
          due: at(reached),
        });
      }
    }
  });

  const officeHours = [...Array(5).fill([{ from: 540, to: 1020 }]), [], []];
  const office: WorkingCalendar = { timeZone: 'Europe/Berlin', hours: officeHours, holidays: [] };
  const hour = 60 * minuteMs;

  test('ends with the working day, not at the start of the next', () => {
    const monday = new Date('2026-11-30T08:00:00Z');
    expect(addWorkingTime(office, monday, 8 * hour)).toEqual(new Date('2026-11-30T16:00:00Z'));
    expect(addWorkingTime(office, monday, 8 * hour + 1)).toEqual(new Date('2026-12-01T08:00:00.001Z'));
    expect(addWorkingTime(office, monday, 0)).toEqual(monday);
  });

  test('of ten years is found without counting them', () => {
    const start = new Date('2026-01-05T08:00:00Z');
    const tenYears = 5_256_000 * minuteMs;
    const due = addWorkingTime({ ...office }, start, tenYears);
    expect(due && workingMsBetween(office, start, due)).toBe(tenYears);
    expect(due?.toISOString()).toMatch(/^2067-/);
  });

  test('is never reached without working hours, in full holidays or after a hundred years', () => {
    const start = new Date('2026-01-05T08:00:00Z');
    const never: WorkingCalendar = { ...office, hours: Array(7).fill([]) };
    expect(addWorkingTime(never, start, minuteMs)).toBeNull();
    expect(workingMsBetween(never, start, new Date('2030-01-01T00:00:00Z'))).toBe(0);
    const off = { name: '', startsAt: '2026-01-01T00:00', endsAt: '2027-01-02T00:00', isYearly: true };
    expect(addWorkingTime({ ...office, holidays: [off] }, start, minuteMs)).toBeNull();
    const rare = { ...office, hours: [[{ from: 0, to: 1 }], ...Array(6).fill([])] };
    expect(addWorkingTime(rare, start, 5_256_000 * minuteMs)).toBeNull();
  });

  test('of a yearly 29 February is lost in leap years only', () => {
    const leap = { name: '', startsAt: '2024-02-29T00:00', endsAt: '2024-03-01T00:00', isYearly: true };
    const always: WorkingCalendar = { timeZone: 'UTC', hours: null, holidays: [leap] };
    const year = (one: number) => [new Date(Date.UTC(one, 0, 1)), new Date(Date.UTC(one + 1, 0, 1))] as const;
    expect(workingMsBetween(always, ...year(2027))).toBe(365 * 24 * hour);
    expect(workingMsBetween(always, ...year(2028))).toBe(365 * 24 * hour);
  });
});
