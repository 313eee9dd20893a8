import type { TicketPermission } from '@crossdesk/contracts/permissions.ts';
import type { TicketRow } from '@crossdesk/contracts/views.ts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useActionHandler } from '../lib/actions.ts';
import { useHasPermission, useMe } from '../lib/catalog.ts';
import { refusalMessage } from '../lib/problem-messages.ts';
import { assignMany, closeMany, deleteMany, markManyUnread, restoreMany } from './batch-actions.ts';

/** The field that is being chosen for the marked rows. */
export type BatchField = 'assignee' | 'status' | 'priority';

/** Why nobody with this profile may do it, whatever the ticket; what one ticket forbids is said of that ticket. */
export const useProfileRefusal = () => {
  const may = useHasPermission();
  return (permission: TicketPermission): string | null =>
    may(permission) ? null : refusalMessage('profile_lacks_permission');
};

/**
 * What the keys do to the marked rows, or to the one under the hand while no ticket is open beside it; an open ticket has these keys for itself.
 * `mark` marks the row under the hand where something has to be chosen for it first.
 */
export const useListActions = (props: {
  marked: readonly TicketRow[];
  focusedTicket: TicketRow | undefined;
  isTrash: boolean;
  mark: (number: number) => void;
  clear: () => void;
  onShare: (rows: readonly TicketRow[]) => void;
}) => {
  const { t } = useTranslation();
  const me = useMe();
  const refusalOf = useProfileRefusal();
  const [openField, setOpenField] = useState<BatchField | null>(null);
  const { marked, focusedTicket, isTrash } = props;
  const rows = marked.length > 0 ? marked : focusedTicket ? [focusedTicket] : [];
  const canAct = rows.length > 0 && !isTrash;
  const runOnRows = (act: (rows: readonly TicketRow[]) => void) => () => {
    props.clear();
    act(rows);
  };
  const openPicker = (field: BatchField) => () => {
    if (marked.length === 0 && focusedTicket) props.mark(focusedTicket.number);
    setOpenField(field);
  };
  const isAllClosed = rows.every((row) => row.baseState === 'closed');
  const cannotClose = refusalOf('ticket.set_status') ?? (isAllClosed ? t('ticket.isClosed') : null);
  useActionHandler('list.close', canAct ? runOnRows((all) => void closeMany(all)) : null, cannotClose);
  useActionHandler('list.assign', canAct ? openPicker('assignee') : null, refusalOf('ticket.assign'));
  useActionHandler(
    'list.assignToMe',
    canAct && me ? runOnRows((all) => void assignMany(all, me.id, me.name)) : null,
    refusalOf('ticket.assign'),
  );
  useActionHandler('list.status', canAct ? openPicker('status') : null, refusalOf('ticket.set_status'));
  useActionHandler('list.priority', canAct ? openPicker('priority') : null, refusalOf('ticket.edit'));
  // Who may share nothing is not offered it (ZE-04).
  useActionHandler('list.share', canAct && refusalOf('ticket.share') === null ? () => props.onShare(rows) : null);
  useActionHandler('list.unread', canAct ? runOnRows(markManyUnread) : null);
  useActionHandler('list.delete', canAct ? runOnRows((all) => void deleteMany(all)) : null, refusalOf('ticket.delete'));
  useActionHandler(
    'list.restore',
    rows.length > 0 && isTrash ? runOnRows((all) => void restoreMany(all)) : null,
    refusalOf('ticket.restore'),
  );
  return { openField, setOpenField };
};
