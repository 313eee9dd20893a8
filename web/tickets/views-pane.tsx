import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useAction } from '../lib/actions.ts';
import { useNames } from '../lib/catalog.ts';
import { formatCount as countText } from '../lib/format.ts';
import { viewsQuery } from '../lib/queries.ts';
import { ActionButton } from '../ui/buttons.tsx';
import {
  IconArrowsExchange,
  IconArrowUp,
  IconClock,
  IconFilter,
  IconInbox,
  IconPlus,
  IconShare,
  IconShare2,
  IconStack2,
  IconTrash,
  IconUser,
  IconUsers,
} from '../ui/icons.ts';
import { Skeleton } from '../ui/states.tsx';
import { useViewName } from './view-names.ts';

const icons = {
  assigned: IconUser,
  unassigned: IconInbox,
  due_soon: IconClock,
  all: IconStack2,
  trash: IconTrash,
  shared: IconShare,
  shared_out: IconShare2,
  transferred: IconArrowsExchange,
  transferred_department: IconArrowsExchange,
  escalated: IconArrowUp,
  department: IconUsers,
};
const iconOf = (key: string) =>
  key in icons ? icons[key as keyof typeof icons] : key.startsWith('custom:') ? IconFilter : icons.department;

/** My views with live counts: general ones, departments, custom views. */
export const ViewsPane = ({ onChoose }: { onChoose?: () => void }) => {
  const { t } = useTranslation();
  const viewName = useViewName();
  const names = useNames();
  const { data, isPending } = useQuery(viewsQuery);
  const items = data?.items ?? [];
  const newView = useAction('app.newView');
  const { view: openView } = useParams({ strict: false });
  const isTransferredOpen = openView === 'transferred' || openView === 'transferred_department';
  const countOf = (key: string) => items.find((one) => one.key === key)?.count ?? 0;
  // One line for both tabs of Transferred: the first that has tickets.
  const transferredKey =
    countOf('transferred') === 0 && countOf('transferred_department') > 0 ? 'transferred_department' : 'transferred';
  const isShown = ({ key, count }: (typeof items)[number]) => {
    if (key === 'escalated' || key === 'due_soon') return count > 0 || openView === key;
    if (key === 'transferred' || key === 'transferred_department')
      return key === transferredKey && (count > 0 || isTransferredOpen);
    return true;
  };
  const general = items.filter((view) => view.departmentId === null && view.custom === null && isShown(view));
  const mine = items.filter((view) => view.custom?.isMine);
  const others = items.filter((view) => view.custom?.isMine === false);
  const own = items.filter((view) => view.departmentId !== null);
  const line = (view: (typeof items)[number]) => {
    const Icon = iconOf(view.key);
    const colour = names.departments.find((one) => one.id === view.departmentId)?.color;
    const isCapped = view.isPartial || view.count >= (data?.countCap ?? Number.POSITIVE_INFINITY);
    return (
      <li key={view.key}>
        <Link
          to="/tickets/$view"
          params={{ view: view.key }}
          className="view"
          title={view.custom?.name}
          activeProps={{ 'aria-current': 'page' }}
          {...(view.key === transferredKey && isTransferredOpen ? { 'aria-current': 'page' as const } : {})}
          onClick={onChoose}
        >
          {colour ? (
            <span className="dot-colour" style={{ background: colour, margin: '0 4px' }} aria-hidden />
          ) : (
            <Icon size={16} aria-hidden />
          )}
          <span className="cut grow">{viewName(view.key)}</span>
          {view.count > 0 && (
            <b title={t('view.count', { count: view.count })}>
              {isCapped
                ? t('count.orMore', { count: countText(Math.min(view.count, data?.countCap ?? 0)) })
                : countText(view.count)}
            </b>
          )}
        </Link>
      </li>
    );
  };
  return (
    <nav className="views" aria-label={t('views')}>
      <h2>{t('tickets')}</h2>
      {isPending && (
        <div style={{ display: 'grid', gap: 14, padding: '8px 10px' }}>
          <Skeleton width="70%" />
          <Skeleton width="55%" />
          <Skeleton width="62%" />
        </div>
      )}
      <ul>{general.map(line)}</ul>
      {own.length > 0 && (
        <>
          <h3>{t('views.departments')}</h3>
          <ul>{own.map(line)}</ul>
        </>
      )}
      {(mine.length > 0 || newView) && data && (
        <>
          <h3>
            <span className="grow">{t('views.mine')}</span>
            {mine.length > 0 && (
              <ActionButton id="app.newView">
                <IconPlus aria-hidden />
              </ActionButton>
            )}
          </h3>
          <ul>{mine.map(line)}</ul>
          {mine.length === 0 && newView && (
            <button type="button" className="view" onClick={newView.run}>
              <IconPlus size={16} aria-hidden />
              <span className="cut grow">{t('views.new')}</span>
            </button>
          )}
        </>
      )}
      {others.length > 0 && (
        <>
          <h3>{t('views.others')}</h3>
          <ul>{others.map(line)}</ul>
        </>
      )}
    </nav>
  );
};
