import type { Notice } from '@crossdesk/contracts/notifications.ts';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useNames } from '../lib/catalog.ts';
import { exactTime } from '../lib/format.ts';
import { noticesQuery } from '../lib/queries.ts';

/** Who was notified of a share, by which means and in which state, collapsed. For owners only. */
export const NotifiedPeople = ({
  number,
  departmentId,
  since,
}: {
  number: number;
  departmentId: number;
  since: string;
}) => {
  const { t } = useTranslation();
  const names = useNames();
  const { data } = useQuery(noticesQuery(number));
  const notices = data?.items.filter((one) => one.departmentId === departmentId && one.at >= since) ?? [];
  const people = Map.groupBy(notices, (one) => one.agentId);
  if (people.size === 0) return null;
  const order = ['app', 'email', 'sms'];
  const delivery = (one: Notice) => (
    <span key={one.id} className="notified-delivery" data-state={one.state} title={one.detail ?? exactTime(one.at)}>
      {t(`means.${one.means}`)}: {t(`notice.${one.state}`)}
    </span>
  );
  return (
    <details className="notified">
      <summary>{t('notice.count', { count: people.size })}</summary>
      <ul>
        {[...people].map(([agentId, deliveries]) => (
          <li key={agentId}>
            <span>{names.agent(agentId) ?? `#${agentId}`}</span>
            <span className="notified-means">
              {deliveries.toSorted((a, b) => order.indexOf(a.means) - order.indexOf(b.means)).map(delivery)}
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
};
