import type { Permission } from '@crossdesk/contracts/permissions.ts';
import { NativeSelect, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { type ComponentType, use, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AgentStatuses } from '../admin/agent-statuses.tsx';
import { ApiKeys } from '../admin/api-keys.tsx';
import { Assignment } from '../admin/assignment.tsx';
import { Calendars } from '../admin/calendars.tsx';
import { CannedReplies } from '../admin/canned-replies.tsx';
import { Choices } from '../admin/choices.tsx';
import { ClosingSettings } from '../admin/closing.tsx';
import { CompanySettings } from '../admin/company.tsx';
import { Contracts } from '../admin/contracts.tsx';
import { Departments } from '../admin/departments.tsx';
import { FailedEvents } from '../admin/failed-events.tsx';
import { FormSettings } from '../admin/forms.tsx';
import { MailLog } from '../admin/mail-log.tsx';
import { Mailboxes } from '../admin/mailboxes.tsx';
import { MySettings } from '../admin/my-settings.tsx';
import { Notifications } from '../admin/notifications.tsx';
import { Outbox } from '../admin/outbox.tsx';
import { People } from '../admin/people.tsx';
import { Profiles } from '../admin/profiles.tsx';
import { Routing } from '../admin/routing.tsx';
import { SharedViews } from '../admin/shared-views.tsx';
import { MessageBody } from '../conversation/message-body.tsx';
import { useHasPermission } from '../lib/catalog.ts';
import { loadCatalogue } from '../lib/i18n.ts';
import { IconSearch } from '../ui/icons.ts';
import { lazyComponent } from '../ui/lazy.tsx';
import { customViewsQuery } from '../views/view-actions.ts';
import { ViewDialog } from '../views/view-dialog.tsx';
import { NotFound } from './not-found.tsx';

const Editor = lazyComponent(() => import('../conversation/editor.tsx').then((module) => module.Editor));
const editorParts = { Editor, Body: MessageBody };

const SharedViewsPage = () => {
  const { data, error, refetch } = useQuery(customViewsQuery);
  return <SharedViews views={data} error={error} refetch={refetch} Layer={ViewDialog} />;
};

/** The settings pages: their group and the permission they need; null: everyone. */
const pages = {
  me: { group: 'mine', needs: null, component: MySettings },
  apiKeys: { group: 'mine', needs: null, component: ApiKeys },
  company: { group: 'company', needs: 'settings.manage', component: CompanySettings },
  departments: { group: 'company', needs: 'settings.manage', component: Departments },
  routing: { group: 'company', needs: 'settings.manage', component: Routing },
  assignment: { group: 'company', needs: 'settings.manage', component: Assignment },
  contracts: { group: 'company', needs: 'settings.manage', component: Contracts },
  calendars: { group: 'company', needs: 'settings.manage', component: Calendars },
  notifications: { group: 'company', needs: null, component: Notifications },
  availability: { group: 'company', needs: 'settings.manage', component: AgentStatuses },
  people: { group: 'company', needs: 'people.manage', component: People },
  profiles: { group: 'company', needs: 'people.manage', component: Profiles },
  canned: { group: 'tickets', needs: null, component: () => <CannedReplies parts={editorParts} /> },
  forms: { group: 'tickets', needs: 'settings.manage', component: FormSettings },
  closing: { group: 'tickets', needs: 'settings.manage', component: ClosingSettings },
  status: { group: 'tickets', needs: 'settings.manage', component: () => <Choices kind="status" /> },
  priority: { group: 'tickets', needs: 'settings.manage', component: () => <Choices kind="priority" /> },
  service: { group: 'tickets', needs: 'settings.manage', component: () => <Choices kind="service" /> },
  category: { group: 'tickets', needs: 'settings.manage', component: () => <Choices kind="category" /> },
  product: { group: 'tickets', needs: 'settings.manage', component: () => <Choices kind="product" /> },
  transfer_reason: {
    group: 'tickets',
    needs: 'settings.manage',
    component: () => <Choices kind="transfer_reason" />,
  },
  views: { group: 'tickets', needs: 'views.manage_others', component: SharedViewsPage },
  mailboxes: { group: 'mail', needs: 'settings.manage', component: Mailboxes },
  outbox: { group: 'mail', needs: 'mail.manage', component: Outbox },
  mailLog: { group: 'mail', needs: 'mail.manage', component: MailLog },
  background: { group: 'company', needs: 'settings.manage', component: FailedEvents },
} as const satisfies Record<string, { group: string; needs: Permission | null; component: ComponentType }>;
type PageName = keyof typeof pages;
const pageNames = Object.keys(pages) as PageName[];
/** The pages that are also found by other words than those of their name and description. */
const pagesWithWords = [
  'notifications',
  'routing',
  'assignment',
  'contracts',
  'calendars',
  'forms',
  'closing',
] as const;
const hasWords = (name: PageName): name is (typeof pagesWithWords)[number] =>
  (pagesWithWords as readonly PageName[]).includes(name);
const groups = ['mine', 'company', 'tickets', 'mail'] as const;
const catalogue = Promise.all([loadCatalogue('settings'), loadCatalogue('views')]);

const fold = (text: string) => text.normalize('NFKC').toLocaleLowerCase();

/** The settings: the pages the user may open, and the open page. */
export const SettingsPage = () => {
  use(catalogue);
  const { t } = useTranslation('settings');
  const { t: desk } = useTranslation('desk');
  const hasPermission = useHasPermission();
  const navigate = useNavigate();
  const [searchText, setSearchText] = useState('');
  const { page } = useParams({ from: '/inside/settings/$page' });
  const allowed = pageNames.filter((name) => pages[name].needs === null || hasPermission(pages[name].needs));
  const shown = allowed.find((name) => name === page);
  const title = shown ? t(`page.${shown}`) : desk('settings');
  useEffect(() => {
    document.title = `${title} · Crossdesk`;
  }, [title]);
  if (!shown) return <NotFound />;
  const Page = pages[shown].component;
  /** Matches the page's name, description, and further search terms (C-26). */
  const isFound = (name: PageName): boolean => {
    const words = `${t(`page.${name}`)} ${t(`note.${name}`)} ${hasWords(name) ? t(`words.${name}`) : ''}`;
    return fold(searchText)
      .split(/\s+/)
      .every((word) => fold(words).includes(word));
  };
  const found = allowed.filter(isFound);
  return (
    <div className="settings">
      <nav className="settings-nav" aria-label={desk('settings')}>
        <h2>{desk('settings')}</h2>
        <TextInput
          className="settings-find"
          size="xs"
          type="search"
          aria-label={t('words.find')}
          placeholder={t('words.find')}
          leftSection={<IconSearch size={14} aria-hidden />}
          value={searchText}
          onChange={(event) => setSearchText(event.currentTarget.value)}
          onKeyDown={(event) => {
            const [first] = found;
            if (event.key === 'Enter' && first) void navigate({ to: '/settings/$page', params: { page: first } });
          }}
        />
        {found.length === 0 && <p className="faint settings-none">{t('words.none')}</p>}
        {groups.map((group) => {
          const members = found.filter((name) => pages[name].group === group);
          return members.length > 0 ? (
            <div key={group}>
              <h3>{t(`group.${group}`)}</h3>
              <ul>
                {members.map((name) => (
                  <li key={name}>
                    <Link to="/settings/$page" params={{ page: name }} activeProps={{ 'aria-current': 'page' }}>
                      {t(`page.${name}`)}
                    </Link>
                  </li>
                ))}
              </ul>
            </div>
          ) : null;
        })}
      </nav>
      <nav className="settings-choose" aria-label={desk('settings')}>
        <NativeSelect
          aria-label={desk('settings')}
          value={shown}
          onChange={(event) => void navigate({ to: '/settings/$page', params: { page: event.currentTarget.value } })}
          data={groups
            .map((group) => ({
              group: t(`group.${group}`),
              items: allowed
                .filter((name) => pages[name].group === group)
                .map((name) => ({ value: name, label: t(`page.${name}`) })),
            }))
            .filter((group) => group.items.length > 0)}
        />
      </nav>
      <main className="settings-main">
        <div className="settings-inner">
          <Page key={shown} />
        </div>
      </main>
    </div>
  );
};
