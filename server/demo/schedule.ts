import type { BaseState } from '@crossdesk/contracts/settings.ts';
import { dateFormat } from './date-format.ts';
import type { Random } from './random.ts';
import type { Line } from './story.ts';

/** The time of a line, or after the last line of the steps that finish the ticket. */
export type ScheduledTime = { at: Date };

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/**
 * How long ago, in hours, tickets in each state were last active. The longest conversations take
 * eight days, and nothing is older than sixty.
 */
const lastActivityHours: Record<BaseState, readonly [from: number, to: number]> = {
  new: [0.1, 30],
  open: [0.2, 80],
  pending: [2, 10 * 24],
  on_hold: [5, 18 * 24],
  resolved: [1, 12 * 24],
  closed: [6, 45 * 24],
  canceled: [12, 40 * 24],
};

/** Minutes before a line of this kind. People answer soon or much later, rarely in between. */
function pauseBefore(line: Line, random: Random): number {
  const delay = random.next() ** 2;
  switch (line.by) {
    case 'customer':
      return 20 + delay * 22 * 60;
    case 'partner':
      return 60 + delay * 18 * 60;
    case 'machine':
      return 1;
    case 'colleague':
      return 6 + delay * 90;
    case 'agent':
      return line.as === 'public' ? 12 + delay * 5 * 60 : 5 + delay * 60;
  }
}

/** Moves a time into waking hours: agents work from 8 to 19, customers write from 7 to 23. */
function moveToWakingHours(at: number, isOurs: boolean, random: Random, clock: Intl.DateTimeFormat): number {
  const [h = 0, m = 0] = clock.format(at).split(':').map(Number);
  const [from, to] = isOurs ? [8, 19] : [7, 23];
  if (h >= from && h < to) return at;
  const wait = ((h < from ? from - h : 24 - h + from) * 60 - m + random.between(2, 55)) * minute;
  return at + wait;
}

/**
 * The times of a conversation that ends in state `end`: one per line and two more for the steps
 * that finish it. All times are moved back by whole days, so that they stay within waking hours.
 */
export function scheduleLines(
  random: Random,
  lines: readonly Line[],
  end: BaseState,
  now: Date,
  timeZone: string,
): ScheduledTime[] {
  const clock = dateFormat('en-GB', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone });
  const [from, to] = lastActivityHours[end];
  const endAt = now.getTime() - (from + random.next() ** 1.5 * (to - from)) * hour;
  if (end === 'new') return [{ at: new Date(endAt) }];
  let at = moveToWakingHours(endAt - random.between(0, 24) * hour, false, random, clock);
  const times = [at];
  for (const line of lines.slice(1)) {
    const isOurs = line.by === 'agent' || line.by === 'colleague';
    at = moveToWakingHours(
      at + Math.max(line.by === 'machine' ? 1 : 4, pauseBefore(line, random)) * minute,
      isOurs,
      random,
      clock,
    );
    times.push(at);
  }
  times.push(moveToWakingHours(at + random.between(5, 70) * minute, true, random, clock));
  if (end === 'closed') times.push(moveToWakingHours(at + random.between(20, 60) * hour, true, random, clock));
  const overrun = (times.at(-1) ?? at) - endAt;
  const back = overrun > 0 ? Math.ceil(overrun / day) * day : 0;
  const moved = times.map((time) => time - back);
  // Some customers have written just now, so that there is something to answer.
  const last = lines.length - 1;
  const before = moved[last - 1];
  if (end === 'open' && lines[last]?.by === 'customer' && before !== undefined && random.happens(0.5)) {
    const justNow = now.getTime() - random.between(3, 300) * minute;
    if (justNow > before) moved[last] = justNow;
  }
  return moved.map((time) => ({ at: new Date(time) }));
}

/** Times given by pauses in minutes; the first is before seven in the morning some days ago. */
export function scheduleByPauses(pauses: readonly number[], now: Date, timeZone: string): ScheduledTime[] {
  const clock = dateFormat('en-GB', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone });
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
