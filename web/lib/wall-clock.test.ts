import { describe, expect, test } from 'vitest';
import { eveningIn, instantOf, wallClock } from './wall-clock.ts';

const zones = ['Asia/Tokyo', 'Europe/Lisbon', 'America/St_Johns', 'Asia/Kathmandu', 'UTC'];

describe('a date-and-time field shows the clock of the reader, whatever zone the browser is in', () => {
  test.each(zones)('there and back in %s', (zone) => {
    for (const instant of ['2026-03-01T00:30:00.000Z', '2026-07-15T12:00:00.000Z', '2026-12-31T23:59:00.000Z']) {
      expect(instantOf(wallClock(instant, zone), zone)).toBe(instant);
    }
  });

  test('six in the evening in Tokyo is nine in the morning in Greenwich', () => {
    expect(instantOf('2026-11-22T18:00', 'Asia/Tokyo')).toBe('2026-11-22T09:00:00.000Z');
    expect(wallClock('2026-11-22T09:00:00.000Z', 'Asia/Tokyo')).toBe('2026-11-22T18:00');
  });

  test('on the day the clocks go back the later hours are right', () => {
    expect(instantOf('2026-10-25T18:00', 'Europe/Lisbon')).toBe('2026-10-25T18:00:00.000Z');
    expect(instantOf('2026-10-24T18:00', 'Europe/Lisbon')).toBe('2026-10-24T17:00:00.000Z');
  });

  test('an hour that a clock change leaves out is the one after', () => {
    expect(wallClock(instantOf('2026-03-29T01:30', 'Europe/Lisbon'), 'Europe/Lisbon')).toBe('2026-03-29T02:30');
  });

  test('an empty or unfinished field is no instant', () => {
    expect(instantOf('', 'UTC')).toBeNull();
    expect(instantOf('2026-13', 'UTC')).toBeNull();
    expect(wallClock(null, 'UTC')).toBe('');
  });
});

test('this evening, tomorrow’s and the one in a week follow the day of the reader', () => {
  const lateInLondon = Date.parse('2026-11-22T20:00:00.000Z');
  expect(eveningIn(0, lateInLondon, 'UTC')).toBe('2026-11-22T18:00');
  expect(eveningIn(0, lateInLondon, 'Asia/Tokyo')).toBe('2026-11-23T18:00');
  expect(eveningIn(1, lateInLondon, 'UTC')).toBe('2026-11-23T18:00');
  expect(eveningIn(7, lateInLondon, 'UTC')).toBe('2026-11-29T18:00');
});
