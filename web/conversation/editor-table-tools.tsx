import type { Editor } from '@tiptap/react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../ui/buttons.tsx';
import {
  IconColumnInsertRight,
  IconColumnRemove,
  IconRowInsertBottom,
  IconRowRemove,
  IconTable,
  IconTrash,
} from '../ui/icons.ts';
import { addToTable, insertTable, removeFromTable } from './editor-tables.ts';
import { focusedChain } from './focused-chain.ts';

/**
 * Inserts a table; inside a table edits its rows and columns. Placed below the text, so nothing
 * moves under the caret.
 */
export const TableTools = ({ editor, isInTable }: { editor: Editor; isInTable: boolean }) => {
  const { t } = useTranslation('editor');
  if (!isInTable)
    return (
      <IconButton label={t('editor.insertTable')} onClick={() => insertTable(editor)}>
        <IconTable />
      </IconButton>
    );
  return (
    // biome-ignore lint/a11y/useSemanticElements: a group of buttons, not of form fields
    <div className="editor-table-tools" role="group" aria-label={t('editor.table')}>
      <IconButton label={t('editor.addRow')} onClick={() => addToTable(editor, 'row')}>
        <IconRowInsertBottom />
      </IconButton>
      <IconButton label={t('editor.addColumn')} onClick={() => addToTable(editor, 'column')}>
        <IconColumnInsertRight />
      </IconButton>
      <IconButton label={t('editor.removeRow')} onClick={() => removeFromTable(editor, 'row')}>
        <IconRowRemove />
      </IconButton>
      <IconButton label={t('editor.removeColumn')} onClick={() => removeFromTable(editor, 'column')}>
        <IconColumnRemove />
      </IconButton>
      <IconButton label={t('editor.removeTable')} onClick={() => focusedChain(editor).deleteNode('table').run()}>
        <IconTrash />
      </IconButton>
    </div>
  );
};
