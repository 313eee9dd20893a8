import { type Insertable, sql, type Updateable } from 'kysely';
import type { Tables, Tx } from '../platform/database.ts';
import './tables.ts';

export const insertCalendar = (tx: Tx, row: Insertable<Tables['calendar']>) =>
  tx.insertInto('calendar').values(row).returningAll().executeTakeFirstOrThrow();

export const updateCalendar = (tx: Tx, id: number, change: Updateable<Tables['calendar']>) =>
  tx
    .updateTable('calendar')
    .set({ ...change, version: sql`version + 1` })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();

export const deleteCalendar = (tx: Tx, id: number) => tx.deleteFrom('calendar').where('id', '=', id).execute();

/** Lets changes of contracts wait for each other until the transaction ends. */
export const lockContracts = (tx: Tx) => sql`lock table sla_contract in share row exclusive mode`.execute(tx);

export const insertContract = (tx: Tx, row: Insertable<Tables['sla_contract']>) =>
  tx.insertInto('sla_contract').values(row).returning('id').executeTakeFirstOrThrow();

export const updateContract = (tx: Tx, id: number, change: Updateable<Tables['sla_contract']>) =>
  tx
    .updateTable('sla_contract')
    .set({ ...change, version: sql`version + 1` })
    .where('id', '=', id)
    .execute();

export const deleteContract = (tx: Tx, id: number) => tx.deleteFrom('sla_contract').where('id', '=', id).execute();

/** Takes the mark of the default from the contract that has it. Returns that contract. */
export const clearDefault = (tx: Tx, exceptId: number) =>
  tx
    .updateTable('sla_contract')
    .set({ is_default: false, version: sql`version + 1` })
    .where('is_default', '=', true)
    .where('id', '<>', exceptId)
    .returning('id')
    .executeTakeFirst();

/** Replaces the accounts of a contract. */
export async function setAccounts(tx: Tx, contractId: number, accountIds: readonly number[]): Promise<void> {
  await tx
    .deleteFrom('sla_contract_account')
    .where('contract_id', '=', contractId)
    .where('account_id', 'not in', [0, ...accountIds])
    .execute();
  await sql`insert into sla_contract_account (account_id, contract_id)
    select account_id, ${contractId}::bigint from unnest(${sql.val(accountIds)}::bigint[]) as given (account_id)
    on conflict (account_id) do nothing`.execute(tx);
}

export const deleteRulesExcept = (tx: Tx, contractId: number, ids: readonly number[]) =>
  tx
    .deleteFrom('sla_rule')
    .where('contract_id', '=', contractId)
    .where('id', 'not in', [0, ...ids])
    .execute();

export const insertRule = (tx: Tx, row: Insertable<Tables['sla_rule']>) =>
  tx.insertInto('sla_rule').values(row).execute();

export const updateRule = (tx: Tx, id: number, change: Updateable<Tables['sla_rule']>) =>
  tx.updateTable('sla_rule').set(change).where('id', '=', id).execute();

/** Inserts or replaces what the times of tickets are calculated from. */
export const upsertTickets = (tx: Tx, rows: readonly Insertable<Tables['sla_ticket']>[]) =>
  tx
    .insertInto('sla_ticket')
    .values([...rows])
    .onConflict((conflict) =>
      conflict.column('ticket_id').doUpdateSet((excluded) => ({
        department_id: excluded.ref('excluded.department_id'),
        contract_id: excluded.ref('excluded.contract_id'),
        facts: excluded.ref('excluded.facts'),
        due_at: excluded.ref('excluded.due_at'),
        due_kind: excluded.ref('excluded.due_kind'),
        is_paused: excluded.ref('excluded.is_paused'),
      })),
    )
    .execute();

export type ClockRow = Omit<Insertable<Tables['sla_clock']>, 'id'>;

export const insertClocks = (tx: Tx, rows: readonly ClockRow[]) =>
  tx
    .insertInto('sla_clock')
    .values([...rows])
    .execute();

/** Replaces clocks, all in one statement. */
export const updateClocks = (tx: Tx, rows: readonly (ClockRow & { id: number })[]) =>
  sql`update sla_clock set rule_id = new.rule_id, rule_name = new.rule_name, rule_fields = new.rule_fields,
      calendar_id = new.calendar_id, calendar_name = new.calendar_name, target_ms = new.target_ms,
      started_at = new.started_at, counted_at = new.counted_at, elapsed_ms = new.elapsed_ms, due_at = new.due_at,
      paused_since = new.paused_since, pause_cause = new.pause_cause, met_at = new.met_at,
      met_message_id = new.met_message_id, breached_at = new.breached_at, warned_at = new.warned_at,
      is_breach_announced = new.is_breach_announced, next_at = new.next_at
    from jsonb_populate_recordset(null::sla_clock, ${JSON.stringify(rows)}::jsonb) new
    where sla_clock.id = new.id`.execute(tx);

export const deleteClocks = (tx: Tx, ids: readonly number[]) =>
  tx
    .deleteFrom('sla_clock')
    .where('id', 'in', [...ids])
    .execute();

export const insertEntries = (tx: Tx, rows: readonly Insertable<Tables['sla_entry']>[]) =>
  tx
    .insertInto('sla_entry')
    .values([...rows])
    .execute();

/** Marks times as announced: those that are over, and those that were warned of. */
export async function markAnnounced(tx: Tx, overIds: readonly number[], warnedIds: readonly number[], now: Date) {
  await sql`with over as (
      update sla_clock set breached_at = coalesce(breached_at, due_at), is_breach_announced = true, next_at = null
      where id = any(${sql.val(overIds)}::bigint[])
      returning ticket_id, kind, breached_at, due_at, rule_name, target_ms
    )
    insert into sla_entry (ticket_id, kind, at, reason, fields, due_before, due_after, rule_name, target_ms)
    select ticket_id, kind, breached_at, 'breached', '{}', due_at, due_at, rule_name, target_ms from over`.execute(tx);
  await sql`update sla_clock set warned_at = ${now}, next_at = due_at
    where id = any(${sql.val(warnedIds)}::bigint[])`.execute(tx);
}

/** Marks all times that are nearly over or over as announced, without announcing them. */
export async function markPastAnnounced(tx: Tx, now: Date): Promise<void> {
  await sql`update sla_clock set breached_at = coalesce(breached_at, due_at), is_breach_announced = true, next_at = null
    where next_at is not null and (breached_at is not null or due_at <= ${now})`.execute(tx);
  await sql`update sla_clock set warned_at = ${now}, next_at = due_at where next_at <= ${now}`.execute(tx);
}
