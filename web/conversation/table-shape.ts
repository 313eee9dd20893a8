/** A cell of a table; `content` is whatever stands in it. */
export type Cell<Content> = { content: Content; colspan: number; rowspan: number; isHeader: boolean };
/** The cells of each row in the order of HTML: what reaches into a row from above is not named again. */
export type Rows<Content> = readonly (readonly Cell<Content>[])[];
/** A cell by its row and its place among the cells named there, both from 0. */
export type Position = { row: number; index: number };
/** The table as it is now, and where the caret goes. */
export type TableChange<Content> = { rows: Cell<Content>[][]; caret: Position };

type PlacedCell<Content> = { row: number; column: number; cell: Cell<Content> };
const spanByAxis = { row: 'rowspan', column: 'colspan' } as const;
type Axis = keyof typeof spanByAxis;
const endOf = <Content>(one: PlacedCell<Content>, axis: Axis): number => one[axis] + one.cell[spanByAxis[axis]];

/** Every cell with its place, as HTML lays them out; where a row is short, `fill` gives what is missing. */
const layOutCells = <Content>(
  rows: Rows<Content>,
  fill: () => Content,
): { placed: PlacedCell<Content>[]; width: number } => {
  const taken = rows.map(() => new Set<number>());
  const placed: PlacedCell<Content>[] = [];
  const put = (one: PlacedCell<Content>) => {
    placed.push(one);
    for (let row = one.row; row < endOf(one, 'row'); row++)
      for (let column = one.column; column < endOf(one, 'column'); column++) taken[row]?.add(column);
  };
  for (const [row, cells] of rows.entries()) {
    let column = 0;
    for (const cell of cells) {
      while (taken[row]?.has(column)) column += 1;
      put({ row, column, cell: { ...cell, rowspan: Math.min(cell.rowspan, rows.length - row) } });
    }
  }
  const width = Math.max(0, ...placed.map((one) => endOf(one, 'column')));
  for (const [row, columns] of taken.entries()) {
    for (let column = 0; column < width; column++)
      if (!columns.has(column)) put({ row, column, cell: emptyCell(fill(), false) });
  }
  return { placed, width };
};

const emptyCell = <Content>(content: Content, isHeader: boolean): Cell<Content> => ({
  content,
  colspan: 1,
  rowspan: 1,
  isHeader,
});

const withSpan = <Content>(one: PlacedCell<Content>, axis: Axis, by: 1 | -1): PlacedCell<Content> => ({
  ...one,
  cell: { ...one.cell, [spanByAxis[axis]]: one.cell[spanByAxis[axis]] + by },
});

/** Makes room for a row or column at `line`: what reaches over it grows, what lies beyond moves on. */
const withLineAdded = <Content>(
  placed: readonly PlacedCell<Content>[],
  axis: Axis,
  line: number,
): PlacedCell<Content>[] =>
  placed.map((one) => {
    if (one[axis] >= line) return { ...one, [axis]: one[axis] + 1 };
    return endOf(one, axis) > line ? withSpan(one, axis, 1) : one;
  });

/** Takes a row or column out: what reaches over it shrinks, what was only in it goes. */
const withLineRemoved = <Content>(
  placed: readonly PlacedCell<Content>[],
  axis: Axis,
  line: number,
): PlacedCell<Content>[] =>
  placed.flatMap((one) => {
    if (one[axis] > line) return [{ ...one, [axis]: one[axis] - 1 }];
    if (endOf(one, axis) <= line) return [one];
    return one.cell[spanByAxis[axis]] > 1 ? [withSpan(one, axis, -1)] : [];
  });

/** Back to rows, the caret in the cell that covers the wanted place. A row in which no cell begins any more goes, and what reaches into it is shorter. */
const toTableChange = <Content>(
  placed: readonly PlacedCell<Content>[],
  height: number,
  wanted: { row: number; column: number },
): TableChange<Content> => {
  const lines = Array.from({ length: height }, (_, row) =>
    placed.filter((one) => one.row === row).sort((a, b) => a.column - b.column),
  );
  const hollow = lines.findIndex((line) => line.length === 0);
  if (hollow >= 0) {
    const row = wanted.row > hollow ? wanted.row - 1 : wanted.row;
    return toTableChange(withLineRemoved(placed, 'row', hollow), height - 1, { ...wanted, row });
  }
  const isThere = (one: PlacedCell<Content>) =>
    (['row', 'column'] as const).every((axis) => wanted[axis] >= one[axis] && wanted[axis] < endOf(one, axis));
  const target = placed.find(isThere);
  const caret = target
    ? { row: target.row, index: lines[target.row]?.indexOf(target) ?? 0 }
    : { row: Math.min(wanted.row, height - 1), index: 0 };
  return { rows: lines.map((line) => line.map((one) => one.cell)), caret };
};

const cellAt = <Content>(rows: Rows<Content>, placed: readonly PlacedCell<Content>[], { row, index }: Position) =>
  placed[rows.slice(0, row).reduce((count, cells) => count + cells.length, index)] ?? { row: 0, column: 0, cell: null };

/** Adds a row or column after the cell, of empty cells, with the caret in it. It goes on with the headings it crosses: those of the first column, or of the first row. */
export const addLine = <Content>(
  rows: Rows<Content>,
  spot: Position,
  axis: Axis,
  fill: () => Content,
): TableChange<Content> => {
  const { placed, width } = layOutCells(rows, fill);
  const here = cellAt(rows, placed, spot);
  const across = axis === 'row' ? 'column' : 'row';
  const line = here[axis] + (here.cell?.[spanByAxis[axis]] ?? 1);
  const height = rows.length + (axis === 'row' ? 1 : 0);
  const isCrossed = (one: PlacedCell<Content>, at: number) => at >= one[across] && at < endOf(one, across);
  const made: PlacedCell<Content>[] = [];
  for (let at = 0; at < (axis === 'row' ? width : rows.length); at++) {
    const crossed = placed.filter((one) => isCrossed(one, at));
    if (crossed.some((one) => one[axis] < line && endOf(one, axis) > line)) continue;
    const isHeader = (axis === 'column' || rows.length > 1) && crossed.every((one) => one.cell.isHeader);
    const cell = emptyCell(fill(), isHeader);
    made.push(axis === 'row' ? { row: line, column: at, cell } : { row: at, column: line, cell });
  }
  return toTableChange([...withLineAdded(placed, axis, line), ...made], height, { ...here, [axis]: line });
};

/** Takes the cell's row or column out, with the caret in the next one; null when nothing remains of the table. */
export const removeLine = <Content>(
  rows: Rows<Content>,
  spot: Position,
  axis: Axis,
  fill: () => Content,
): TableChange<Content> | null => {
  const { placed, width } = layOutCells(rows, fill);
  const here = cellAt(rows, placed, spot);
  const size = axis === 'row' ? rows.length : width;
  if (size <= 1) return null;
  const left = withLineRemoved(placed, axis, here[axis]);
  return toTableChange(left, rows.length - (axis === 'row' ? 1 : 0), {
    ...here,
    [axis]: Math.min(here[axis], size - 2),
  });
};
