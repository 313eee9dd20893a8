import type { WeekHours } from '@crossdesk/contracts/availability.ts';
import type { Holiday } from '@crossdesk/contracts/sla.ts';
import { offsetSpans } from '../platform/wall-clock.ts';

/**
 * When work is done, by the clock of `timeZone`. `hours` null: around the clock. Holidays are taken
 * off.
 */
export type WorkingCalendar = {
  timeZone: string;
  hours: WeekHours | null;
  holidays: readonly Holiday[];
};

/** A part of the wall clock, in ms as if it were UTC. `to` is not part of it. */
type Interval = { from: number; to: number };

const minuteMs = 60_000;
const dayMs = 1_440 * minuteMs;
const weekMs = 7 * dayMs;
/** A Monday. */
const weekStart = Date.UTC(1970, 0, 5);
const mostYears = 100;

/** Joins intervals that overlap or touch. */
function merge(intervals: readonly Interval[]): Interval[] {
  const merged: Interval[] = [];
  for (const one of intervals.toSorted((a, b) => a.from - b.from)) {
    const last = merged.at(-1);
    if (last && one.from <= last.to) last.to = Math.max(last.to, one.to);
    else if (one.to > one.from) merged.push({ ...one });
  }
  return merged;
}

/** The working intervals of a week, from its Monday; what reaches into the next is at the start. */
function weekIntervals(hours: WeekHours | null): Interval[] {
  if (hours === null) return [{ from: 0, to: weekMs }];
  return merge(
    hours.flatMap((day, weekday) =>
      day.flatMap((time) => {
        const from = weekday * dayMs + time.from * minuteMs;
        const to = weekday * dayMs + time.to * minuteMs + (time.to <= time.from ? dayMs : 0);
        return [
          { from, to: Math.min(to, weekMs) },
          { from: 0, to: to - weekMs },
        ];
      }),
    ),
  );
}

const wallMs = (local: string): number => Date.parse(`${local}:00Z`);

/** A holiday in a year; null if the year does not have its day, as with 29 February. */
function occurrence({ startsAt, endsAt }: Holiday, year: number): Interval | null {
  const from = wallMs(`${String(year).padStart(4, '0')}${startsAt.slice(4)}`);
  const isSameDay = new Date(from).toISOString().slice(4, 10) === startsAt.slice(4, 10);
  return isSameDay ? { from, to: from + wallMs(endsAt) - wallMs(startsAt) } : null;
}

class Compiled {
  readonly timeZone: string;
  readonly #holidays: readonly Holiday[];
  readonly #week: Interval[];
  readonly #weekTotal: number;
  readonly #years = new Map<number, { intervals: Interval[]; lost: number }>();

  constructor({ timeZone, hours, holidays }: WorkingCalendar) {
    this.timeZone = timeZone;
    this.#holidays = holidays;
    this.#week = weekIntervals(hours);
    this.#weekTotal = this.#week.reduce((sum, one) => sum + one.to - one.from, 0);
  }

  get isNever(): boolean {
    return this.#weekTotal === 0;
  }

  /** Working time of all weeks before a moment of the wall clock, as if there were no holidays. */
  #weekly(at: number): number {
    const week = Math.floor((at - weekStart) / weekMs);
    const inWeek = at - weekStart - week * weekMs;
    let sum = week * this.#weekTotal;
    for (const { from, to } of this.#week) sum += Math.max(0, Math.min(to, inWeek) - from);
    return sum;
  }

  /** The holidays of a year, cut at its ends, and the working time they take away. */
  #year(year: number) {
    const known = this.#years.get(year);
    if (known) return known;
    const [start, end] = [Date.UTC(year, 0, 1), Date.UTC(year + 1, 0, 1)];
    const all = this.#holidays.flatMap((one) =>
      one.isYearly
        ? [occurrence(one, year - 1) ?? [], occurrence(one, year) ?? []].flat()
        : [{ from: wallMs(one.startsAt), to: wallMs(one.endsAt) }],
    );
    const intervals = merge(all.map(({ from, to }) => ({ from: Math.max(from, start), to: Math.min(to, end) })));
    const lost = intervals.reduce((sum, one) => sum + this.#weekly(one.to) - this.#weekly(one.from), 0);
    const found = { intervals, lost };
    this.#years.set(year, found);
    return found;
  }

  /** Working time between two moments of the wall clock. */
  between(from: number, to: number): number {
    let sum = this.#weekly(to) - this.#weekly(from);
    if (this.#holidays.length === 0) return sum;
    for (let year = new Date(from).getUTCFullYear(); Date.UTC(year, 0, 1) < to; year += 1) {
      const { intervals, lost } = this.#year(year);
      if (Date.UTC(year, 0, 1) >= from && Date.UTC(year + 1, 0, 1) <= to) sum -= lost;
      else
        for (const one of intervals)
          if (one.to > from && one.from < to)
            sum -= this.#weekly(Math.min(one.to, to)) - this.#weekly(Math.max(one.from, from));
    }
    return sum;
  }
}

const compiledCalendars = new WeakMap<WorkingCalendar, Compiled>();

function compile(calendar: WorkingCalendar): Compiled {
  const compiled = compiledCalendars.get(calendar) ?? new Compiled(calendar);
  compiledCalendars.set(calendar, compiled);
  return compiled;
}

/** Working time between two instants, in ms; 0 if `to` is not after `from`. */
export function workingMsBetween(calendar: WorkingCalendar, from: Date, to: Date): number {
  const compiled = compile(calendar);
  let sum = 0;
  for (const span of offsetSpans(compiled.timeZone, from.getTime(), to.getTime()))
    sum += compiled.between(span.from + span.offsetMs, span.to + span.offsetMs);
  return sum;
}

/**
 * The first instant at which an amount of working time (in ms) has passed since `from`. At the end
 * of a working day it is that end, not the start of the next. Null: not within 100 years, as in a
 * calendar without working hours.
 */
export function addWorkingTime(calendar: WorkingCalendar, from: Date, ms: number): Date | null {
  if (ms <= 0) return from;
  const compiled = compile(calendar);
  if (compiled.isNever) return null;
  const limit = new Date(from);
  limit.setUTCFullYear(limit.getUTCFullYear() + mostYears);
  let rest = ms;
  for (const span of offsetSpans(compiled.timeZone, from.getTime(), limit.getTime())) {
    const start = span.from + span.offsetMs;
    const working = compiled.between(start, span.to + span.offsetMs);
    if (working < rest) {
      rest -= working;
      continue;
    }
    let [low, high] = [span.from, span.to];
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (compiled.between(start, middle + span.offsetMs) >= rest) high = middle;
      else low = middle;
    }
    return new Date(high);
  }
  return null;
}
