import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useNames } from '../lib/catalog.ts';
import { count as countText } from '../lib/format.ts';
import { viewsQuery } from '../lib/queries.ts';
import { IconInbox, IconShare, IconShare2, IconStack2, IconTrash, IconUser, IconUsers } from '../ui/icons.ts';
import { Bone } from '../ui/states.tsx';
import { useViewName } from './list-head.tsx';

const icons = {
  assigned: IconUser,
  unassigned: IconInbox,
  all: IconStack2,
  trash: IconTrash,
  shared: IconShare,
  shared_out: IconShare2,
  department: IconUsers,
};
const iconOf = (key: string) => (key in icons ? icons[key as keyof typeof icons] : icons.department);

/** The views a person has, with live counts; departments below the ones everybody has. */
export const ViewsPane = ({ onChoose }: { onChoose?: () => void }) => {
  const { t } = useTranslation();
  const viewName = useViewName();
  const names = useNames();
  const { data, isPending } = useQuery(viewsQuery);
  const items = data?.items ?? [];
  const general = items.filter((view) => view.departmentId === null);
  const own = items.filter((view) => view.departmentId !== null);
  const line = (view: (typeof items)[number]) => {
    const Icon = iconOf(view.key);
    const colour = names.departments.find((one) => one.id === view.departmentId)?.color;
    const isCapped = view.count >= (data?.countCap ?? Number.POSITIVE_INFINITY);
    return (
      <li key={view.key}>
        <Link
          to="/tickets/$view"
          params={{ view: view.key }}
          className="view"
          activeProps={{ 'aria-current': 'page' }}
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
              {isCapped ? t('count.orMore', { count: countText(data?.countCap ?? 0) }) : countText(view.count)}
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
          <Bone width="70%" />
          <Bone width="55%" />
          <Bone width="62%" />
        </div>
      )}
      <ul>{general.map(line)}</ul>
      {own.length > 0 && (
        <>
          <h3>{t('views.departments')}</h3>
          <ul>{own.map(line)}</ul>
        </>
      )}
    </nav>
  );
};
