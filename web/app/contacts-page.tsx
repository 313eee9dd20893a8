import { Button } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../lib/client.ts';
import { Avatar } from '../ui/avatar.tsx';
import { IconSearch, IconUsers } from '../ui/icons.ts';
import { Empty, Failed } from '../ui/states.tsx';
import './pages.css';

/** All customers, by name. */
export const ContactsPage = () => {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const q = useDeferredValue(text.trim());
  const query = useInfiniteQuery({
    queryKey: ['contacts-page', q],
    queryFn: ({ pageParam, signal }) =>
      call('listContacts', {
        query: { limit: 50, ...(q ? { q } : {}), ...(pageParam ? { after: pageParam } : {}) },
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: (last) => last.next,
    placeholderData: keepPreviousData,
  });
  const people = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <main className="simple-page">
      <div className="simple-inner">
        <h1>{t('customers')}</h1>
        <search className="search-box">
          <IconSearch aria-hidden />
          <input
            type="search"
            aria-label={t('contacts.search')}
            placeholder={t('contacts.search')}
            value={text}
            maxLength={200}
            onChange={(event) => setText(event.currentTarget.value)}
          />
        </search>
        {query.isError && <Failed error={query.error} retry={() => void query.refetch()} />}
        {query.isSuccess && people.length === 0 && (
          <Empty icon={<IconUsers />} title={t('contacts.none')}>
            {t('contacts.noneText')}
          </Empty>
        )}
        <ul className="people-list">
          {people.map((person) => (
            <li key={person.id}>
              <Link to="/contacts/$id" params={{ id: String(person.id) }}>
                <Avatar name={person.name} size={32} />
                <span className="grow" style={{ minWidth: 0 }}>
                  <b className="cut">{person.name}</b>
                  <span className="faint cut" style={{ display: 'block' }}>
                    {[person.emails[0], person.account?.name].filter(Boolean).join(' · ')}
                  </span>
                </span>
              </Link>
            </li>
          ))}
        </ul>
        {query.hasNextPage && (
          <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {t('contacts.more')}
          </Button>
        )}
      </div>
    </main>
  );
};
