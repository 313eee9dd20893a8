import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { problemMessage } from '../lib/problem-messages.ts';
import { IconAlertTriangle } from './icons.ts';

/** An empty state: what would be here and how to get it. */
export const Empty = (props: { icon: ReactNode; title: string; children?: ReactNode; buttons?: ReactNode }) => (
  <div className="empty">
    <span aria-hidden>{props.icon}</span>
    <h2>{props.title}</h2>
    {props.children && <p>{props.children}</p>}
    {props.buttons && <div className="buttons">{props.buttons}</div>}
  </div>
);

/** A failed load with a retry button. */
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

/** Errors are shown above the form; scrolls up to them if the submit button was far below. */
const scrollToError = (element: HTMLElement | null): void => element?.scrollIntoView({ block: 'nearest' });

/** An error of a form. */
export const FormError = ({ children }: { children: ReactNode }) => (
  <div className="form-error" role="alert" ref={scrollToError}>
    <IconAlertTriangle aria-hidden />
    <span>{children}</span>
  </div>
);

/** A placeholder while content loads. */
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
    className="skeleton"
    style={{ width, height, ...(round ? { borderRadius: '50%', flex: 'none' } : {}) }}
    aria-hidden
  />
);

/** True once `isOn` has lasted 300 ms; shorter waits show no indicator. */
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
