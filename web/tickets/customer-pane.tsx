import type { Contact } from '@crossdesk/contracts/identity.ts';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useHasPermission, useNames } from '../lib/catalog.ts';
import { currentTimeIn } from '../lib/format.ts';
import { contactQuery, contactTicketsQuery } from '../lib/queries.ts';
import { Avatar } from '../ui/avatar.tsx';
import { StateMark } from '../ui/marks.tsx';
import { Skeleton } from '../ui/states.tsx';
import { Time } from '../ui/time.tsx';
import './customer.css';

/** Other tickets of the same contact, newest first. */
export const ContactTickets = ({ contactId, excludedNumber }: { contactId: number; excludedNumber?: number }) => {
  const { t } = useTranslation();
  const names = useNames();
  const { data } = useQuery(contactTicketsQuery(contactId));
  if (!data) return <Skeleton width="80%" />;
  const others = data.items.filter((row) => row.number !== excludedNumber);
  if (others.length === 0) return <p className="faint">{t('customer.noOthers')}</p>;
  return (
    <ul className="others">
      {others.map((row) => (
        <li key={row.number}>
          <Link
            to="/tickets/$view/$number"
            params={{ view: 'all', number: String(row.number) }}
            search={{ state: 'any' }}
          >
            <StateMark state={row.baseState} label={names.choice(row.statusId) ?? t(`base.${row.baseState}`)} />
            <span className="cut grow">{row.subject}</span>
            <Time at={row.activityAt} className="faint" />
          </Link>
        </li>
      ))}
    </ul>
  );
};

const Record = ({ contact }: { contact: Contact }) => {
  const { t } = useTranslation();
  const localTime = currentTimeIn(contact.timeZone);
  return (
    <dl className="record">
      {contact.emails.map((email) => (
        <div key={email}>
          <dt className="sr">{t('customer.email')}</dt>
          <dd className="cut" title={email}>
            {email}
          </dd>
        </div>
      ))}
      {contact.phones.map((phone) => (
        <div key={phone}>
          <dt className="sr">{t('customer.phone')}</dt>
          <dd>
            <a href={`tel:${phone}`}>{phone}</a>
          </dd>
        </div>
      ))}
      {localTime && (
        <div>
          <dt className="sr">{t('customer.time')}</dt>
          <dd>{t('customer.timeThere', { time: localTime })}</dd>
        </div>
      )}
      {contact.locale && (
        <div>
          <dt className="sr">{t('customer.language')}</dt>
          <dd>{t(`language.${contact.locale}`)}</dd>
        </div>
      )}
    </dl>
  );
};

/** The customer and their other tickets (ZV-32). */
export const CustomerPane = ({
  contactId,
  name,
  number,
  masked,
}: {
  contactId: number | null;
  name: string;
  number: number;
  /** Shown instead of a masked customer: actions to reveal them (C-25). */
  masked: ReactNode;
}) => {
  const { t } = useTranslation();
  const may = useHasPermission();
  const { data } = useQuery({ ...contactQuery(contactId ?? 0), enabled: contactId !== null && may('contacts.read') });
  if (contactId === null)
    return (
      <aside className="customer" aria-label={t('customer.label')}>
        <div className="customer-who">
          <Avatar name={name} size={34} />
          <b>{name}</b>
        </div>
        <p className="faint">{t('customer.masked')}</p>
        {masked}
      </aside>
    );
  return (
    <aside className="customer" aria-label={t('customer.label')}>
      <div className="customer-who">
        <Avatar name={name} size={34} />
        <div style={{ minWidth: 0 }}>
          <Link to="/contacts/$id" params={{ id: String(contactId) }} className="customer-name cut">
            {name}
          </Link>
          <div className="cut faint">{data?.account?.name ?? t('customer.noAccount')}</div>
        </div>
      </div>
      {may('contacts.read') ? (
        data ? (
          <Record contact={data} />
        ) : (
          <Skeleton width="70%" />
        )
      ) : (
        <p className="faint">{t('problem.not_allowed')}</p>
      )}
      <h2>{t('customer.others')}</h2>
      <ContactTickets contactId={contactId} excludedNumber={number} />
    </aside>
  );
};
