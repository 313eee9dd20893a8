import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { problemMessage } from '../lib/problem-messages.ts';
import { IconAlertTriangle } from './icons.ts';

/** What would be here, and how to get it. */
export const Empty = (given: { icon: ReactNode; title: string; children?: ReactNode; buttons?: ReactNode }) => (
  <div className="empty">
    <span aria-hidden>{given.icon}</span>
    <h2>{given.title}</h2>
    {given.children && <p>{given.children}</p>}
    {given.buttons && <div className="buttons">{given.buttons}</div>}
  </div>
);

/** What happened and what to do; never a dead end. */
export const Failed = ({ error, retry }: { error: unknown; retry: () => void }) => {
  const { t } = useTranslation();
  return (
    <div role="alert">
      <Empty
        icon={<IconAlertTriangle />}
        title={problemMessage(error)}
        buttons={<Button onClick={retry}>{t('tryAgain')}</Button>}
      />
    </div>
  );
};

/** What is wrong stands above the form; where its button was far below, the reader is taken up to it. */
const bringIntoView = (element: HTMLElement | null): void => element?.scrollIntoView({ block: 'nearest' });

/** A problem above the button of a form. */
export const FormError = ({ children }: { children: ReactNode }) => (
  <div className="form-error" role="alert" ref={bringIntoView}>
    <IconAlertTriangle aria-hidden />
    <span>{children}</span>
  </div>
);

/** A piece of a skeleton. */
export const Skeleton = ({
  width,
  height = 12,
  round = false,
}: {
  width: number | string;
  height?: number;
  round?: boolean;
}) => (
  <div
    className="bone"
    style={{ width, height, ...(round ? { borderRadius: '50%', flex: 'none' } : {}) }}
    aria-hidden
  />
);

/** True once `isOn` has lasted 300 ms: shorter waits show nothing. */
export const useSlow = (isOn: boolean): boolean => {
  const [isSlow, setSlow] = useState(false);
  useEffect(() => {
    if (!isOn) {
      setSlow(false);
      return;
    }
    const timer = setTimeout(() => setSlow(true), 300);
    return () => clearTimeout(timer);
  }, [isOn]);
  return isSlow;
};
