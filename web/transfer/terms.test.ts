import type { Candidate } from '@crossdesk/contracts/assignment.ts';
import type { Ticket } from '@crossdesk/contracts/tickets.ts';
import { describe, expect, test } from 'vitest';
import { canBeNamed, decisiveFactor, leastBusy, startForm, toForecastTerms, toWrite } from './terms.ts';

const ticket = { departmentId: 1, account: null, productId: 4, categoryId: null } as unknown as Ticket;
const candidate = (agentId: number, openCount: number, rest: Partial<Candidate> = {}): Candidate => ({
  agentId,
  openCount,
  maxOpen: null,
  lastAssignedAt: null,
  refusal: null,
  ...rest,
});

describe('what is sent', () => {
  test('nothing is forecast before a department, or a member if one is to be named, is chosen', () => {
    const form = startForm(ticket);
    expect(toForecastTerms(form, ticket)).toBeNull();
    expect(toForecastTerms({ ...form, departmentId: 2, isChoosing: true }, ticket)).toBeNull();
    expect(toForecastTerms({ ...form, departmentId: 2 }, ticket)).toEqual({
      departmentId: 2,
      agentId: null,
      isUnit: false,
      keep: 'trace',
    });
  });

  test('CP-27 CP-28 only corrected fields are sent, also cleared ones', () => {
    const form = { ...startForm(ticket), departmentId: 2, productId: null, categoryId: 9, note: ' Lost. ' };
    expect(toWrite(form, ticket, 7)).toEqual({
      version: 7,
      departmentId: 2,
      agentId: null,
      isUnit: false,
      keep: 'trace',
      productId: null,
      categoryId: 9,
      reasonId: null,
      reason: '',
      note: 'Lost.',
    });
  });

  test('within the department nothing is kept and no unit is meant', () => {
    const form = { ...startForm(ticket), departmentId: 1, agentId: 5, keep: 'full' as const };
    expect(toForecastTerms(form, ticket)).toEqual({ departmentId: 1, agentId: 5 });
  });
});

describe('who can be named', () => {
  test('an absent member only if the department allows it, and one without the permission never', () => {
    expect(canBeNamed(candidate(1, 0, { refusal: 'away' }), false)).toBe(false);
    expect(canBeNamed(candidate(1, 0, { refusal: 'away' }), true)).toBe(true);
    expect(canBeNamed(candidate(1, 0, { refusal: 'lacks_permission' }), true)).toBe(false);
  });
});

describe('what decides', () => {
  const least = { mode: 'least_open', tieBreak: 'least_recent' } as const;
  const day = (date: string) => ({ lastAssignedAt: `2026-11-${date}T10:00:00.000Z` });
  test.each([
    ['the only one left', [candidate(1, 0), candidate(2, 0, { refusal: 'away' })], least, 'only_one'],
    ['the fewest open tickets', [candidate(1, 1), candidate(2, 2)], least, 'fewest_open'],
    ['the longest wait among equals', [candidate(1, 1, day('01')), candidate(2, 1, day('02'))], least, 'least_recent'],
    ['chance among equals', [candidate(1, 1), candidate(2, 1)], least, 'random'],
    ['the turn', [candidate(1, 1), candidate(2, 0)], { ...least, mode: 'sequential' as const }, 'turn'],
    [
      'the longest wait',
      [candidate(1, 1), candidate(2, 0)],
      { ...least, mode: 'round_robin' as const },
      'least_recent',
    ],
  ] as const)('%s', (_, candidates, settings, expected) => {
    expect(decisiveFactor(candidates, 1, settings)).toBe(expected);
  });

  test('of several supervisors the least busy one is foreseen, unless several are equal', () => {
    expect(leastBusy([candidate(1, 3), candidate(2, 1), candidate(3, 0, { refusal: 'away' })])?.agentId).toBe(2);
    expect(leastBusy([candidate(1, 1, day('02')), candidate(2, 1, day('01'))])?.agentId).toBe(2);
    expect(leastBusy([candidate(1, 1), candidate(2, 1)])).toBeNull();
    expect(leastBusy([])).toBeNull();
  });
});
