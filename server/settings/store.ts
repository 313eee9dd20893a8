import type { FormField, FormName } from '@crossdesk/contracts/lists/forms.ts';
import type { ContactLookup, ForwardScope, SharedVisibility, TransferPolicy } from '@crossdesk/contracts/settings.ts';
import { type Insertable, sql, type Updateable } from 'kysely';
import type { Tx } from '../platform/database.ts';
import type { ChoiceTable } from './tables.ts';
import './tables.ts';

export const insertChoice = (tx: Tx, row: Insertable<ChoiceTable>) =>
  tx.insertInto('choice').values(row).returningAll().executeTakeFirstOrThrow();

export const updateChoice = (tx: Tx, id: number, change: Updateable<ChoiceTable>) =>
  tx
    .updateTable('choice')
    .set({ ...change, kind: sql.ref('kind') })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();

const linkTables = {
  departmentIds: { table: 'service_department', owner: 'service_id', other: 'department_id' },
  categoryIds: { table: 'service_category', owner: 'service_id', other: 'category_id' },
  priorityIds: { table: 'category_priority', owner: 'category_id', other: 'priority_id' },
} as const;

/** Replaces the departments, categories or priorities of an entry. */
export async function replaceLinks(
  tx: Tx,
  choiceId: number,
  list: keyof typeof linkTables,
  ids: readonly number[],
): Promise<void> {
  const { table, owner, other } = linkTables[list];
  await sql`delete from ${sql.table(table)} where ${sql.ref(owner)} = ${choiceId}`.execute(tx);
  await sql`insert into ${sql.table(table)} (${sql.ref(owner)}, ${sql.ref(other)})
    select ${choiceId}, unnest(${[...ids]}::bigint[])`.execute(tx);
}

/**
 * Stores all fields of a form, in this order. Rows are written by name, so that two writers wait
 * for each other and never block each other.
 */
export const replaceForm = (tx: Tx, form: FormName, fields: readonly FormField[]) =>
  tx
    .insertInto('form_field')
    .values(
      fields
        .map(({ field, use }, position) => ({ form, field, use, position }))
        .sort((a, b) => a.field.localeCompare(b.field)),
    )
    .onConflict((conflict) =>
      conflict.columns(['form', 'field']).doUpdateSet((row) => ({
        use: row.ref('excluded.use'),
        position: row.ref('excluded.position'),
      })),
    )
    .execute();

export const deleteChoice = (tx: Tx, id: number) => tx.deleteFrom('choice').where('id', '=', id).execute();

export const insertCompany = (
  tx: Tx,
  row: { name: string; locale: 'en' | 'ja'; time_zone: string; setup_token_hash: string | null },
) =>
  tx
    .insertInto('company')
    .values({ ...row, set_up_at: null })
    .onConflict((conflict) => conflict.doNothing())
    .execute();

export const updateCompany = (
  tx: Tx,
  change: {
    name?: string;
    locale?: 'en' | 'ja';
    time_zone?: string;
    attachment_max_bytes?: number;
    reply_delay_ms?: number;
    is_demo?: boolean;
    set_up_at?: Date;
    setup_token_hash?: string | null;
    is_sharing_on?: boolean;
    is_transfer_on?: boolean;
    is_transfer_reason_required?: boolean;
    most_shares?: number;
    forward_domains?: string[];
    shared_visibility?: SharedVisibility;
    read_only_can_comment?: boolean;
    restricted_forward_scope?: ForwardScope;
    contact_lookup?: ContactLookup;
    idle_minutes?: number | null;
    disconnected_minutes?: number | null;
    sla_on_transfer?: TransferPolicy;
    customers_reopen?: boolean;
    reopen_days?: number | null;
    close_after_days?: number | null;
  },
) =>
  tx
    .updateTable('company')
    .set({ ...change, id: 1 })
    .returningAll()
    .executeTakeFirstOrThrow();
