import type { Api } from '@crossdesk/contracts/api.ts';
import type { Input } from '@crossdesk/contracts/endpoint.ts';
import { listSorts } from '@crossdesk/contracts/lists/views.ts';
import type { ListSort } from '@crossdesk/contracts/views.ts';
import { infiniteQueryOptions, QueryCache, QueryClient, queryOptions } from '@tanstack/react-query';
import { ApiProblem, type ApiResult, call } from './client.ts';
import { whenSettled } from './pending-messages.ts';

const isRetryable = (error: Error): boolean =>
  error instanceof ApiProblem && (error.code === 'unreachable' || error.code === 'unavailable');

let signedOutListener: (() => void) | null = null;
/**
 * Calls the listener when a query fails because the session has ended. Returns how to unsubscribe.
 */
export const onSignedOut = (listener: () => void): (() => void) => {
  signedOutListener = listener;
  return () => {
    signedOutListener = null;
  };
};

export const queryClient = new QueryClient({
  queryCache: new QueryCache({
    onError: (error) => {
      if (error instanceof ApiProblem && error.code === 'not_signed_in') signedOutListener?.();
    },
  }),
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      gcTime: 15 * 60_000,
      refetchOnWindowFocus: 'always',
      retry: (times, error) => times < 2 && isRetryable(error),
      networkMode: 'always',
    },
    mutations: { networkMode: 'always', retry: false },
  },
});

/** open: still to be worked on. closed: resolved, closed, or cancelled. */
export type StateFilter = NonNullable<Input<Api['listTickets']>['query']['state']>;

/** The query of a list; it identifies the list in the cache and in the URL. */
export type ListQuery = { view: string; state: StateFilter; sort: ListSort };

/** The default state filter of a view: open tickets; all tickets for trash and custom views. */
export const defaultState = (view: string): StateFilter =>
  view === 'trash' || view.startsWith('custom:') ? 'any' : 'open';

const isByActivity = new Set(['shared', 'shared_out', 'transferred', 'transferred_department', 'escalated']);

/** Views of tickets that somebody else has now. */
export const isHandedOverView = (view: string): boolean =>
  view === 'transferred' || view === 'transferred_department' || view === 'escalated';

/**
 * The sort orders of a view, the default first. Trash has only one; Due soon and custom views have
 * their own.
 */
export const availableSorts = (view: string): readonly ListSort[] => {
  if (view === 'trash' || view === 'due_soon' || view.startsWith('custom:')) return ['activity'];
  return isByActivity.has(view) ? ['activity', 'waiting'] : listSorts;
};

/** The chosen sort order of a view if it is available, otherwise the default. */
export const effectiveSort = (view: string, chosen: Record<string, ListSort>): ListSort =>
  availableSorts(view).find((sort) => sort === chosen[view]) ?? 'activity';

/** The query keys. */
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
  batches: ['batches'] as const,
  batch: (id: number) => ['batch', id] as const,
  batchOutcomes: (id: number, state: string) => ['batch', id, 'outcomes', state] as const,
  explanation: (number: number) => ['explanation', number] as const,
  drafts: (number: number) => ['drafts', number] as const,
  contact: (id: number) => ['contact', id] as const,
  contactTickets: (id: number) => ['contact-tickets', id] as const,
  notifications: ['notifications'] as const,
  unread: ['notifications', 'unread'] as const,
  notices: (number: number) => ['notices', number] as const,
  canned: ['canned-replies'] as const,
  availability: ['availability'] as const,
  agentStatuses: ['agent-statuses'] as const,
  routingRules: ['routing-rules'] as const,
  assignmentSettings: ['assignment-settings'] as const,
  team: ['team'] as const,
  schedule: (agentId: number) => ['schedule', agentId] as const,
  absences: (agentId: number) => ['absences', agentId] as const,
  search: (q: string) => ['search', q] as const,
  holdings: (number: number) => ['holdings', number] as const,
  decisions: (number: number) => ['decisions', number] as const,
  times: (number: number) => ['times', number] as const,
  calendars: ['calendars'] as const,
  contracts: ['contracts'] as const,
  /** Everything the transfer dialog shows. */
  transfer: ['transfer'] as const,
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
/** Which agents receive work now. The live connection keeps it fresh. */
export const availabilityQuery = queryOptions({
  queryKey: keys.availability,
  queryFn: ({ signal }) => call('listAvailability', { signal }),
});
export const agentStatusesQuery = queryOptions({
  queryKey: keys.agentStatuses,
  queryFn: ({ signal }) => call('listAgentStatuses', { signal }),
  staleTime: 10 * 60_000,
});
export const routingRulesQuery = queryOptions({
  queryKey: keys.routingRules,
  queryFn: ({ signal }) => call('listRoutingRules', { signal }),
});
export const assignmentSettingsQuery = queryOptions({
  queryKey: keys.assignmentSettings,
  queryFn: ({ signal }) => call('listAssignmentSettings', { signal }),
});
export const scheduleQuery = (agentId: number) =>
  queryOptions({
    queryKey: keys.schedule(agentId),
    queryFn: ({ signal }) => call('getSchedule', { params: { agentId }, signal }),
  });
export const absencesQuery = (agentId: number) =>
  queryOptions({
    queryKey: keys.absences(agentId),
    queryFn: ({ signal }) => call('listAbsences', { params: { agentId }, signal }),
  });
/** My batches of the last 30 days, newest first. */
export const batchesQuery = queryOptions({
  queryKey: keys.batches,
  queryFn: ({ signal }) => call('listBatches', { signal }),
  staleTime: 0,
});
export const batchQuery = (id: number) =>
  queryOptions({
    queryKey: keys.batch(id),
    queryFn: ({ signal }) => call('getBatch', { params: { id }, signal }),
    staleTime: 0,
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
    // The live connection keeps the list fresh; refetching all pages would move rows on screen.
    refetchOnWindowFocus: false,
    staleTime: 60_000,
  });

const pendingOpenings = new Map<number, Promise<ApiResult<'getOpening'>>>();

/** A ticket with the newest page of its conversation; concurrent callers share one request. */
const fetchOpening = (number: number): Promise<ApiResult<'getOpening'>> => {
  const pending =
    pendingOpenings.get(number) ??
    call('getOpening', { params: { number } }).finally(() => {
      pendingOpenings.delete(number);
    });
  pendingOpenings.set(number, pending);
  return pending;
};

const isCached = (key: readonly unknown[]): boolean => queryClient.getQueryData(key) !== undefined;

export const ticketQuery = (number: number) =>
  queryOptions({
    queryKey: keys.ticket(number),
    queryFn: async ({ queryKey, signal }) =>
      isCached(queryKey) ? call('getTicket', { params: { number }, signal }) : (await fetchOpening(number)).ticket,
  });

/** Pages run from newest to oldest; the messages of a page are in chronological order. */
export const messagesQuery = (number: number) =>
  infiniteQueryOptions({
    queryKey: keys.messages(number),
    queryFn: async ({ pageParam, queryKey, signal }) => {
      const params = { number };
      if (pageParam) return call('listMessages', { params, query: { limit: 30, after: pageParam }, signal });
      if (!isCached(queryKey)) return (await fetchOpening(number)).messages;
      await whenSettled(number);
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

export const holdingsQuery = (number: number) =>
  queryOptions({
    queryKey: keys.holdings(number),
    queryFn: ({ signal }) => call('listHoldings', { params: { number }, signal }),
  });

export const decisionsQuery = (number: number) =>
  queryOptions({
    queryKey: keys.decisions(number),
    queryFn: ({ signal }) => call('listDecisions', { params: { number }, signal }),
  });

/** The promised times of a ticket. */
export const timesQuery = (number: number) =>
  queryOptions({
    queryKey: keys.times(number),
    queryFn: ({ signal }) => call('getTicketSla', { params: { number }, signal }),
  });
export const calendarsQuery = queryOptions({
  queryKey: keys.calendars,
  queryFn: ({ signal }) => call('listCalendars', { signal }),
});
export const contractsQuery = queryOptions({
  queryKey: keys.contracts,
  queryFn: ({ signal }) => call('listContracts', { signal }),
});

export const unreadQuery = queryOptions({
  queryKey: keys.unread,
  queryFn: ({ signal }) => call('countNotifications', { signal }),
});

/** Notifications, newest first. */
export const notificationsQuery = infiniteQueryOptions({
  queryKey: [...keys.notifications, 'list'],
  queryFn: ({ pageParam, signal }) =>
    call('listNotifications', { query: { limit: 30, ...(pageParam ? { after: pageParam } : {}) }, signal }),
  initialPageParam: '',
  getNextPageParam: (last) => last.next,
});

/** Who was notified about a ticket; only for the owning department. */
export const noticesQuery = (number: number) =>
  queryOptions({
    queryKey: keys.notices(number),
    queryFn: ({ signal }) => call('listNotices', { params: { number }, signal }),
    staleTime: 0,
  });

/** The canned replies the user can insert. */
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

const emptySearchMs = 2_000;

export const searchQuery = (q: string) =>
  infiniteQueryOptions({
    queryKey: keys.search(q),
    queryFn: ({ pageParam, signal }) =>
      call('search', { query: { q, limit: 30, ...(pageParam ? { after: pageParam } : {}) }, signal }),
    initialPageParam: '',
    getNextPageParam: (last) => last.next,
    enabled: q.trim().length > 0,
    staleTime: 0,
    // A ticket that was just created or changed is indexed a moment later.
    refetchInterval: ({ state }) => (state.data?.pages[0]?.items.length === 0 ? emptySearchMs : false),
  });

/** Prefetches a ticket while the pointer is on its row, so that it opens immediately. */
export const prefetchTicket = (number: number): void => {
  void queryClient.prefetchQuery(ticketQuery(number));
  void queryClient.prefetchInfiniteQuery(messagesQuery(number));
};
