import { Link, Outlet, useLocation, useNavigate } from '@tanstack/react-router';
import { Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AvailabilityButton } from '../availability/availability-button.tsx';
import { RailBatches } from '../batches/rail-batches.tsx';
import { runAction, useActionHandler } from '../lib/actions.ts';
import { signOut } from '../lib/auth.ts';
import { useAvailabilities } from '../lib/availability.ts';
import { useHasPermission, useMe } from '../lib/catalog.ts';
import { call } from '../lib/client.ts';
import { setLanguage } from '../lib/i18n.ts';
import { connectLive, useIsConnected } from '../lib/live.ts';
import { setPreference, useTheme } from '../lib/preferences.ts';
import { showProblem } from '../lib/problem-messages.ts';
import { keys, onSignedOut, queryClient } from '../lib/queries.ts';
import { useUndo } from '../lib/undo.ts';
import { Bell } from '../notifications/bell.tsx';
import { Avatar } from '../ui/avatar.tsx';
import { IconButton } from '../ui/buttons.tsx';
import {
  IconKeyboard,
  IconLanguage,
  IconLogout,
  IconMoon,
  IconSearch,
  IconSettings,
  IconSun,
  IconTicket,
  IconUsers,
  IconUsersGroup,
  IconWifiOff,
} from '../ui/icons.ts';
import { layers } from '../ui/layers.ts';
import { lazyComponent } from '../ui/lazy.tsx';
import { LoadingPage } from '../ui/loading-page.tsx';
import { MenuButton, MenuDivider, MenuItem, MenuLabel } from '../ui/menus.tsx';
import { fetchPickList } from '../ui/pick.tsx';
import { useSlow } from '../ui/states.tsx';

const fetchPalette = () => import('./palette.tsx');
const Palette = lazyComponent(() => fetchPalette().then((module) => module.Palette));
const KeySheet = lazyComponent(() => import('./key-sheet.tsx').then((module) => module.KeySheet));
const NewTicket = lazyComponent(() => import('../tickets/new-ticket.tsx').then((module) => module.NewTicket));

/** Changes the signed-in user optimistically; rolls back on failure. */
const editMe = async (change: { locale: 'en' | 'ja' }): Promise<void> => {
  const before = queryClient.getQueryData(keys.me);
  queryClient.setQueryData(keys.me, (me: object | undefined) => (me ? { ...me, ...change } : me));
  try {
    queryClient.setQueryData(keys.me, await call('editMe', { body: change }));
    void queryClient.invalidateQueries({ queryKey: keys.catalog });
  } catch (error) {
    queryClient.setQueryData(keys.me, before);
    showProblem(error);
  }
};

const UserMenu = () => {
  const { t, i18n } = useTranslation();
  const me = useMe();
  const navigate = useNavigate();
  const theme = useTheme();
  const chooseLanguage = (locale: 'en' | 'ja') => {
    setPreference({ locale });
    void setLanguage(locale);
    void editMe({ locale });
  };
  const endSession = async () => {
    await signOut().catch(() => {});
    queryClient.clear();
    location.assign('/sign-in');
  };
  const availabilities = useAvailabilities();
  const toggleTheme = () => setPreference({ theme: theme === 'dark' ? 'light' : 'dark' });
  useActionHandler('app.theme', toggleTheme);
  useActionHandler('app.language', () => chooseLanguage(i18n.language === 'ja' ? 'en' : 'ja'));
  useActionHandler('app.signOut', () => void endSession());
  if (!me) return null;
  return (
    <MenuButton
      position="right-end"
      width={230}
      button={(anchor) => (
        <button
          {...anchor}
          type="button"
          className="rail-me"
          aria-label={t('rail.me', { name: me.name, availability: availabilities.words(me.id) ?? '' })}
        >
          <Avatar name={me.name} url={me.avatarUrl} size={30} availability={availabilities.mark(me.id)} />
        </button>
      )}
    >
      <MenuLabel>{me.name}</MenuLabel>
      <MenuItem leftSection={theme === 'dark' ? <IconSun size={16} /> : <IconMoon size={16} />} onClick={toggleTheme}>
        {t(theme === 'dark' ? 'theme.toLight' : 'theme.toDark')}
      </MenuItem>
      <MenuItem
        leftSection={<IconLanguage size={16} />}
        lang={i18n.language === 'ja' ? 'en' : 'ja'}
        onClick={() => chooseLanguage(i18n.language === 'ja' ? 'en' : 'ja')}
      >
        {i18n.language === 'ja' ? 'English' : '日本語'}
      </MenuItem>
      <MenuItem leftSection={<IconKeyboard size={16} />} onClick={() => runAction('app.keys')}>
        {t('action.app.keys')}
      </MenuItem>
      <MenuItem
        leftSection={<IconSettings size={16} />}
        onClick={() => void navigate({ to: '/settings/$page', params: { page: 'me' } })}
      >
        {t('rail.mySettings')}
      </MenuItem>
      <MenuDivider />
      <MenuItem leftSection={<IconLogout size={16} />} onClick={() => void endSession()}>
        {t('action.app.signOut')}
      </MenuItem>
    </MenuButton>
  );
};

const Logo = () => (
  <Link to="/" className="mark" aria-label="Crossdesk">
    <svg
      width="18"
      height="18"
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="2.4"
      strokeLinecap="round"
      aria-hidden
    >
      <path d="M4 8h12l-3-3M20 16H8l3 3" />
    </svg>
  </Link>
);

/** The layout of every signed-in page: navigation rail, global actions, and the open page. */
export const Shell = () => {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const hasPermission = useHasPermission();
  const theme = useTheme();
  const pathname = useLocation({ select: (location) => location.pathname });
  const [layer, setLayer] = useState<'palette' | 'keys' | 'new' | null>(null);
  const isOffline = useSlow(!useIsConnected());
  useEffect(connectLive, []);
  // Users type into the palette and the field lists right after opening them, so they are
  // preloaded.
  useEffect(() => {
    const timer = setTimeout(() => {
      void fetchPalette();
      void fetchPickList();
      layers.prepare();
    }, 2_500);
    return () => clearTimeout(timer);
  }, []);
  // When the session ends, redirects to sign-in, which returns to this page. Drafts are kept.
  useEffect(
    () =>
      onSignedOut(() => {
        if (location.pathname === '/sign-in') return;
        queryClient.removeQueries({ queryKey: keys.me });
        void navigate({ to: '/sign-in', search: { to: `${location.pathname}${location.search}` } });
      }),
    [navigate],
  );
  const me = useMe();
  const hasTeam =
    hasPermission('ticket.read') && (hasPermission('tickets.all_departments') || (me?.memberships.length ?? 0) > 0);
  const go = (view: string) => () => void navigate({ to: '/tickets/$view', params: { view } });
  useActionHandler('go.assigned', go('assigned'));
  useActionHandler('go.unassigned', go('unassigned'));
  useActionHandler('go.all', go('all'));
  useActionHandler('go.shared', go('shared'));
  useActionHandler('go.transferred', go('transferred'));
  useActionHandler('go.escalated', go('escalated'));
  useActionHandler('go.dueSoon', go('due_soon'));
  useActionHandler('go.trash', go('trash'));
  useActionHandler('go.customers', hasPermission('contacts.read') ? () => void navigate({ to: '/contacts' }) : null);
  useActionHandler('go.team', hasTeam ? () => void navigate({ to: '/team' }) : null);
  useActionHandler('go.settings', () => void navigate({ to: '/settings/$page', params: { page: 'me' } }));
  useActionHandler('app.undo', useUndo());
  useActionHandler('app.search', () => void navigate({ to: '/search', search: { q: '' } }));
  useActionHandler('app.palette', () => setLayer(layer === 'palette' ? null : 'palette'));
  useActionHandler('app.keys', () => setLayer('keys'));
  useActionHandler(
    'app.newTicket',
    () => setLayer('new'),
    hasPermission('tickets.create') ? null : t('problem.not_allowed'),
  );
  const linkProps = (name: string, start: string) => ({
    className: 'rail-link',
    'aria-label': name,
    'aria-current': pathname.startsWith(start) ? ('page' as const) : undefined,
    title: name,
  });
  return (
    <div className="app">
      <a className="skip" href="#main">
        {t('skip')}
      </a>
      <nav className="rail" aria-label={t('rail.label')}>
        <Logo />
        <Link to="/tickets/$view" params={{ view: 'assigned' }} {...linkProps(t('tickets'), '/tickets')}>
          <IconTicket aria-hidden />
        </Link>
        <Link to="/search" search={{ q: '' }} {...linkProps(t('search'), '/search')}>
          <IconSearch aria-hidden />
        </Link>
        {hasPermission('contacts.read') && (
          <Link to="/contacts" {...linkProps(t('customers'), '/contacts')}>
            <IconUsers aria-hidden />
          </Link>
        )}
        {hasTeam && (
          <Link to="/team" {...linkProps(t('team'), '/team')}>
            <IconUsersGroup aria-hidden />
          </Link>
        )}
        <Link to="/settings/$page" params={{ page: 'me' }} {...linkProps(t('settings'), '/settings')}>
          <IconSettings aria-hidden />
        </Link>
        <span className="rail-space" />
        {isOffline && (
          <span className="rail-offline" role="status" title={t('live.cutOff')}>
            <IconWifiOff aria-hidden />
            <span className="sr">{t('live.cutOff')}</span>
          </span>
        )}
        <RailBatches />
        <AvailabilityButton />
        <Bell />
        <IconButton
          label={t(theme === 'dark' ? 'theme.toLight' : 'theme.toDark')}
          hotkey="g t"
          onClick={() => runAction('app.theme')}
        >
          {theme === 'dark' ? <IconSun /> : <IconMoon />}
        </IconButton>
        <UserMenu />
      </nav>
      <div className="page" id="main" tabIndex={-1}>
        <Outlet />
      </div>
      <Suspense fallback={<LoadingPage />}>
        {layer === 'palette' && <Palette onClose={() => setLayer(null)} />}
        {layer === 'keys' && <KeySheet onClose={() => setLayer(null)} />}
        {layer === 'new' && (
          <NewTicket
            onClose={() => setLayer(null)}
            onMade={(number) => {
              setLayer(null);
              void navigate({ to: '/tickets/$view/$number', params: { view: 'all', number: String(number) } });
            }}
          />
        )}
      </Suspense>
    </div>
  );
};
