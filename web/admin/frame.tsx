import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Failed, Skeleton } from '../ui/states.tsx';
import './admin.css';

/** The layout of a settings page: title, description, and action. */
export const SettingsFrame = ({
  title,
  note,
  action,
  children,
}: {
  title: string;
  note?: string;
  action?: ReactNode;
  children: ReactNode;
}) => (
  <>
    <header className="settings-head">
      <div className="grow">
        <h1>{title}</h1>
        {note && <p>{note}</p>}
      </div>
      {action}
    </header>
    {children}
  </>
);

/** Renders a query's data, a skeleton while it loads, or its error. */
export const QueryContent = <T,>({
  query,
  children,
}: {
  query: { data: T | undefined; error: Error | null; refetch: () => unknown };
  children: (data: T) => ReactNode;
}) => {
  if (query.data !== undefined) return children(query.data);
  if (query.error) return <Failed error={query.error} retry={() => void query.refetch()} />;
  return (
    <div className="settings-list" aria-busy>
      {[50, 62, 44].map((width) => (
        <div key={width} className="settings-row">
          <Skeleton width={`${width}%`} />
        </div>
      ))}
    </div>
  );
};

type Pages = { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown };

/** Loads the next page of a list; nothing after the last. */
export const MoreButton = ({ query }: { query: Pages }) => {
  const { t } = useTranslation('desk');
  if (!query.hasNextPage) return null;
  return (
    <Button variant="default" mt="md" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
      {t('search.more')}
    </Button>
  );
};

/** A link to the ticket a row is about; nothing without one. */
export const TicketLink = ({ number }: { number: number | null }) =>
  number === null ? null : (
    <Link
      className="number-link"
      to="/tickets/$view/$number"
      params={{ view: 'all', number: String(number) }}
      search={{ state: 'any' }}
    >
      #{number}
    </Link>
  );

/** The buttons of a dialog. */
export const DialogFooter = ({ children }: { children: ReactNode }) => (
  <div className="form-foot is-end">{children}</div>
);

export const SettingsEmpty = ({ children }: { children: ReactNode }) => <p className="settings-empty">{children}</p>;

export const useSettingsTranslation = () => {
  const { t } = useTranslation('settings');
  const { t: desk } = useTranslation('desk');
  return { t, desk };
};
