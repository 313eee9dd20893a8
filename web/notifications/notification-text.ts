import type { Notification as DeskNotification } from '@crossdesk/contracts/notifications.ts';
import { translate } from '../lib/i18n.ts';

/** The text of a notification, in the reader's language. Without an actor it names Crossdesk. */
export function notificationText(notification: DeskNotification, department: string): string {
  const values = { name: notification.actorName || 'Crossdesk', department };
  if (notification.kind === 'share_changed' && notification.subject === null)
    return translate('notify.share_ended', values);
  if (notification.kind === 'action_added' && notification.count > 1)
    return translate('notify.actions_added', { count: notification.count });
  if (notification.kind === 'status_changed' && notification.count > 1)
    return translate('notify.statuses_changed', { count: notification.count });
  if (notification.kind === 'ticket_moved' && department === '') return translate('notify.ticket_reassigned', values);
  if (notification.kind === 'transferred_away' && department === '') return translate('notify.reassigned_away', values);
  return translate(`notify.${notification.kind}`, values);
}

export const titleOf = ({ number, subject }: DeskNotification): string =>
  subject === null ? translate('notify.ended', { number }) : `#${number} ${subject}`;
