import type { Notification as DeskNotification } from '@crossdesk/contracts/notifications.ts';
import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { KeyboardEvent, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useNames } from '../lib/catalog.ts';
import { call } from '../lib/client.ts';
import { showProblem } from '../lib/problem-messages.ts';
import { keys, notificationsQuery, queryClient } from '../lib/queries.ts';
import {
  IconAlertTriangle,
  IconAt,
  IconBell,
  IconCheck,
  IconClock,
  IconFlag,
  IconMessage2,
  IconShare,
  IconTransfer,
  IconUserCheck,
  IconUserOff,
} from '../ui/icons.ts';
import { Empty, Failed, Skeleton } from '../ui/states.tsx';
import { Time } from '../ui/time.tsx';
import { notificationText, titleOf } from './notification-text.ts';

const icons: Record<DeskNotification['kind'], ReactNode> = {
  share_received: <IconShare aria-hidden />,
  share_changed: <IconShare aria-hidden />,
  share_answered: <IconCheck aria-hidden />,
  assigned: <IconUserCheck aria-hidden />,
  action_added: <IconMessage2 aria-hidden />,
  due_soon: <IconClock aria-hidden />,
  overdue: <IconAlertTriangle aria-hidden />,
  mentioned: <IconAt aria-hidden />,
  transfer_received: <IconTransfer aria-hidden />,
  transferred_away: <IconTransfer aria-hidden />,
  status_changed: <IconFlag aria-hidden />,
  ticket_moved: <IconTransfer aria-hidden />,
  answered_in_absence: <IconUserOff aria-hidden />,
};

async function markRead(body: { ids?: number[] }): Promise<void> {
  try {
    queryClient.setQueryData(keys.unread, await call('readNotifications', { body }));
    await queryClient.invalidateQueries({ queryKey: keys.notifications });
  } catch (error) {
    showProblem(error);
  }
}

/** Arrow keys move the focus between notifications. */
const moveFocus = (event: KeyboardEvent<HTMLUListElement>): void => {
  const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  if (by === 0) return;
  const lines = [...event.currentTarget.querySelectorAll<HTMLElement>('.notification')];
  const at = lines.indexOf(document.activeElement as HTMLElement);
  lines[Math.min(Math.max(at + by, 0), lines.length - 1)]?.focus();
  event.preventDefault();
};

const NotificationLine = ({ notification, onOpen }: { notification: DeskNotification; onOpen: () => void }) => {
  const { t } = useTranslation();
  const names = useNames();
  const inside = (
    <>
      <span className="notification-icon">{icons[notification.kind]}</span>
      <span className="grow">
        <span className="notification-what">
          {notificationText(notification, names.department(notification.departmentId) ?? '')}
        </span>
        <span className="notification-ticket cut">{titleOf(notification)}</span>
      </span>
      <span className="notification-side">
        <Time at={notification.at} />
        {!notification.isRead && (
          <i className="notification-dot">
            <span className="sr">{t('notify.unread')}</span>
          </i>
        )}
      </span>
    </>
  );
  if (notification.subject === null)
    return (
      <button type="button" className="notification" onClick={() => void markRead({ ids: [notification.id] })}>
        {inside}
      </button>
    );
  return (
    <Link
      className="notification"
      to="/tickets/$view/$number"
      params={{ view: notification.isOwn ? 'all' : 'shared', number: String(notification.number) }}
      search={{ state: 'any' }}
      onClick={() => {
        if (!notification.isRead) void markRead({ ids: [notification.id] });
        onOpen();
      }}
    >
      {inside}
    </Link>
  );
};

/** The user's notifications, newest first. */
export const NotificationPanel = ({ unread, onClose }: { unread: number; onClose: () => void }) => {
  const { t } = useTranslation();
  const query = useInfiniteQuery(notificationsQuery);
  if (query.error && !query.data) return <Failed error={query.error} retry={() => void query.refetch()} />;
  const lines = query.data?.pages.flatMap((page) => page.items);
  return (
    <div className="notification-panel">
      <div className="notification-head">
        <Link
          to="/settings/$page"
          params={{ page: 'me' }}
          hash="notifications"
          className="notification-choose"
          onClick={onClose}
        >
          {t('notify.choose')}
        </Link>
        <Button size="compact-sm" variant="subtle" disabled={unread === 0} onClick={() => void markRead({})}>
          {t('notify.readAll')}
        </Button>
      </div>
      {!lines && [72, 60, 66].map((width) => <Skeleton key={width} width={`${width}%`} height={34} />)}
      {lines?.length === 0 && (
        <Empty icon={<IconBell />} title={t('notify.empty')}>
          {t('notify.emptyNote')}
        </Empty>
      )}
      {lines && lines.length > 0 && (
        <ul onKeyDown={moveFocus} aria-label={t('notify.title')}>
          {lines.map((notification) => (
            <li key={notification.id} data-unread={!notification.isRead || undefined}>
              <NotificationLine notification={notification} onOpen={onClose} />
            </li>
          ))}
        </ul>
      )}
      {query.hasNextPage && (
        <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {t('notify.older')}
        </Button>
      )}
    </div>
  );
};
