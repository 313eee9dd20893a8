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
import { preferences, setPreference } from '../lib/preferences.ts';
import {
  catalogQuery,
  defaultState,
  effectiveSort,
  listQuery,
  meQuery,
  prefetchTicket,
  queryClient,
  type StateFilter,
  startQuery,
  viewsQuery,
} from '../lib/queries.ts';
import { Desk } from './desk.tsx';
import { NoTicket } from './no-ticket.tsx';
import { ErrorPage, NotFound } from './not-found.tsx';
import { Shell } from './shell.tsx';

const root = createRootRoute({ component: Outlet, notFoundComponent: NotFound, errorComponent: ErrorPage });

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
const readToken = (search: Record<string, unknown>) => ({
  token: typeof search.token === 'string' ? search.token : '',
});
const setUp = createRoute({
  getParentRoute: () => root,
  path: '/setup',
  validateSearch: readToken,
  component: lazyRouteComponent(() => withCatalogue('signedOut', import('./set-up.tsx')), 'SetUp'),
});
const choosePassword = createRoute({
  getParentRoute: () => root,
  path: '/choose-password',
  validateSearch: readToken,
  component: lazyRouteComponent(() => withCatalogue('signedOut', import('./choose-password.tsx')), 'ChoosePassword'),
});

/**
 * All pages that require a session. Without one, redirects to sign-in, which returns to the page.
 */
const signedIn = createRoute({
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
  errorComponent: ErrorPage,
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
  getParentRoute: () => signedIn,
  path: '/tickets/$view',
  // `find`: the search a ticket was opened from; its words are highlighted.
  validateSearch: (search: Record<string, unknown>): { state?: StateFilter; find?: string } => ({
    ...(isState(search.state) ? { state: search.state } : {}),
    ...(search.find === undefined ? {} : { find: String(search.find).slice(0, 200) }),
  }),
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
  getParentRoute: () => signedIn,
  path: '/search',
  validateSearch: (search: Record<string, unknown>): { q: string } => ({
    q: search.q === undefined ? '' : String(search.q),
  }),
  component: lazyRouteComponent(() => import('./search-page.tsx'), 'SearchPage'),
});
const contacts = createRoute({
  getParentRoute: () => signedIn,
  path: '/contacts',
  component: lazyRouteComponent(() => import('./contacts-page.tsx'), 'ContactsPage'),
});
const contact = createRoute({
  getParentRoute: () => signedIn,
  path: '/contacts/$id',
  component: lazyRouteComponent(() => import('./contact-page.tsx'), 'ContactPage'),
});
const team = createRoute({
  getParentRoute: () => signedIn,
  path: '/team',
  validateSearch: (search: Record<string, unknown>): { department?: number } => {
    const id = Number(search.department);
    return Number.isSafeInteger(id) && id > 0 ? { department: id } : {};
  },
  component: lazyRouteComponent(() => withCatalogue('team', import('./team-page.tsx')), 'TeamPage'),
});
const settings = createRoute({
  getParentRoute: () => signedIn,
  path: '/settings/$page',
  component: lazyRouteComponent(() => import('./settings-page.tsx'), 'SettingsPage'),
});
const settingsHome = createRoute({
  getParentRoute: () => signedIn,
  path: '/settings',
  beforeLoad: () => {
    throw redirect({ to: '/settings/$page', params: { page: 'me' } });
  },
});

const developerRoutes = import.meta.env.DEV
  ? [
      createRoute({
        getParentRoute: () => root,
        path: '/dev/components',
        component: lazyRouteComponent(() => import('./component-gallery.tsx'), 'ComponentGallery'),
      }),
    ]
  : [];

const tree = root.addChildren([
  home,
  signIn,
  setUp,
  choosePassword,
  ...developerRoutes,
  signedIn.addChildren([
    tickets.addChildren([noTicket, ticket]),
    search,
    contacts,
    contact,
    team,
    settings,
    settingsHome,
  ]),
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
