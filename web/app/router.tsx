import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router';
import { ApiProblem } from '../lib/client.ts';
import { setReaderZone } from '../lib/format.ts';
import { setLanguage, withCatalogue } from '../lib/i18n.ts';
import { setPreference, preferences } from '../lib/preferences.ts';
import {
  catalogQuery,
  defaultState,
  listQuery,
  meQuery,
  prefetchTicket,
  queryClient,
  type StateFilter,
  effectiveSort,
  startQuery,
  viewsQuery,
} from '../lib/queries.ts';
import { Desk } from './desk.tsx';
import { NoTicket } from './no-ticket.tsx';
import { NotFound, Trouble } from './not-found.tsx';
import { Shell } from './shell.tsx';

const root = createRootRoute({ component: Outlet, notFoundComponent: NotFound, errorComponent: Trouble });

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: (search: Record<string, unknown>): { to?: string; error?: string } => ({
    ...(typeof search.to === 'string' && search.to.startsWith('/') && !search.to.startsWith('//')
      ? { to: search.to }
      : {}),
    ...(typeof search.error === 'string' ? { error: search.error } : {}),
  }),
  component: lazyRouteComponent(() => withCatalogue('signedOut', import('./sign-in.tsx')), 'SignIn'),
});
const tokenOf = (search: Record<string, unknown>) => ({ token: typeof search.token === 'string' ? search.token : '' });
const setUp = createRoute({
  getParentRoute: () => root,
  path: '/setup',
  validateSearch: tokenOf,
  component: lazyRouteComponent(() => withCatalogue('signedOut', import('./set-up.tsx')), 'SetUp'),
});
const choosePassword = createRoute({
  getParentRoute: () => root,
  path: '/choose-password',
  validateSearch: tokenOf,
  component: lazyRouteComponent(() => withCatalogue('signedOut', import('./choose-password.tsx')), 'ChoosePassword'),
});

/** Everything for people who are signed in. Who is not goes to sign in and comes back to where they were going. */
const inside = createRoute({
  getParentRoute: () => root,
  id: 'inside',
  beforeLoad: async ({ location }) => {
    void queryClient.prefetchQuery(catalogQuery);
    try {
      const me = await queryClient.ensureQueryData(meQuery);
      setReaderZone(me.timeZone);
      if (preferences().accountLocale !== me.locale) setPreference({ accountLocale: me.locale });
      if (preferences().locale === null) await setLanguage(me.locale);
    } catch (error) {
      if (!(error instanceof ApiProblem) || error.code !== 'not_signed_in') throw error;
      const start = await queryClient.ensureQueryData(startQuery).catch(() => null);
      if (start?.needsSetup) throw redirect({ to: '/setup', search: { token: '' } });
      throw redirect({ to: '/sign-in', search: { to: location.href } });
    }
  },
  component: Shell,
  errorComponent: Trouble,
});

const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/tickets/$view', params: { view: 'assigned' } });
  },
});

const isState = (value: unknown): value is StateFilter => value === 'open' || value === 'closed' || value === 'any';
const tickets = createRoute({
  getParentRoute: () => inside,
  path: '/tickets/$view',
  validateSearch: (search: Record<string, unknown>): { state?: StateFilter } =>
    isState(search.state) ? { state: search.state } : {},
  loaderDeps: ({ search }) => search,
  loader: ({ params, deps }) => {
    void queryClient.prefetchQuery(viewsQuery);
    void queryClient.prefetchInfiniteQuery(
      listQuery({
        view: params.view,
        state: deps.state ?? defaultState(params.view),
        sort: effectiveSort(params.view, preferences().sorts),
      }),
    );
  },
  component: Desk,
});
const noTicket = createRoute({ getParentRoute: () => tickets, path: '/', component: NoTicket });
const ticket = createRoute({
  getParentRoute: () => tickets,
  path: '/$number',
  loader: ({ params }) => {
    const number = Number(params.number);
    if (Number.isSafeInteger(number) && number > 0) prefetchTicket(number);
  },
  component: lazyRouteComponent(() => import('./ticket-page.tsx'), 'TicketPage'),
});

const search = createRoute({
  getParentRoute: () => inside,
  path: '/search',
  validateSearch: (given: Record<string, unknown>): { q: string } => ({
    q: given.q === undefined ? '' : String(given.q),
  }),
  component: lazyRouteComponent(() => import('./search-page.tsx'), 'SearchPage'),
});
const contacts = createRoute({
  getParentRoute: () => inside,
  path: '/contacts',
  component: lazyRouteComponent(() => import('./contacts-page.tsx'), 'ContactsPage'),
});
const contact = createRoute({
  getParentRoute: () => inside,
  path: '/contacts/$id',
  component: lazyRouteComponent(() => import('./contact-page.tsx'), 'ContactPage'),
});
const settings = createRoute({
  getParentRoute: () => inside,
  path: '/settings/$page',
  component: lazyRouteComponent(() => import('./settings-page.tsx'), 'SettingsPage'),
});
const settingsHome = createRoute({
  getParentRoute: () => inside,
  path: '/settings',
  beforeLoad: () => {
    throw redirect({ to: '/settings/$page', params: { page: 'me' } });
  },
});

const parts = import.meta.env.DEV
  ? [
      createRoute({
        getParentRoute: () => root,
        path: '/dev/parts',
        component: lazyRouteComponent(() => import('./parts.tsx'), 'Parts'),
      }),
    ]
  : [];

const tree = root.addChildren([
  home,
  signIn,
  setUp,
  choosePassword,
  ...parts,
  inside.addChildren([tickets.addChildren([noTicket, ticket]), search, contacts, contact, settings, settingsHome]),
]);

export const router = createRouter({
  routeTree: tree,
  pathParamsAllowedCharacters: [':'],
  defaultPreload: false,
  scrollRestoration: false,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
