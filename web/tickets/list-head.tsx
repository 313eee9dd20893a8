import type { TicketRow } from '@crossdesk/contracts/views.ts';
import { Button, Menu } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { runAction, useAction } from '../lib/actions.ts';
import { useNames } from '../lib/catalog.ts';
import { count as countText } from '../lib/format.ts';
import { prefer, usePreferences } from '../lib/preferences.ts';
import { type ListQuery, type StateFilter, viewsQuery } from '../lib/queries.ts';
import { IconButton } from '../ui/buttons.tsx';
import { IconCheck, IconFilter, IconInbox, IconPlus } from '../ui/icons.ts';
import { Empty } from '../ui/states.tsx';
import { closeTicket } from './edit-ticket.ts';

/** The name of a view in the reader's language. */
export const useViewName = (): ((view: string) => string) => {
  const { t } = useTranslation();
  const names = useNames();
  return (view) => {
    if (
      view === 'assigned' ||
      view === 'unassigned' ||
      view === 'shared' ||
      view === 'shared_out' ||
      view === 'all' ||
      view === 'trash'
    )
      return t(`view.${view}`);
    return names.department(Number(view.split(':')[1])) ?? t('view.department');
  };
};

const states: StateFilter[] = ['open', 'closed', 'any'];

/** Title and count of the list, what is shown of it, and its check mark (CP-36). */
export const ListHead = (given: {
  list: ListQuery;
  atHand: readonly TicketRow[];
  onState: (state: StateFilter) => void;
  lead?: ReactNode;
}) => {
  const { t } = useTranslation();
  const viewName = useViewName();
  const { data: views } = useQuery(viewsQuery);
  const { density } = usePreferences();
  const newTicket = useAction('app.newTicket');
  const view = views?.items.find((one) => one.key === given.list.view);
  const isCapped = view && views && view.count >= views.countCap;
  const target = given.atHand.filter((row) => row.baseState !== 'closed');
  return (
    <header className="list-head">
      {given.lead}
      <h1 className="cut">{viewName(given.list.view)}</h1>
      {view && given.list.state === 'open' && (
        <span className="list-count">
          {isCapped ? t('count.orMore', { count: countText(views.countCap) }) : countText(view.count)}
        </span>
      )}
      {given.list.state !== 'open' && (
        <span className="chip" data-tone="accent">
          {t(`stateFilter.${given.list.state}`)}
        </span>
      )}
      <span className="grow" />
      {given.list.view !== 'trash' && (
        <IconButton
          label={t('list.close')}
          refusal={target.length === 0 ? t('list.closeNone') : null}
          onClick={() => {
            for (const row of target) void closeTicket(row);
          }}
        >
          <IconCheck />
        </IconButton>
      )}
      <Menu position="bottom-end">
        <Menu.Target>
          <button type="button" className="icon-button" aria-label={t('list.options')}>
            <IconFilter />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{t('list.show')}</Menu.Label>
          {states.map((state) => (
            <Menu.Item
              key={state}
              onClick={() => given.onState(state)}
              rightSection={state === given.list.state ? <IconCheck size={15} aria-label={t('chosen')} /> : null}
            >
              {t(`stateFilter.${state}`)}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Label>{t('density')}</Menu.Label>
          {(['comfortable', 'compact'] as const).map((one) => (
            <Menu.Item
              key={one}
              onClick={() => prefer({ density: one })}
              rightSection={one === density ? <IconCheck size={15} aria-label={t('chosen')} /> : null}
            >
              {t(`density.${one}`)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {newTicket && (
        <IconButton label={t('action.app.newTicket')} hotkey="n" refusal={newTicket.refusal} onClick={newTicket.run}>
          <IconPlus />
        </IconButton>
      )}
    </header>
  );
};

/** What would be here, and how to get it. */
export const ListEmpty = ({ list, onState }: { list: ListQuery; onState: (state: StateFilter) => void }) => {
  const { t } = useTranslation();
  const newTicket = useAction('app.newTicket');
  const kind = list.view.startsWith('department:')
    ? 'department'
    : (list.view as 'assigned' | 'unassigned' | 'shared' | 'shared_out' | 'all' | 'trash');
  if (list.state !== 'open' && list.view !== 'trash')
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
        ) : newTicket && kind !== 'trash' ? (
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
