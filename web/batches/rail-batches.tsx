import { Suspense, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useActionHandler } from '../lib/actions.ts';
import { closeBatchPanel, followRunningBatches, openBatchPanel, useBatchState } from '../lib/batches.ts';
import { useNames } from '../lib/catalog.ts';
import { focusNextFrame } from '../lib/focus.ts';
import { withCatalogue } from '../lib/i18n.ts';
import { lazyComponent } from '../ui/lazy.tsx';
import { LoadingPage } from '../ui/loading-page.tsx';
import { Sheet } from '../ui/sheet.tsx';
import { batchTitle, settledCount } from './batch-title.ts';
import './rail-batches.css';

const BatchPanel = lazyComponent(() =>
  withCatalogue('batches', import('./batch-panel.tsx')).then((module) => module.BatchPanel),
);

/** After the page is usable, so that it does not delay it. */
const lookDelayMs = 2_500;

/** The progress of running batches in the rail, and the panel with all batches. */
export const RailBatches = () => {
  const { t } = useTranslation();
  const names = useNames();
  const { running, panel } = useBatchState();
  useActionHandler('app.batches', () => (panel ? closeBatchPanel() : openBatchPanel()));
  useEffect(() => {
    // The bell and the lists work without it, so a failure is not reported.
    const timer = setTimeout(() => void followRunningBatches().catch(() => {}), lookDelayMs);
    return () => clearTimeout(timer);
  }, []);
  // The selection that opened the panel is gone, so the focus returns to the list.
  const close = () => {
    closeBatchPanel();
    focusNextFrame(() => document.querySelector<HTMLElement>('[data-row][tabindex="0"]'), { preventScroll: true });
  };
  const settled = running.reduce((sum, one) => sum + settledCount(one), 0);
  const total = running.reduce((sum, one) => sum + one.totalCount, 0);
  const percent = total === 0 ? 0 : Math.floor((100 * settled) / total);
  const name = running
    .map((one) =>
      t('batches.running', { title: batchTitle(one, names), settled: settledCount(one), total: one.totalCount }),
    )
    .join(', ');
  return (
    <>
      {running.length > 0 && (
        <button
          type="button"
          className="rail-link rail-batches"
          aria-label={name}
          aria-haspopup="dialog"
          aria-expanded={panel !== null}
          title={name}
          onClick={() => openBatchPanel(running.at(-1)?.id ?? null)}
        >
          <svg viewBox="0 0 36 36" aria-hidden>
            <circle cx="18" cy="18" r="15" pathLength="100" className="rail-batches-track" />
            <circle cx="18" cy="18" r="15" pathLength="100" strokeDasharray={`${percent} 100`} />
          </svg>
          <span aria-hidden>{percent}%</span>
        </button>
      )}
      <Sheet isOpen={panel !== null} size={460} title={t('batches.title')} onClose={close}>
        <Suspense fallback={<LoadingPage />}>
          <BatchPanel openId={panel?.openId ?? null} />
        </Suspense>
      </Sheet>
    </>
  );
};
