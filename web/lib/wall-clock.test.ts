import { describe, expect, test } from 'vitest';
import { eveningIn, toInstant, toWallClock } from './wall-clock.ts';

const zones = ['Asia/Tokyo', 'Europe/Lisbon', 'America/St_Johns', 'Asia/Kathmandu', 'UTC'];

describe('a date and time field uses the reader’s zone, not the browser’s', () => {
  test.each(zones)('converts both ways in %s', (zone) => {
    for (const instant of ['2026-03-01T00:30:00.000Z', '2026-07-15T12:00:00.000Z', '2026-12-31T23:59:00.000Z']) {
      expect(toInstant(toWallClock(instant, zone), zone)).toBe(instant);
    }
  });

  test('18:00 in Tokyo is 09:00 UTC', () => {
    expect(toInstant('2026-11-22T18:00', 'Asia/Tokyo')).toBe('2026-11-22T09:00:00.000Z');
    expect(toWallClock('2026-11-22T09:00:00.000Z', 'Asia/Tokyo')).toBe('2026-11-22T18:00');
  });

  test('uses the new offset on the day the clocks go back', () => {
    expect(toInstant('2026-10-25T18:00', 'Europe/Lisbon')).toBe('2026-10-25T18:00:00.000Z');
    expect(toInstant('2026-10-24T18:00', 'Europe/Lisbon')).toBe('2026-10-24T17:00:00.000Z');
  });

  test('moves a time that a clock change skips one hour later', () => {
    expect(toWallClock(toInstant('2026-03-29T01:30', 'Europe/Lisbon'), 'Europe/Lisbon')).toBe('2026-03-29T02:30');
  });

  test('an empty or incomplete value gives null', () => {
    expect(toInstant('', 'UTC')).toBeNull();
    expect(toInstant('2026-13', 'UTC')).toBeNull();
    expect(toWallClock(null, 'UTC')).toBe('');
  });
});

test('this evening, tomorrow evening, and the evening in a week use the reader’s day', () => {
  const lateInLondon = Date.parse('2026-11-22T20:00:00.000Z');
  expect(eveningIn(0, lateInLondon, 'UTC')).toBe('2026-11-22T18:00');
  expect(eveningIn(0, lateInLondon, 'Asia/Tokyo')).toBe('2026-11-23T18:00');
  expect(eveningIn(1, lateInLondon, 'UTC')).toBe('2026-11-23T18:00');
  expect(eveningIn(7, lateInLondon, 'UTC')).toBe('2026-11-29T18:00');
});
