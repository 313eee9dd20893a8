import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useHasPermission } from '../lib/catalog.ts';
import { call } from '../lib/client.ts';
import { currentLocale } from '../lib/i18n.ts';
import { Avatar } from '../ui/avatar.tsx';
import { Highlighted } from '../ui/highlighted.tsx';
import { IconBuilding } from '../ui/icons.ts';
import { searchedText, withOperator } from './search-edit.ts';

const shownCount = 4;

/** The customers and accounts whose name contains the words of a search. */
export const SearchPeople = ({ q }: { q: string }) => {
  const { t } = useTranslation();
  const isAllowed = useHasPermission()('contacts.read');
  const words = searchedText(q);
  const query = { q: words, limit: shownCount };
  const isEnabled = isAllowed && [...words].length > 1;
  const contacts = useQuery({
    queryKey: ['search-contacts', words],
    queryFn: ({ signal }) => call('listContacts', { query, signal }),
    enabled: isEnabled,
    placeholderData: keepPreviousData,
  });
  const accounts = useQuery({
    queryKey: ['search-accounts', words],
    queryFn: ({ signal }) => call('listAccounts', { query, signal }),
    enabled: isEnabled,
    placeholderData: keepPreviousData,
  });
  const people = (isEnabled && contacts.data?.items) || [];
  const firms = (isEnabled && accounts.data?.items) || [];
  if (people.length + firms.length === 0) return null;
  return (
    <section className="search-people" aria-label={t('search.people')}>
      <h2>{t('search.people')}</h2>
      <ul>
        {people.map((person) => (
          <li key={person.id}>
            <Link to="/contacts/$id" params={{ id: String(person.id) }}>
              <Avatar name={person.name} size={24} />
              <span className="cut">
                <Highlighted text={person.name} search={words} />{' '}
                <span className="faint">{[person.emails[0], person.account?.name].filter(Boolean).join(' · ')}</span>
              </span>
            </Link>
          </li>
        ))}
        {firms.map((firm) => (
          <li key={`account${firm.id}`}>
            <Link to="/search" search={{ q: withOperator('', 'account', firm.name, currentLocale()) }}>
              <IconBuilding aria-hidden />
              <span className="cut">
                <Highlighted text={firm.name} search={words} />{' '}
                <span className="faint">{t('search.accountTickets')}</span>
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
};
