import type { Criteria } from '@crossdesk/contracts/custom-views.ts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNames } from '../lib/catalog.ts';
import { call } from '../lib/client.ts';
import { formatCount as countText } from '../lib/format.ts';
import { useLiveMessages } from '../lib/live.ts';
import { problemMessage } from '../lib/problem-messages.ts';
import { queryClient } from '../lib/queries.ts';
import { StateMark } from '../ui/marks.tsx';
import { RowColumns, RowWhen } from '../ui/row-columns.tsx';
import { Skeleton } from '../ui/states.tsx';
import { type Draft, toCriteria } from './draft.ts';

type PreviewRequest = { criteria: Criteria; sort: Draft['sort'] };

/** A value debounced by 350 ms. */
const useDebounced = (text: string): string => {
  const [debounced, setRested] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setRested(text), 350);
    return () => clearTimeout(timer);
  }, [text]);
  return debounced;
};

/** Refreshes the preview after ticket changes, at most every 600 ms. */
const useLiveRefresh = (): void => {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  useLiveMessages(
    useCallback((message) => {
      if ((message.kind !== 'ticket' && message.kind !== 'ticket_gone') || timer.current !== undefined) return;
      timer.current = setTimeout(() => {
        timer.current = undefined;
        void queryClient.invalidateQueries({ queryKey: ['view-preview'] });
      }, 600);
    }, []),
  );
};

/** Live preview of the view being edited. */
export const Preview = ({ draft }: { draft: Draft }) => {
  const { t } = useTranslation('views');
  const names = useNames();
  useLiveRefresh();
  const criteria = toCriteria(draft);
  const debounced = useDebounced(
    criteria ? JSON.stringify({ criteria, sort: draft.sort } satisfies PreviewRequest) : '',
  );
  const { data, error } = useQuery({
    queryKey: ['view-preview', debounced],
    // A preview changes nothing, so it needs no idempotency key.
    queryFn: ({ signal }) =>
      call('previewCustomView', { body: JSON.parse(debounced) as PreviewRequest, idempotencyKey: null, signal }),
    enabled: debounced !== '' && criteria !== null,
    placeholderData: keepPreviousData,
    staleTime: 0,
    gcTime: 60_000,
  });
  const total = data?.count ?? 0;
  const isMore = data !== undefined && (total >= data.countCap || (data.isPartial && total > 0));
  return (
    <section className="builder-part preview" aria-label={t('builder.preview')}>
      <header className="builder-head">
        <h3>{t('builder.preview')}</h3>
        <span className="faint" aria-live="polite">
          {criteria &&
            data &&
            (isMore ? t('builder.matchesMore', { count: countText(total) }) : t('builder.matches', { count: total }))}
        </span>
      </header>
      {criteria === null && <p className="faint">{t('builder.previewWait')}</p>}
      {criteria && error && <p className="condition-note">{problemMessage(error)}</p>}
      {criteria && !data && !error && <Skeleton width="60%" />}
      {criteria && data && (
        <>
          {data.items.length === 0 && <p className="faint">{t('builder.previewNone')}</p>}
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: keyboard users scroll it */}
          <ul className="preview-rows" tabIndex={0}>
            {data.items.map((row) => (
              <li key={row.number} className="preview-row">
                <StateMark state={row.baseState} label={names.choice(row.statusId) ?? t(`base.${row.baseState}`)} />
                <span className="cut grow preview-subject">{row.subject}</span>
                <RowWhen row={row} columns={draft.columns} />
                <RowColumns row={row} names={names} columns={draft.columns} />
              </li>
            ))}
          </ul>
          {data.isPartial && <p className="faint">{t('builder.previewPartial')}</p>}
        </>
      )}
    </section>
  );
};
