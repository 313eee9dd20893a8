import type { NotificationKind, NotificationMeans, TemplatedMeans } from '@crossdesk/contracts/notifications.ts';
import type { Locale } from '@crossdesk/contracts/scalars.ts';
import { type Insertable, sql, type Updateable } from 'kysely';
import type { Tables, Tx } from '../platform/database.ts';
import type { NotificationTable } from './tables.ts';
import './tables.ts';

/**
 * Inserts notifications and returns them, without those of an event that the agent was notified of
 * by this channel before.
 */
export async function insertNotifications(tx: Tx, rows: readonly Insertable<NotificationTable>[]) {
  if (rows.length === 0) return [];
  return tx
    .insertInto('notification')
    .values([...rows])
    .onConflict((conflict) => conflict.columns(['event_id', 'agent_id', 'means']).doNothing())
    .returning(['id', 'event_id', 'agent_id', 'ticket_id', 'means', 'kind', 'lead_id'])
    .execute();
}

export const updateNotifications = (tx: Tx, ids: readonly number[], change: Updateable<NotificationTable>) =>
  tx
    .updateTable('notification')
    .set(change)
    .where('id', 'in', [...ids])
    .execute();

/** Marks the agent's notifications as read: those named, those of one ticket, or all. */
export const markRead = (tx: Tx, agentId: number, now: Date, which: { ids?: number[]; number?: number }) =>
  tx
    .updateTable('notification')
    .set({ read_at: now })
    .where('agent_id', '=', agentId)
    .where('means', '=', 'app')
    .where('read_at', 'is', null)
    .$if(which.ids !== undefined, (query) => query.where('id', 'in', which.ids ?? []))
    .$if(which.number !== undefined, (query) => query.where('ticket_id', '=', which.number ?? 0))
    .execute();

type Key = { kind: NotificationKind; means: NotificationMeans };

export const upsertRule = (tx: Tx, departmentId: number, { kind, means }: Key, isOn: boolean) =>
  tx
    .insertInto('notification_rule')
    .values({ department_id: departmentId, kind, means, is_on: isOn })
    .onConflict((conflict) => conflict.columns(['department_id', 'kind', 'means']).doUpdateSet({ is_on: isOn }))
    .execute();

export const upsertPreference = (tx: Tx, agentId: number, { kind, means }: Key, isOn: boolean) =>
  tx
    .insertInto('notification_preference')
    .values({ agent_id: agentId, kind, means, is_on: isOn })
    .onConflict((conflict) => conflict.columns(['agent_id', 'kind', 'means']).doUpdateSet({ is_on: isOn }))
    .execute();

export const upsertTemplate = (tx: Tx, row: Insertable<Tables['notification_template']>) =>
  tx
    .insertInto('notification_template')
    .values(row)
    .onConflict((conflict) =>
      conflict.columns(['kind', 'means', 'locale']).doUpdateSet({ subject: row.subject, body: row.body }),
    )
    .execute();

export const deleteTemplate = (tx: Tx, key: { kind: NotificationKind; means: TemplatedMeans; locale: Locale }) =>
  tx
    .deleteFrom('notification_template')
    .where('kind', '=', key.kind)
    .where('means', '=', key.means)
    .where('locale', '=', key.locale)
    .execute();

/**
 * Serializes the notifications of tickets, so that of two messages in the same second only one
 * leads.
 */
export const lockNotificationsOfTickets = (tx: Tx, ticketIds: readonly number[]) =>
  sql`select pg_advisory_xact_lock(hashtextextended('notices ' || id, 0))
    from unnest(${[...new Set(ticketIds)].sort((a, b) => a - b)}::bigint[]) id`.execute(tx);
