import type { SearchDate } from '@crossdesk/contracts/search/operators.ts';

const dayMs = 24 * 3_600_000;

/** The wall clock of a time zone at an instant, as if it were UTC. */
function wallClock(at: Date, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(at);
  const value = (type: string) => Number(parts.find((part) => part.type === type)?.value ?? 0);
  return Date.UTC(value('year'), value('month') - 1, value('day'), value('hour'), value('minute'), value('second'));
}

/** The instant at which a day of a search begins in a time zone. */
export function dayStart(date: SearchDate, timeZone: string, now: Date): Date {
  const wanted =
    date.kind === 'day'
      ? Date.UTC(date.year, date.month - 1, date.day)
      : Math.floor(wallClock(now, timeZone) / dayMs - date.days) * dayMs;
  let at = wanted;
  // Twice, because the offset may differ between the first guess and the result.
  for (let attempt = 0; attempt < 2; attempt += 1) at += wanted - wallClock(new Date(at), timeZone);
  return new Date(at);
}
