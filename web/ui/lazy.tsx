import { Button } from '@mantine/core';
import { type ComponentType, lazy, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { reportMissing } from '../lib/update.ts';

/** Stands where a part could not be loaded. A layer, which can be closed, closes again; anything else says so in its place. */
const LoadFailed = ({ onClose }: { onClose?: unknown }) => {
  const { t } = useTranslation();
  const close = typeof onClose === 'function' ? onClose : null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each time it is shown
  useEffect(() => {
    if (!close) return;
    void reportMissing();
    close();
  }, []);
  if (close) return null;
  return (
    <p className="faint">
      {t('update.missing')}{' '}
      <Button variant="subtle" size="compact-sm" onClick={() => location.reload()}>
        {t('update.reload')}
      </Button>
    </p>
  );
};

/** A part that is fetched when it is first shown. Where that fails the page around it stays; a browser asks for it again only after a reload. */
export const lazyComponent = <Props extends object>(load: () => Promise<ComponentType<Props>>) =>
  lazy(() =>
    load().then(
      (part) => ({ default: part }),
      () => ({ default: (given: Props) => <LoadFailed {...given} /> }),
    ),
  );
