import { call } from '../lib/client.ts';
import { localizedName } from '../lib/i18n.ts';
import { preferences } from '../lib/preferences.ts';
import { catalogQuery, queryClient } from '../lib/queries.ts';
import { notificationText, titleOf } from './notification-text.ts';

/** Shows the newest unread notification on the desktop if the user and the browser allow it. */
export async function showOnDesktop(): Promise<void> {
  if (!preferences().isDesktopOn || typeof Notification === 'undefined' || Notification.permission !== 'granted')
    return;
  const [{ items }, catalog] = await Promise.all([
    call('listNotifications', { query: { limit: 1 } }),
    queryClient.ensureQueryData(catalogQuery),
  ]);
  const [newest] = items;
  if (!newest || newest.isRead) return;
  const department = catalog.departments.find((one) => one.id === newest.departmentId);
  const shown = new Notification(titleOf(newest), {
    body: notificationText(newest, department ? localizedName(department.name) : ''),
    tag: `crossdesk-${newest.id}`,
    icon: '/mark.svg',
  });
  shown.onclick = () => {
    window.focus();
    if (newest.subject !== null)
      location.assign(`/tickets/${newest.isOwn ? 'all' : 'shared'}/${newest.number}?state=any`);
    shown.close();
  };
}
