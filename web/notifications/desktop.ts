import { call } from '../lib/client.ts';
import { localizedName } from '../lib/i18n.ts';
import { preferences } from '../lib/preferences.ts';
import { catalogQuery, queryClient } from '../lib/queries.ts';
import { notificationText, titleOf } from './notification-text.ts';

/** Shows the newest unread notification outside of the page, where the person has chosen that and the browser allows it. */
export async function showOnDesktop(): Promise<void> {
  if (!preferences().isDesktopOn || typeof Notification === 'undefined' || Notification.permission !== 'granted')
    return;
  const [{ items }, catalog] = await Promise.all([
    call('listNotifications', { query: { limit: 1 } }),
    queryClient.ensureQueryData(catalogQuery),
  ]);
  const [told] = items;
  if (!told || told.isRead) return;
  const department = catalog.departments.find((one) => one.id === told.departmentId);
  const shown = new Notification(titleOf(told), {
    body: notificationText(told, department ? localizedName(department.name) : ''),
    tag: `crossdesk-${told.id}`,
    icon: '/mark.svg',
  });
  shown.onclick = () => {
    window.focus();
    if (told.subject !== null) location.assign(`/tickets/${told.isOwn ? 'all' : 'shared'}/${told.number}?state=any`);
    shown.close();
  };
}
