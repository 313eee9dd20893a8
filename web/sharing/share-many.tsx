import type { Batch } from '@crossdesk/contracts/batches.ts';
import type { NewShare } from '@crossdesk/contracts/sharing.ts';
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../lib/client.ts';
import { outcomeMessage, showProblem } from '../lib/problem-messages.ts';
import { keys, queryClient } from '../lib/queries.ts';
import { blockUndo } from '../lib/undo.ts';
import { IconAlertTriangle, IconCheck, IconClock } from '../ui/icons.ts';
import { Failed } from '../ui/states.tsx';
import { ShareForm } from './share-form.tsx';
import './sharing.css';

/** The data of a ticket that sharing needs. */
export type ShareableTicket = { number: number; subject: string; departmentId: number };

const batchQuery = (id: number) => ({
  queryKey: keys.batch(id),
  queryFn: ({ signal }: { signal: AbortSignal }) => call('getBatch', { params: { id }, signal }),
});

const icons = {
  done: <IconCheck aria-hidden />,
  refused: <IconAlertTriangle aria-hidden />,
  waiting: <IconClock aria-hidden />,
  skipped: <IconCheck aria-hidden />,
};

type Outcome = Batch['outcomes'][number];
/** A batch job; `done` are the tickets that earlier attempts shared. */
type SentBatch = { batchId: number; shares: NewShare[]; done: readonly Outcome[] };

/** The outcome of each ticket, during and after sharing. */
const Outcomes = ({
  batch,
  rows,
  onRetry,
}: {
  batch: SentBatch;
  rows: readonly ShareableTicket[];
  /** Retries the refused tickets; `done` are those already shared. */
  onRetry: (refused: number[], done: Outcome[]) => Promise<unknown>;
}) => {
  const { t } = useTranslation('sharing');
  const id = batch.batchId;
  const summary = useRef<HTMLParagraphElement>(null);
  const [isSending, setSending] = useState(false);
  const { data, error, refetch } = useQuery({
    ...batchQuery(id),
    refetchInterval: (query) => (query.state.data?.state === 'finished' ? false : 500),
  });
  const isFinished = data?.state === 'finished';
  // The submit button is removed, so the focus moves here.
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each batch
  useEffect(() => summary.current?.focus(), [id]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each batch
  useEffect(() => {
    if (!isFinished) return;
    for (const [kind] of [keys.lists, keys.views, keys.ticket(0), keys.shares(0), keys.history(0)])
      void queryClient.invalidateQueries({ queryKey: [kind] });
  }, [isFinished, id]);
  if (!data) return error ? <Failed error={error} retry={() => void refetch()} /> : null;
  const settled = data.doneCount + data.refusedCount;
  const outcomes = [...batch.done, ...data.outcomes].sort((a, b) => a.number - b.number);
  const done = outcomes.filter((one) => one.state === 'done');
  const refused = outcomes.filter((one) => one.state === 'refused').map((one) => one.number);
  const summaryParts = [
    done.length > 0 && t('share.many.done', { count: done.length }),
    refused.length > 0 && t('share.many.refused', { count: refused.length }),
  ];
  const outcomeText = (one: Outcome): string =>
    one.state === 'refused'
      ? outcomeMessage(one.code, one.detail)
      : t(one.state === 'done' ? 'share.badge' : 'share.many.waiting');
  const retry = async () => {
    setSending(true);
    await onRetry(refused, done);
    setSending(false);
  };
  return (
    <>
      <p ref={summary} className="share-summary" tabIndex={-1} role="status">
        {isFinished
          ? summaryParts.filter(Boolean).join(' ')
          : t('share.many.progress', { done: settled, total: data.totalCount })}
      </p>
      {!isFinished && <progress value={settled} max={data.totalCount} aria-label={t('share.many.bar')} />}
      {isFinished && refused.length > 0 && (
        <Button variant="default" className="share-retry" loading={isSending} onClick={() => void retry()}>
          {t('share.many.retry', { count: refused.length })}
        </Button>
      )}
      <ul className="share-outcomes">
        {outcomes.map((one) => (
          <li key={one.number} data-state={one.state}>
            {icons[one.state]}
            <span className="cut">
              #{one.number} {rows.find((row) => row.number === one.number)?.subject}
            </span>
            <span>{outcomeText(one)}</span>
          </li>
        ))}
      </ul>
    </>
  );
};

/** Shares several tickets and shows the outcome of each. Refused tickets can be retried. */
export const ShareMany = ({
  rows,
  startId,
  onSent,
}: {
  rows: readonly ShareableTicket[];
  /** A department that is selected at first. */
  startId: number | null;
  onSent: () => void;
}) => {
  const { t } = useTranslation('sharing');
  const [batch, setSentBatch] = useState<SentBatch | null>(null);
  const [first] = rows;
  const isOneDepartment = rows.every((row) => row.departmentId === first?.departmentId);
  const send = async (numbers: number[], shares: NewShare[], done: readonly Outcome[] = []) => {
    try {
      const batch: Batch = await call('shareMany', { body: { numbers, shares } });
      blockUndo();
      queryClient.setQueryData(keys.batch(batch.id), batch);
      setSentBatch({ batchId: batch.id, shares, done });
      return true;
    } catch (error) {
      showProblem(error);
      return false;
    }
  };
  return (
    <div className="share-panel">
      {batch === null ? (
        <>
          <p className="faint">{t('share.many.note')}</p>
          <ShareForm
            heading={t('share.addFirst')}
            unavailableIds={isOneDepartment && first ? [first.departmentId] : []}
            startId={startId}
            onSend={async (shares) => {
              const isSent = await send(
                rows.map((row) => row.number),
                shares,
              );
              if (isSent) onSent();
              return isSent;
            }}
          />
        </>
      ) : (
        <Outcomes batch={batch} rows={rows} onRetry={(refused, done) => send(refused, batch.shares, done)} />
      )}
    </div>
  );
};
