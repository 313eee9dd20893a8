import type { TicketRow } from '@crossdesk/contracts/views.ts';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { type ActionId, actionTable } from '../lib/action-table.ts';
import { useMe } from '../lib/catalog.ts';
import { IconButton } from '../ui/buttons.tsx';
import { IconCheck, IconMail, IconRestore, IconUserCheck } from '../ui/icons.ts';
import { assignTickets, closeTickets, markUnread, restoreTickets } from './batch-actions.ts';
import { useProfileRefusal } from './list-actions.ts';

/**
 * The most frequent actions, shown on a hovered row. Shortcuts and the batch bar offer the same and
 * more.
 */
export const RowActions = ({ row, isTrash }: { row: TicketRow; isTrash: boolean }) => {
  const { t } = useTranslation();
  const me = useMe();
  const refusalOf = useProfileRefusal();
  const button = (id: ActionId, icon: ReactNode, run: () => void, refusal: string | null = null) => (
    <IconButton
      label={t(`action.${id}`)}
      hotkey={actionTable[id].keys[0]}
      refusal={refusal}
      tabIndex={-1}
      onClick={run}
    >
      {icon}
    </IconButton>
  );
  if (isTrash) return button('list.restore', <IconRestore />, () => restoreTickets([row]), refusalOf('ticket.restore'));
  return (
    <>
      {me &&
        row.assigneeId !== me.id &&
        button(
          'list.assignToMe',
          <IconUserCheck />,
          () => assignTickets([row], me.id, me.name),
          refusalOf('ticket.assign'),
        )}
      {!row.isUnread && button('list.unread', <IconMail />, () => markUnread([row]))}
      {row.baseState !== 'closed' &&
        button('list.close', <IconCheck />, () => closeTickets([row]), refusalOf('ticket.set_status'))}
    </>
  );
};
