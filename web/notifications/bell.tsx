import type { LiveMessage } from '@crossdesk/contracts/live.ts';
import { useQuery } from '@tanstack/react-query';
import { useLocation } from '@tanstack/react-router';
import { Suspense, useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useActionHandler } from '../lib/actions.ts';
import { call } from '../lib/client.ts';
import { useLiveMessages } from '../lib/live.ts';
import { keys, queryClient, unreadQuery } from '../lib/queries.ts';
import { IconBell } from '../ui/icons.ts';
import { lazyComponent } from '../ui/lazy.tsx';
import { Sheet } from '../ui/sheet.tsx';
import './bell.css';

const Panel = lazyComponent(() => import('./panel.tsx').then((module) => module.NotificationPanel));

/** The server stops counting here. */
const maxCount = 99;

/** Opening a ticket marks its notifications as read. */
async function markTicketRead(number: number): Promise<void> {
  try {
    queryClient.setQueryData(keys.unread, await call('readNotifications', { body: { number } }));
    await queryClient.invalidateQueries({ queryKey: keys.notifications });
  } catch {
    // They stay unread until the next attempt.
  }
}

const openNumber = (pathname: string): number | null => Number(/^\/tickets\/[^/]+\/(\d+)/.exec(pathname)?.[1]) || null;

/** The bell in the rail with the number of unread notifications; opens the panel. */
export const Bell = () => {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const unread = useQuery(unreadQuery).data?.unread ?? 0;
  const number = useLocation({ select: ({ pathname }) => openNumber(pathname) });
  useActionHandler('go.notifications', () => setOpen(!isOpen));
  useLiveMessages(
    useCallback((message: LiveMessage) => {
      if (message.kind === 'notification' && document.hidden)
        void import('./desktop.ts').then((module) => module.showOnDesktop());
    }, []),
  );
  useEffect(() => {
    if (number !== null && unread > 0 && !document.hidden) void markTicketRead(number);
  }, [number, unread]);
  const name = unread > maxCount ? t('notify.openMany', { max: maxCount }) : t('notify.open', { count: unread });
  return (
    <>
      <button
        type="button"
        className="rail-link bell"
        aria-label={unread === 0 ? t('notify.title') : name}
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        title={unread === 0 ? t('notify.title') : name}
        onClick={() => setOpen(true)}
      >
        <IconBell aria-hidden />
        {unread > 0 && (
          <span className="bell-count" aria-hidden>
            {unread > maxCount ? `${maxCount}+` : unread}
          </span>
        )}
      </button>
      <Sheet isOpen={isOpen} onClose={() => setOpen(false)} side="left" size={400} title={t('notify.title')}>
        <Suspense>
          <Panel unread={unread} onClose={() => setOpen(false)} />
        </Suspense>
      </Sheet>
    </>
  );
};
