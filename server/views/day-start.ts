import type { SearchDate } from '@crossdesk/contracts/search/operators.ts';
import { wallClock } from '../platform/wall-clock.ts';

const dayMs = 24 * 3_600_000;

/** The instant at which a day of a search begins in a time zone. */
export function dayStart(date: SearchDate, timeZone: string, now: Date): Date {
  const wanted =
    date.kind === 'day'
      ? Date.UTC(date.year, date.month - 1, date.day)
      : Math.floor(wallClock(now.getTime(), timeZone) / dayMs - date.days) * dayMs;
  let at = wanted;
  // Twice, because the offset may differ between the first guess and the result.
  for (let attempt = 0; attempt < 2; attempt += 1) at += wanted - wallClock(at, timeZone);
  return new Date(at);
}
