import type { CustomView, NewCustomView } from '@crossdesk/contracts/custom-views.ts';
import { queryOptions } from '@tanstack/react-query';
import { call } from '../lib/client.ts';
import { keys, queryClient } from '../lib/queries.ts';
import { type Draft, toCriteria } from './draft.ts';

/** The custom views I can see, with their criteria. */
export const customViewsQuery = queryOptions({
  queryKey: ['custom-views'],
  queryFn: ({ signal }) => call('listCustomViews', { signal }),
  staleTime: 0,
});

/** Queries of all lists of a view, in every state. */
const listQueries = (id: number) => ({ queryKey: [...keys.lists, `custom:${id}`] });

const refreshViews = async (): Promise<void> => {
  void queryClient.invalidateQueries({ queryKey: customViewsQuery.queryKey });
  await queryClient.invalidateQueries({ queryKey: keys.views });
};

const toRequestBody = (draft: Draft): NewCustomView => ({
  name: draft.name.trim(),
  criteria: toCriteria(draft) ?? { match: 'all', conditions: [], groups: [] },
  sort: draft.sort,
  columns: [...draft.columns],
  visibility: draft.visibility,
  departmentIds: draft.visibility === 'departments' ? [...draft.departmentIds] : [],
  profileIds: draft.visibility === 'profiles' ? [...draft.profileIds] : [],
});

/** Creates a view, or updates `savedVersion`. Throws ApiProblem. */
export const saveView = async (
  draft: Draft,
  savedVersion: { id: number; version: number } | null,
): Promise<CustomView> => {
  const body = toRequestBody(draft);
  const view = savedVersion
    ? await call('editCustomView', {
        params: { id: savedVersion.id },
        body: { ...body, version: savedVersion.version },
      })
    : await call('createCustomView', { body });
  void queryClient.resetQueries(listQueries(view.id));
  await refreshViews();
  return view;
};

export const deleteView = async (view: CustomView): Promise<void> => {
  await call('deleteCustomView', { params: { id: view.id }, query: { version: view.version } });
  queryClient.removeQueries({ ...listQueries(view.id), type: 'inactive' });
  await refreshViews();
};
