import type { Batch } from '@crossdesk/contracts/batches.ts';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNames } from '../lib/catalog.ts';
import { batchesQuery, batchQuery } from '../lib/queries.ts';
import { IconAlertTriangle, IconCheck, IconChevronDown, IconClock } from '../ui/icons.ts';
import { Failed, Skeleton } from '../ui/states.tsx';
import { Time } from '../ui/time.tsx';
import { BatchDetails } from './batch-details.tsx';
import { batchTitle } from './batch-title.ts';
import './batches.css';

const StateIcon = ({ batch }: { batch: Batch }) =>
  batch.state === 'running' ? (
    <IconClock aria-hidden />
  ) : batch.refusedCount > 0 ? (
    <IconAlertTriangle aria-hidden data-refused />
  ) : (
    <IconCheck aria-hidden />
  );

/** One batch: a line that opens its details. The open one is read again while it runs. */
const BatchItem = ({ batch, isOpen, onToggle }: { batch: Batch; isOpen: boolean; onToggle: () => void }) => {
  const { t } = useTranslation('batches');
  const names = useNames();
  const { data = batch } = useQuery({ ...batchQuery(batch.id), enabled: isOpen });
  const counts = [
    data.state === 'running' &&
      t('panel.progress', { settled: data.totalCount - waitingCount(data), total: data.totalCount }),
    data.state === 'finished' && data.doneCount > 0 && t('panel.done', { count: data.doneCount }),
    data.refusedCount > 0 && t('panel.refused', { count: data.refusedCount }),
    data.skippedCount > 0 && t('panel.skipped', { count: data.skippedCount }),
    data.undoneById !== null && t('panel.undone'),
  ].filter(Boolean);
  return (
    <li className="batch-item">
      <button type="button" className="batch-line" aria-expanded={isOpen} onClick={onToggle}>
        <StateIcon batch={data} />
        <span>
          <b className="cut">{batchTitle(data, names)}</b>
          <small>
            {t('panel.count', { count: data.totalCount })} · <Time at={data.createdAt} /> · {counts.join(' · ')}
          </small>
        </span>
        <IconChevronDown aria-hidden data-open={isOpen || undefined} />
      </button>
      {isOpen && <BatchDetails batch={data} />}
    </li>
  );
};

const waitingCount = (batch: Batch): number =>
  batch.totalCount - batch.doneCount - batch.skippedCount - batch.refusedCount;

/** My batches of the last 30 days with their progress, reasons for refusals, retry and undo. */
export const BatchPanel = ({ openId }: { openId: number | null }) => {
  const { t } = useTranslation('batches');
  const { data, error, refetch } = useQuery(batchesQuery);
  const [chosen, setChosen] = useState<{ for: number | null; id: number | null }>({ for: openId, id: openId });
  // Opening the panel at another batch replaces the choice.
  const openedId = chosen.for === openId ? chosen.id : openId;
  if (!data) return error ? <Failed error={error} retry={() => void refetch()} /> : <Skeleton width="60%" />;
  if (data.items.length === 0)
    return (
      <div className="batch-empty">
        <b>{t('panel.empty')}</b>
        <p className="faint">{t('panel.emptyText')}</p>
      </div>
    );
  return (
    <>
      <p className="faint batch-intro">{t('panel.intro')}</p>
      <ul className="batch-items">
        {data.items.map((batch) => (
          <BatchItem
            key={batch.id}
            batch={batch}
            isOpen={batch.id === openedId}
            onToggle={() => setChosen({ for: openId, id: batch.id === openedId ? null : batch.id })}
          />
        ))}
      </ul>
    </>
  );
};
