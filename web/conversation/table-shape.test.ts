import { describe, expect, test } from 'vitest';
import { addLine, type Cell, removeLine } from './table-shape.ts';

/** `a`, `b` are cells, `!` a heading, `a2x3` one that is two columns wide and three rows high; an empty cell reads `·`. */
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

describe('a row is added', () => {
  test('below the one the caret is in, which goes there', () => {
    const { rows, caret } = addLine(tableOf('a! b!', 'c d', 'e f'), { row: 1, index: 1 }, 'row', empty);
    expect(read(rows)).toEqual(['a! b!', 'c d', '· ·', 'e f']);
    expect(caret).toEqual({ row: 2, index: 1 });
  });

  test('under a heading it is not one, in a column of headings it is', () => {
    expect(read(addLine(tableOf('a! b!', 'c! d'), { row: 0, index: 0 }, 'row', empty).rows)).toEqual([
      'a! b!',
      '·! ·',
      'c! d',
    ]);
    expect(read(addLine(tableOf('a! b!', 'c d'), { row: 0, index: 0 }, 'row', empty).rows)?.[1]).toBe('· ·');
  });

  test('under a single row of headings, none', () => {
    expect(read(addLine(tableOf('a! b!'), { row: 0, index: 0 }, 'row', empty).rows)).toEqual(['a! b!', '· ·']);
  });

  test('through a cell that reaches over it, which grows', () => {
    const { rows, caret } = addLine(tableOf('a1x2 b', 'c', 'd e'), { row: 0, index: 1 }, 'row', empty);
    expect(read(rows)).toEqual(['a1x3 b', '·', 'c', 'd e']);
    expect(caret).toEqual({ row: 1, index: 0 });
  });

  test('below the whole of a cell that is several rows high', () => {
    const { rows } = addLine(tableOf('a1x2 b', 'c', 'd e'), { row: 0, index: 0 }, 'row', empty);
    expect(read(rows)).toEqual(['a1x2 b', 'c', '· ·', 'd e']);
  });
});

describe('a column is added', () => {
  test('right of the one the caret is in, a heading where the row is one', () => {
    const { rows, caret } = addLine(tableOf('a! b!', 'c! d'), { row: 1, index: 0 }, 'column', empty);
    expect(read(rows)).toEqual(['a! ·! b!', 'c! · d']);
    expect(caret).toEqual({ row: 1, index: 1 });
  });

  test('in a table whose rows are not of one length, which are made so', () => {
    const { rows } = addLine(tableOf('a b c', 'd'), { row: 0, index: 2 }, 'column', empty);
    expect(read(rows)).toEqual(['a b c ·', 'd · · ·']);
  });
});

describe('a row or column is removed', () => {
  test('the caret stays in its place, or goes to the last there is', () => {
    const rows = tableOf('a b', 'c d', 'e f');
    expect(removeLine(rows, { row: 1, index: 1 }, 'row', empty)).toMatchObject({ caret: { row: 1, index: 1 } });
    const last = removeLine(rows, { row: 2, index: 1 }, 'row', empty);
    expect([read(last?.rows), last?.caret]).toEqual([['a b', 'c d'], { row: 1, index: 1 }]);
    const narrower = removeLine(rows, { row: 0, index: 1 }, 'column', empty);
    expect([read(narrower?.rows), narrower?.caret]).toEqual([['a', 'c', 'e'], { row: 0, index: 0 }]);
  });

  test('what reaches over it is only smaller', () => {
    expect(read(removeLine(tableOf('a2x1 b', 'c d e'), { row: 1, index: 1 }, 'column', empty)?.rows)).toEqual([
      'a b',
      'c e',
    ]);
    expect(read(removeLine(tableOf('a1x2 b', 'c', 'd e'), { row: 0, index: 1 }, 'row', empty)?.rows)).toEqual([
      'a c',
      'd e',
    ]);
  });

  test('a row of which nothing remains goes with it', () => {
    const rows = tableOf('a1x2 b', 'c', 'd e');
    expect(read(removeLine(rows, { row: 0, index: 1 }, 'column', empty)?.rows)).toEqual(['a', 'd']);
  });

  test('with the last one the table is gone', () => {
    expect(removeLine(tableOf('a b'), { row: 0, index: 0 }, 'row', empty)).toBeNull();
    expect(removeLine(tableOf('a', 'b'), { row: 0, index: 0 }, 'column', empty)).toBeNull();
  });
});
