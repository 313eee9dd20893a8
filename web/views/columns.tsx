import { viewColumns } from '@crossdesk/contracts/lists/views.ts';
import type { ViewColumn } from '@crossdesk/contracts/views.ts';
import { type KeyboardEvent, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { focusNextFrame } from '../lib/focus.ts';
import { IconChevronLeft, IconPlus, IconX } from '../ui/icons.ts';
import { Pick } from '../ui/pick.tsx';

/** Editor for the columns besides the subject. Arrow keys move a column, Delete removes it. */
export const Columns = ({
  columns,
  onChange,
}: {
  columns: readonly ViewColumn[];
  onChange: (columns: ViewColumn[]) => void;
}) => {
  const { t } = useTranslation('views');
  const list = useRef<HTMLUListElement>(null);
  const focus = (column: ViewColumn | undefined) =>
    focusNextFrame(() => list.current?.querySelector<HTMLElement>(`[data-column="${column}"]`));
  const moveColumn = (column: ViewColumn, by: number) => {
    const from = columns.indexOf(column);
    const to = Math.max(0, Math.min(columns.length - 1, from + by));
    const next = columns.filter((one) => one !== column);
    next.splice(to, 0, column);
    onChange(next);
    focus(column);
  };
  const removeColumn = (column: ViewColumn) => {
    if (columns.length === 1) return;
    focus(columns[columns.indexOf(column) + 1] ?? columns[columns.length - 2]);
    onChange(columns.filter((one) => one !== column));
  };
  const onKey = (event: KeyboardEvent, column: ViewColumn) => {
    const by = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : 0;
    if (by) moveColumn(column, by);
    else if (event.key === 'Delete' || event.key === 'Backspace') removeColumn(column);
    else return;
    event.preventDefault();
  };
  const unusedColumns = viewColumns.filter((column) => !columns.includes(column));
  return (
    <section className="builder-part" aria-label={t('builder.columns')}>
      <h3>{t('builder.columns')}</h3>
      <ul className="columns" ref={list}>
        {columns.map((column, index) => {
          const name = t(`column.${column}`);
          return (
            <li key={column} className="column">
              <button
                type="button"
                tabIndex={-1}
                className="column-move"
                aria-label={t('builder.moveColumn', { name })}
                aria-disabled={index === 0}
                onClick={() => moveColumn(column, -1)}
              >
                <IconChevronLeft aria-hidden />
              </button>
              <button
                type="button"
                data-column={column}
                className="column-name"
                aria-label={t('builder.column', { name, place: index + 1, count: columns.length })}
                onKeyDown={(event) => onKey(event, column)}
              >
                {name}
              </button>
              <button
                type="button"
                tabIndex={-1}
                aria-label={t('builder.takeColumn', { name })}
                aria-disabled={columns.length === 1}
                onClick={() => removeColumn(column)}
              >
                <IconX aria-hidden />
              </button>
            </li>
          );
        })}
        {unusedColumns.length > 0 && (
          <li>
            <Pick
              label={t('builder.columns')}
              value={null}
              options={unusedColumns.map((column) => ({ value: column, label: t(`column.${column}`) }))}
              className="builder-add"
              width={240}
              onPick={(picked) => onChange([...columns, ...unusedColumns.filter((column) => column === picked)])}
            >
              <IconPlus aria-hidden />
              <span>{t('builder.addColumn')}</span>
            </Pick>
          </li>
        )}
      </ul>
      <p className="faint">{t('builder.columnsHint')}</p>
    </section>
  );
};
