import type { Criteria, CustomView } from '@crossdesk/contracts/custom-views.ts';
import type { ChoiceKind } from '@crossdesk/contracts/settings.ts';
import { type Selectable, sql } from 'kysely';
import { type AgentActor, type ReadContext, requireAgent } from '../platform/context.ts';
import type { Tables } from '../platform/database.ts';
import { problem } from '../platform/problems.ts';
import { choices } from '../settings/index.ts';
import { type CheckedCriteria, conditionPaths, type OneOfField, parseCriteria } from './conditions.ts';
import './tables.ts';

type Row = Selectable<Tables['custom_view']> & { owner_name: string };

/**
 * The actor's own views, and those shared with everyone, their departments or their access profile.
 */
const isVisibleTo = (actor: AgentActor) => sql<boolean>`(custom_view.owner_id = ${actor.agentId}
  or custom_view.visibility = 'everyone'
  or (custom_view.visibility = 'departments' and custom_view.department_ids && ${actor.memberships.map((one) => one.departmentId)}::bigint[])
  or (custom_view.visibility = 'profiles' and ${actor.profileId} = any(custom_view.profile_ids)))`;

const viewRows = (ctx: ReadContext) =>
  ctx.db
    .selectFrom('custom_view')
    .innerJoin('agent', 'agent.id', 'custom_view.owner_id')
    .selectAll('custom_view')
    .select('agent.name as owner_name');

function toCustomView(actor: AgentActor, row: Row): CustomView {
  const isMine = row.owner_id === actor.agentId;
  return {
    id: row.id,
    name: row.name,
    criteria: row.criteria,
    sort: row.sort,
    columns: row.columns,
    visibility: row.visibility,
    departmentIds: row.department_ids,
    profileIds: row.profile_ids,
    owner: { id: row.owner_id, name: row.owner_name },
    isMine,
    canEdit: actor.permissions.has(isMine ? 'views.manage_own' : 'views.manage_others'),
    version: row.version,
    updatedAt: row.updated_at.toISOString(),
  };
}

/** The views in the actor's sidebar, by name, own ones first. */
export async function visibleViews(ctx: ReadContext): Promise<CustomView[]> {
  const actor = requireAgent(ctx);
  const visibleRows = await viewRows(ctx)
    .where(isVisibleTo(actor))
    .orderBy(sql`custom_view.owner_id = ${actor.agentId}`, 'desc')
    .orderBy(sql`lower(custom_view.name)`)
    .orderBy('custom_view.id')
    .execute();
  return visibleRows.map((row) => toCustomView(actor, row));
}

/** The visible views, and for those who manage views of others all shared views. */
export async function customViews(ctx: ReadContext): Promise<{ items: CustomView[] }> {
  const actor = requireAgent(ctx);
  const visible = await visibleViews(ctx);
  if (!actor.permissions.has('views.manage_others')) return { items: visible };
  const existing = new Set(visible.map((view) => view.id));
  const shared = await viewRows(ctx)
    .where('custom_view.visibility', '<>', 'me')
    .orderBy(sql`lower(custom_view.name)`)
    .orderBy('custom_view.id')
    .execute();
  return {
    items: [...visible, ...shared.filter((row) => !existing.has(row.id)).map((row) => toCustomView(actor, row))],
  };
}

/** A view the actor may see or manage; throws `not_found` otherwise. */
export async function customView(ctx: ReadContext, id: number): Promise<CustomView> {
  const actor = requireAgent(ctx);
  const row = await viewRows(ctx)
    .where('custom_view.id', '=', id)
    .where((where) =>
      actor.permissions.has('views.manage_others')
        ? where.or([isVisibleTo(actor), where('custom_view.visibility', '<>', 'me')])
        : isVisibleTo(actor),
    )
    .executeTakeFirst();
  if (!row) throw problem('not_found');
  return toCustomView(actor, row);
}

/** The current state of a view that was just changed, even if the actor no longer sees it. */
export async function storedView(ctx: ReadContext, id: number): Promise<CustomView> {
  return toCustomView(
    requireAgent(ctx),
    await viewRows(ctx).where('custom_view.id', '=', id).executeTakeFirstOrThrow(),
  );
}

/** What the ids of a field refer to: an entry of a company list, or a row of a table. */
const referencedBy: Partial<
  Record<OneOfField, { choice: ChoiceKind } | { table: 'department' | 'agent' | 'account' | 'contact' }>
> = {
  statusId: { choice: 'status' },
  priorityId: { choice: 'priority' },
  serviceId: { choice: 'service' },
  categoryId: { choice: 'category' },
  productId: { choice: 'product' },
  departmentId: { table: 'department' },
  sharedFrom: { table: 'department' },
  assigneeId: { table: 'agent' },
  accountId: { table: 'account' },
  requesterId: { table: 'contact' },
};

/** The ids that exist in the table. */
export async function existingIds(
  ctx: ReadContext,
  table: 'department' | 'agent' | 'account' | 'contact' | 'profile',
  ids: readonly number[],
): Promise<Set<number>> {
  if (ids.length === 0) return new Set();
  const found = await sql<{
    id: number;
  }>`select id from ${sql.table(table)} where id = any(${[...ids]}::bigint[])`.execute(ctx.db);
  return new Set(found.rows.map((row) => row.id));
}

/**
 * Checks criteria. Throws `invalid_fields` with every invalid value, or `unknown_reference` with
 * the conditions that refer to something missing. Disabled choices are allowed, because old tickets
 * still have them.
 */
export async function requireCriteria(ctx: ReadContext, criteria: Criteria): Promise<CheckedCriteria> {
  const read = parseCriteria(criteria);
  const toFieldPath = (path: string) => `/body/criteria${path}`;
  if (read.is === 'invalid') {
    throw problem('invalid_fields', {
      fields: read.faults.map(({ path, message }) => ({ path: toFieldPath(path), message })),
    });
  }
  const all = await choices(ctx);
  const fields = [];
  for (const { path, test } of conditionPaths(read.criteria)) {
    const reference = test.kind === 'one_of' ? referencedBy[test.field] : undefined;
    if (test.kind !== 'one_of' || !reference) continue;
    const existing =
      'choice' in reference
        ? new Set(all.filter((one) => one.kind === reference.choice).map((one) => one.id))
        : await existingIds(ctx, reference.table, test.ids);
    const missing = test.ids.find((id) => !existing.has(id));
    if (missing !== undefined)
      fields.push({ path: toFieldPath(`${path}/value`), message: `refers to ${missing}, which doesn't exist` });
  }
  if (fields.length > 0) throw problem('unknown_reference', { fields });
  return read.criteria;
}
