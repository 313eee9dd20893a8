import type { Ticket } from '@crossdesk/contracts/tickets.ts';
import type { Transfer } from '@crossdesk/contracts/transfer.ts';
import { Button, Modal } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { refusalReason } from '../lib/problem-messages.ts';
import { ticketQuery } from '../lib/queries.ts';
import { Failed, Skeleton } from '../ui/states.tsx';
import { Blocked, StepButton } from './forecast.tsx';
import { TransferFields } from './transfer-form.tsx';
import './transfer.css';

export type TransferDialogProps = {
  number: number;
  onClose: () => void;
  /** Opens sharing instead, with this department if one was chosen. */
  onShare: (departmentId: number | null) => void;
  onDone: (transfer: Transfer) => void;
};

/** Why the ticket cannot be transferred by this person, with sharing as the next step. */
const Refused = ({ ticket, text, ...props }: TransferDialogProps & { ticket: Ticket; text: string }) => {
  const { t } = useTranslation('transfer');
  return (
    <div className="plain-form">
      <Blocked text={text}>
        {ticket.can['ticket.share'] === true && (
          <StepButton onClick={() => props.onShare(null)}>{t('blocked.share')}</StepButton>
        )}
      </Blocked>
      <div className="form-foot is-end">
        <Button variant="subtle" color="gray" size="sm" onClick={props.onClose}>
          {t('cancel')}
        </Button>
      </div>
    </div>
  );
};

/** Transfers a ticket to another department, or to a colleague (TT-01 to TT-26, CP-26 to CP-29). */
export const TransferDialog = (props: TransferDialogProps) => {
  const { t } = useTranslation('transfer');
  const { data: ticket, error, refetch } = useQuery(ticketQuery(props.number));
  const refusal = ticket ? refusalReason(ticket.can, 'ticket.transfer') : null;
  return (
    <Modal
      opened
      onClose={props.onClose}
      title={
        <>
          {t('transfer.title', { number: props.number })} <span className="dialog-subject">{ticket?.subject}</span>
        </>
      }
      size={640}
      closeOnClickOutside={false}
      classNames={{ title: 'dialog-title' }}
      closeButtonProps={{ 'aria-label': t('dismiss') }}
    >
      {error && !ticket && <Failed error={error} retry={() => void refetch()} />}
      {!ticket && !error && <Skeleton width="60%" />}
      {ticket && (refusal === null || ticket.baseState === 'closed') && <TransferFields {...props} ticket={ticket} />}
      {ticket && refusal !== null && ticket.baseState !== 'closed' && (
        <Refused {...props} ticket={ticket} text={refusal} />
      )}
    </Modal>
  );
};
