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

/** An instant as the reader's clock shows it, as a date-and-time field holds it: `2026-11-22T18:00`. Empty for null. */
export const wallClock = (instant: string | null, timeZone = readerZone()): string => {
  if (instant === null) return '';
  const { year, month, day, hour, minute } = partsOf(new Date(instant), timeZone);
  return `${year}-${month}-${day}T${hour}:${minute}`;
};

/** How far the clock there is ahead of UTC at a moment. */
const aheadMs = (atMs: number, timeZone: string | undefined): number =>
  Date.parse(`${wallClock(new Date(atMs).toISOString(), timeZone)}Z`) - Math.floor(atMs / minuteMs) * minuteMs;

/** The instant at which the reader's clock shows this. Null for an empty or unfinished field. An hour that a clock change leaves out is the one after. */
export const instantOf = (wall: string, timeZone = readerZone()): string | null => {
  const asUtc = Date.parse(`${wall}Z`);
  if (!wall || Number.isNaN(asUtc)) return null;
  const near = asUtc - aheadMs(asUtc, timeZone);
  return new Date(asUtc - aheadMs(near, timeZone)).toISOString();
};

/** Six in the evening so many days from now, on the reader's clock. */
export const eveningIn = (days: number, now = Date.now(), timeZone = readerZone()): string => {
  const today = wallClock(new Date(now).toISOString(), timeZone).slice(0, 10);
  const day = new Date(Date.parse(`${today}T00:00Z`) + days * 24 * 60 * minuteMs).toISOString().slice(0, 10);
  return `${day}T18:00`;
};
