import type { Api } from '@crossdesk/contracts/api.ts';
import type { Input } from '@crossdesk/contracts/endpoint.ts';
import { listSorts } from '@crossdesk/contracts/lists/views.ts';
import type { ListSort } from '@crossdesk/contracts/views.ts';
import { infiniteQueryOptions, QueryCache, QueryClient, queryOptions } from '@tanstack/react-query';
import { type Answer, ApiProblem, call } from './client.ts';
import { arrived } from './pending-messages.ts';

const isWorthRepeating = (error: Error): boolean =>
  error instanceof ApiProblem && (error.code === 'unreachable' || error.code === 'unavailable');

let signedOut: (() => void) | null = null;
/** Hears that the session has ended while something was read; answers how to stop hearing. */
export const onSignedOut = (listener: () => void): (() => void) => {
  signedOut = listener;
  return () => {
    signedOut = null;
  };
};

export const queryClient = new QueryClient({
  queryCache: new QueryCache({
    onError: (error) => {
      if (error instanceof ApiProblem && error.code === 'not_signed_in') signedOut?.();
    },
  }),
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      gcTime: 15 * 60_000,
      refetchOnWindowFocus: 'always',
      retry: (times, error) => times < 2 && isWorthRepeating(error),
      networkMode: 'always',
    },
    mutations: { networkMode: 'always', retry: false },
  },
});

/** open: somebody still owes something. closed: resolved, closed or cancelled. */
export type StateFilter = NonNullable<Input<Api['listTickets']>['query']['state']>;

/** What a list is asked for; it is the identity of the list in the cache and in the address bar. */
export type ListQuery = { view: string; state: StateFilter; sort: ListSort };

/** What a view shows when nothing else is asked for: what is open, or for the trash and for criteria of one's own whatever there is. */
export const defaultState = (view: string): StateFilter =>
  view === 'trash' || view.startsWith('custom:') ? 'any' : 'open';

/** The orders a view can be shown in, the usual one first. The trash has only that, and criteria of one's own come with theirs. */
export const offeredSorts = (view: string): readonly ListSort[] => {
  if (view === 'trash' || view.startsWith('custom:')) return ['activity'];
  return view === 'shared' || view === 'shared_out' ? ['activity', 'waiting'] : listSorts;
};

/** The order chosen for a view, where the view offers that; otherwise the usual one. */
export const sortOf = (view: string, chosen: Record<string, ListSort>): ListSort =>
  offeredSorts(view).find((sort) => sort === chosen[view]) ?? 'activity';

/** The names under which answers are kept. */
export const keys = {
  me: ['me'] as const,
  catalog: ['catalog'] as const,
  views: ['views'] as const,
  lists: ['tickets'] as const,
  list: (list: ListQuery) => ['tickets', list.view, list.state, list.sort] as const,
  ticket: (number: number) => ['ticket', number] as const,
  messages: (number: number) => ['messages', number] as const,
  history: (number: number) => ['history', number] as const,
  shares: (number: number) => ['shares', number] as const,
  batch: (id: number) => ['batch', id] as const,
  explanation: (number: number) => ['explanation', number] as const,
  drafts: (number: number) => ['drafts', number] as const,
  contact: (id: number) => ['contact', id] as const,
  contactTickets: (id: number) => ['contact-tickets', id] as const,
  notifications: ['notifications'] as const,
  unread: ['notifications', 'unread'] as const,
  notices: (number: number) => ['notices', number] as const,
  canned: ['canned-replies'] as const,
  search: (q: string) => ['search', q] as const,
};

export const startQuery = queryOptions({
  queryKey: ['start'],
  queryFn: ({ signal }) => call('getStart', { signal }),
  staleTime: Number.POSITIVE_INFINITY,
});
export const meQuery = queryOptions({
  queryKey: keys.me,
  queryFn: ({ signal }) => call('getMe', { signal }),
  staleTime: 5 * 60_000,
});
export const catalogQuery = queryOptions({
  queryKey: keys.catalog,
  queryFn: ({ signal }) => call('getCatalog', { signal }),
  staleTime: 10 * 60_000,
});
export const viewsQuery = queryOptions({
  queryKey: keys.views,
  queryFn: ({ signal }) => call('listViews', { signal }),
});

export const listQuery = (list: ListQuery) =>
  infiniteQueryOptions({
    queryKey: keys.list(list),
    queryFn: ({ pageParam, signal }) =>
      call('listTickets', {
        query: { ...list, limit: 50, ...(pageParam ? { after: pageParam } : {}) },
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: (last) => last.next,
    // Freshness comes from the live connection; asking for all pages again would move rows under the reader.
    refetchOnWindowFocus: false,
    staleTime: 60_000,
  });

const openings = new Map<number, Promise<Answer<'getOpening'>>>();

/** A ticket with the newest page of its conversation; those who ask at the same time share one answer. */
const openingOf = (number: number): Promise<Answer<'getOpening'>> => {
  const asked =
    openings.get(number) ??
    call('getOpening', { params: { number } }).finally(() => {
      openings.delete(number);
    });
  openings.set(number, asked);
  return asked;
};

const isKnown = (key: readonly unknown[]): boolean => queryClient.getQueryData(key) !== undefined;

export const ticketQuery = (number: number) =>
  queryOptions({
    queryKey: keys.ticket(number),
    queryFn: async ({ queryKey, signal }) =>
      isKnown(queryKey) ? call('getTicket', { params: { number }, signal }) : (await openingOf(number)).ticket,
  });

/** Pages lead from the newest to the oldest; each is in order of time. */
export const messagesQuery = (number: number) =>
  infiniteQueryOptions({
    queryKey: keys.messages(number),
    queryFn: async ({ pageParam, queryKey, signal }) => {
      const params = { number };
      if (pageParam) return call('listMessages', { params, query: { limit: 30, after: pageParam }, signal });
      if (!isKnown(queryKey)) return (await openingOf(number)).messages;
      await arrived(number);
      return call('listMessages', { params, query: { limit: 30 }, signal });
    },
    initialPageParam: '',
    getNextPageParam: (last) => last.next,
  });

export const historyQuery = (number: number) =>
  infiniteQueryOptions({
    queryKey: keys.history(number),
    queryFn: ({ pageParam, signal }) =>
      call('listHistory', {
        params: { number },
        query: { limit: 100, ...(pageParam ? { after: pageParam } : {}) },
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: (last) => last.next,
  });

export const addressChangesQuery = (number: number) =>
  queryOptions({
    queryKey: ['address-changes', number],
    queryFn: ({ signal }) => call('listAddressChanges', { params: { number }, signal }),
    staleTime: 60_000,
  });

export const draftsQuery = (number: number) =>
  queryOptions({
    queryKey: keys.drafts(number),
    queryFn: ({ signal }) => call('listDrafts', { params: { number }, signal }),
    refetchOnWindowFocus: false,
    staleTime: 0,
    gcTime: 0,
  });

export const sharesQuery = (number: number) =>
  queryOptions({
    queryKey: keys.shares(number),
    queryFn: ({ signal }) => call('listShares', { params: { number }, signal }),
    staleTime: 0,
  });

export const explanationQuery = (number: number) =>
  queryOptions({
    queryKey: keys.explanation(number),
    queryFn: ({ signal }) => call('explainAccess', { params: { number }, signal }),
    staleTime: 0,
  });

export const unreadQuery = queryOptions({
  queryKey: keys.unread,
  queryFn: ({ signal }) => call('countNotifications', { signal }),
});

/** What is behind the bell, newest first. */
export const notificationsQuery = infiniteQueryOptions({
  queryKey: [...keys.notifications, 'list'],
  queryFn: ({ pageParam, signal }) =>
    call('listNotifications', { query: { limit: 30, ...(pageParam ? { after: pageParam } : {}) }, signal }),
  initialPageParam: '',
  getNextPageParam: (last) => last.next,
});

/** Who was told of a ticket; for its owners only. */
export const noticesQuery = (number: number) =>
  queryOptions({
    queryKey: keys.notices(number),
    queryFn: ({ signal }) => call('listNotices', { params: { number }, signal }),
    staleTime: 0,
  });

/** The texts I can use again. */
export const cannedQuery = queryOptions({
  queryKey: keys.canned,
  queryFn: ({ signal }) => call('listCannedReplies', { signal }),
  staleTime: 5 * 60_000,
});

export const contactQuery = (id: number) =>
  queryOptions({ queryKey: keys.contact(id), queryFn: ({ signal }) => call('getContact', { params: { id }, signal }) });

export const contactTicketsQuery = (id: number) =>
  queryOptions({
    queryKey: keys.contactTickets(id),
    queryFn: ({ signal }) =>
      call('listTickets', { query: { requesterId: id, view: 'all', state: 'any', limit: 20 }, signal }),
  });

export const searchQuery = (q: string) =>
  infiniteQueryOptions({
    queryKey: keys.search(q),
    queryFn: ({ pageParam, signal }) =>
      call('search', { query: { q, limit: 30, ...(pageParam ? { after: pageParam } : {}) }, signal }),
    initialPageParam: '',
    getNextPageParam: (last) => last.next,
    enabled: q.trim().length > 0,
  });

/** Gets a ticket ready while the reader is still on its row, so that it opens at once. */
export const prepareTicket = (number: number): void => {
  void queryClient.prefetchQuery(ticketQuery(number));
  void queryClient.prefetchInfiniteQuery(messagesQuery(number));
};
