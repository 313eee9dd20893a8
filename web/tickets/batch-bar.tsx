import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useAvailabilities } from '../lib/availability.ts';
import { useMe, useNames } from '../lib/catalog.ts';
import { ActionButton, IconButton } from '../ui/buttons.tsx';
import {
  IconArrowUp,
  IconCheck,
  IconCircleHalf,
  IconFlag,
  IconMail,
  IconRestore,
  IconShare,
  IconTransfer,
  IconTrash,
  IconUserPlus,
  IconX,
} from '../ui/icons.ts';
import { Pick } from '../ui/pick.tsx';
import { assignTickets, setPriority, setStatus, type Targets } from './batch-actions.ts';
import { type BatchField, useProfileRefusal } from './list-actions.ts';
import { assigneeOptions, priorityOptions, statusChange, statusOptions, toId } from './options.tsx';
import './batch-bar.css';

/** Actions on all selected rows. Results are reported and failures can be retried. */
export const BatchBar = (props: {
  rows: Targets;
  /** Selects all tickets of the view; null if there are no more, or they are selected. */
  onSelectAll: (() => void) | null;
  isTrash: boolean;
  /** The field whose picker is open. */
  openField: BatchField | null;
  onOpenField: (field: BatchField | null) => void;
  onClear: () => void;
}) => {
  const { t } = useTranslation();
  const names = useNames();
  const availabilities = useAvailabilities();
  const me = useMe();
  const refusalOf = useProfileRefusal();
  const { rows } = props;
  const finish = (act: () => void) => {
    props.onClear();
    act();
  };
  const pickProps = (field: BatchField, label: string, icon: ReactNode) => ({
    label,
    hint: label,
    value: null,
    children: icon,
    className: 'icon-button',
    isOpen: props.openField === field,
    onOpen: (isOpen: boolean) => props.onOpenField(isOpen ? field : null),
  });
  const count = (
    <b>
      <span className="batch-words">{t('batch.selected', { count: rows.length })}</span>
      <span className="batch-count" aria-hidden>
        {rows.length}
      </span>
    </b>
  );
  const clear = (
    <IconButton label={t('action.list.clear')} hotkey="Escape" onClick={props.onClear}>
      <IconX />
    </IconButton>
  );
  const selectAll = props.onSelectAll && (
    <Button variant="subtle" size="compact-sm" className="batch-all" onClick={props.onSelectAll}>
      {t('batch.selectAll')}
    </Button>
  );
  if (props.isTrash)
    return (
      <div className="batch" role="toolbar" aria-label={t('batch.label')}>
        {clear}
        {count}
        {selectAll}
        <span className="grow" />
        <ActionButton id="list.restore">
          <IconRestore />
        </ActionButton>
      </div>
    );
  const departments = [...new Set(rows.map((row) => row.departmentId))];
  // Agents who can be assigned to all selected tickets.
  const agents = departments
    .map((id) => assigneeOptions(names, availabilities, id, me?.id ?? null))
    .reduce((all, some) => all.filter((one) => some.some((other) => other.value === one.value)));
  return (
    <div className="batch" role="toolbar" aria-label={t('batch.label')}>
      {clear}
      {count}
      {selectAll}
      <span className="grow" />
      <Pick
        {...pickProps('assignee', t('action.list.assign'), <IconUserPlus />)}
        options={agents}
        refusal={refusalOf('ticket.assign')}
        onPick={(value) =>
          finish(() => assignTickets(rows, toId(value), agents.find((one) => one.value === value)?.label ?? ''))
        }
      />
      <Pick
        {...pickProps('status', t('action.list.status'), <IconCircleHalf />)}
        options={statusOptions(names)}
        refusal={refusalOf('ticket.set_status')}
        onPick={(value) => {
          const change = statusChange(value, names);
          finish(() => setStatus(rows, change, names.choice(change.statusId) ?? ''));
        }}
      />
      <Pick
        {...pickProps('priority', t('action.list.priority'), <IconFlag />)}
        options={priorityOptions(names)}
        refusal={refusalOf('ticket.edit')}
        onPick={(value) => finish(() => setPriority(rows, toId(value)))}
      />
      <ActionButton id="list.share">
        <IconShare />
      </ActionButton>
      <ActionButton id="list.transfer">
        <IconTransfer />
      </ActionButton>
      <ActionButton id="list.escalate">
        <IconArrowUp />
      </ActionButton>
      <ActionButton id="list.unread">
        <IconMail />
      </ActionButton>
      <ActionButton id="list.close">
        <IconCheck />
      </ActionButton>
      <ActionButton id="list.delete">
        <IconTrash />
      </ActionButton>
    </div>
  );
};
