import type { Batch, BatchOutcome } from '@crossdesk/contracts/batches.ts';
import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { closeBatchPanel, retryBatch, undoBatch } from '../lib/batches.ts';
import { call } from '../lib/client.ts';
import { outcomeMessage } from '../lib/problem-messages.ts';
import { keys } from '../lib/queries.ts';
import { settledCount } from './batch-title.ts';

type State = BatchOutcome['state'];

/** The time left at the speed since the panel was opened; null while that is unknown. */
const useMinutesLeft = (batch: Batch): number | null => {
  const start = useRef({ at: Date.now(), settled: settledCount(batch) });
  const settled = settledCount(batch);
  const elapsedMs = Date.now() - start.current.at;
  const speed = (settled - start.current.settled) / elapsedMs;
  if (batch.state !== 'running' || elapsedMs < 2_000 || speed <= 0) return null;
  return (batch.totalCount - settled) / speed / 60_000;
};

/** The tickets with one outcome, loaded in pages when it is opened. */
const Tickets = ({ batch, state, count }: { batch: Batch; state: State; count: number }) => {
  const { t } = useTranslation('batches');
  const [isOpen, setOpen] = useState(state === 'refused');
  const { data, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery({
    queryKey: [...keys.batchOutcomes(batch.id, state), count],
    queryFn: ({ pageParam, signal }) =>
      call('listBatchOutcomes', {
        params: { id: batch.id },
        query: { state, limit: 50, ...(pageParam ? { after: pageParam } : {}) },
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: (last) => last.next,
    enabled: isOpen,
  });
  return (
    <details className="batch-tickets" open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        {t(`panel.state.${state}`)} ({count})
      </summary>
      <ul>
        {data?.pages
          .flatMap((page) => page.items)
          .map((one) => (
            <li key={one.number}>
              <Link
                to="/tickets/$view/$number"
                params={{ view: 'all', number: String(one.number) }}
                onClick={closeBatchPanel}
              >
                #{one.number}
              </Link>
              {one.code !== null && <span>{outcomeMessage(one.code, one.detail)}</span>}
            </li>
          ))}
      </ul>
      {hasNextPage && (
        <Button variant="subtle" size="compact-sm" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t('panel.more')}
        </Button>
      )}
    </details>
  );
};

/** A batch that was undone is not tried again. */
const canRetry = (batch: Batch): boolean =>
  batch.state === 'finished' && batch.kind !== 'undo' && batch.undoneById === null;

/** The refusals by reason, each with a button that tries only those again. */
const Reasons = ({ batch, isBusy, onRetry }: { batch: Batch; isBusy: boolean; onRetry: RetryHandler }) => {
  const { t } = useTranslation('batches');
  return (
    <section className="batch-reasons" aria-label={t('panel.why')}>
      {batch.refusals.map(({ code, detail, count }) => (
        <div key={`${code} ${detail}`}>
          <p>
            {outcomeMessage(code, detail)} <span className="faint">{t('panel.reason', { count })}</span>
          </p>
          {canRetry(batch) && (
            <Button variant="default" size="compact-sm" disabled={isBusy} onClick={() => onRetry({ code, detail })}>
              {t('panel.retry', { count })}
            </Button>
          )}
        </div>
      ))}
    </section>
  );
};
type RetryHandler = (reason: { code?: string; detail?: string | null }) => void;

/** The progress and result of one batch, its tickets, retry and undo. */
export const BatchDetails = ({ batch }: { batch: Batch }) => {
  const { t } = useTranslation('batches');
  const [isBusy, setBusy] = useState(false);
  const minutes = useMinutesLeft(batch);
  const isFinished = batch.state === 'finished';
  const run = (work: Promise<void>) => {
    setBusy(true);
    void work.finally(() => setBusy(false));
  };
  const retry: RetryHandler = (reason) => run(retryBatch(batch.id, reason));
  const counts: [State, number][] = [
    ['refused', batch.refusedCount],
    ['done', batch.doneCount],
    ['skipped', batch.skippedCount],
  ];
  return (
    <div className="batch-details">
      {!isFinished && (
        <>
          <progress value={settledCount(batch)} max={batch.totalCount} aria-label={t('panel.bar')} />
          <p className="faint" role="status">
            {t('panel.done', { count: batch.doneCount })} · {t('panel.refused', { count: batch.refusedCount })}
            {minutes !== null &&
              ` · ${minutes < 1 ? t('panel.soon') : t('panel.minutesLeft', { count: Math.ceil(minutes) })}`}
          </p>
        </>
      )}
      {batch.refusals.length > 0 && <Reasons batch={batch} isBusy={isBusy} onRetry={retry} />}
      {(batch.canUndo || (canRetry(batch) && batch.refusals.length > 1)) && (
        <div className="batch-buttons">
          {canRetry(batch) && batch.refusals.length > 1 && (
            <Button variant="default" size="compact-sm" disabled={isBusy} onClick={() => retry({})}>
              {t('panel.retryAll', { count: batch.refusedCount })}
            </Button>
          )}
          {batch.canUndo && (
            <Button variant="default" size="compact-sm" disabled={isBusy} onClick={() => run(undoBatch(batch.id))}>
              {t('panel.undo')}
            </Button>
          )}
        </div>
      )}
      {isFinished &&
        counts.map(([state, count]) =>
          count > 0 ? <Tickets key={state} batch={batch} state={state} count={count} /> : null,
        )}
    </div>
  );
};
