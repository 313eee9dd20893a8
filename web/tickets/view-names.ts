import type { View } from '@crossdesk/contracts/views.ts';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useHasPermission, useNames } from '../lib/catalog.ts';
import { viewsQuery } from '../lib/queries.ts';

/** Data of a custom view; null for other views and while loading. */
export const useCustomView = (key: string): View['custom'] => {
  const { data } = useQuery(viewsQuery);
  return data?.items.find((view) => view.key === key)?.custom ?? null;
};

/** Whether I may change a custom view. */
export const useCanEditView = (key: string): boolean => {
  const may = useHasPermission();
  const custom = useCustomView(key);
  return custom !== null && may(custom.isMine ? 'views.manage_own' : 'views.manage_others');
};

/** The name of a view in the reader's language. */
export const useViewName = (): ((view: string) => string) => {
  const { t } = useTranslation();
  const names = useNames();
  const { data } = useQuery(viewsQuery);
  return (view) => {
    if (
      view === 'assigned' ||
      view === 'unassigned' ||
      view === 'due_soon' ||
      view === 'shared' ||
      view === 'shared_out' ||
      view === 'transferred' ||
      view === 'transferred_department' ||
      view === 'escalated' ||
      view === 'all' ||
      view === 'trash'
    )
      return t(`view.${view}`);
    if (view.startsWith('custom:'))
      return data?.items.find((one) => one.key === view)?.custom?.name ?? t('view.custom');
    return names.department(Number(view.split(':')[1])) ?? t('view.department');
  };
};
