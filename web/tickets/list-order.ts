import type { ListSort } from '@crossdesk/contracts/views.ts';
import { useEffect, useState } from 'react';
import { useActionHandler } from '../lib/actions.ts';
import { preferences, setPreference } from '../lib/preferences.ts';
import { availableSorts, keys, type ListQuery, queryClient } from '../lib/queries.ts';
import { forgetScroll, scrollKey } from './list-state.ts';

/**
 * Another order for the list on screen: asked for anew, begun at its top and kept for this view and the next visit. `said` is the order chosen
 * here, for those who hear the page, until the view changes.
 */
export const useListOrder = (list: ListQuery, onChange: () => void) => {
  const [announcedSort, setSaid] = useState<ListSort | null>(null);
  const offered = availableSorts(list.view);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was said was said of another view
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
