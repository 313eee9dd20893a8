/** A table cell; `content` is opaque. */
export type Cell<Content> = { content: Content; colspan: number; rowspan: number; isHeader: boolean };
/** The cells of each row as in HTML: cells that span from a row above are not repeated. */
export type Rows<Content> = readonly (readonly Cell<Content>[])[];
/** A cell by its row and its index among the cells of that row, both from 0. */
export type Position = { row: number; index: number };
/** The changed table and the new caret position. */
export type TableChange<Content> = { rows: Cell<Content>[][]; caret: Position };

type PlacedCell<Content> = { row: number; column: number; cell: Cell<Content> };
const spanByAxis = { row: 'rowspan', column: 'colspan' } as const;
type Axis = keyof typeof spanByAxis;
const endOf = <Content>(one: PlacedCell<Content>, axis: Axis): number => one[axis] + one.cell[spanByAxis[axis]];

/** Lays out the cells as HTML does; `fill` provides the content of missing cells in short rows. */
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

/** Adds a row or column at `line`: cells spanning it grow, cells after it move. */
const withLineAdded = <Content>(
  placed: readonly PlacedCell<Content>[],
  axis: Axis,
  line: number,
): PlacedCell<Content>[] =>
  placed.map((one) => {
    if (one[axis] >= line) return { ...one, [axis]: one[axis] + 1 };
    return endOf(one, axis) > line ? withSpan(one, axis, 1) : one;
  });

/** Removes a row or column: cells spanning it shrink, cells only in it are removed. */
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

/**
 * Converts back to rows, with the caret in the cell at the wanted place. Rows in which no cell
 * starts are removed.
 */
const toTableChange = <Content>(
  placed: readonly PlacedCell<Content>[],
  height: number,
  wanted: { row: number; column: number },
): TableChange<Content> => {
  const lines = Array.from({ length: height }, (_, row) =>
    placed.filter((one) => one.row === row).sort((a, b) => a.column - b.column),
  );
  const emptyIndex = lines.findIndex((line) => line.length === 0);
  if (emptyIndex >= 0) {
    const row = wanted.row > emptyIndex ? wanted.row - 1 : wanted.row;
    return toTableChange(withLineRemoved(placed, 'row', emptyIndex), height - 1, { ...wanted, row });
  }
  const coversWanted = (one: PlacedCell<Content>) =>
    (['row', 'column'] as const).every((axis) => wanted[axis] >= one[axis] && wanted[axis] < endOf(one, axis));
  const target = placed.find(coversWanted);
  const caret = target
    ? { row: target.row, index: lines[target.row]?.indexOf(target) ?? 0 }
    : { row: Math.min(wanted.row, height - 1), index: 0 };
  return { rows: lines.map((line) => line.map((one) => one.cell)), caret };
};

const cellAt = <Content>(rows: Rows<Content>, placed: readonly PlacedCell<Content>[], { row, index }: Position) =>
  placed[rows.slice(0, row).reduce((count, cells) => count + cells.length, index)] ?? { row: 0, column: 0, cell: null };

/**
 * Adds a row or column of empty cells after the cell and puts the caret there. New cells continue
 * the headers they cross.
 */
export const addLine = <Content>(
  rows: Rows<Content>,
  position: Position,
  axis: Axis,
  fill: () => Content,
): TableChange<Content> => {
  const { placed, width } = layOutCells(rows, fill);
  const current = cellAt(rows, placed, position);
  const across = axis === 'row' ? 'column' : 'row';
  const line = current[axis] + (current.cell?.[spanByAxis[axis]] ?? 1);
  const height = rows.length + (axis === 'row' ? 1 : 0);
  const isCrossed = (one: PlacedCell<Content>, at: number) => at >= one[across] && at < endOf(one, across);
  const added: PlacedCell<Content>[] = [];
  for (let at = 0; at < (axis === 'row' ? width : rows.length); at++) {
    const crossed = placed.filter((one) => isCrossed(one, at));
    if (crossed.some((one) => one[axis] < line && endOf(one, axis) > line)) continue;
    const isHeader = (axis === 'column' || rows.length > 1) && crossed.every((one) => one.cell.isHeader);
    const cell = emptyCell(fill(), isHeader);
    added.push(axis === 'row' ? { row: line, column: at, cell } : { row: at, column: line, cell });
  }
  return toTableChange([...withLineAdded(placed, axis, line), ...added], height, { ...current, [axis]: line });
};

/**
 * Removes the cell's row or column and puts the caret in the next one; null if the table is empty
 * then.
 */
export const removeLine = <Content>(
  rows: Rows<Content>,
  position: Position,
  axis: Axis,
  fill: () => Content,
): TableChange<Content> | null => {
  const { placed, width } = layOutCells(rows, fill);
  const current = cellAt(rows, placed, position);
  const size = axis === 'row' ? rows.length : width;
  if (size <= 1) return null;
  const remaining = withLineRemoved(placed, axis, current[axis]);
  return toTableChange(remaining, rows.length - (axis === 'row' ? 1 : 0), {
    ...current,
    [axis]: Math.min(current[axis], size - 2),
  });
};
