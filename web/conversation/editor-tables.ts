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

/** The innermost table the caret is in: where it stands, and which of its cells; null outside of tables. */
const tableAtCaret = (editor: Editor): { table: DocumentNode; at: number; spot: Position } | null => {
  const { $from } = editor.state.selection;
  for (let depth = $from.depth; depth >= 2; depth--) {
    if (!isCell($from.node(depth).type.name)) continue;
    const outer = depth - 2;
    const spot = { row: $from.index(outer), index: $from.index(outer + 1) };
    return { table: $from.node(outer), at: $from.before(outer), spot };
  }
  return null;
};

/** Where the caret stands when it goes to a cell: before its first letter. */
const caretPositionInCell = (table: DocumentNode, at: number, spot: Position): number => {
  let row = at + 1;
  for (let index = 0; index < spot.row; index++) row += table.child(index).nodeSize;
  let cell = row + 1;
  for (let index = 0; index < spot.index; index++) cell += table.child(spot.row).child(index).nodeSize;
  let caret = 0;
  table
    .child(spot.row)
    .child(spot.index)
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
  like: DocumentNode | null,
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
  return schema.node('table', like?.attrs ?? null, rows.map(line));
};

const emptyContentFactory = (editor: Editor) => () =>
  editor.state.schema.node('doc', null, editor.schema.node('paragraph')).content;

/** Puts the changed table in place of the one around the caret; null takes the whole table out. */
const replaceTable = (
  editor: Editor,
  { table, at }: { table: DocumentNode; at: number },
  now: TableChange<DocumentNode['content']> | null,
) => {
  if (!now) return focusedChain(editor).deleteNode('table').run();
  const drawn = createTableNode(editor, now.rows, table);
  return focusedChain(editor)
    .command(({ tr }) => Boolean(tr.replaceWith(at, at + table.nodeSize, drawn)))
    .setTextSelection(caretPositionInCell(drawn, at, now.caret))
    .scrollIntoView()
    .run();
};

/** Adds a row below the caret, or a column to its right, and goes there. Answers whether the caret is in a table. */
export const addToTable = (editor: Editor, axis: 'row' | 'column'): boolean => {
  const found = tableAtCaret(editor);
  return (
    found !== null &&
    replaceTable(editor, found, addLine(toRows(found.table), found.spot, axis, emptyContentFactory(editor)))
  );
};

/** Removes the row or column the caret is in, with the last one the table. Answers whether the caret is in a table. */
export const removeFromTable = (editor: Editor, axis: 'row' | 'column'): boolean => {
  const found = tableAtCaret(editor);
  return (
    found !== null &&
    replaceTable(editor, found, removeLine(toRows(found.table), found.spot, axis, emptyContentFactory(editor)))
  );
};

/** Puts a table of three by three where the caret is, its first row of headings, and goes to its first cell. */
export const insertTable = (editor: Editor): boolean => {
  const empty = emptyContentFactory(editor);
  const rows = [true, false, false].map((isHeader) =>
    [1, 2, 3].map(() => ({ content: empty(), colspan: 1, rowspan: 1, isHeader })),
  );
  const drawn = createTableNode(editor, rows, null);
  return focusedChain(editor)
    .command(({ tr, commands }) => {
      const before = tr.selection.from;
      tr.replaceSelectionWith(drawn, false);
      let at = -1;
      tr.doc.nodesBetween(Math.max(0, before - 1), tr.doc.content.size, (node, place) => {
        if (at < 0 && place >= before - 1 && node.type === drawn.type) at = place;
        return at < 0;
      });
      return at >= 0 && commands.setTextSelection(caretPositionInCell(drawn, at, { row: 0, index: 0 }));
    })
    .scrollIntoView()
    .run();
};

/** To the next cell of the table the caret is in, or the one before; past the last one a row is added. False outside of tables and before their start. */
const goToCell = (editor: Editor, by: 1 | -1): boolean => {
  const found = tableAtCaret(editor);
  if (!found) return false;
  const { table, at, spot } = found;
  const spots = childrenOf(table).flatMap((row, index) =>
    childrenOf(row).map((_, place) => ({ row: index, index: place })),
  );
  const now = spots.findIndex((one) => one.row === spot.row && one.index === spot.index);
  const next = spots[now + by];
  if (next) return editor.commands.setTextSelection(caretPositionInCell(table, at, next));
  if (by < 0 || !addToTable(editor, 'row')) return false;
  const grown = tableAtCaret(editor);
  return (
    grown !== null &&
    editor.commands.setTextSelection(caretPositionInCell(grown.table, grown.at, { ...grown.spot, index: 0 }))
  );
};

/** Tables, written here or pasted; Tab goes from cell to cell, and past the last one adds a row. Drawn with borders of their own, since the reader's mail program has no style of ours. */
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
