import { type Insertable, sql, type Updateable } from 'kysely';
import type { Tables, Tx } from '../platform/database.ts';
import { lockSpaces } from '../platform/lock-spaces.ts';
import './tables.ts';

/** Lets assignments of a department wait for each other until the transaction ends. */
export const lockAssignment = (tx: Tx, departmentId: number) =>
  sql`select pg_advisory_xact_lock(${sql.lit(lockSpaces.assignment)}, ${departmentId}::int)`.execute(tx);

export const insertRule = (tx: Tx, row: Insertable<Tables['routing_rule']>) =>
  tx.insertInto('routing_rule').values(row).returningAll().executeTakeFirstOrThrow();

export const updateRule = (tx: Tx, id: number, change: Updateable<Tables['routing_rule']>) =>
  tx
    .updateTable('routing_rule')
    .set({ ...change, version: sql`version + 1` })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();

export const deleteRule = (tx: Tx, id: number) => tx.deleteFrom('routing_rule').where('id', '=', id).executeTakeFirst();

export const setRuleOrder = (tx: Tx, ids: readonly number[]) =>
  sql`update routing_rule set position = place from unnest(${sql.val(ids)}::bigint[]) with ordinality wanted (id, place)
    where routing_rule.id = wanted.id`.execute(tx);

export const upsertSettings = (tx: Tx, row: Insertable<Tables['department_assignment']>) =>
  tx
    .insertInto('department_assignment')
    .values(row)
    .onConflict((conflict) =>
      conflict.column('department_id').doUpdateSet({ ...row, version: sql`department_assignment.version + 1` }),
    )
    .execute();

export const upsertAgentLimits = (tx: Tx, row: Insertable<Tables['agent_assignment']>) =>
  tx
    .insertInto('agent_assignment')
    .values(row)
    .onConflict((conflict) =>
      conflict.column('agent_id').doUpdateSet({ ...row, version: sql`agent_assignment.version + 1` }),
    )
    .execute();

/** A ticket that waits. */
export type Queued = Omit<Insertable<Tables['assignment_queue']>, 'excluded_ids'> & { excluded_ids?: number[] };

const insertQueued = (tx: Tx, rows: readonly Queued[]) =>
  tx.insertInto('assignment_queue').values(rows.map((row) => ({ excluded_ids: [], substitute_id: null, ...row })));

/** Lets tickets wait that do not wait yet. */
export const enqueueNew = (tx: Tx, rows: readonly Queued[]) =>
  insertQueued(tx, rows)
    .onConflict((conflict) => conflict.column('ticket_id').doNothing())
    .execute();

/** Lets tickets wait, each since the first time; a new reason replaces the old one. */
export async function enqueue(tx: Tx, rows: readonly Queued[]): Promise<void> {
  if (rows.length === 0) return;
  await insertQueued(tx, rows)
    .onConflict((conflict) =>
      conflict.column('ticket_id').doUpdateSet((excluded) => ({
        department_id: excluded.ref('excluded.department_id'),
        reason: excluded.ref('excluded.reason'),
        rule_id: excluded.ref('excluded.rule_id'),
        excluded_ids: excluded.ref('excluded.excluded_ids'),
        substitute_id: excluded.ref('excluded.substitute_id'),
      })),
    )
    .execute();
}

export const setQueueReasons = (tx: Tx, reasons: readonly { ticketId: number; reason: string }[]) =>
  sql`update assignment_queue set reason = new.reason
    from unnest(${reasons.map((one) => one.ticketId)}::bigint[], ${reasons.map((one) => one.reason)}::text[]) as new (ticket_id, reason)
    where assignment_queue.ticket_id = new.ticket_id and assignment_queue.reason <> new.reason`.execute(tx);

export const dequeue = (tx: Tx, ticketIds: readonly number[]) =>
  sql`delete from assignment_queue where ticket_id = any(${sql.val(ticketIds)}::bigint[])`.execute(tx);

export async function insertDecisions(tx: Tx, rows: readonly Insertable<Tables['assignment_decision']>[]) {
  if (rows.length > 0)
    await tx
      .insertInto('assignment_decision')
      .values([...rows])
      .execute();
}

/** Notes when agents were assigned a ticket last. */
export const upsertTurns = (tx: Tx, departmentId: number, turns: ReadonlyMap<number, Date>) =>
  sql`insert into agent_turn (department_id, agent_id, assigned_at)
    select ${departmentId}::bigint, agent_id, assigned_at
    from unnest(${[...turns.keys()]}::bigint[], ${[...turns.values()]}::timestamptz[]) as new (agent_id, assigned_at)
    on conflict (department_id, agent_id) do update set assigned_at = excluded.assigned_at`.execute(tx);

/**
 * Stores that an absence was announced for tickets. Returns those for which it had not been before.
 */
export async function insertAbsenceAlerts(
  tx: Tx,
  alerts: readonly Insertable<Tables['absence_alert']>[],
): Promise<Set<number>> {
  if (alerts.length === 0) return new Set();
  const rows = await tx
    .insertInto('absence_alert')
    .values([...alerts])
    .onConflict((conflict) =>
      conflict
        .column('ticket_id')
        .doUpdateSet((excluded) => ({
          agent_id: excluded.ref('excluded.agent_id'),
          away_since: excluded.ref('excluded.away_since'),
        }))
        .where(
          sql<boolean>`(absence_alert.agent_id, absence_alert.away_since)
            is distinct from (excluded.agent_id, excluded.away_since)`,
        ),
    )
    .returning('ticket_id')
    .execute();
  return new Set(rows.map((row) => row.ticket_id));
}
