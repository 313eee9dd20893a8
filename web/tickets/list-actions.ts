import type { TicketPermission } from '@crossdesk/contracts/permissions.ts';
import type { TicketRow } from '@crossdesk/contracts/views.ts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useActionHandler } from '../lib/actions.ts';
import { useHasPermission, useMe } from '../lib/catalog.ts';
import { refusalMessage } from '../lib/problem-messages.ts';
import { assignMany, closeMany, deleteMany, markManyUnread, restoreMany } from './batch-actions.ts';

/** The fields that can be set for selected rows. */
export type BatchField = 'assignee' | 'status' | 'priority';

/**
 * Refusals by the access profile, independent of a ticket. Refusals of single tickets are reported
 * for those tickets.
 */
export const useProfileRefusal = () => {
  const may = useHasPermission();
  return (permission: TicketPermission): string | null =>
    may(permission) ? null : refusalMessage('profile_lacks_permission');
};

/**
 * Keyboard actions on the selected rows, or on the focused row while no ticket is open; an open
 * ticket has its own shortcuts. `select` selects the focused row before a picker is opened for it.
 */
export const useListActions = (props: {
  selected: readonly TicketRow[];
  focusedTicket: TicketRow | undefined;
  isTrash: boolean;
  select: (number: number) => void;
  clear: () => void;
  onShare: (rows: readonly TicketRow[]) => void;
  onTransfer: (row: TicketRow) => void;
}) => {
  const { t } = useTranslation();
  const me = useMe();
  const refusalOf = useProfileRefusal();
  const [openField, setOpenField] = useState<BatchField | null>(null);
  const { selected, focusedTicket, isTrash } = props;
  const rows = selected.length > 0 ? selected : focusedTicket ? [focusedTicket] : [];
  const canAct = rows.length > 0 && !isTrash;
  const runOnRows = (action: (rows: readonly TicketRow[]) => void) => () => {
    props.clear();
    action(rows);
  };
  const openPicker = (field: BatchField) => () => {
    if (selected.length === 0 && focusedTicket) props.select(focusedTicket.number);
    setOpenField(field);
  };
  const isAllClosed = rows.every((row) => row.baseState === 'closed');
  const cannotClose = refusalOf('ticket.set_status') ?? (isAllClosed ? t('ticket.isClosed') : null);
  useActionHandler('list.close', canAct ? runOnRows((targets) => void closeMany(targets)) : null, cannotClose);
  useActionHandler('list.assign', canAct ? openPicker('assignee') : null, refusalOf('ticket.assign'));
  useActionHandler(
    'list.assignToMe',
    canAct && me ? runOnRows((targets) => void assignMany(targets, me.id, me.name)) : null,
    refusalOf('ticket.assign'),
  );
  useActionHandler('list.status', canAct ? openPicker('status') : null, refusalOf('ticket.set_status'));
  useActionHandler('list.priority', canAct ? openPicker('priority') : null, refusalOf('ticket.edit'));
  // Sharing is not offered without the permission (ZE-04).
  useActionHandler('list.share', canAct && refusalOf('ticket.share') === null ? () => props.onShare(rows) : null);
  const [only] = rows.length === 1 ? rows : [];
  useActionHandler(
    'list.transfer',
    canAct && refusalOf('ticket.transfer') === null ? () => only && props.onTransfer(only) : null,
    only === undefined
      ? t('transfer.one')
      : only.baseState === 'closed'
        ? refusalMessage('ticket_closed')
        : only.isOwn
          ? null
          : refusalMessage('relation_lacks_permission'),
  );
  useActionHandler('list.unread', canAct ? runOnRows(markManyUnread) : null);
  useActionHandler(
    'list.delete',
    canAct ? runOnRows((targets) => void deleteMany(targets)) : null,
    refusalOf('ticket.delete'),
  );
  useActionHandler(
    'list.restore',
    rows.length > 0 && isTrash ? runOnRows((targets) => void restoreMany(targets)) : null,
    refusalOf('ticket.restore'),
  );
  return { openField, setOpenField };
};
