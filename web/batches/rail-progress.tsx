import type { Batch } from '@crossdesk/contracts/batches.ts';
import { useTranslation } from 'react-i18next';
import { openBatchPanel } from '../lib/batches.ts';
import { useNames } from '../lib/catalog.ts';
import { batchTitle, settledCount } from './batch-title.ts';
import './rail-progress.css';

/** The progress of running batches; opens the panel. */
export const RailProgress = ({ running, isOpen }: { running: readonly Batch[]; isOpen: boolean }) => {
  const { t } = useTranslation('batches');
  const names = useNames();
  const settled = running.reduce((sum, one) => sum + settledCount(one), 0);
  const total = running.reduce((sum, one) => sum + one.totalCount, 0);
  const percent = total === 0 ? 0 : Math.floor((100 * settled) / total);
  const name = running
    .map((one) => t('running', { title: batchTitle(one, names), settled: settledCount(one), total: one.totalCount }))
    .join(', ');
  return (
    <button
      type="button"
      className="rail-link rail-batches"
      aria-label={name}
      aria-haspopup="dialog"
      aria-expanded={isOpen}
      title={name}
      onClick={() => openBatchPanel(running.at(-1)?.id ?? null)}
    >
      <svg viewBox="0 0 36 36" aria-hidden>
        <circle cx="18" cy="18" r="15" pathLength="100" className="rail-batches-track" />
        <circle cx="18" cy="18" r="15" pathLength="100" strokeDasharray={`${percent} 100`} />
      </svg>
      <span aria-hidden>{percent}%</span>
    </button>
  );
};
