import type { SearchHit } from '@crossdesk/contracts/views.ts';
import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNames } from '../lib/catalog.ts';
import { prefetchTicket, searchQuery } from '../lib/queries.ts';
import { Avatar } from '../ui/avatar.tsx';
import { Highlighted } from '../ui/highlighted.tsx';
import { IconSearch } from '../ui/icons.ts';
import { StateMark } from '../ui/marks.tsx';
import { Empty, Failed, Skeleton, useSlow } from '../ui/states.tsx';
import { Time } from '../ui/time.tsx';
import { SearchBox } from './search-box.tsx';
import { SearchFilters } from './search-filters.tsx';
import { SearchPeople } from './search-people.tsx';
import './pages.css';
import './search.css';

const Hit = ({ hit, q }: { hit: SearchHit; q: string }) => {
  const { t } = useTranslation();
  const names = useNames();
  return (
    <li>
      <Link
        to="/tickets/$view/$number"
        params={{ view: 'all', number: String(hit.number) }}
        search={{ state: 'any', find: q }}
        onMouseEnter={() => prefetchTicket(hit.number)}
      >
        <StateMark state={hit.baseState} label={names.choice(hit.statusId) ?? t(`base.${hit.baseState}`)} />
        <span className="hit-subject cut">
          <span className="faint">#{hit.number}</span> <Highlighted text={hit.subject} search={q} />
        </span>
        <Time at={hit.activityAt} className="faint" />
        <span className="hit-excerpt">
          <Highlighted text={hit.excerpt} search={q} />
        </span>
        <span className="hit-meta faint">
          <Avatar name={hit.requester.name} size={18} />{' '}
          <span>
            <Highlighted text={hit.requester.name} search={q} /> · {names.department(hit.departmentId)}
            {!hit.isOwn && ` · ${t('search.sharedIn')}`}
          </span>
        </span>
      </Link>
    </li>
  );
};

/** What is shown instead of hits, or why there are none. */
const NoHits = ({ q, page }: { q: string; page: { suggestion: string | null; unknown: string[] } }) => {
  const { t } = useTranslation();
  return (
    <Empty icon={<IconSearch />} title={t('search.none.title', { q })}>
      {page.unknown.length > 0 ? t('search.unknown', { what: page.unknown.join(', ') }) : t('search.none.text')}
      {page.suggestion !== null && (
        <p className="search-suggestion">
          {t('search.meant')}{' '}
          <Link to="/search" search={{ q: page.suggestion }}>
            {page.suggestion}
          </Link>
        </p>
      )}
    </Empty>
  );
};

/**
 * Search by words and operators, with filters beside the results. The search is in the URL.
 */
export const SearchPage = () => {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { q } = useSearch({ from: '/inside/search' });
  const [text, setText] = useState(q);
  const query = useInfiniteQuery(searchQuery(q));
  const pages = query.data?.pages ?? [];
  const hits = pages.flatMap((page) => page.items);
  const isPartial = pages.at(-1)?.isPartial ?? false;
  const isSlow = useSlow(query.isLoading);
  useEffect(() => setText(q), [q]);
  useEffect(() => {
    if (text === q) return;
    const timer = setTimeout(() => void navigate({ to: '/search', search: { q: text }, replace: q !== '' }), 220);
    return () => clearTimeout(timer);
  }, [text, q, navigate]);
  const [firstPage] = pages;
  return (
    <main className="simple-page">
      <div className="simple-inner search-page">
        <h1 className="sr">{t('search.label')}</h1>
        <SearchBox text={text} onText={setText} />
        <div className="search-body">
          <div className="search-results">
            {q.trim() !== '' && <SearchPeople q={q} />}
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
            {firstPage && hits.length === 0 && !isPartial && <NoHits q={q} page={firstPage} />}
            <p className="sr" aria-live="polite">
              {query.isSuccess ? t('search.found', { count: hits.length }) : ''}
            </p>
            <ul className="hits">
              {hits.map((hit) => (
                <Hit key={hit.number} hit={hit} q={q} />
              ))}
            </ul>
            {isPartial && <p className="faint">{t('search.partial')}</p>}
            {query.hasNextPage && (
              <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                {t(isPartial ? 'search.further' : 'search.more')}
              </Button>
            )}
          </div>
          <SearchFilters q={text} onChange={setText} />
        </div>
      </div>
    </main>
  );
};
