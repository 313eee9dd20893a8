import type { Notification as Told } from '@crossdesk/contracts/notifications.ts';
import { translate } from '../lib/i18n.ts';

/** What happened, in the reader's language. What nobody in particular did, the desk itself did. */
export function notificationText(told: Told, department: string): string {
  const values = { name: told.actorName || 'Crossdesk', department };
  if (told.kind === 'share_changed' && told.subject === null) return translate('notify.share_ended', values);
  if (told.kind === 'action_added' && told.count > 1) return translate('notify.actions_added', { count: told.count });
  return translate(`notify.${told.kind}`, values);
}

export const titleOf = ({ number, subject }: Told): string =>
  subject === null ? translate('notify.ended', { number }) : `#${number} ${subject}`;
