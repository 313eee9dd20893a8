import type { ListSort } from '@crossdesk/contracts/views.ts';
import { useEffect, useState } from 'react';
import { useActionHandler } from '../lib/actions.ts';
import { preferences, setPreference } from '../lib/preferences.ts';
import { availableSorts, keys, type ListQuery, queryClient } from '../lib/queries.ts';
import { forgetScroll, scrollKey } from './list-state.ts';

/**
 * Changes the sort order of the list: reloads it from the top and stores the order for the view.
 * `announcedSort` is the chosen order for screen readers, until the view changes.
 */
export const useListOrder = (list: ListQuery, onChange: () => void) => {
  const [announcedSort, setSaid] = useState<ListSort | null>(null);
  const offered = availableSorts(list.view);
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs for each view
  useEffect(() => setSaid(null), [list.view]);
  const choose = (sort: ListSort) => {
    if (sort === list.sort) return;
    const chosen = { ...list, sort };
    forgetScroll(scrollKey(chosen));
    queryClient.removeQueries({ queryKey: keys.list(chosen) });
    onChange();
    setSaid(sort);
    setPreference({ sorts: { ...preferences().sorts, [list.view]: sort } });
  };
  const next = offered[(offered.indexOf(list.sort) + 1) % offered.length] ?? 'activity';
  useActionHandler('list.sort', offered.length > 1 ? () => choose(next) : null);
  return { announcedSort, choose };
};
