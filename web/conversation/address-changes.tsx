import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { addressChangesQuery } from '../lib/queries.ts';
import { IconAlertTriangle } from '../ui/icons.ts';
import { Time } from '../ui/time.tsx';
import './send-warnings.css';

/**
 * Addresses that colleagues added to the customer since the last reply, so that the agent sees
 * where the reply may be sent.
 */
export const AddressChanges = ({ number }: { number: number }) => {
  const { t } = useTranslation('editor');
  const { data } = useQuery(addressChangesQuery(number));
  if (!data || data.items.length === 0) return null;
  return (
    <div className="concerns" role="note">
      <ul>
        {data.items.map(({ address, by, at }) => (
          <li key={`${address} ${at}`}>
            <IconAlertTriangle aria-hidden />
            <span>
              {t('recipient.added', { address, by })} (<Time at={at} isLong />)
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
};
