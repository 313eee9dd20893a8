import type { ListSort, TicketRow } from '@crossdesk/contracts/views.ts';
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { runAction, useAction, useOfferedActions } from '../lib/actions.ts';
import { formatCount as countText } from '../lib/format.ts';
import { setPreference, usePreferences } from '../lib/preferences.ts';
import {
  availableSorts,
  defaultState,
  isHandedOverView,
  type ListQuery,
  type StateFilter,
  viewsQuery,
} from '../lib/queries.ts';
import { IconButton } from '../ui/buttons.tsx';
import { IconCheck, IconCopy, IconFilter, IconInbox, IconPencil, IconPlus, IconTrash } from '../ui/icons.ts';
import { MenuButton, MenuDivider, MenuItem, MenuLabel } from '../ui/menus.tsx';
import { Empty } from '../ui/states.tsx';
import { closeTickets } from './batch-actions.ts';
import { useViewName } from './view-names.ts';

const states: StateFilter[] = ['open', 'closed', 'any'];

const viewActions = [
  { id: 'list.editView', icon: <IconPencil size={15} aria-hidden /> },
  { id: 'list.copyView', icon: <IconCopy size={15} aria-hidden /> },
  { id: 'list.deleteView', icon: <IconTrash size={15} aria-hidden /> },
] as const;

/** Menu items for the current custom view. */
const ViewMenuItems = () => {
  const { t } = useTranslation();
  const offered = useOfferedActions();
  const actions = viewActions.filter((action) => offered.includes(action.id));
  if (actions.length === 0) return null;
  return (
    <>
      {actions.map(({ id, icon }) => (
        <MenuItem key={id} leftSection={icon} onClick={() => runAction(id)}>
          {t(`action.${id}`)}
        </MenuItem>
      ))}
      <MenuDivider />
    </>
  );
};

/** Title and count of the list, its filter and sort options, and the close button (CP-36). */
export const ListHead = (props: {
  list: ListQuery;
  targets: readonly TicketRow[];
  onState: (state: StateFilter) => void;
  onSort: (sort: ListSort) => void;
  lead?: ReactNode;
}) => {
  const { t } = useTranslation();
  const viewName = useViewName();
  const { data: views } = useQuery(viewsQuery);
  const { density } = usePreferences();
  const newTicket = useAction('app.newTicket');
  const view = views?.items.find((one) => one.key === props.list.view);
  const isCapped = view && views && (view.count >= views.countCap || (view.isPartial && view.count > 0));
  const sorts = availableSorts(props.list.view);
  const target = props.targets.filter((row) => row.baseState !== 'closed');
  return (
    <header className="list-head">
      {props.lead}
      <div className="list-title">
        <h1 className="cut">{viewName(props.list.view)}</h1>
        {view && props.list.state === (view.custom ? 'any' : 'open') && (
          <span className="list-count">
            {isCapped
              ? t('count.orMore', { count: countText(Math.min(view.count, views.countCap)) })
              : countText(view.count)}
          </span>
        )}
        {props.list.sort !== 'activity' && (
          <span className="chip" data-tone="quiet" title={t(`sort.${props.list.sort}`)}>
            {t(`sortChip.${props.list.sort}`)}
          </span>
        )}
      </div>
      {props.list.state !== 'open' && props.list.state !== defaultState(props.list.view) && (
        <span className="chip" data-tone="accent" title={t(`stateFilter.${props.list.state}`)}>
          <span>{t(`stateFilter.${props.list.state}`)}</span>
        </span>
      )}
      <span className="grow" />
      {props.list.view !== 'trash' && !isHandedOverView(props.list.view) && (
        <IconButton
          label={t('list.close')}
          refusal={target.length === 0 ? t('list.closeNone') : null}
          onClick={() => closeTickets(target)}
        >
          <IconCheck />
        </IconButton>
      )}
      <MenuButton
        position="bottom-end"
        button={(anchor) => (
          <button {...anchor} type="button" className="icon-button" aria-label={t('list.options')}>
            <IconFilter />
          </button>
        )}
      >
        <ViewMenuItems />
        <MenuLabel>{t('list.show')}</MenuLabel>
        {states.map((state) => (
          <MenuItem
            key={state}
            onClick={() => props.onState(state)}
            rightSection={state === props.list.state ? <IconCheck size={15} aria-label={t('chosen')} /> : null}
          >
            {t(`stateFilter.${state}`)}
          </MenuItem>
        ))}
        {sorts.length > 1 && (
          <>
            <MenuDivider />
            <MenuLabel>{t('list.sort')}</MenuLabel>
            {sorts.map((sort) => (
              <MenuItem
                key={sort}
                onClick={() => props.onSort(sort)}
                rightSection={sort === props.list.sort ? <IconCheck size={15} aria-label={t('chosen')} /> : null}
              >
                {t(`sort.${sort}`)}
              </MenuItem>
            ))}
          </>
        )}
        <MenuDivider />
        <MenuLabel>{t('density')}</MenuLabel>
        {(['comfortable', 'compact'] as const).map((one) => (
          <MenuItem
            key={one}
            onClick={() => setPreference({ density: one })}
            rightSection={one === density ? <IconCheck size={15} aria-label={t('chosen')} /> : null}
          >
            {t(`density.${one}`)}
          </MenuItem>
        ))}
      </MenuButton>
      {newTicket && (
        <IconButton label={t('action.app.newTicket')} hotkey="n" refusal={newTicket.refusal} onClick={newTicket.run}>
          <IconPlus />
        </IconButton>
      )}
    </header>
  );
};

const transferredTabs = [
  { view: 'transferred', label: 'view.fromMe' },
  { view: 'transferred_department', label: 'view.fromDepartment' },
] as const;

/** The tabs of Transferred: tickets that were mine, or my departments'. */
export const TransferredTabs = ({ view }: { view: string }) => {
  const { t } = useTranslation();
  const { data } = useQuery(viewsQuery);
  if (!transferredTabs.some((tab) => tab.view === view)) return null;
  return (
    <nav className="list-tabs" aria-label={t('view.tabs')}>
      {transferredTabs.map((tab) => {
        const count = data?.items.find((one) => one.key === tab.view)?.count ?? 0;
        return (
          <Link
            key={tab.view}
            to="/tickets/$view"
            params={{ view: tab.view }}
            search={true}
            aria-current={tab.view === view ? 'page' : undefined}
          >
            {t(tab.label)}
            {count > 0 && <b>{countText(count)}</b>}
          </Link>
        );
      })}
    </nav>
  );
};

/** Explains an empty list and offers a next step. */
export const ListEmpty = ({ list, onState }: { list: ListQuery; onState: (state: StateFilter) => void }) => {
  const { t } = useTranslation();
  const newTicket = useAction('app.newTicket');
  const kind = list.view.startsWith('department:')
    ? 'department'
    : list.view.startsWith('custom:')
      ? 'custom'
      : (list.view as
          | 'assigned'
          | 'unassigned'
          | 'due_soon'
          | 'shared'
          | 'shared_out'
          | 'transferred'
          | 'transferred_department'
          | 'escalated'
          | 'all'
          | 'trash');
  if (list.state !== 'open' && list.state !== defaultState(list.view))
    return (
      <Empty
        icon={<IconInbox />}
        title={t('empty.filtered.title')}
        buttons={
          <Button variant="default" onClick={() => onState('open')}>
            {t('empty.filtered.button')}
          </Button>
        }
      >
        {t('empty.filtered.text')}
      </Empty>
    );
  return (
    <Empty
      icon={<IconInbox />}
      title={t(`empty.${kind}.title`)}
      buttons={
        kind === 'assigned' ? (
          <Button variant="default" component={Link} to="/tickets/$view" params={{ view: 'unassigned' } as never}>
            {t('empty.assigned.button')}
          </Button>
        ) : newTicket && kind !== 'trash' && kind !== 'custom' && !isHandedOverView(list.view) ? (
          <Button variant="default" onClick={() => runAction('app.newTicket')}>
            {t('action.app.newTicket')}
          </Button>
        ) : undefined
      }
    >
      {t(`empty.${kind}.text`)}
    </Empty>
  );
};

/** Button to search older tickets if the newest ones had few or no matches. */
export const LoadMore = (props: { isBusy: boolean; onLoadMore: () => void; isRow?: boolean }) => {
  const { t } = useTranslation();
  const button = (
    <Button variant="default" loading={props.isBusy} onClick={props.onLoadMore}>
      {t('list.further')}
    </Button>
  );
  if (props.isRow) return button;
  return <Empty icon={<IconInbox />} title={t('list.partial')} buttons={button} />;
};

/** Shown if the view was deleted or is no longer shared with me. */
export const ViewNotFound = () => {
  const { t } = useTranslation();
  return (
    <Empty
      icon={<IconInbox />}
      title={t('view.gone')}
      buttons={
        <Button variant="default" component={Link} to="/tickets/$view" params={{ view: 'all' } as never}>
          {t('view.all')}
        </Button>
      }
    />
  );
};
