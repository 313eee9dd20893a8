import type { CustomView, CustomViewEdit, NewCustomView, ViewVisibility } from '@crossdesk/contracts/custom-views.ts';
import { maxViews } from '@crossdesk/contracts/lists/custom-views.ts';
import type { ViewColumn } from '@crossdesk/contracts/views.ts';
import { requireAgent, type Context } from '../platform/context.ts';
import { emit } from '../platform/events.ts';
import { fieldProblem, problem } from '../platform/problems.ts';
import { customView, existingIds, requireCriteria, storedView } from './custom-queries.ts';
import * as store from './store.ts';

const defaultColumns: ViewColumn[] = [
  'number',
  'requester',
  'department',
  'solutionForecast',
  'shares',
  'assignee',
  'activity',
];

type Audience = { visibility: ViewVisibility; departmentIds: number[]; profileIds: number[] };

/** Refuses to show a view to others without `views.share`, or to nobody, or to what is not there. Gives what is kept. */
async function validAudience(ctx: Context, given: Audience): Promise<Audience> {
  if (given.visibility !== 'me' && !requireAgent(ctx).permissions.has('views.share')) {
    throw problem('not_allowed', { reason: 'views.share' });
  }
  const ids = { departments: given.departmentIds, profiles: given.profileIds, me: null, everyone: null }[
    given.visibility
  ];
  if (ids === null) return { visibility: given.visibility, departmentIds: [], profileIds: [] };
  const field = given.visibility === 'departments' ? 'departmentIds' : 'profileIds';
  if (ids.length === 0) throw fieldProblem(field, 'needs at least one');
  const known = await existingIds(ctx, given.visibility === 'departments' ? 'department' : 'profile', ids);
  const missing = ids.find((id) => !known.has(id));
  if (missing !== undefined) throw fieldProblem(field, `names ${missing}, which is not there`, 'unknown_reference');
  return { visibility: given.visibility, departmentIds: [], profileIds: [], [field]: ids };
}

/** Keeps a new view (ZE-41, ZE-43). */
export async function createCustomView(ctx: Context, given: NewCustomView): Promise<CustomView> {
  const { agentId } = requireAgent(ctx);
  await requireCriteria(ctx, given.criteria);
  const audience = await validAudience(ctx, {
    visibility: given.visibility ?? 'me',
    departmentIds: given.departmentIds ?? [],
    profileIds: given.profileIds ?? [],
  });
  if ((await store.countViewsOf(ctx.tx, agentId)) >= maxViews) throw problem('too_many_views');
  const { id } = await store.insertCustomView(ctx.tx, {
    name: given.name.trim(),
    criteria: JSON.stringify(given.criteria),
    sort: given.sort ?? 'activity',
    columns: given.columns ?? defaultColumns,
    visibility: audience.visibility,
    department_ids: audience.departmentIds,
    profile_ids: audience.profileIds,
    owner_id: agentId,
    created_at: ctx.now,
    updated_at: ctx.now,
  });
  const made = await storedView(ctx, id);
  await emit(ctx, {
    type: 'view.edited',
    data: { viewId: id },
    changes: [{ field: 'view', before: null, after: made }],
  });
  return made;
}

/** Locks a view the actor may change. Throws `not_found`, `not_allowed`, or `version_conflict` with the view as it is now. */
async function lockView(ctx: Context, id: number, version: number | undefined): Promise<CustomView> {
  await store.lockCustomView(ctx.tx, id);
  const view = await customView(ctx, id);
  if (!view.canEdit) throw problem('not_allowed', { reason: 'views.manage_others' });
  if (version !== undefined && version !== view.version) throw problem('version_conflict', { current: view });
  return view;
}

/** Changes a view. Showing it to others, or leaving it shown to them, needs `views.share`. */
export async function editCustomView(ctx: Context, id: number, change: CustomViewEdit): Promise<CustomView> {
  const before = await lockView(ctx, id, change.version);
  if (change.criteria) await requireCriteria(ctx, change.criteria);
  const audience = await validAudience(ctx, {
    visibility: change.visibility ?? before.visibility,
    departmentIds: change.departmentIds ?? before.departmentIds,
    profileIds: change.profileIds ?? before.profileIds,
  });
  await store.updateCustomView(ctx.tx, id, {
    name: change.name?.trim(),
    criteria: change.criteria ? JSON.stringify(change.criteria) : undefined,
    sort: change.sort,
    columns: change.columns,
    visibility: audience.visibility,
    department_ids: audience.departmentIds,
    profile_ids: audience.profileIds,
    updated_at: ctx.now,
  });
  const after = await storedView(ctx, id);
  await emit(ctx, { type: 'view.edited', data: { viewId: id }, changes: [{ field: 'view', before, after }] });
  return after;
}

export async function deleteCustomView(ctx: Context, id: number, version: number | undefined): Promise<{ ok: true }> {
  const before = await lockView(ctx, id, version);
  await store.deleteCustomView(ctx.tx, id);
  await emit(ctx, { type: 'view.edited', data: { viewId: id }, changes: [{ field: 'view', before, after: null }] });
  return { ok: true };
}
