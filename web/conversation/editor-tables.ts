import { type Editor, mergeAttributes, Node } from '@tiptap/react';
import { focusedChain } from './focused-chain.ts';
import { addLine, type Position, type Rows, removeLine, type TableChange } from './table-shape.ts';

const span = (name: 'colspan' | 'rowspan') => ({
  default: 1,
  parseHTML: (cell: HTMLElement) => Math.min(100, Math.max(1, Number(cell.getAttribute(name)) || 1)),
  renderHTML: (attributes: Record<string, unknown>) => (attributes[name] === 1 ? {} : { [name]: attributes[name] }),
});

const cellNode = (name: 'tableCell' | 'tableHeader', tag: 'td' | 'th') =>
  Node.create({
    name,
    content: 'block+',
    isolating: true,
    addAttributes: () => ({ colspan: span('colspan'), rowspan: span('rowspan') }),
    parseHTML: () => [{ tag }],
    renderHTML: ({ HTMLAttributes }) => [tag, HTMLAttributes, 0],
  });

type DocumentNode = Editor['state']['doc'];

const isCell = (name: string): boolean => name === 'tableCell' || name === 'tableHeader';

/**
 * The innermost table around the caret with its position and the current cell; null outside tables.
 */
const tableAtCaret = (editor: Editor): { table: DocumentNode; at: number; position: Position } | null => {
  const { $from } = editor.state.selection;
  for (let depth = $from.depth; depth >= 2; depth--) {
    if (!isCell($from.node(depth).type.name)) continue;
    const outer = depth - 2;
    const position = { row: $from.index(outer), index: $from.index(outer + 1) };
    return { table: $from.node(outer), at: $from.before(outer), position };
  }
  return null;
};

/** The caret position at the start of a cell. */
const caretPositionInCell = (table: DocumentNode, at: number, position: Position): number => {
  let row = at + 1;
  for (let index = 0; index < position.row; index++) row += table.child(index).nodeSize;
  let cell = row + 1;
  for (let index = 0; index < position.index; index++) cell += table.child(position.row).child(index).nodeSize;
  let caret = 0;
  table
    .child(position.row)
    .child(position.index)
    .descendants((node, place) => {
      if (caret === 0 && node.isTextblock) caret = cell + 1 + place + 1;
      return caret === 0;
    });
  return caret;
};

const childrenOf = (table: DocumentNode): DocumentNode[] =>
  Array.from({ length: table.childCount }, (_, index) => table.child(index));

const toRows = (table: DocumentNode): Rows<DocumentNode['content']> =>
  childrenOf(table).map((row) =>
    childrenOf(row).map((cell) => ({
      content: cell.content,
      colspan: cell.attrs.colspan,
      rowspan: cell.attrs.rowspan,
      isHeader: cell.type.name === 'tableHeader',
    })),
  );

const createTableNode = (
  editor: Editor,
  rows: Rows<DocumentNode['content']>,
  previous: DocumentNode | null,
): DocumentNode => {
  const { schema } = editor.state;
  const line = (cells: Rows<DocumentNode['content']>[number]) =>
    schema.node(
      'tableRow',
      null,
      cells.map(({ content, isHeader, colspan, rowspan }) =>
        schema.node(isHeader ? 'tableHeader' : 'tableCell', { colspan, rowspan }, content),
      ),
    );
  return schema.node('table', previous?.attrs ?? null, rows.map(line));
};

const emptyContentFactory = (editor: Editor) => () =>
  editor.state.schema.node('doc', null, editor.schema.node('paragraph')).content;

/** Replaces the table around the caret; null removes it. */
const replaceTable = (
  editor: Editor,
  { table, at }: { table: DocumentNode; at: number },
  change: TableChange<DocumentNode['content']> | null,
) => {
  if (!change) return focusedChain(editor).deleteNode('table').run();
  const newTable = createTableNode(editor, change.rows, table);
  return focusedChain(editor)
    .command(({ tr }) => Boolean(tr.replaceWith(at, at + table.nodeSize, newTable)))
    .setTextSelection(caretPositionInCell(newTable, at, change.caret))
    .scrollIntoView()
    .run();
};

/**
 * Adds a row below the caret or a column to its right, and moves there. Returns whether the caret
 * is in a table.
 */
export const addToTable = (editor: Editor, axis: 'row' | 'column'): boolean => {
  const found = tableAtCaret(editor);
  return (
    found !== null &&
    replaceTable(editor, found, addLine(toRows(found.table), found.position, axis, emptyContentFactory(editor)))
  );
};

/**
 * Removes the caret's row or column; the last one removes the table. Returns whether the caret is
 * in a table.
 */
export const removeFromTable = (editor: Editor, axis: 'row' | 'column'): boolean => {
  const found = tableAtCaret(editor);
  return (
    found !== null &&
    replaceTable(editor, found, removeLine(toRows(found.table), found.position, axis, emptyContentFactory(editor)))
  );
};

/** Inserts a 3 × 3 table with a header row and moves to its first cell. */
export const insertTable = (editor: Editor): boolean => {
  const empty = emptyContentFactory(editor);
  const rows = [true, false, false].map((isHeader) =>
    [1, 2, 3].map(() => ({ content: empty(), colspan: 1, rowspan: 1, isHeader })),
  );
  const newTable = createTableNode(editor, rows, null);
  return focusedChain(editor)
    .command(({ tr, commands }) => {
      const before = tr.selection.from;
      tr.replaceSelectionWith(newTable, false);
      let at = -1;
      tr.doc.nodesBetween(Math.max(0, before - 1), tr.doc.content.size, (node, place) => {
        if (at < 0 && place >= before - 1 && node.type === newTable.type) at = place;
        return at < 0;
      });
      return at >= 0 && commands.setTextSelection(caretPositionInCell(newTable, at, { row: 0, index: 0 }));
    })
    .scrollIntoView()
    .run();
};

/**
 * Moves to the next or previous cell; after the last one adds a row. False outside tables and
 * before the first cell.
 */
const goToCell = (editor: Editor, by: 1 | -1): boolean => {
  const found = tableAtCaret(editor);
  if (!found) return false;
  const { table, at, position } = found;
  const positions = childrenOf(table).flatMap((row, index) =>
    childrenOf(row).map((_, place) => ({ row: index, index: place })),
  );
  const currentIndex = positions.findIndex((one) => one.row === position.row && one.index === position.index);
  const next = positions[currentIndex + by];
  if (next) return editor.commands.setTextSelection(caretPositionInCell(table, at, next));
  if (by < 0 || !addToTable(editor, 'row')) return false;
  const updated = tableAtCaret(editor);
  return (
    updated !== null &&
    editor.commands.setTextSelection(caretPositionInCell(updated.table, updated.at, { ...updated.position, index: 0 }))
  );
};

/**
 * Tables, inserted or pasted. Tab moves between cells and adds a row after the last. Borders are
 * inline, because mail programs do not have our styles.
 */
const Table = Node.create({
  name: 'table',
  group: 'block',
  content: 'tableRow+',
  isolating: true,
  parseHTML: () => [{ tag: 'table' }],
  renderHTML: ({ HTMLAttributes }) => [
    'table',
    mergeAttributes({ border: '1', cellpadding: '4', style: 'border-collapse:collapse' }, HTMLAttributes),
    ['tbody', 0],
  ],
  addKeyboardShortcuts() {
    return { Tab: () => goToCell(this.editor, 1), 'Shift-Tab': () => goToCell(this.editor, -1) };
  },
});

const TableRow = Node.create({
  name: 'tableRow',
  content: '(tableCell | tableHeader)+',
  parseHTML: () => [{ tag: 'tr' }],
  renderHTML: ({ HTMLAttributes }) => ['tr', HTMLAttributes, 0],
});

export const tables = [Table, TableRow, cellNode('tableCell', 'td'), cellNode('tableHeader', 'th')];
