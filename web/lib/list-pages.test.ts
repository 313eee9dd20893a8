import type { ListSort, TicketList, TicketRow } from '@crossdesk/contracts/views.ts';
import { describe, expect, test } from 'vitest';
import { isBelowFirstPage, type ListData, mergeFirstPage, mergeLastPage, uniqueRows } from './list-pages.ts';

const row = (number: number, minute: number): TicketRow => ({
  number,
  type: 'public',
  subject: `Ticket ${number}`,
  preview: '',
  requester: { id: 1, name: 'Mina' },
  departmentId: 1,
  assigneeId: null,
  priorityId: null,
  statusId: 1,
  justificationId: null,
  baseState: 'open',
  solutionDueAt: null,
  time: null,
  tags: [],
  channel: 'email',
  messageCount: 1,
  isUnread: false,
  version: 1,
  createdAt: new Date(0).toISOString(),
  activityAt: new Date(minute * 60_000).toISOString(),
  isOwn: true,
  shares: [],
});
const page = (sort: ListSort, items: TicketRow[], next: string | null): TicketList => ({
  items,
  next,
  sort,
  isPartial: false,
});

/** The list on screen, loaded in these pages. */
const read = (...pages: TicketList[]): ListData => ({
  pages,
  pageParams: pages.map((_, index) => (index === 0 ? '' : `after ${index}`)),
});
const shown = (data: ListData) => ({
  numbers: uniqueRows(data).map((one) => one.number),
  next: data.pages.at(-1)?.next,
  pageParams: data.pageParams,
});

describe('a row sorts below the first page', () => {
  const last = row(5, 50);
  test.each<[ListSort, TicketRow, boolean]>([
    ['activity', row(9, 49), true],
    ['activity', row(1, 51), false],
    ['activity', row(4, 50), true],
    ['activity', row(6, 50), false],
    ['waiting', row(1, 51), true],
    ['waiting', row(9, 49), false],
    ['waiting', row(6, 50), true],
    ['waiting', row(4, 50), false],
    ['created', row(4, 99), true],
    ['created', row(6, 1), false],
    ['oldest', row(6, 1), true],
    ['oldest', row(4, 99), false],
  ])('by %s', (sort, one, expected) => {
    expect(isBelowFirstPage(one, page(sort, [last], 'more'))).toBe(expected);
    expect(isBelowFirstPage(last, page(sort, [last], 'more'))).toBe(false);
    expect(isBelowFirstPage(one, page(sort, [last], null))).toBe(false);
  });
});

describe('replacing the first page', () => {
  test('by activity keeps rows that were pushed down and removes rows that left the view', () => {
    const before = read(page('activity', [row(1, 30), row(2, 20), row(3, 10)], 'after 3'));
    const pushed = mergeFirstPage(before, page('activity', [row(4, 40), row(1, 30)], 'after 1'), null);
    expect(shown(pushed)).toMatchObject({ numbers: [4, 1, 2, 3], next: 'after 3' });
    const left = mergeFirstPage(pushed, page('activity', [row(4, 40), row(2, 20)], 'after 2'), null);
    expect(shown(left)).toMatchObject({ numbers: [4, 2, 3], next: 'after 3' });
  });

  test('by longest wait removes an answered ticket from the top and continues after the page', () => {
    const before = read(page('waiting', [row(1, 10), row(2, 20)], 'after 2'));
    const after = mergeFirstPage(before, page('waiting', [row(2, 20), row(3, 30)], 'after 3'), null);
    expect(shown(after)).toMatchObject({ numbers: [2, 3], next: 'after 3' });
  });

  test('reopens the end of a complete list if new tickets come last', () => {
    const before = read(page('oldest', [row(1, 1), row(2, 2)], null));
    expect(shown(mergeFirstPage(before, page('oldest', [row(1, 1), row(2, 2)], 'after 2'), null)).next).toBe('after 2');
  });

  test('keeps the cursor of the last page', () => {
    const pages = [[row(1, 1), row(2, 2)], [row(3, 3), row(4, 4)], [row(5, 5)]];
    const before = read(...pages.map((rows, index) => page('oldest', rows, index < 2 ? `after ${index + 1}` : null)));
    const after = mergeFirstPage(before, page('oldest', [row(1, 1), row(2, 9)], 'after 1'), null);
    expect(shown(after)).toEqual({ numbers: [1, 2, 3, 4, 5], next: null, pageParams: ['', 'after 2'] });
  });

  test('keeps the row of the open ticket and shows no ticket twice', () => {
    const before = read(
      page('waiting', [row(1, 10), row(2, 20)], 'after 2'),
      page('waiting', [row(3, 30), row(1, 40)], null),
    );
    expect(shown(before).numbers).toEqual([1, 2, 3]);
    expect(shown(mergeFirstPage(before, page('waiting', [row(2, 20)], 'after 2'), 1)).numbers).toEqual([1, 2, 3]);
  });

  test('by longest wait keeps an answered open ticket in place until the next one is opened', () => {
    const before = read(page('waiting', [row(1, 10), row(2, 20), row(3, 30)], null));
    const answered = page('waiting', [row(2, 20), row(3, 30), row(1, 40)], null);
    const held = mergeFirstPage(before, answered, 1);
    expect(shown(held).numbers).toEqual([1, 2, 3]);
    expect(shown(mergeFirstPage(held, page('waiting', [row(3, 30), row(1, 40)], null), 1)).numbers).toEqual([1, 3]);
    expect(shown(mergeFirstPage(held, answered, 2)).numbers).toEqual([2, 3, 1]);
  });

  test('keeps the row of an open ticket that left the view', () => {
    const before = read(page('activity', [row(1, 30), row(2, 20), row(3, 10)], null));
    expect(shown(mergeFirstPage(before, page('activity', [row(1, 30), row(3, 10)], null), 2)).numbers).toEqual([
      1, 2, 3,
    ]);
  });
});

describe('replacing the last page', () => {
  const before = read(page('waiting', [row(1, 10), row(2, 20)], 'after 2'), page('waiting', [row(3, 30)], null));
  const end = page('waiting', [row(3, 30), row(1, 40), row(4, 50)], null);

  test('moves an answered ticket there, followed by new ones', () => {
    expect(shown(mergeLastPage(before, end, null)).numbers).toEqual([2, 3, 1, 4]);
  });

  test('keeps the row of the open ticket', () => {
    expect(shown(mergeLastPage(before, end, 1)).numbers).toEqual([1, 2, 3, 4]);
  });
});
