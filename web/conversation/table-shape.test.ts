import { describe, expect, test } from 'vitest';
import { addLine, type Cell, removeLine } from './table-shape.ts';

/**
 * `a`, `b` are cells, `!` marks a header, `a2x3` is two columns wide and three rows high, `·` is an
 * empty cell.
 */
const tableOf = (...lines: string[]): Cell<string>[][] =>
  lines.map((line) =>
    line.split(' ').map((word) => {
      const [, content = '', mark, width = '1', height = '1'] = /^([a-z·])(!?)(?:(\d)x(\d))?$/.exec(word) ?? [];
      return { content, isHeader: mark === '!', colspan: Number(width), rowspan: Number(height) };
    }),
  );
const read = (rows: readonly (readonly Cell<string>[])[] | undefined) =>
  rows?.map((cells) =>
    cells
      .map(({ content, isHeader, colspan, rowspan }) => {
        const span = colspan > 1 || rowspan > 1 ? `${colspan}x${rowspan}` : '';
        return `${content}${isHeader ? '!' : ''}${span}`;
      })
      .join(' '),
  );
const empty = () => '·';

describe('adding a row', () => {
  test('adds it below the caret and moves the caret there', () => {
    const { rows, caret } = addLine(tableOf('a! b!', 'c d', 'e f'), { row: 1, index: 1 }, 'row', empty);
    expect(read(rows)).toEqual(['a! b!', 'c d', '· ·', 'e f']);
    expect(caret).toEqual({ row: 2, index: 1 });
  });

  test('is not a header below a header row, but continues a header column', () => {
    expect(read(addLine(tableOf('a! b!', 'c! d'), { row: 0, index: 0 }, 'row', empty).rows)).toEqual([
      'a! b!',
      '·! ·',
      'c! d',
    ]);
    expect(read(addLine(tableOf('a! b!', 'c d'), { row: 0, index: 0 }, 'row', empty).rows)?.[1]).toBe('· ·');
  });

  test('is not a header below a single header row', () => {
    expect(read(addLine(tableOf('a! b!'), { row: 0, index: 0 }, 'row', empty).rows)).toEqual(['a! b!', '· ·']);
  });

  test('grows a cell that spans it', () => {
    const { rows, caret } = addLine(tableOf('a1x2 b', 'c', 'd e'), { row: 0, index: 1 }, 'row', empty);
    expect(read(rows)).toEqual(['a1x3 b', '·', 'c', 'd e']);
    expect(caret).toEqual({ row: 1, index: 0 });
  });

  test('adds it below a cell that spans several rows', () => {
    const { rows } = addLine(tableOf('a1x2 b', 'c', 'd e'), { row: 0, index: 0 }, 'row', empty);
    expect(read(rows)).toEqual(['a1x2 b', 'c', '· ·', 'd e']);
  });
});

describe('adding a column', () => {
  test('adds it to the right of the caret, continuing header rows', () => {
    const { rows, caret } = addLine(tableOf('a! b!', 'c! d'), { row: 1, index: 0 }, 'column', empty);
    expect(read(rows)).toEqual(['a! ·! b!', 'c! · d']);
    expect(caret).toEqual({ row: 1, index: 1 });
  });

  test('fills short rows', () => {
    const { rows } = addLine(tableOf('a b c', 'd'), { row: 0, index: 2 }, 'column', empty);
    expect(read(rows)).toEqual(['a b c ·', 'd · · ·']);
  });
});

describe('removing a row or column', () => {
  test('keeps the caret position, or moves it to the last row or column', () => {
    const rows = tableOf('a b', 'c d', 'e f');
    expect(removeLine(rows, { row: 1, index: 1 }, 'row', empty)).toMatchObject({ caret: { row: 1, index: 1 } });
    const last = removeLine(rows, { row: 2, index: 1 }, 'row', empty);
    expect([read(last?.rows), last?.caret]).toEqual([['a b', 'c d'], { row: 1, index: 1 }]);
    const narrower = removeLine(rows, { row: 0, index: 1 }, 'column', empty);
    expect([read(narrower?.rows), narrower?.caret]).toEqual([['a', 'c', 'e'], { row: 0, index: 0 }]);
  });

  test('shrinks a cell that spans it', () => {
    expect(read(removeLine(tableOf('a2x1 b', 'c d e'), { row: 1, index: 1 }, 'column', empty)?.rows)).toEqual([
      'a b',
      'c e',
    ]);
    expect(read(removeLine(tableOf('a1x2 b', 'c', 'd e'), { row: 0, index: 1 }, 'row', empty)?.rows)).toEqual([
      'a c',
      'd e',
    ]);
  });

  test('also removes a row without cells', () => {
    const rows = tableOf('a1x2 b', 'c', 'd e');
    expect(read(removeLine(rows, { row: 0, index: 1 }, 'column', empty)?.rows)).toEqual(['a', 'd']);
  });

  test('returns null for the last row or column', () => {
    expect(removeLine(tableOf('a b'), { row: 0, index: 0 }, 'row', empty)).toBeNull();
    expect(removeLine(tableOf('a', 'b'), { row: 0, index: 0 }, 'column', empty)).toBeNull();
  });
});
