import type { Criteria, CustomView } from '@crossdesk/contracts/custom-views.ts';
import type { ChoiceKind } from '@crossdesk/contracts/settings.ts';
import { type Selectable, sql } from 'kysely';
import { type AgentActor, requireAgent, type ReadContext } from '../platform/context.ts';
import type { Tables } from '../platform/database.ts';
import { problem } from '../platform/problems.ts';
import { choices } from '../settings/index.ts';
import { type OneOfField, type CheckedCriteria, conditionPaths, parseCriteria } from './conditions.ts';
import './tables.ts';

type Row = Selectable<Tables['custom_view']> & { owner_name: string };

/** Own views, and those shown to everyone, to a department or to the access profile of the actor. */
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

/** The views in the actor's list, by name; own ones first. */
export async function visibleViews(ctx: ReadContext): Promise<CustomView[]> {
  const actor = requireAgent(ctx);
  const found = await viewRows(ctx)
    .where(isVisibleTo(actor))
    .orderBy(sql`custom_view.owner_id = ${actor.agentId}`, 'desc')
    .orderBy(sql`lower(custom_view.name)`)
    .orderBy('custom_view.id')
    .execute();
  return found.map((row) => toCustomView(actor, row));
}

/** The same, and for those who manage the views of others all that are shared with anybody. */
export async function customViews(ctx: ReadContext): Promise<{ items: CustomView[] }> {
  const actor = requireAgent(ctx);
  const shown = await visibleViews(ctx);
  if (!actor.permissions.has('views.manage_others')) return { items: shown };
  const known = new Set(shown.map((view) => view.id));
  const shared = await viewRows(ctx)
    .where('custom_view.visibility', '<>', 'me')
    .orderBy(sql`lower(custom_view.name)`)
    .orderBy('custom_view.id')
    .execute();
  return { items: [...shown, ...shared.filter((row) => !known.has(row.id)).map((row) => toCustomView(actor, row))] };
}

/** One view the actor may look at, or manage; `not_found` for every other. */
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

/** A view as it is now, for those who have just changed it: also one they no longer see. */
export async function storedView(ctx: ReadContext, id: number): Promise<CustomView> {
  return toCustomView(requireAgent(ctx), await viewRows(ctx).where('custom_view.id', '=', id).executeTakeFirstOrThrow());
}

/** What the ids of a field name: an entry of one of the company's lists, or a row of a table. */
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

/** Of the ids, those that are in the table. */
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
 * The criteria as a plan. Throws `invalid_fields` with every value that does not fit its field, or `unknown_reference` with the conditions that name
 * something that is not there. What was disabled since may be named: old tickets have it.
 */
export async function requireCriteria(ctx: ReadContext, criteria: Criteria): Promise<CheckedCriteria> {
  const read = parseCriteria(criteria);
  const at = (path: string) => `/body/criteria${path}`;
  if (read.is === 'wrong') {
    throw problem('invalid_fields', { fields: read.faults.map(({ path, message }) => ({ path: at(path), message })) });
  }
  const all = await choices(ctx);
  const fields = [];
  for (const { path, test } of conditionPaths(read.plan)) {
    const named = test.kind === 'one_of' ? referencedBy[test.field] : undefined;
    if (test.kind !== 'one_of' || !named) continue;
    const known =
      'choice' in named
        ? new Set(all.filter((one) => one.kind === named.choice).map((one) => one.id))
        : await existingIds(ctx, named.table, test.ids);
    const missing = test.ids.find((id) => !known.has(id));
    if (missing !== undefined)
      fields.push({ path: at(`${path}/value`), message: `names ${missing}, which is not there` });
  }
  if (fields.length > 0) throw problem('unknown_reference', { fields });
  return read.plan;
}
