import type { Ticket } from '@crossdesk/contracts/tickets.ts';
import { useTranslation } from 'react-i18next';
import { refusalReason } from '../lib/problem-messages.ts';
import { addShares } from './share-actions.ts';
import { ShareForm } from './share-form.tsx';

/**
 * Shares a ticket with departments; `shared` are those that already have access. `startId` is
 * selected at first.
 */
export const AddShares = ({
  ticket,
  shared,
  startId,
}: {
  ticket: Ticket;
  shared: readonly number[];
  startId: number | null;
}) => {
  const { t } = useTranslation('sharing');
  const refusal = refusalReason(ticket.can, 'ticket.share');
  if (refusal !== null) return <p className="faint">{refusal}</p>;
  return (
    <ShareForm
      heading={shared.length === 0 ? t('share.addFirst') : t('share.add')}
      unavailableIds={[ticket.departmentId, ...shared]}
      startId={startId}
      onSend={(shares, only) =>
        addShares(
          ticket.number,
          shares,
          only ? t('share.doneWith', { department: only }) : t('share.done', { count: shares.length }),
        )
      }
    />
  );
};
