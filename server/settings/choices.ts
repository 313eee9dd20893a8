import { maxServiceLevels } from '@crossdesk/contracts/lists/settings.ts';
import type { Choice, ChoiceCreate, ChoiceEdit, ChoiceKind } from '@crossdesk/contracts/settings.ts';
import type { Context } from '../platform/context.ts';
import { emit } from '../platform/events.ts';
import { fieldProblem, problem } from '../platform/problems.ts';
import { choices, requireChoice } from './queries.ts';
import { canDisableStatus, foreignField, levelsWith } from './rules.ts';
import * as store from './store.ts';

const isForeignKeyError = (error: unknown): boolean => (error as { code?: string }).code === '23503';

async function nextPosition(ctx: Context, kind: ChoiceKind): Promise<number> {
  const all = await choices(ctx);
  return Math.max(0, ...all.filter((choice) => choice.kind === kind).map((choice) => choice.position)) + 1;
}

async function requireExistingChoice(ctx: Context, id: number): Promise<Choice> {
  const found = (await choices(ctx)).find((choice) => choice.id === id);
  if (!found) throw problem('not_found');
  return found;
}

async function refuseLastStatus(ctx: Context, status: Choice): Promise<void> {
  if (status.baseState === null) return;
  const others = (await choices(ctx)).filter((c) => c.kind === 'status' && c.isActive && c.id !== status.id);
  const otherStates = others.flatMap((c) => c.baseState ?? []);
  if (!canDisableStatus(status.baseState, otherStates))
    throw problem('in_use', { detail: `At least one active status with the state ${status.baseState} is required.` });
}

/** Refuses a parent that is below the entry, or too deep. */
async function checkParent(ctx: Context, id: number | null, kind: ChoiceKind, parentId: number | null): Promise<void> {
  if (parentId === null) return;
  await requireChoice(ctx, kind, parentId, 'parentId', { mayBeDisabled: true });
  const services = (await choices(ctx)).filter((one) => one.kind === 'service');
  const levels = levelsWith(services, id, parentId);
  if (levels === Number.POSITIVE_INFINITY) throw fieldProblem('parentId', 'cannot be the entry itself or one below it');
  if (levels > maxServiceLevels) throw fieldProblem('parentId', `makes more than ${maxServiceLevels} levels`);
}

type Dependencies = Pick<Choice, 'categoryIds' | 'defaultCategoryId' | 'priorityIds' | 'defaultPriorityId'>;

/** Refuses categories and priorities that do not exist, and defaults that are not offered. */
async function checkDependencies(ctx: Context, kind: ChoiceKind, values: Dependencies): Promise<void> {
  const all = await choices(ctx);
  const requireAll = (ids: readonly number[], of: ChoiceKind, field: string) => {
    if (ids.every((id) => all.some((one) => one.id === id && one.kind === of))) return;
    throw fieldProblem(field, `names an unknown ${of}`, 'unknown_reference');
  };
  const { categoryIds, defaultCategoryId, priorityIds, defaultPriorityId } = values;
  requireAll(categoryIds, 'category', 'categoryIds');
  requireAll(priorityIds, 'priority', 'priorityIds');
  if (defaultCategoryId) requireAll([defaultCategoryId], 'category', 'defaultCategoryId');
  if (defaultPriorityId) requireAll([defaultPriorityId], 'priority', 'defaultPriorityId');
  if (defaultCategoryId && categoryIds.length > 0 && !categoryIds.includes(defaultCategoryId))
    throw fieldProblem('defaultCategoryId', 'is not among the categories of the service');
  if (kind === 'category' && defaultPriorityId && priorityIds.length > 0 && !priorityIds.includes(defaultPriorityId))
    throw fieldProblem('defaultPriorityId', 'is not among the priorities of the category');
}

async function replaceLists(ctx: Context, id: number, given: ChoiceEdit): Promise<void> {
  const { departmentIds, categoryIds, priorityIds } = given;
  try {
    if (departmentIds) await store.replaceLinks(ctx.tx, id, 'departmentIds', [...new Set(departmentIds)]);
  } catch (error) {
    // This module cannot query departments; the foreign key tells whether they exist.
    throw isForeignKeyError(error) ? fieldProblem('departmentIds', 'names no department', 'unknown_reference') : error;
  }
  if (categoryIds) await store.replaceLinks(ctx.tx, id, 'categoryIds', [...new Set(categoryIds)]);
  if (priorityIds) await store.replaceLinks(ctx.tx, id, 'priorityIds', [...new Set(priorityIds)]);
}

/** Throws `invalid_fields` for a field that entries of this list do not have. */
function refuseForeignField(kind: ChoiceKind, values: ChoiceEdit): void {
  const foreign = foreignField(kind, values);
  if (foreign) throw fieldProblem(foreign, `is not used by a ${kind}`);
}

/** Adds an entry to a list. */
export async function createChoice(ctx: Context, given: ChoiceCreate): Promise<Choice> {
  if ((given.kind === 'status') !== (given.baseState !== undefined)) {
    throw fieldProblem('baseState', 'is required for a status and not allowed otherwise');
  }
  if ((given.kind === 'justification') !== (given.statusId !== undefined)) {
    throw fieldProblem('statusId', 'is required for a justification and not allowed otherwise');
  }
  refuseForeignField(given.kind, given);
  if (given.statusId !== undefined) await requireChoice(ctx, 'status', given.statusId, 'statusId');
  await checkParent(ctx, null, given.kind, given.parentId ?? null);
  const dependencies = {
    categoryIds: given.categoryIds ?? [],
    defaultCategoryId: given.defaultCategoryId ?? null,
    priorityIds: given.priorityIds ?? [],
    defaultPriorityId: given.defaultPriorityId ?? null,
  };
  await checkDependencies(ctx, given.kind, dependencies);
  const { id } = await store.insertChoice(ctx.tx, {
    kind: given.kind,
    name: given.name,
    position: given.position ?? (await nextPosition(ctx, given.kind)),
    is_active: given.isActive ?? true,
    base_state: given.baseState ?? null,
    needs_justification: given.needsJustification ?? false,
    status_id: given.statusId ?? null,
    weight: given.weight ?? null,
    color: given.color ?? null,
    parent_id: given.parentId ?? null,
    ticket_type: given.ticketType ?? null,
    default_category_id: dependencies.defaultCategoryId,
    default_priority_id: dependencies.defaultPriorityId,
  });
  await replaceLists(ctx, id, given);
  await emit(ctx, {
    type: 'setting.edited',
    data: { choiceId: id },
    changes: [{ field: given.kind, before: null, after: given.name }],
  });
  return requireExistingChoice(ctx, id);
}

/** Updates or disables an entry. The last active status of a required state cannot be disabled. */
export async function editChoice(ctx: Context, id: number, change: ChoiceEdit): Promise<Choice> {
  const before = await requireExistingChoice(ctx, id);
  refuseForeignField(before.kind, change);
  if (change.isActive === false && before.isActive) await refuseLastStatus(ctx, before);
  if (change.parentId !== undefined) await checkParent(ctx, id, before.kind, change.parentId);
  await checkDependencies(ctx, before.kind, { ...before, ...change });
  await store.updateChoice(ctx.tx, id, {
    name: change.name,
    position: change.position,
    is_active: change.isActive,
    needs_justification: change.needsJustification,
    weight: change.weight,
    color: change.color,
    parent_id: change.parentId,
    ticket_type: change.ticketType,
    default_category_id: change.defaultCategoryId,
    default_priority_id: change.defaultPriorityId,
  });
  await replaceLists(ctx, id, change);
  const after = await requireExistingChoice(ctx, id);
  await emit(ctx, { type: 'setting.edited', data: { choiceId: id }, changes: [{ field: before.kind, before, after }] });
  return after;
}

/** Deletes an entry that is not in use, as decided by foreign keys. */
export async function deleteChoice(ctx: Context, id: number): Promise<{ ok: true }> {
  const before = await requireExistingChoice(ctx, id);
  await refuseLastStatus(ctx, before);
  try {
    await store.deleteChoice(ctx.tx, id);
  } catch (error) {
    if (isForeignKeyError(error)) throw problem('in_use');
    throw error;
  }
  await emit(ctx, {
    type: 'setting.edited',
    data: { choiceId: id },
    changes: [{ field: before.kind, before, after: null }],
  });
  return { ok: true };
}
