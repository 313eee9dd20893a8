import { Button } from '@mantine/core';
import { type ComponentType, lazy, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { reportMissing } from '../lib/update.ts';

/**
 * Replaces a part that could not be loaded. A layer closes again; other parts show the error in
 * place.
 */
const LoadFailed = ({ onClose }: { onClose?: unknown }) => {
  const { t } = useTranslation();
  const close = typeof onClose === 'function' ? onClose : null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: once per mount
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

/** A component that loads when first rendered. If loading fails, only this part shows the error. */
export const lazyComponent = <Props extends object>(load: () => Promise<ComponentType<Props>>) =>
  lazy(() =>
    load().then(
      (part) => ({ default: part }),
      () => ({ default: (props: Props) => <LoadFailed {...props} /> }),
    ),
  );
