import { useRouter } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { type ListData, uniqueRows } from '../lib/list-pages.ts';
import { preferences } from '../lib/preferences.ts';
import { defaultState, effectiveSort, keys, prefetchTicket, queryClient } from '../lib/queries.ts';
import { toast } from '../lib/toast.ts';

/**
 * Navigation between tickets of the list as far as it is loaded. Without an open ticket, starts at
 * the first.
 */
export const useNextTicket = () => {
  const { t } = useTranslation();
  const router = useRouter();
  // Read from the router, because rendering can lag behind fast key presses.
  const currentLocation = () => {
    const { pathname, search } = router.latestLocation;
    const [, , view = 'all', number = ''] = pathname.split('/').map(decodeURIComponent);
    return { view, number, state: search.state };
  };
  const adjacentTicket = (by: number): number | undefined => {
    const { view, number, state } = currentLocation();
    const list = { view, state: state ?? defaultState(view), sort: effectiveSort(view, preferences().sorts) };
    const data = queryClient.getQueryData<ListData>(keys.list(list));
    const numbers = data ? uniqueRows(data).map((row) => row.number) : [];
    const index = numbers.indexOf(Number(number));
    // For a ticket that is not in the list, the next one is the first.
    return index < 0 && by < 0 ? undefined : numbers[index + by];
  };
  const open = (next: number) =>
    void router.navigate({
      to: '/tickets/$view/$number',
      params: { view: currentLocation().view, number: String(next) },
      search: true,
    });
  const back = () =>
    void router.navigate({ to: '/tickets/$view', params: { view: currentLocation().view }, search: true });
  const step = (by: 1 | -1) => () => {
    const next = adjacentTicket(by);
    if (next === undefined) return void toast({ text: t(by === 1 ? 'list.isLast' : 'list.isFirst') });
    // Prefetch the ticket after the next.
    const after = adjacentTicket(2 * by);
    if (after !== undefined) prefetchTicket(after);
    open(next);
  };
  const leave = (to: 'stay' | 'next' | 'list') => {
    if (to === 'stay') return;
    const next = to === 'next' ? adjacentTicket(1) : undefined;
    if (next === undefined) back();
    else open(next);
  };
  return {
    next: step(1),
    previous: step(-1),
    back,
    /** Applies the preference after closing a ticket: stay, next ticket or list. */
    afterClosing: () => leave(preferences().afterClosing),
    /** The same after handing a ticket over; one that can no longer be seen is left. */
    afterHandover: (isVisible: boolean) => {
      const { afterClosing } = preferences();
      leave(afterClosing === 'stay' && !isVisible ? 'list' : afterClosing);
    },
  };
};
