import { Suspense, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useActionHandler } from '../lib/actions.ts';
import { closeBatchPanel, followRunningBatches, openBatchPanel, useBatchState } from '../lib/batches.ts';
import { focusNextFrame } from '../lib/focus.ts';
import { withCatalogue } from '../lib/i18n.ts';
import { lazyComponent } from '../ui/lazy.tsx';
import { LoadingPage } from '../ui/loading-page.tsx';
import { Sheet } from '../ui/sheet.tsx';

const RailProgress = lazyComponent(() =>
  withCatalogue('batches', import('./rail-progress.tsx')).then((module) => module.RailProgress),
);
const BatchPanel = lazyComponent(() =>
  withCatalogue('batches', import('./batch-panel.tsx')).then((module) => module.BatchPanel),
);

/** After the page is usable, so that it does not delay it. */
const lookDelayMs = 2_500;

/** The progress of running batches in the rail, and the panel with all batches. */
export const RailBatches = () => {
  const { t } = useTranslation();
  const { running, panel } = useBatchState();
  useActionHandler('app.batches', () => (panel ? closeBatchPanel() : openBatchPanel()));
  useEffect(() => {
    // The lists work without it, so a failure is not reported.
    const timer = setTimeout(() => void followRunningBatches().catch(() => {}), lookDelayMs);
    return () => clearTimeout(timer);
  }, []);
  // The selection that opened the panel is gone, so the focus returns to the list.
  const close = () => {
    closeBatchPanel();
    focusNextFrame(() => document.querySelector<HTMLElement>('[data-row][tabindex="0"]'), { preventScroll: true });
  };
  return (
    <>
      {running.length > 0 && (
        <Suspense>
          <RailProgress running={running} isOpen={panel !== null} />
        </Suspense>
      )}
      <Sheet isOpen={panel !== null} size={460} title={t('action.app.batches')} onClose={close}>
        <Suspense fallback={<LoadingPage />}>
          <BatchPanel openId={panel?.openId ?? null} />
        </Suspense>
      </Sheet>
    </>
  );
};
