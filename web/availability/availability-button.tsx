import { Suspense, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useActionHandler } from '../lib/actions.ts';
import { setStatus, useAvailabilities } from '../lib/availability.ts';
import { useMe } from '../lib/catalog.ts';
import { Mark } from '../ui/availability-mark.tsx';
import { lazyComponent } from '../ui/lazy.tsx';
import { PopupButton } from '../ui/menus.tsx';
import { useWidth } from '../ui/width.ts';
import './availability.css';

const fetchPanel = () => import('./availability-panel.tsx');
const Panel = lazyComponent(() => fetchPanel().then((module) => module.AvailabilityPanel));

/** The user's own availability in the rail; opens the menu to change it. */
export const AvailabilityButton = () => {
  const { t } = useTranslation();
  const me = useMe();
  const availabilities = useAvailabilities();
  // On a phone the rail is at the bottom of the screen.
  const isPhone = useWidth() < 760;
  const place = useRef<HTMLSpanElement>(null);
  const mine = availabilities.of(me?.id ?? null);
  const setBuiltIn = (key: 'available' | 'away' | 'offline') => {
    const status = availabilities.statuses.find((one) => one.key === key);
    if (mine && status) void setStatus(mine.agentId, { statusId: status.id });
  };
  useActionHandler('app.availability', () => place.current?.querySelector('button')?.click());
  useActionHandler('app.available', () => setBuiltIn('available'));
  useActionHandler('app.away', () => setBuiltIn('away'));
  useActionHandler('app.offline', () => setBuiltIn('offline'));
  useEffect(() => {
    const timer = setTimeout(() => void fetchPanel(), 3_000);
    return () => clearTimeout(timer);
  }, []);
  const label = t('availability.open', {
    status: availabilities.words(me?.id ?? null) ?? '…',
    answer: t(mine?.receivesWork ? 'availability.yes' : 'availability.no'),
  });
  return (
    <span ref={place}>
      <PopupButton
        position={isPhone ? 'top-end' : 'right-end'}
        width={320}
        button={(anchor) => (
          <button {...anchor} type="button" className="rail-link" aria-label={label} title={label}>
            <Mark is={availabilities.mark(me?.id ?? null) ?? 'offline'} />
          </button>
        )}
      >
        {(close) => (
          <Suspense fallback={<div className="availability-panel" aria-busy />}>
            <Panel onClose={close} />
          </Suspense>
        )}
      </PopupButton>
    </span>
  );
};
