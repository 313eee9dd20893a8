import { readerZone } from './format.ts';

const minuteMs = 60_000;

const partsOf = (at: Date, timeZone: string | undefined): Record<string, string> =>
  Object.fromEntries(
    new Intl.DateTimeFormat('en', {
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
      ...(timeZone ? { timeZone } : {}),
    })
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );

/**
 * An instant in the reader's zone, as the value of a `datetime-local` field: `2026-11-22T18:00`.
 * Empty for null.
 */
export const toWallClock = (instant: string | null, timeZone = readerZone()): string => {
  if (instant === null) return '';
  const { year, month, day, hour, minute } = partsOf(new Date(instant), timeZone);
  return `${year}-${month}-${day}T${hour}:${minute}`;
};

/** The zone's offset from UTC at an instant. */
const offsetMs = (atMs: number, timeZone: string | undefined): number =>
  Date.parse(`${toWallClock(new Date(atMs).toISOString(), timeZone)}Z`) - Math.floor(atMs / minuteMs) * minuteMs;

/**
 * The instant of a `datetime-local` value in the reader's zone. Null for an empty or incomplete
 * value. A time that a clock change skips becomes one hour later.
 */
export const toInstant = (value: string, timeZone = readerZone()): string | null => {
  const asUtc = Date.parse(`${value}Z`);
  if (!value || Number.isNaN(asUtc)) return null;
  const near = asUtc - offsetMs(asUtc, timeZone);
  return new Date(asUtc - offsetMs(near, timeZone)).toISOString();
};

/** 18:00 in the reader's zone, the given number of days from now. */
export const eveningIn = (days: number, now = Date.now(), timeZone = readerZone()): string => {
  const today = toWallClock(new Date(now).toISOString(), timeZone).slice(0, 10);
  const day = new Date(Date.parse(`${today}T00:00Z`) + days * 24 * 60 * minuteMs).toISOString().slice(0, 10);
  return `${day}T18:00`;
};
