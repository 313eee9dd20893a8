import type { Holiday } from '@crossdesk/contracts/sla.ts';
import ICAL from 'ical.js';
import { wallClock } from '../platform/wall-clock.ts';

/** A file that cannot be read as holidays; the message is for the person who chose it. */
export class UnreadableHolidays extends Error {}

const mostHolidays = 1000;
/** Repetitions that are looked at in a file; a longer file would take seconds. */
const mostDates = 20_000;
const yearsAhead = 10;
const minuteMs = 60_000;

const localText = (wallMs: number): string => new Date(wallMs).toISOString().slice(0, 16);

/** The instant of a moment on the wall clock of a zone. Throws `RangeError` for an unknown zone. */
function instantOf(wallMs: number, timeZone: string): number {
  let at = wallMs;
  // Twice, because the offset may differ between the first guess and the result.
  for (let attempt = 0; attempt < 2; attempt += 1) at += wallMs - wallClock(at, timeZone);
  return at;
}

/** The time on the calendar's wall clock, in ms as if it were UTC. Whole days have no zone. */
function toWall(time: ICAL.Time, zone: string | undefined, timeZone: string): number {
  const wall = Date.UTC(time.year, time.month - 1, time.day, time.hour, time.minute);
  const from = time.zone?.tzid === 'UTC' ? 'UTC' : zone;
  if (time.isDate || from === undefined || from === timeZone) return wall;
  try {
    return wallClock(instantOf(wall, from), timeZone);
  } catch {
    throw new UnreadableHolidays(`uses a time zone that isn't known: ${from.slice(0, 60)}`);
  }
}

/** Whether a date or time in the file exists; the library turns 30 February into 2 March. */
function isRealTime(property: ICAL.Property | null): boolean {
  const text = String(property?.jCal[3] ?? '').replace(/Z$/, '');
  const at = Date.parse(`${text.length === 10 ? `${text}T00:00:00` : text}Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}

/** Whether an event repeats on its own date in every year, without an end or exceptions. */
function isPlainlyYearly(event: ICAL.Component, rule: ICAL.Recur): boolean {
  const start = event.getFirstPropertyValue('dtstart') as ICAL.Time;
  const { BYMONTH: months, BYMONTHDAY: days, ...others } = rule.parts as Record<string, unknown[]>;
  const names = ['exdate', 'rdate', 'exrule'];
  return (
    rule.freq === 'YEARLY' &&
    rule.interval === 1 &&
    !rule.count &&
    !rule.until &&
    Object.keys(others).length === 0 &&
    (months ?? [start.month]).join() === String(start.month) &&
    (days ?? [start.day]).join() === String(start.day) &&
    names.every((name) => !event.hasProperty(name)) &&
    event.getAllProperties('rrule').length === 1
  );
}

const frequencies = ['YEARLY', 'MONTHLY', 'WEEKLY', 'DAILY'];

/** The holidays of one event; repetitions are listed up to ten years ahead. */
function* holidaysOf(component: ICAL.Component, timeZone: string, now: Date): Generator<Holiday | null> {
  const event = new ICAL.Event(component);
  const property = component.getFirstProperty('dtstart');
  if (!property || !event.startDate) throw new UnreadableHolidays('contains an event without a start');
  const end = component.getFirstProperty('dtend');
  if (!isRealTime(property) || (end && !isRealTime(end)))
    throw new UnreadableHolidays("contains a date that doesn't exist");
  const zoneParameter = property.getParameter('tzid');
  const zone = typeof zoneParameter === 'string' ? zoneParameter : undefined;
  const lengthMs = event.duration.toSeconds() * 1_000;
  if (lengthMs < 0) throw new UnreadableHolidays('contains an event that ends before it starts');
  // A moment, such as a reminder, is no time off.
  if (lengthMs < minuteMs) return;
  const name = String(event.summary ?? '').slice(0, 120);
  const holiday = (start: ICAL.Time, isYearly: boolean): Holiday => {
    const from = toWall(start, zone, timeZone);
    return { name, startsAt: localText(from), endsAt: localText(from + lengthMs), isYearly };
  };
  if (!event.isRecurring()) return yield holiday(event.startDate, false);
  const rule = component.getFirstPropertyValue('rrule');
  if (rule instanceof ICAL.Recur) {
    if (!frequencies.includes(rule.freq)) throw new UnreadableHolidays('contains an event that repeats within a day');
    if (isPlainlyYearly(component, rule)) return yield holiday(event.startDate, true);
  }
  const last = now.getUTCFullYear() + yearsAhead;
  const dates = event.iterator();
  for (let date = dates.next(); date && date.year <= last; date = dates.next())
    yield date.year >= now.getUTCFullYear() - 1 ? holiday(date, false) : null;
}

/**
 * Reads holidays from an iCalendar file (RFC 5545). Times are converted to the wall clock of
 * `timeZone`. An event that repeats on the same date becomes a yearly holiday; other repetitions
 * are listed from last year to ten years ahead. Throws `UnreadableHolidays` with the reason.
 */
export function readHolidays(file: string, timeZone: string, now: Date): Holiday[] {
  try {
    const calendar = new ICAL.Component(ICAL.parse(file.replace(/^\uFEFF/, '')));
    if (calendar.name !== 'vcalendar') throw new UnreadableHolidays("isn't an iCalendar file");
    const holidays: Holiday[] = [];
    let count = 0;
    for (const event of calendar.getAllSubcomponents('vevent')) {
      // A changed repetition of another event is listed with its new date as well.
      if (event.getFirstPropertyValue('status') === 'CANCELLED') continue;
      for (const holiday of holidaysOf(event, timeZone, now)) {
        count += 1;
        if (holiday) holidays.push(holiday);
        if (count > mostDates || holidays.length > mostHolidays)
          throw new UnreadableHolidays(`contains more than ${mostHolidays} holidays`);
      }
    }
    if (holidays.length === 0) throw new UnreadableHolidays('contains no holidays');
    return holidays.toSorted((a, b) => a.startsAt.localeCompare(b.startsAt));
  } catch (error) {
    if (error instanceof UnreadableHolidays) throw error;
    throw new UnreadableHolidays("isn't a valid iCalendar file");
  }
}
