import type { CustomView, CustomViewEdit, NewCustomView, ViewVisibility } from '@crossdesk/contracts/custom-views.ts';
import { maxViews } from '@crossdesk/contracts/lists/custom-views.ts';
import type { ViewColumn } from '@crossdesk/contracts/views.ts';
import { type Context, requireAgent } from '../platform/context.ts';
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

/**
 * Checks who a view is shared with: sharing needs `views.share`, at least one id, and existing ids.
 * Returns the audience to store.
 */
async function validAudience(ctx: Context, input: Audience): Promise<Audience> {
  if (input.visibility !== 'me' && !requireAgent(ctx).permissions.has('views.share')) {
    throw problem('not_allowed', { reason: 'views.share' });
  }
  const ids = { departments: input.departmentIds, profiles: input.profileIds, me: null, everyone: null }[
    input.visibility
  ];
  if (ids === null) return { visibility: input.visibility, departmentIds: [], profileIds: [] };
  const field = input.visibility === 'departments' ? 'departmentIds' : 'profileIds';
  if (ids.length === 0) throw fieldProblem(field, 'must have at least one entry');
  const existing = await existingIds(ctx, input.visibility === 'departments' ? 'department' : 'profile', ids);
  const missing = ids.find((id) => !existing.has(id));
  if (missing !== undefined) throw fieldProblem(field, `contains ${missing}, which doesn't exist`, 'unknown_reference');
  return { visibility: input.visibility, departmentIds: [], profileIds: [], [field]: ids };
}

/** Creates a custom view (ZE-41, ZE-43). */
export async function createCustomView(ctx: Context, input: NewCustomView): Promise<CustomView> {
  const { agentId } = requireAgent(ctx);
  await requireCriteria(ctx, input.criteria);
  const audience = await validAudience(ctx, {
    visibility: input.visibility ?? 'me',
    departmentIds: input.departmentIds ?? [],
    profileIds: input.profileIds ?? [],
  });
  if ((await store.countViewsOf(ctx.tx, agentId)) >= maxViews) throw problem('too_many_views');
  const { id } = await store.insertCustomView(ctx.tx, {
    name: input.name.trim(),
    criteria: JSON.stringify(input.criteria),
    sort: input.sort ?? 'activity',
    columns: input.columns ?? defaultColumns,
    visibility: audience.visibility,
    department_ids: audience.departmentIds,
    profile_ids: audience.profileIds,
    owner_id: agentId,
    created_at: ctx.now,
    updated_at: ctx.now,
  });
  const created = await storedView(ctx, id);
  await emit(ctx, {
    type: 'view.edited',
    data: { viewId: id },
    changes: [{ field: 'view', before: null, after: created }],
  });
  return created;
}

/**
 * Locks a view the actor may edit. Throws `not_found`, `not_allowed`, or `version_conflict` with
 * the current view.
 */
async function lockView(ctx: Context, id: number, version: number | undefined): Promise<CustomView> {
  await store.lockCustomView(ctx.tx, id);
  const view = await customView(ctx, id);
  if (!view.canEdit) throw problem('not_allowed', { reason: 'views.manage_others' });
  if (version !== undefined && version !== view.version) throw problem('version_conflict', { current: view });
  return view;
}

/** Edits a view. Sharing it, or keeping it shared, needs `views.share`. */
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
