import { ticketPermissions } from '@crossdesk/contracts/lists/permissions.ts';
import type { TicketPermission } from '@crossdesk/contracts/permissions.ts';
import type { Explanation } from '@crossdesk/contracts/sharing.ts';
import type { Ticket } from '@crossdesk/contracts/tickets.ts';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type Names, useNames } from '../lib/catalog.ts';
import { dayAndTime } from '../lib/format.ts';
import { translate } from '../lib/i18n.ts';
import { refusalReason } from '../lib/problem-messages.ts';
import { explanationQuery } from '../lib/queries.ts';
import { Failed, Skeleton } from '../ui/states.tsx';
import './sharing.css';

type Relation = Explanation['relations'][number];

const relationText = (names: Names, relation: Relation): string => {
  const department = relation.departmentId === null ? '' : (names.department(relation.departmentId) ?? '');
  if (relation.relation === 'administrator' || relation.relation === 'assignee')
    return translate(`why.${relation.relation}`, {}, 'sharing');
  if (relation.relation === 'department_supervisor' || relation.relation === 'department_agent') {
    return translate(`why.${relation.relation}`, { department }, 'sharing');
  }
  const values = {
    name: relation.grantedBy ?? '',
    department,
    level: relation.level ? translate(`level.${relation.level}`) : '',
    when: relation.grantedAt ? dayAndTime(relation.grantedAt) : '',
  };
  return translate('why.shared', values, 'sharing');
};

const shortName = (permission: TicketPermission) => permission.replace('ticket.', '') as ShortName<TicketPermission>;
type ShortName<P> = P extends `ticket.${infer Name}` ? Name : never;

/** Why the user can see this ticket, who granted access and when, and why actions are refused. */
export const WhyPanel = ({ ticket }: { ticket: Ticket }) => {
  const { t } = useTranslation('sharing');
  const names = useNames();
  const { data, error, refetch } = useQuery(explanationQuery(ticket.number));
  if (error) return <Failed error={error} retry={() => void refetch()} />;
  if (!data) return <Skeleton width="60%" />;
  const refused = ticketPermissions.filter(
    (permission) => permission !== 'ticket.restore' && ticket.can[permission] !== true,
  );
  const byReason = Map.groupBy(refused, (permission) => refusalReason(ticket.can, permission) ?? '');
  return (
    <div className="why">
      <ul>
        {data.relations.map((one) => (
          <li key={`${one.relation}${one.departmentId}`}>{relationText(names, one)}</li>
        ))}
      </ul>
      {refused.length === 0 ? (
        <p className="faint">{t('why.everything')}</p>
      ) : (
        <>
          <h3>{t('why.not')}</h3>
          <dl>
            {[...byReason].map(([reason, permissions]) => (
              <div key={reason}>
                <dt>{permissions.map((permission) => t(`permission.${shortName(permission)}`)).join(t('why.and'))}</dt>
                <dd className="faint">{reason}</dd>
              </div>
            ))}
          </dl>
        </>
      )}
    </div>
  );
};
