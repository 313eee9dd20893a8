import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNames } from '../lib/catalog.ts';
import { prefetchTicket, searchQuery } from '../lib/queries.ts';
import { Avatar } from '../ui/avatar.tsx';
import { IconSearch } from '../ui/icons.ts';
import { StateMark } from '../ui/marks.tsx';
import { Empty, Failed, Skeleton, useSlow } from '../ui/states.tsx';
import { Time } from '../ui/time.tsx';
import './pages.css';

/** Text with the search terms highlighted. */
const Highlighted = ({ text, q }: { text: string; q: string }) => {
  const words = q
    .trim()
    .split(/[\s　]+/)
    .filter(Boolean)
    .map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  if (words.length === 0) return text;
  const pattern = new RegExp(`(${words.join('|')})`, 'giu');
  return text.split(pattern).map((part, index) =>
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts keep their order
    index % 2 === 1 ? <mark key={index}>{part}</mark> : <span key={index}>{part}</span>,
  );
};

/** Search by subject, message, requester, and number; the query is in the URL. */
export const SearchPage = () => {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const names = useNames();
  const { q } = useSearch({ from: '/inside/search' });
  const [text, setText] = useState(q);
  const input = useRef<HTMLInputElement>(null);
  const query = useInfiniteQuery(searchQuery(q));
  const hits = query.data?.pages.flatMap((page) => page.items) ?? [];
  const isSlow = useSlow(query.isLoading);
  useEffect(() => input.current?.focus(), []);
  useEffect(() => setText(q), [q]);
  useEffect(() => {
    if (text === q) return;
    const timer = setTimeout(() => void navigate({ to: '/search', search: { q: text }, replace: q !== '' }), 220);
    return () => clearTimeout(timer);
  }, [text, q, navigate]);
  return (
    <main className="simple-page">
      <div className="simple-inner">
        <h1 className="sr">{t('search.label')}</h1>
        <search className="search-box">
          <IconSearch aria-hidden />
          <input
            ref={input}
            type="search"
            aria-label={t('search.label')}
            placeholder={t('search.placeholder')}
            value={text}
            maxLength={200}
            onChange={(event) => setText(event.currentTarget.value)}
          />
        </search>
        {q.trim() === '' && (
          <Empty icon={<IconSearch />} title={t('search.empty.title')}>
            {t('search.empty.text')}
          </Empty>
        )}
        {isSlow && (
          <div style={{ display: 'grid', gap: 18, padding: '18px 8px' }}>
            <Skeleton width="60%" />
            <Skeleton width="72%" />
            <Skeleton width="54%" />
          </div>
        )}
        {query.isError && <Failed error={query.error} retry={() => void query.refetch()} />}
        {query.isSuccess && hits.length === 0 && (
          <Empty icon={<IconSearch />} title={t('search.none.title', { q })}>
            {t('search.none.text')}
          </Empty>
        )}
        <p className="sr" aria-live="polite">
          {query.isSuccess ? t('search.found', { count: hits.length }) : ''}
        </p>
        <ul className="hits">
          {hits.map((hit) => (
            <li key={hit.number}>
              <Link
                to="/tickets/$view/$number"
                params={{ view: 'all', number: String(hit.number) }}
                search={{ state: 'any' }}
                onMouseEnter={() => prefetchTicket(hit.number)}
              >
                <StateMark state={hit.baseState} label={names.choice(hit.statusId) ?? t(`base.${hit.baseState}`)} />
                <span className="hit-subject cut">
                  <span className="faint">#{hit.number}</span> <Highlighted text={hit.subject} q={q} />
                </span>
                <Time at={hit.activityAt} className="faint" />
                <span className="hit-excerpt">
                  <Highlighted text={hit.excerpt} q={q} />
                </span>
                <span className="hit-meta faint">
                  <Avatar name={hit.requester.name} size={18} /> {hit.requester.name} ·{' '}
                  {names.department(hit.departmentId)}
                </span>
              </Link>
            </li>
          ))}
        </ul>
        {query.hasNextPage && (
          <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {t('search.more')}
          </Button>
        )}
      </div>
    </main>
  );
};
