import type { TicketPermission } from '@crossdesk/contracts/permissions.ts';
import type { TicketRow } from '@crossdesk/contracts/views.ts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useActionHandler } from '../lib/actions.ts';
import { useHasPermission, useMe } from '../lib/catalog.ts';
import { refusalMessage } from '../lib/problem-messages.ts';
import {
  assignTickets,
  closeTickets,
  deleteTickets,
  markUnread,
  restoreTickets,
  type Targets,
} from './batch-actions.ts';

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

/** Why a single ticket cannot be handed over; of several, each has its own outcome. */
const refusalOfRow = (only: Targets[number] | undefined): string | null => {
  if (only?.baseState === 'closed') return refusalMessage('ticket_closed');
  return only && 'isOwn' in only && !only.isOwn ? refusalMessage('relation_lacks_permission') : null;
};

/**
 * Keyboard actions on the selected rows, or on the focused row while no ticket is open; an open
 * ticket has its own shortcuts. `select` selects the focused row before a picker is opened for it.
 */
export const useListActions = (props: {
  /** The selected rows, or all tickets of the view. */
  selected: Targets;
  focusedTicket: TicketRow | undefined;
  isTrash: boolean;
  select: (number: number) => void;
  clear: () => void;
  onShare: (rows: Targets) => void;
  onTransfer: (rows: Targets) => void;
  onEscalate: (rows: Targets) => void;
}) => {
  const { t } = useTranslation();
  const me = useMe();
  const may = useHasPermission();
  const refusalOf = useProfileRefusal();
  const [openField, setOpenField] = useState<BatchField | null>(null);
  const { selected, focusedTicket, isTrash } = props;
  const rows: Targets = selected.length > 0 ? selected : focusedTicket ? [focusedTicket] : [];
  const canAct = rows.length > 0 && !isTrash;
  const runOnRows = (action: (rows: Targets) => void) => () => {
    props.clear();
    action(rows);
  };
  const openPicker = (field: BatchField) => () => {
    if (selected.length === 0 && focusedTicket) props.select(focusedTicket.number);
    setOpenField(field);
  };
  const isAllClosed = rows.every((row) => row.baseState === 'closed');
  const cannotClose = refusalOf('ticket.set_status') ?? (isAllClosed ? t('ticket.isClosed') : null);
  useActionHandler('list.close', canAct ? runOnRows((targets) => closeTickets(targets)) : null, cannotClose);
  useActionHandler('list.assign', canAct ? openPicker('assignee') : null, refusalOf('ticket.assign'));
  useActionHandler(
    'list.assignToMe',
    canAct && me ? runOnRows((targets) => assignTickets(targets, me.id, me.name)) : null,
    refusalOf('ticket.assign'),
  );
  useActionHandler('list.status', canAct ? openPicker('status') : null, refusalOf('ticket.set_status'));
  useActionHandler('list.priority', canAct ? openPicker('priority') : null, refusalOf('ticket.edit'));
  // Sharing is not offered without the permission (ZE-04).
  useActionHandler('list.share', canAct && refusalOf('ticket.share') === null ? () => props.onShare(rows) : null);
  const [only] = rows.length === 1 ? rows : [];
  useActionHandler(
    'list.transfer',
    canAct && refusalOf('ticket.transfer') === null ? () => props.onTransfer(rows) : null,
    rows.length > 1 && !may('tickets.batch_transfer') ? t('transfer.one') : refusalOfRow(only),
  );
  useActionHandler(
    'list.escalate',
    canAct && refusalOf('ticket.escalate') === null ? () => props.onEscalate(rows) : null,
    refusalOfRow(only),
  );
  useActionHandler('list.unread', canAct ? runOnRows(markUnread) : null);
  useActionHandler(
    'list.delete',
    canAct ? runOnRows((targets) => deleteTickets(targets)) : null,
    refusalOf('ticket.delete'),
  );
  useActionHandler(
    'list.restore',
    rows.length > 0 && isTrash ? runOnRows((targets) => restoreTickets(targets)) : null,
    refusalOf('ticket.restore'),
  );
  return { openField, setOpenField };
};
