import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { dismissToast, type Toast, useToasts } from '../lib/toast.ts';
import { IconAlertTriangle, IconCheck, IconX } from './icons.ts';

const ToastItem = ({ toast }: { toast: Toast }) => {
  const { t } = useTranslation();
  useEffect(() => {
    if (toast.durationMs === null) return;
    const timer = setTimeout(() => dismissToast(toast.id), toast.durationMs);
    return () => clearTimeout(timer);
  }, [toast.id, toast.durationMs]);
  return (
    <div className="toast" data-tone={toast.tone}>
      {toast.tone === 'bad' && <IconAlertTriangle aria-hidden />}
      {toast.tone === 'good' && <IconCheck aria-hidden />}
      <p className="grow">
        {toast.text}
        {toast.detail && <small>{toast.detail}</small>}
      </p>
      {toast.action && (
        <button
          type="button"
          className="do"
          onClick={() => {
            dismissToast(toast.id);
            toast.action?.run();
          }}
        >
          {toast.action.label}
        </button>
      )}
      <button type="button" aria-label={t('dismiss')} onClick={() => dismissToast(toast.id)}>
        <IconX aria-hidden />
      </button>
    </div>
  );
};

/** The toasts at the bottom of the screen; screen readers announce them. */
export const Toasts = () => {
  const { t } = useTranslation();
  const toasts = useToasts();
  return (
    <section className="toasts" aria-label={t('messages')} aria-live="polite">
      {toasts.map((toast) => (
        <ToastItem key={toast.id} toast={toast} />
      ))}
    </section>
  );
};
