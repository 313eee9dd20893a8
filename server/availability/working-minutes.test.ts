import type { WeekHours } from '@crossdesk/contracts/availability.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestAgent, type TestApp, testApp } from '../testing/test-app.ts';
import { workingMinutes } from './index.ts';

let desk: TestApp;
let agent: TestAgent;
beforeAll(async () => {
  desk = await testApp();
  agent = await desk.given.agent();
});
afterAll(() => desk.close());

const hour = 60;
const setHours = (hours: WeekHours | null) =>
  desk.call(desk.admin, 'setSchedule', {
    params: { agentId: agent.id },
    body: { timeZone: 'Europe/Lisbon', hours },
  });
const minutes = (...spans: readonly [from: string, to: string][]) =>
  workingMinutes(
    { db: desk.services.db, now: desk.clock.now() },
    spans.map(([from, to]) => ({ agentId: agent.id, from: new Date(from), to: new Date(to) })),
  );
const weekdays = (...day: WeekHours[number]): WeekHours => [day, day, day, day, day, [], []];

test('without working hours there is no working time', async () => {
  expect(await minutes(['2026-01-05T09:00Z', '2026-01-05T12:00Z'])).toEqual([null]);
  await setHours(null);
  expect(await minutes(['2026-01-05T09:00Z', '2026-01-05T12:00Z'])).toEqual([null]);
  expect(await minutes()).toEqual([]);
});

test('only the part within the working hours counts, by the clock of the time zone', async () => {
  await setHours(weekdays({ from: 9 * hour, to: 12 * hour }, { from: 13 * hour, to: 18 * hour }));
  expect(
    await minutes(
      // Monday 5 January 2026.
      ['2026-01-05T11:30Z', '2026-01-05T13:15Z'],
      ['2026-01-05T18:30Z', '2026-01-06T08:59Z'],
      // From Friday evening to Monday morning.
      ['2026-01-09T17:00Z', '2026-01-12T10:00Z'],
      // In summer, 9:00 in Lisbon is 8:00 UTC.
      ['2026-07-06T08:00Z', '2026-07-06T09:00Z'],
      // Two whole weeks.
      ['2026-01-05T00:00Z', '2026-01-19T00:00Z'],
    ),
  ).toEqual([45, 0, 2 * hour, hour, 80 * hour]);
});

test('a night is counted from the day on which it begins, also when the clocks change', async () => {
  await setHours([[], [], [], [], [], [{ from: 22 * hour, to: 6 * hour }], []]);
  expect(
    await minutes(
      ['2026-01-11T01:00Z', '2026-01-11T12:00Z'],
      // The clocks go forward on Sunday 29 March 2026 at 1:00, and back on 25 October.
      ['2026-03-28T12:00Z', '2026-03-29T12:00Z'],
      ['2026-10-24T12:00Z', '2026-10-25T12:00Z'],
    ),
  ).toEqual([5 * hour, 7 * hour, 9 * hour]);
});
