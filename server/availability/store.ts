import type { WeekHours } from '@crossdesk/contracts/availability.ts';
import { type Insertable, sql, type Updateable } from 'kysely';
import type { Tables, Tx } from '../platform/database.ts';
import { evaluateAgents } from './evaluation.ts';
import './tables.ts';

export const insertStatus = (tx: Tx, row: Insertable<Tables['agent_status']>) =>
  tx.insertInto('agent_status').values(row).returning('id').executeTakeFirstOrThrow();

export const updateStatus = (tx: Tx, id: number, change: Updateable<Tables['agent_status']>) =>
  tx
    .updateTable('agent_status')
    .set({ ...change, version: sql`version + 1` })
    .where('id', '=', id)
    .execute();

export const deleteStatus = (tx: Tx, id: number) => tx.deleteFrom('agent_status').where('id', '=', id).execute();

/** Locks the row until the transaction ends. */
export const lockStatus = (tx: Tx, id: number) =>
  tx.selectFrom('agent_status').select('id').where('id', '=', id).forUpdate().execute();

/** Sets all agents with a status to another one. */
export const replaceStatus = (tx: Tx, id: number, otherId: number, now: Date) =>
  tx
    .updateTable('agent_availability')
    .set({ status_id: otherId, until: null, changed_at: now })
    .where('status_id', '=', id)
    .execute();

export const agentsWithStatus = async (tx: Tx, id: number): Promise<number[]> => {
  const rows = await tx.selectFrom('agent_availability').select('agent_id').where('status_id', '=', id).execute();
  return rows.map((row) => row.agent_id);
};

/** Serializes changes of an agent's availability, schedule and absences. */
export const lockAgent = (tx: Tx, agentId: number) =>
  tx.selectFrom('agent').select('id').where('id', '=', agentId).forNoKeyUpdate().execute();

export const upsertAvailability = (tx: Tx, row: Insertable<Tables['agent_availability']>) =>
  tx
    .insertInto('agent_availability')
    .values(row)
    .onConflict((conflict) => conflict.column('agent_id').doUpdateSet(row))
    .execute();

export const upsertSchedule = (tx: Tx, agent_id: number, time_zone: string, hours: WeekHours | null) => {
  const row = { time_zone, hours: hours && JSON.stringify(hours) };
  return tx
    .insertInto('agent_schedule')
    .values({ agent_id, ...row })
    .onConflict((conflict) => conflict.column('agent_id').doUpdateSet(row))
    .execute();
};

export const insertAbsence = (tx: Tx, row: Insertable<Tables['agent_absence']>) =>
  tx.insertInto('agent_absence').values(row).returning('id').executeTakeFirstOrThrow();

export const updateAbsence = (tx: Tx, id: number, change: Updateable<Tables['agent_absence']>) =>
  tx.updateTable('agent_absence').set(change).where('id', '=', id).execute();

export const deleteAbsence = (tx: Tx, id: number) => tx.deleteFrom('agent_absence').where('id', '=', id).execute();

/** Whether an agent has another absence that overlaps a time. */
export const hasAbsence = async (
  tx: Tx,
  agentId: number,
  { startsAt, endsAt, exceptId }: { startsAt: Date; endsAt: Date; exceptId: number | null },
): Promise<boolean> => {
  const row = await tx
    .selectFrom('agent_absence')
    .select('id')
    .where('agent_id', '=', agentId)
    .where('id', '!=', exceptId ?? 0)
    .where('starts_at', '<', endsAt)
    .where('ends_at', '>', startsAt)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
};

/** Instants are stored at most about once a minute. */
const seenAgain = sql`interval '50 seconds'`;

/**
 * Stores that agents have the desk open, and are using it if `isActive`. Returns those among them
 * that did not receive work at the last evaluation.
 */
export const markSeen = async (
  tx: Tx,
  now: Date,
  agentIds: readonly number[],
  isActive: boolean,
): Promise<number[]> => {
  const { rows } = await sql<{ agent_id: number; is_receiving: boolean }>`
    insert into agent_availability as kept (agent_id, status_id, seen_at, active_at)
    select agent.id, status.id, ${now}::timestamptz, ${isActive ? now : null}::timestamptz
    from agent join agent_status status on status.key = 'available'
    where agent.id = any(${sql.val(agentIds)}::bigint[]) and agent.is_active
    order by agent.id
    on conflict (agent_id) do update
      set seen_at = excluded.seen_at, active_at = coalesce(excluded.active_at, kept.active_at)
      where coalesce(kept.seen_at < excluded.seen_at - ${seenAgain}, true)
        or (excluded.active_at is not null and coalesce(kept.active_at < excluded.active_at - ${seenAgain}, true))
    returning agent_id, is_receiving`.execute(tx);
  return rows.filter((row) => !row.is_receiving).map((row) => row.agent_id);
};

/**
 * Evaluates agents (null: all), replaces statuses that have ended by Available, and returns the
 * agents of whom anything changed. One statement: of two processes, the second waits for the first
 * and finds nothing left. An agent whose status was set in the meantime is skipped.
 */
export const storeEvaluation = async (tx: Tx, now: Date, agentIds: readonly number[] | null): Promise<number[]> => {
  const { rows } = await sql<{ agent_id: number }>`
    insert into agent_availability as kept (agent_id, status_id, is_receiving, changed_at, away_since)
    select agent_id, status_id, refusal is null, changed_at, case when refusal is not null then ${now}::timestamptz end
    from (${evaluateAgents(now, agentIds)}) evaluated
    where (refusal is null) <> is_receiving or is_status_over
    order by agent_id
    on conflict (agent_id) do update set
      is_receiving = excluded.is_receiving,
      away_since = case when excluded.is_receiving then null when kept.is_receiving then excluded.away_since
        else kept.away_since end,
      status_id = case when kept.until <= ${now}::timestamptz then excluded.status_id else kept.status_id end,
      reason = case when kept.until <= ${now}::timestamptz then '' else kept.reason end,
      changed_at = case when kept.until <= ${now}::timestamptz then kept.until else kept.changed_at end,
      until = case when kept.until > ${now}::timestamptz then kept.until end
    where kept.changed_at is not distinct from excluded.changed_at
      and (kept.is_receiving <> excluded.is_receiving or kept.until <= ${now}::timestamptz)
    returning agent_id`.execute(tx);
  return rows.map((row) => row.agent_id);
};
