import type { Batch, NewShare } from '@crossdesk/contracts/sharing.ts';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../lib/client.ts';
import { keys, queryClient } from '../lib/queries.ts';
import { outcomeSentence, showProblem } from '../lib/sentences.ts';
import { IconAlertTriangle, IconCheck, IconClock } from '../ui/icons.ts';
import { Failed } from '../ui/states.tsx';
import { ShareForm } from './share-form.tsx';
import './sharing.css';

/** What of a ticket is needed to share it with others. */
export type Sharable = { number: number; subject: string; departmentId: number };

const batchQuery = (id: number) => ({
  queryKey: keys.batch(id),
  queryFn: ({ signal }: { signal: AbortSignal }) => call('getBatch', { params: { id }, signal }),
});

const icons = {
  done: <IconCheck aria-hidden />,
  refused: <IconAlertTriangle aria-hidden />,
  waiting: <IconClock aria-hidden />,
};

/** How each ticket fares, while they are shared and after. */
const Outcomes = ({ id, rows }: { id: number; rows: readonly Sharable[] }) => {
  const { t } = useTranslation('sharePanel');
  const said = useRef<HTMLParagraphElement>(null);
  const { data, error, refetch } = useQuery({
    ...batchQuery(id),
    refetchInterval: (query) => (query.state.data?.state === 'finished' ? false : 500),
  });
  const isFinished = data?.state === 'finished';
  // The form goes with its button; the hand stays here.
  useEffect(() => said.current?.focus(), []);
  useEffect(() => {
    if (!isFinished) return;
    for (const [kind] of [keys.lists, keys.views, keys.ticket(0), keys.shares(0), keys.history(0)])
      void queryClient.invalidateQueries({ queryKey: [kind] });
  }, [isFinished]);
  if (!data) return error ? <Failed error={error} retry={() => void refetch()} /> : null;
  const settled = data.doneCount + data.refusedCount;
  const sums = [
    data.doneCount > 0 && t('share.many.done', { count: data.doneCount }),
    data.refusedCount > 0 && t('share.many.refused', { count: data.refusedCount }),
  ];
  const inWords = (one: Batch['outcomes'][number]): string =>
    one.state === 'refused'
      ? outcomeSentence(one.code, one.detail)
      : t(one.state === 'done' ? 'share.badge' : 'share.many.waiting');
  return (
    <>
      <p ref={said} className="share-said" tabIndex={-1} role="status">
        {isFinished
          ? sums.filter(Boolean).join(' ')
          : t('share.many.progress', { done: settled, total: data.totalCount })}
      </p>
      {!isFinished && <progress value={settled} max={data.totalCount} aria-label={t('share.many.bar')} />}
      <ul className="share-outcomes">
        {data.outcomes.map((one) => (
          <li key={one.number} data-state={one.state}>
            {icons[one.state]}
            <span className="cut">
              #{one.number} {rows.find((row) => row.number === one.number)?.subject}
            </span>
            <span>{inWords(one)}</span>
          </li>
        ))}
      </ul>
    </>
  );
};

/** Shares several tickets at once and tells of each what became of it; a refusal of one stops no other. */
export const ShareMany = ({ rows, onSent }: { rows: readonly Sharable[]; onSent: () => void }) => {
  const { t } = useTranslation('sharePanel');
  const [batchId, setBatchId] = useState<number | null>(null);
  const [first] = rows;
  const isOfOne = rows.every((row) => row.departmentId === first?.departmentId);
  const send = async (numbers: number[], shares: NewShare[]) => {
    try {
      const batch: Batch = await call('shareMany', { body: { numbers, shares } });
      queryClient.setQueryData(keys.batch(batch.id), batch);
      setBatchId(batch.id);
      onSent();
      return true;
    } catch (error) {
      showProblem(error);
      return false;
    }
  };
  return (
    <div className="share-panel">
      {batchId === null ? (
        <>
          <p className="faint">{t('share.many.note')}</p>
          <ShareForm
            heading={t('share.addFirst')}
            closed={isOfOne && first ? [first.departmentId] : []}
            onSend={(shares) =>
              send(
                rows.map((row) => row.number),
                shares,
              )
            }
          />
        </>
      ) : (
        <Outcomes id={batchId} rows={rows} />
      )}
    </div>
  );
};
