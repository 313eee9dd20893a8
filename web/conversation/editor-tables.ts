import { type Editor, mergeAttributes, Node } from '@tiptap/react';

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

const isCell = (name: string): boolean => name === 'tableCell' || name === 'tableHeader';

/** To the next cell of the table the caret is in, or the one before; false outside of tables and past their ends. */
const goToCell = (editor: Editor, by: 1 | -1): boolean => {
  const { $from } = editor.state.selection;
  const depthOf = (isIt: (name: string) => boolean) => {
    for (let depth = $from.depth; depth > 0; depth--) if (isIt($from.node(depth).type.name)) return depth;
    return 0;
  };
  const cell = depthOf(isCell);
  const table = depthOf((name) => name === 'table');
  if (cell === 0 || table === 0) return false;
  const start = $from.start(table);
  const cells: number[] = [];
  $from.node(table).descendants((node, at) => {
    if (!isCell(node.type.name)) return true;
    cells.push(start + at);
    return false;
  });
  const next = cells[cells.indexOf($from.before(cell)) + by];
  return next !== undefined && editor.commands.setTextSelection(next + 2);
};

/** Tables as they come in by paste, kept as tables; Tab goes from cell to cell. Drawn with borders of their own, since the reader's mail program has no style of ours. */
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
