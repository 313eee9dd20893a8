import type { Mailbox } from '@crossdesk/contracts/scalars.ts';
import type { Ticket } from '@crossdesk/contracts/tickets.ts';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { messagesQuery } from '../lib/queries.ts';
import { IconAlertTriangle } from '../ui/icons.ts';
import { showMailbox } from '../ui/mailboxes.ts';
import './send-warnings.css';

/**
 * People named in emails from unverified senders. They receive replies only if the agent adds them.
 */
export const OfferedRecipients = ({
  ticket,
  recipients,
  onAdd,
}: {
  ticket: Ticket;
  recipients: readonly { address: string | null }[];
  onAdd: (mailbox: Mailbox) => void;
}) => {
  const { t } = useTranslation('editor');
  const { data } = useInfiniteQuery(messagesQuery(ticket.number));
  const addedAddresses = new Set([...ticket.cc, ...recipients].map((one) => one.address?.toLowerCase()));
  const offered = new Map(
    (data?.pages ?? [])
      .flatMap((page) => page.items)
      .flatMap((message) => message.offered)
      .filter((one) => !addedAddresses.has(one.address.toLowerCase()))
      .map((one) => [one.address.toLowerCase(), one]),
  );
  if (offered.size === 0) return null;
  return (
    <div className="concerns" role="note">
      <ul>
        {[...offered.values()].map((one) => (
          <li key={one.address}>
            <IconAlertTriangle aria-hidden />
            <span>{t('recipient.offered', { name: showMailbox(one) })}</span>
            <button type="button" onClick={() => onAdd(one)}>
              {t('recipient.addToCc')}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
};
