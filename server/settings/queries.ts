import type { BaseState, Choice, ChoiceKind, Company } from '@crossdesk/contracts/settings.ts';
import { type Selectable, sql } from 'kysely';
import type { ReadContext } from '../platform/context.ts';
import type { Db } from '../platform/database.ts';
import { problem } from '../platform/problems.ts';
import type { ChoiceTable } from './tables.ts';
import './tables.ts';

type ChoiceRow = Selectable<ChoiceTable> & Pick<Choice, 'departmentIds' | 'categoryIds' | 'priorityIds'>;

const choiceView = (row: ChoiceRow): Choice => ({
  id: row.id,
  kind: row.kind,
  name: row.name,
  position: row.position,
  isActive: row.is_active,
  baseState: row.base_state,
  needsJustification: row.needs_justification,
  statusId: row.status_id,
  weight: row.weight,
  color: row.color,
  parentId: row.parent_id,
  departmentIds: row.departmentIds,
  ticketType: row.ticket_type,
  categoryIds: row.categoryIds,
  defaultCategoryId: row.default_category_id,
  priorityIds: row.priorityIds,
  defaultPriorityId: row.default_priority_id,
});

const choiceRows = (db: Db) =>
  db
    .selectFrom('choice')
    .selectAll('choice')
    .select([
      sql<number[]>`array(select department_id from service_department where service_id = choice.id order by 1)`.as(
        'departmentIds',
      ),
      sql<number[]>`array(select category_id from service_category where service_id = choice.id order by 1)`.as(
        'categoryIds',
      ),
      sql<number[]>`array(select priority_id from category_priority where category_id = choice.id order by 1)`.as(
        'priorityIds',
      ),
    ]);

const companyRow = (db: Db) => db.selectFrom('company').selectAll().executeTakeFirst();

/** The company settings. Throws if the installation has not been prepared. */
export async function company(ctx: Pick<ReadContext, 'db'>): Promise<Company> {
  const row = await companyRow(ctx.db);
  if (!row) throw new Error('the company row is missing');
  return {
    name: row.name,
    locale: row.locale,
    timeZone: row.time_zone,
    attachmentMaxBytes: row.attachment_max_bytes,
    replyDelayMs: row.reply_delay_ms,
    isSharingOn: row.is_sharing_on,
    isTransferOn: row.is_transfer_on,
    isTransferReasonRequired: row.is_transfer_reason_required,
    mostShares: row.most_shares,
    forwardDomains: row.forward_domains,
    sharedVisibility: row.shared_visibility,
    readOnlyCanComment: row.read_only_can_comment,
    restrictedForwardScope: row.restricted_forward_scope,
    contactLookup: row.contact_lookup,
    idleMinutes: row.idle_minutes,
    disconnectedMinutes: row.disconnected_minutes,
    slaOnTransfer: row.sla_on_transfer,
    customersReopen: row.customers_reopen,
    reopenDays: row.reopen_days,
    closeAfterDays: row.close_after_days,
  };
}

/** The setup state; null before the first start. */
export async function setupState(
  db: Db,
): Promise<{ isSetUp: boolean; isDemo: boolean; tokenHash: string | null } | null> {
  const row = await companyRow(db);
  return row ? { isSetUp: row.set_up_at !== null, isDemo: row.is_demo, tokenHash: row.setup_token_hash } : null;
}

/** All entries of all lists, in order. */
export async function choices(ctx: Pick<ReadContext, 'db'>): Promise<Choice[]> {
  const rows = await choiceRows(ctx.db).orderBy('kind').orderBy('position').orderBy('id').execute();
  return rows.map(choiceView);
}

/**
 * These entries with all services above them and their default categories and priorities, by id.
 * Ids that do not exist are missing.
 */
export async function relatedChoices(
  ctx: Pick<ReadContext, 'db'>,
  ids: readonly number[],
): Promise<Map<number, Choice>> {
  if (ids.length === 0) return new Map();
  const rows = await choiceRows(ctx.db)
    .where(
      'choice.id',
      'in',
      sql<number>`(with recursive related (id) as (
        select unnest(${[...ids]}::bigint[])
        union select next.id from related join choice one on one.id = related.id,
          unnest(array[one.parent_id, one.default_category_id, one.default_priority_id]) as next (id)
          where next.id is not null
      ) select id from related)`,
    )
    .execute();
  return new Map(rows.map((row) => [row.id, choiceView(row)]));
}

/**
 * The active entry `id` of list `kind`. Throws `unknown_reference` for `field` if there is none.
 */
export async function requireChoice(
  ctx: Pick<ReadContext, 'db'>,
  kind: ChoiceKind,
  id: number,
  field: string,
  options: { mayBeDisabled?: boolean } = {},
): Promise<Choice> {
  const row = await choiceRows(ctx.db).where('id', '=', id).where('kind', '=', kind).executeTakeFirst();
  if (!row || (!row.is_active && !options.mayBeDisabled)) {
    throw problem('unknown_reference', {
      fields: [{ path: `/body/${field}`, message: `is not an available ${kind}` }],
    });
  }
  return choiceView(row);
}

/** The first active status of a base state, in the company's order. */
export async function firstStatus(ctx: Pick<ReadContext, 'db'>, state: BaseState): Promise<Choice> {
  const row = await choiceRows(ctx.db)
    .where('kind', '=', 'status')
    .where('base_state', '=', state)
    .where('is_active', '=', true)
    .orderBy('position')
    .orderBy('id')
    .executeTakeFirst();
  if (!row) throw problem('unknown_reference', { detail: `There is no active status with the state ${state}.` });
  return choiceView(row);
}
