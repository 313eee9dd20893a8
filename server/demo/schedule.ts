import type { BaseState } from '@crossdesk/contracts/settings.ts';
import type { Random } from './random.ts';
import type { Line } from './story.ts';

/** When a line is said; after the last line, when the steps that end the ticket are taken. */
export type ScheduledTime = { at: Date };

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** How long ago, in hours, tickets in each state were last touched. The longest conversations take eight days, and nothing is older than sixty. */
const lastActivityHours: Record<BaseState, readonly [from: number, to: number]> = {
  new: [0.1, 30],
  open: [0.2, 80],
  pending: [2, 10 * 24],
  on_hold: [5, 18 * 24],
  resolved: [1, 12 * 24],
  closed: [6, 45 * 24],
  canceled: [12, 40 * 24],
};

/** Minutes one waits for this kind of line. People answer soon or much later, rarely in between. */
function pauseBefore(line: Line, chance: Random): number {
  const long = chance.next() ** 2;
  switch (line.by) {
    case 'customer':
      return 20 + long * 22 * 60;
    case 'partner':
      return 60 + long * 18 * 60;
    case 'machine':
      return 1;
    case 'colleague':
      return 6 + long * 90;
    case 'agent':
      return line.as === 'public' ? 12 + long * 5 * 60 : 5 + long * 60;
  }
}

/** Moves a moment into the hours in which somebody is awake: agents work from 8 to 19, customers write from 7 to 23. */
function moveToWakingHours(at: number, isOurs: boolean, chance: Random, clock: Intl.DateTimeFormat): number {
  const [h = 0, m = 0] = clock.format(at).split(':').map(Number);
  const [from, to] = isOurs ? [8, 19] : [7, 23];
  if (h >= from && h < to) return at;
  const wait = ((h < from ? from - h : 24 - h + from) * 60 - m + chance.between(2, 55)) * minute;
  return at + wait;
}

/**
 * The moments of a conversation that stands in `end` now: one for each line and two more for what ends it. The whole is moved back by full
 * days, so that the hours of the day stay those in which people write.
 */
export function scheduleLines(chance: Random, lines: readonly Line[], end: BaseState, now: Date, timeZone: string): ScheduledTime[] {
  const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone });
  const [from, to] = lastActivityHours[end];
  const endAt = now.getTime() - (from + chance.next() ** 1.5 * (to - from)) * hour;
  if (end === 'new') return [{ at: new Date(endAt) }];
  let at = moveToWakingHours(endAt - chance.between(0, 24) * hour, false, chance, clock);
  const times = [at];
  for (const line of lines.slice(1)) {
    const isOurs = line.by === 'agent' || line.by === 'colleague';
    at = moveToWakingHours(at + Math.max(line.by === 'machine' ? 1 : 4, pauseBefore(line, chance)) * minute, isOurs, chance, clock);
    times.push(at);
  }
  times.push(moveToWakingHours(at + chance.between(5, 70) * minute, true, chance, clock));
  if (end === 'closed') times.push(moveToWakingHours(at + chance.between(20, 60) * hour, true, chance, clock));
  const over = (times.at(-1) ?? at) - endAt;
  const back = over > 0 ? Math.ceil(over / day) * day : 0;
  const moved = times.map((time) => time - back);
  // A few customers have written just now, so that there is something to answer.
  const last = lines.length - 1;
  const before = moved[last - 1];
  if (end === 'open' && lines[last]?.by === 'customer' && before !== undefined && chance.isTrueWith(0.5)) {
    const justNow = now.getTime() - chance.between(3, 300) * minute;
    if (justNow > before) moved[last] = justNow;
  }
  return moved.map((time) => ({ at: new Date(time) }));
}

/** Moments given by their pauses in minutes, the first before seven in the morning some days ago. */
export function scheduleByPauses(pauses: readonly number[], now: Date, timeZone: string): ScheduledTime[] {
  const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone });
  const [h = 0, m = 0] = clock.format(now).split(':').map(Number);
  const total = pauses.reduce((sum, pause) => sum + pause, 0);
  const sinceStart = ((h - 6) * 60 + m - 55) * minute;
  const back = Math.ceil((total * minute - sinceStart) / day + 0.05) * day;
  let at = now.getTime() - sinceStart - back;
  return pauses.map((pause) => {
    at += pause * minute;
    return { at: new Date(at) };
  });
}
